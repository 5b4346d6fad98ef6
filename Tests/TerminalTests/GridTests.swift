import Canvas
import Terminal
import TestSupport
import Testing

extension ProcessTests {
  /// Whether what stands right of a text stands in its column, on the grid of a real terminal.
  @Suite struct GridTests {
    private static let border = "┃"
    private static let column = 60

    /// What tmux shows of rows painted by one screen: the row and the column of each border.
    private func borders(_ pictures: [[Row]], terminal: String) async throws -> [[Int]] {
      let count = pictures[0].count
      let size = Size(columns: Columns(Self.column + 10), rows: Rows(count + 1))
      let screen = try Screen(terminal: terminal, size: size)
      let theme = Theme(name: "test", faces: [.heading: Face(attributes: .bold)])
      var bytes = screen.begin()
      for rows in pictures {
        var frame = Frame(size: size)
        frame.rows.replaceSubrange(0..<count, with: rows)
        bytes += screen.paint(frame, theme: theme).bytes
      }
      return try await onItsOwnThread { [bytes] in
        let tmux = try TmuxReplay(bytes, columns: size.columns.value, rows: size.rows.value)
        return try tmux.columns(of: Self.border, count: count)
      }
    }

    /// `text` in a row of its own, with a border in the column of all borders.
    private func row(_ text: String) -> Row {
      var row = Row([Span(text), Span("x", Style(.heading))]).fitted(to: Columns(Self.column))
      row.append(Span("\(Self.border)end"))
      return row
    }

    private func check(_ texts: [String], terminal: String, _ note: String) async throws {
      let rows = texts.map(row)
      // Twice: over other texts, as in a transcript that scrolls.
      let found = try await borders([Array(rows.dropFirst()) + rows.prefix(1), rows], terminal: terminal)
      let expected = texts.indices.map { [$0, Self.column] }
      guard found != expected else { return }
      for (index, text) in texts.enumerated() where !found.indices.contains(index) || found[index] != expected[index] {
        let scalars = text.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " ")
        Issue.record(
          "\(note): row \(index) of \(terminal): \(scalars): \(found.indices.contains(index) ? found[index] : [])")
        return
      }
    }

    @Test func aWrongWidthIsSeen() async throws {
      let wrong = "👍\u{1F3FD}" + String(repeating: " ", count: Self.column - 2) + Self.border
      let row = Row([Span(TerminalText(safe: wrong, columns: Columns(Self.column + 1)), Style())])
      let found = try await borders([[row]], terminal: "tmux-256color")
      #expect(found != [[0, Self.column]])
    }

    @Test(arguments: ["tmux-256color", "xterm-256color"]) func samples(terminal: String) async throws {
      #expect(WidthSamples.all.count == 69)
      try await check(WidthSamples.all.map(\.raw), terminal: terminal, "samples")
      try await check(WidthSamples.all.map { "字\($0.raw)a\($0.raw)" }, terminal: terminal, "samples in a text")
    }

    @Test(arguments: SeededGenerator.seeds(4)) func randomText(seed: UInt64) async throws {
      var random = SeededGenerator(seed: seed)
      let hostile = (0..<80).map { _ in RandomText.hostile(using: &random) }
      try await check(hostile, terminal: "tmux-256color", "seed \(seed)")
      let prose = (0..<80).map { _ in RandomText.prose(words: 20, using: &random) }
      try await check(prose, terminal: "tmux-256color", "seed \(seed)")
    }
  }
}
