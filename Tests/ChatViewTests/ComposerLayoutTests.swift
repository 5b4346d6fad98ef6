import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

@Suite struct ComposerLayoutTests {
  @Test func rowsAreCutWhereTheyAreFull() {
    var layout = ComposerLayout(width: 5)
    layout.update("hello world\n漢字かな\n\ta  ")
    #expect(layout.starts.indices.map(layout.shown) == ["hello", " worl", "d", "漢字", "かな", "    a", "  "])
    #expect(layout.place(of: 5) == (1, 0))
    #expect(layout.place(of: 11) == (2, 1))
    #expect(layout.place(of: layout.text.utf8.count) == (6, 2))
  }

  @Test func behindAFullRowTheCaretHasAColumn() {
    var layout = ComposerLayout(width: 5)
    layout.update("hello")
    #expect(layout.place(of: 5) == (0, 5))
    layout.update("hello\n")
    #expect(layout.place(of: 5) == (0, 5))
    #expect(layout.place(of: 6) == (1, 0))
    #expect(layout.offset(row: 0, column: 9) == 5)
    layout.update("hello!")
    #expect(layout.place(of: 5) == (1, 0))
    #expect(layout.offset(row: 0, column: 9) == 4)
  }

  @Test func hostileTextIsShownSafely() {
    var layout = ComposerLayout(width: 20)
    layout.update("\u{1B}[31m\u{0}\u{202E}x\r\ny\u{9B}z")
    #expect(layout.starts.indices.map(layout.shown) == ["␛[31m␀x", "y\u{FFFD}z"])
  }

  @Test(arguments: SeededGenerator.seeds(12))
  func anyTextIsRowsOfItself(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<60 {
      let width = Int.random(in: 1...(Bool.random(using: &random) ? 6 : 60), using: &random)
      var layout = ComposerLayout(width: width)
      let text = random.text(12)
      layout.update(text)
      try #require(Self.fault(layout, text) == nil, "seed \(seed) width \(width) \(text.debugDescription)")
    }
  }

  /// After any edits the rows are those that the whole text has.
  @Test(arguments: SeededGenerator.seeds(12))
  func editsLayOutAsTheWholeTextDoes(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var killed = KillRing()
    for _ in 0..<12 {
      let width = Int.random(in: 1...(Bool.random(using: &random) ? 6 : 40), using: &random)
      var warm = ComposerLayout(width: width)
      var editor = TextEditor(random.text(20))
      for step in 0..<40 {
        editor.apply(.moveTo(Int.random(in: 0...editor.text.utf8.count, using: &random)), killed: &killed)
        let actions: [EditorAction] = [
          .insert(random.text(3)), .insert("\u{301}"), .insert("\n"), .insert("🇹"), .deleteBackward, .deleteForward,
          .deleteWordBackward, .killToLineEnd, .yank, .undo, .insert("x"),
        ]
        editor.apply(actions.randomElement(using: &random)!, killed: &killed)
        warm.update(editor.text)
        var cold = ComposerLayout(width: width)
        cold.update(editor.text)
        try #require(
          warm.starts == cold.starts, "seed \(seed) step \(step) width \(width) \(editor.text.debugDescription)")
      }
    }
  }

  /// What must hold for every layout; nil where all does.
  private static func fault(_ layout: ComposerLayout, _ text: String) -> String? {
    let starts = layout.starts
    if starts.first != 0 || zip(starts, starts.dropFirst()).contains(where: { $0 >= $1 }) { return "starts \(starts)" }
    for row in starts.indices {
      let columns = Span(layout.shown(row)).columns.value
      if columns > layout.width { return "row \(row) is \(columns) wide" }
    }
    // Every place of the caret has a place on the screen, in order, and back.
    var before = (row: 0, column: -1)
    var offset = 0
    for cluster in text.indices.map({ text[$0] }) + [nil] {
      let place = layout.place(of: offset)
      if place.column > layout.width || place.column < 0 { return "column \(place)" }
      if place < before { return "caret goes back at \(offset)" }
      let back = layout.offset(row: place.row, column: place.column)
      // Clusters without width share a column.
      if back != offset && layout.place(of: back) != place { return "\(offset) comes back as \(back)" }
      before = place
      offset += cluster.map { String($0).utf8.count } ?? 0
    }
    return nil
  }

  /// A megabyte in one line: what is plain is not measured cluster by cluster, whatever the script.
  @Test(arguments: [
    "The quick brown fox. ", "敏捷的棕色狐狸跳過了懶狗", "すばやいキツネがのろまな犬を", "빠른 갈색 여우 ", "混合 mixed テキスト 한글 ",
  ])
  func aMegabyteOfPlainTextIsLaidOutWithoutMeasuringIt(piece: String) {
    let text = String(repeating: piece, count: (1 << 20) / piece.utf8.count)
    var layout = ComposerLayout(width: 77)
    layout.update(text)
    #expect(layout.starts.count > 5_000)
    // One at most where a row is full.
    #expect(layout.clustersMeasured <= layout.starts.count)
    for row in [0, 1, layout.starts.count / 2, layout.starts.count - 2] {
      #expect((76...77).contains(Span(layout.shown(row)).columns.value))
    }
  }

  /// The quick way and the measuring way cut at the same places.
  @Test func plainScalarsBeforeMarksAreMeasured() {
    for text in [
      "漢\u{301}字", "か\u{3099}な", "漢\u{FE00}字", "各\u{200D}漢", "한\u{11A8}글", "a\u{301}b", "漢字\u{1F1F9}\u{1F1FC}",
    ] {
      var layout = ComposerLayout(width: 2)
      layout.update(text)
      let expected = text.map { String($0) }.filter { Span($0).columns > 0 }
      #expect(layout.starts.count == (text == "a\u{301}b" ? 1 : expected.count), "\(text.debugDescription)")
    }
  }

  @Test func aKeyInALargePasteLaysOutTheRowsAboutIt() {
    let line = String(repeating: "word ", count: 30) + "\n"
    var editor = TextEditor(String(repeating: line, count: 1_000_000 / line.utf8.count), caret: 500_000)
    var layout = ComposerLayout(width: 77)
    layout.update(editor.text)
    #expect(layout.rowsLaidOut > 12_000)
    let before = layout.rowsLaidOut
    var killed = KillRing()
    for _ in 0..<20 {
      editor.apply(.insert("x"), killed: &killed)
      layout.update(editor.text)
    }
    editor.apply(.deleteWordBackward, killed: &killed)
    layout.update(editor.text)
    #expect(layout.rowsLaidOut - before <= 21 * 4)
    var cold = ComposerLayout(width: 77)
    cold.update(editor.text)
    #expect(layout.starts == cold.starts)
  }
}
