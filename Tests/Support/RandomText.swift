/// Texts for property tests.
package enum RandomText {
  private static let pool: [ClosedRange<UInt32>] = [
    0x00...0xFF, 0x20...0x7E, 0x20...0x7E, 0x300...0x36F, 0x600...0x6FF, 0x900...0x97F, 0xBA8...0xBE0, 0xE01...0xE4F,
    0x1100...0x11FF, 0x200B...0x200F, 0x2028...0x202F, 0x2060...0x206F, 0x20D0...0x20F0, 0x2600...0x27BF,
    0x2764...0x2764, 0x3000...0x3030, 0x3040...0x30FF, 0x4E00...0x9FFF, 0xAC00...0xD7FB, 0xFE00...0xFE0F,
    0xFF00...0xFFFF, 0x1F1E6...0x1F1FF, 0x1F300...0x1FAFF, 0x1F3FB...0x1F3FF, 0x1F466...0x1F469, 0x200D...0x200D,
    0x200D...0x200D, 0xE0000...0xE01EF, 0x0...0x10FFFF, 0x1B...0x1B, 0x9B...0x9B, 0xD...0xD, 0xA...0xA,
  ]

  /// Up to 12 scalars of the kinds that break terminals.
  package static func hostile(using generator: inout some RandomNumberGenerator) -> String {
    var scalars = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...12, using: &generator) {
      let range = pool.randomElement(using: &generator)!
      if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) { scalars.append(scalar) }
    }
    return String(scalars)
  }

  private static let words = [
    "a", "of", "word", "well-known", "--flag", "-5", "x.y", "(see", "end).", "漢字", "「引用」", "中文。", "한국어", "😀",
    "e\u{301}",
    "\u{915}\u{94D}\u{937}\u{93F}", "averyveryverylongword", "カッター", "https://example.com/a-b/c?d=1",
    "👨\u{200D}👩\u{200D}👧",
  ]

  /// Words of several scripts with one or more spaces between them, now and then none.
  package static func prose(words count: Int, using generator: inout some RandomNumberGenerator) -> String {
    var text = ""
    for _ in 0..<count {
      text += words.randomElement(using: &generator)!
      text += String(repeating: " ", count: [0, 1, 1, 1, 2, 5].randomElement(using: &generator)!)
    }
    return text
  }
}
