import Canvas
import TestSupport
import Testing

@testable import Terminal

/// What terminals say about themselves, and that none of it is ever typed.
@Suite struct TerminalAnswerTests {
  private static let answers =
    "\u{1B}]11;rgb:ffff/fefe/f0f0\u{1B}\\\u{1B}[?5u\u{1B}P>|tmux 3.3a\u{1B}\\\u{1B}[?62;4;22c"
  private static let said: [TerminalAnswer] = [
    .background(.light), .kittyKeyboard, .version("tmux 3.3a"), .attributes(hasSixel: true),
  ]

  private func keys(_ names: String...) -> [Input] { names.map { .key(KeyPress(name: $0)!) } }

  @Test(
    arguments: [
      ("rgb:0000/0000/0000", Theme.Ground.dark), ("rgb:ffff/ffff/ffff", .light), ("rgb:1d/20/21", .dark),
      ("rgb:fdfd/f6f6/e3e3", .light), ("rgb:f/f/f", .light), ("rgba:ffff/ffff/ffff/8000", .light), ("#002b36", .dark),
      ("#fdf6e3", .light), ("#ffffffffffff", .light), ("rgb:0000/0000/ffff", .dark), ("rgb:0000/ffff/0000", .light),
      ("rgb:ffff/ffff", nil), ("rgb:ffff/ffff/ffff/ffff", nil), ("rgb:fffff/ffff/ffff", nil), ("rgb:-1/+1/ 1", nil),
      ("rgb://", nil), ("hsl:0/0/0", nil), ("", nil), ("#", nil), ("#12", nil), ("white", nil),
    ] as [(String, Theme.Ground?)])
  func aColourIsDarkOrLight(text: String, background: Theme.Ground?) {
    #expect(Theme.Ground(color: text) == background)
  }

  @Test(
    arguments: [
      ("15;0", Theme.Ground.dark), ("0;15", .light), ("0;default;7", .light), ("12;8", .dark), ("7", .light),
      ("15;default", nil), ("", nil), (nil, nil), ("0;99", nil), ("0;-1", nil),
    ] as [(String?, Theme.Ground?)])
  func theVariableIsAHint(text: String?, background: Theme.Ground?) {
    #expect(Theme.Ground(colorsVariable: text) == background)
  }

  /// Cut anywhere, with any pause that is waited for, the same is understood and nothing is typed.
  @Test func answersMayComeInPieces() {
    let bytes = Array(Self.answers.utf8)
    for cut in 0...bytes.count {
      var decoder = KeyDecoder()
      decoder.answersUntil = 5_000
      var inputs = decoder.feed(bytes[..<cut], now: 0) + decoder.flush(now: 249)
      inputs += decoder.feed(bytes[cut...], now: 249) + decoder.flush(now: 250)
      #expect(inputs == [], "cut at \(cut)")
      #expect(decoder.takeAnswers() == Self.said, "cut at \(cut)")
      #expect(decoder.deadline == nil)
    }
  }

  /// What has begun as an answer is waited for much longer than anybody who presses Esc would wait.
  @Test func anAnswerThatHasBegunMayTakeSeconds() {
    for text in ["\u{1B}]11;rgb:ff", "\u{1B}]1", "\u{1B}[?", "\u{1B}[?62;", "\u{1B}P>|tm"] {
      let rest = Self.answers.components(startingWith: text)
      var decoder = KeyDecoder()
      decoder.answersUntil = 5_000
      let inputs = decoder.feed(text.utf8, now: 0) + decoder.flush(now: 4_000) + decoder.feed(rest.utf8, now: 4_000)
      #expect(inputs == [], "\(text.debugDescription)")
      #expect(decoder.takeAnswers().count == 1, "\(text.debugDescription)")
    }
  }

  @Test func afterTheTimeForAnswersEscIsAsQuickAsEver() {
    var decoder = KeyDecoder()
    decoder.answersUntil = 5_000
    _ = decoder.feed([0x1B], now: 0)
    #expect(decoder.deadline == 250)
    #expect(decoder.flush(now: 250) == keys("Esc"))
    _ = decoder.feed([0x1B], now: 5_000)
    #expect(decoder.deadline == 5_025)
    #expect(decoder.flush(now: 5_025) == keys("Esc"))
  }

