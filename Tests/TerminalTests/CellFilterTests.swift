import Testing

@testable import Terminal

/// Bytes as ncurses writes them, in and out of the filter.
@Suite struct CellFilterTests {
  private let pad = String(Character(CellFilter.pad))

  private func filtered(_ text: String, isWide: Bool = false) -> String {
    var filter = CellFilter(isWide: isWide)
    return String(decoding: filter.filtered(Array(text.utf8)), as: UTF8.self)
  }

  private func marks(_ target: String, _ filter: inout CellFilter) throws -> (UInt32, UInt32) {
    let marks = filter.marks(for: target)
    return try #require(marks)
  }

  /// `text` with the marks of a link on each of its cells.
  private func marked(_ text: String, _ marks: (UInt32, UInt32)) -> String {
    text.map { "\($0)\(Character(Unicode.Scalar(marks.0)!))\(Character(Unicode.Scalar(marks.1)!))" }.joined()
  }

  @Test func whatHasNoMarksStaysAsItIs() {
    let text = "\u{1B}[1;2Habc 漢字 e\u{301} ●\u{1B}(B\u{1B}[m\u{1B}]2;title\u{7}\u{8}\r\n\u{1B}[K"
    #expect(filtered(text) == text)
  }

  @Test func aLinkIsToldOfOnceAndEnds() throws {
    var filter = CellFilter(isWide: false)
    let marks = try self.marks("https://a.test/ü?x=1", &filter)
    let other = try self.marks("mailto:b@test", &filter)
    let bytes = "(" + marked("one 漢e\u{301}", marks) + "\u{1B}[1m" + marked("!", marks) + marked("two", other) + ")"
    let text = String(decoding: filter.filtered(Array(bytes.utf8)), as: UTF8.self)
    #expect(
      text
        == "(\u{1B}]8;;https://a.test/%C3%BC?x=1\u{1B}\\one 漢e\u{301}\u{1B}[1m!\u{1B}]8;;mailto:b@test\u{1B}\\two\u{1B}]8;;\u{1B}\\)"
    )
  }

  /// A mail is begun with what a person would type, by whichever door.
  @Test func aMailAddressIsTamed() throws {
    var filter = CellFilter(isWide: false)
    let marks = try self.marks("mailto:a@b?attach=/etc/passwd&subject=x", &filter)
    let text = String(decoding: filter.filtered(Array(marked("a", marks).utf8)), as: UTF8.self)
    #expect(text.contains("]8;;mailto:a@b?subject=x\u{1B}") && !text.contains("passwd"))
    #expect(filter.marks(for: "mailto:?attach=/etc/passwd") == nil)
  }

  /// Erasing and moving happen outside of a link, and a frame that ends in one ends it.
  @Test func aLinkCoversNothingButItsText() throws {
    var filter = CellFilter(isWide: false)
    let marks = try self.marks("http://a.test/", &filter)
    let bytes = marked("a", marks) + "\u{1B}[K" + marked("b", marks)
    let link = "\u{1B}]8;;http://a.test/\u{1B}\\"
    let end = "\u{1B}]8;;\u{1B}\\"
    #expect(
      String(decoding: filter.filtered(Array(bytes.utf8)), as: UTF8.self) == link + "a" + end + "\u{1B}[K" + link + "b"
        + end)
  }

  @Test(arguments: [
    "javascript:alert(1)", "file:///etc/passwd", "", "docs/index.html",
    "https://" + String(repeating: "a", count: 3000),
  ])
  func unsafeTargetsAreNoLinks(target: String) {
    var filter = CellFilter(isWide: false)
    #expect(filter.marks(for: target) == nil)
  }

  @Test func aTargetCannotEndTheSequence() throws {
    var filter = CellFilter(isWide: false)
    let marks = try self.marks("https://a/\u{1B}\\\u{7}\u{9C} \n", &filter)
    let text = String(decoding: filter.filtered(Array(marked("x", marks).utf8)), as: UTF8.self)
    #expect(text == "\u{1B}]8;;https://a/%1B\\%07%C2%9C%20%0A\u{1B}\\x\u{1B}]8;;\u{1B}\\")
  }

  @Test func theSameTargetKeepsItsMarksUntilAllIsPaintedAnew() throws {
    var filter = CellFilter(isWide: false)
    var seen: Set<[UInt32]> = []
    for number in 0..<1000 {
      let marks = try self.marks("https://a/\(number)", &filter)
      #expect(seen.insert([marks.0, marks.1]).inserted)
    }
    let again = try self.marks("https://a/0", &filter)
    #expect(seen.contains([again.0, again.1]))
    filter.forgetLinks()
    let first = try self.marks("https://b/", &filter)
    #expect([first.0, first.1] == [again.0, again.1])
  }

  /// ncurses takes the character for one column and the pad for another; the terminal has covered both with the first.
  @Test func aWideAmbiguousCharacterCoversItsPad() {
    #expect(filtered("①\(pad)x", isWide: true) == "①x")
    #expect(filtered("\u{1B}[m①\u{1B}[1m\(pad)é\(pad)", isWide: true) == "\u{1B}[m①\u{1B}[1mé")
    #expect(filtered("漢x", isWide: true) == "漢x")
  }

  @Test func theCursorIsPutRightWhereOneComesWithoutTheOther() {
    #expect(filtered("①\u{1B}[5C", isWide: true) == "①\u{8}\u{1B}[5C")
    #expect(filtered("①a", isWide: true) == "①\u{8}a")
    #expect(filtered("①", isWide: true) == "①\u{8}")
    #expect(filtered("\(pad)a", isWide: true) == "\u{1B}[Ca")
  }

  @Test(arguments: [
    ("xterm-kitty", [:], true), ("alacritty", [:], true), ("xterm-256color", [:], false),
    ("xterm-256color", ["VTE_VERSION": "7000"], true), ("xterm-256color", ["VTE_VERSION": "4000"], false),
    ("xterm-256color", ["TERM_PROGRAM": "iTerm.app"], true), ("linux", [:], false), ("", [:], false),
    ("tmux-256color", ["TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.4"], true),
    ("tmux-256color", ["TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.3a"], false),
    ("screen", ["VTE_VERSION": "7000"], false),
  ])
  func terminalsThatOpenLinksAreKnown(name: String, environment: [String: String], opens: Bool) {
    #expect(TerminalKind(name: name).opensLinks(environment) == opens)
  }
}
