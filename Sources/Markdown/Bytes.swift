// Markdown is read as UTF-8 bytes: every character that means something to a block is ASCII.

typealias Bytes = UnsafeBufferPointer<UInt8>

extension UInt8 {
  static let tab = UInt8(ascii: "\t")
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let backslash = UInt8(ascii: "\\")
  static let backtick = UInt8(ascii: "`")

  var isBlank: Bool { self == .space || self == .tab }
  var isLineEnd: Bool { self == .newline || self == .carriageReturn }
  /// A blank, or one of the other two that CommonMark counts as space within a line.
  var isInnerSpace: Bool { isBlank || self == 0x0B || self == 0x0C }
  var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
  var isUppercase: Bool { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self }
  var isLetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= lowercased }
  var isPunctuation: Bool { self > 0x20 && self < 0x7F && !isDigit && !isLetter }
  /// The byte, in lower case where it is an ASCII letter.
  var lowercased: UInt8 { isUppercase ? self | 0x20 : self }
}

extension Collection<UInt8> where Index == Int {
  /// Whether `text` stands at `index`, whatever its case; `text` is in lower case.
  func has(_ text: StaticString, at index: Int) -> Bool {
    let length = text.utf8CodeUnitCount
    guard index >= startIndex, index + length <= endIndex else { return false }
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: length)
    for offset in 0..<length where self[index + offset].lowercased != wanted[offset] { return false }
    return true
  }

  /// Whether `text` stands anywhere from `index` on, whatever its case.
  func contains(_ text: StaticString, from index: Int) -> Bool {
    var start = index
    while start + text.utf8CodeUnitCount <= endIndex {
      if has(text, at: start) { return true }
      start += 1
    }
    return false
  }

  /// The first index from `index` on whose byte does not satisfy `condition`.
  func skip(from index: Int, while condition: (UInt8) -> Bool) -> Int {
    var index = index
    while index < endIndex && condition(self[index]) { index += 1 }
    return index
  }

  /// The bytes as text, whatever is not UTF-8 replaced.
  var decoded: String { String(decoding: self, as: UTF8.self) }
}