  @Test func anAnswerNobodyWaitsForIsNotTypedEither() {
    var decoder = KeyDecoder()
    #expect(decoder.feed((Self.answers + "x").utf8, now: 0) == keys("x"))
  }

  @Test func anOverlongAnswerIsNone() {
    var decoder = KeyDecoder()
    let long = String(repeating: "9", count: 1_000)
    #expect(decoder.feed("\u{1B}]11;rgb:\(long)\u{7}\u{1B}P>|\(long)\u{1B}\\x".utf8, now: 0) == keys("x"))
    #expect(decoder.takeAnswers() == [])
  }

  // MARK: What is asked, and what follows

  private func inquiry(_ name: String, _ keyboard: KeyboardUse = .auto, _ background: BackgroundUse = .asked)
    -> TerminalQuery
  {
    TerminalQuery(TerminalKind(name: name), keyboard: keyboard, background: background)
  }

  @Test(arguments: ["xterm-256color", "tmux-256color", "screen", "rxvt-unicode", "xterm-kitty", "foot", "alacritty"])
  func terminalsThatUnderstandAreAsked(name: String) {
    let questions = String(decoding: inquiry(name).questions, as: UTF8.self)
    #expect(questions == "\u{1B}]11;?\u{1B}\\\u{1B}[?u\u{1B}[>q\u{1B}[c")
    #expect(inquiry(name, .plain, .unasked).questions == [])
    #expect(!inquiry(name, .plain, .unasked).isOpen)
    #expect(String(decoding: inquiry(name, .plain).questions, as: UTF8.self) == "\u{1B}]11;?\u{1B}\\\u{1B}[c")
  }

  @Test(arguments: ["linux", "vt100", "dumb", "ansi", "sun", "cygwin", "nosuchterm", ""])
  func othersAreLeftInPeace(name: String) {
    #expect(inquiry(name).questions == [])
    #expect(!inquiry(name).isOpen)
  }

  @Test func theBetterKeyboardIsUsedOnce() {
    var kitty = inquiry("xterm-kitty")
    #expect(kitty.take(.kittyKeyboard) == KeyboardProtocol.kitty.on)
    #expect(kitty.take(.version("kitty(0.36)")) == [])
    #expect(kitty.keyboard == .kitty && kitty.isOpen)
    #expect(kitty.take(.attributes(hasSixel: false)) == [])
    #expect(!kitty.isOpen)
    var xterm = inquiry("xterm")
    #expect(
      xterm.take(.version("XTerm(379)")) == Array("\u{1B}[?1036;1039s\u{1B}[>4;1m\u{1B}[?1036;1039h".utf8))
    var plain = inquiry("xterm", .plain)
    #expect(plain.take(.kittyKeyboard) == [])
    #expect(plain.take(.background(.light)) == [])
    #expect(plain.keyboard == .plain && plain.background == .light)
    var silent = inquiry("xterm")
    #expect(silent.take(.attributes(hasSixel: false)) == [])
    #expect(silent.keyboard == .plain)
  }
}

extension String {
  /// What follows `start`, up to the end of the answer that begins so.
  fileprivate func components(startingWith start: String) -> String {
    guard let range = range(of: start) else { return "" }
    let rest = self[range.upperBound...]
    let end = rest.dropFirst().firstIndex(of: "\u{1B}") ?? rest.endIndex
    let isString = start.hasPrefix("\u{1B}]") || start.hasPrefix("\u{1B}P")
    return isString ? rest[..<end] + "\u{1B}\\" : String(rest[..<end])
  }

  private func range(of text: String) -> Range<String.Index>? {
    let all = Array(unicodeScalars)
    let part = Array(text.unicodeScalars)
    guard let start = (0...(all.count - part.count)).first(where: { Array(all[$0..<($0 + part.count)]) == part })
    else { return nil }
    let lower = unicodeScalars.index(startIndex, offsetBy: start)
    return lower..<unicodeScalars.index(lower, offsetBy: part.count)
  }
}
