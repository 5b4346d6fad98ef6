/// Knows the spelling of TOML's values besides texts, lists and tables. Whether a month has 31 days is for the parser.
enum TOMLScalar {
  /// Whether `word` is spelled as a number, a date, a time, true or false.
  static func isOne(_ word: ArraySlice<UInt8>) -> Bool {
    if word.elementsEqual("true".utf8) || word.elementsEqual("false".utf8) { return true }
    return isDateOrTime(word) || isNumber(word)
  }

  private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
    var rest = word
    let sign = rest.first
    if sign == plus || sign == minus {
      rest.removeFirst()
    } else {
      for (prefix, isDigit) in [("0x", isHex), ("0o", isOctal), ("0b", isBinary)] where rest.starts(with: prefix.utf8) {
        rest.removeFirst(2)
        return takeDigits(&rest, isDigit) != nil && rest.isEmpty
      }
    }
    if rest.elementsEqual("inf".utf8) || rest.elementsEqual("nan".utf8) { return true }
    guard let whole = takeDigits(&rest, isDecimal) else { return false }
    if whole.count > 1, whole.first == zero { return false }
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      guard takeDigits(&rest, isDecimal) != nil else { return false }
    }
    if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
      rest.removeFirst()
      if rest.first == plus || rest.first == minus { rest.removeFirst() }
      guard takeDigits(&rest, isDecimal) != nil else { return false }
    }
    return rest.isEmpty
  }

  private static func isDateOrTime(_ word: ArraySlice<UInt8>) -> Bool {
    var rest = word
    if takeTime(&rest) { return rest.isEmpty }
    guard take(&rest, "0000-00-00") else { return false }
    guard let separator = rest.popFirst() else { return true }
    guard separator == UInt8(ascii: " ") || separator | 0x20 == UInt8(ascii: "t"), takeTime(&rest) else { return false }
    guard let zone = rest.first else { return true }
    if zone | 0x20 == UInt8(ascii: "z") { return rest.count == 1 }
    rest.removeFirst()
    return (zone == plus || zone == minus) && take(&rest, "00:00") && rest.isEmpty
  }

  private static func takeTime(_ rest: inout ArraySlice<UInt8>) -> Bool {
    guard take(&rest, "00:00:00") else { return false }
    guard rest.first == UInt8(ascii: ".") else { return true }
    rest.removeFirst()
    let digits = rest.prefix(while: isDecimal)
    rest = rest[digits.endIndex...]
    return !digits.isEmpty
  }

  /// Takes what looks like `pattern`, in which 0 stands for a digit; nothing where it does not.
  private static func take(_ rest: inout ArraySlice<UInt8>, _ pattern: String) -> Bool {
    let taken = rest.prefix(pattern.utf8.count)
    guard taken.count == pattern.utf8.count,
      zip(taken, pattern.utf8).allSatisfy({ $1 == zero ? isDecimal($0) : $0 == $1 })
    else { return false }
    rest = rest[taken.endIndex...]
    return true
  }

  /// Takes digits with single underscores between them; nil where there are none or an underscore stands elsewhere.
  private static func takeDigits(
    _ rest: inout ArraySlice<UInt8>, _ isDigit: (UInt8) -> Bool
  ) -> ArraySlice<UInt8>? {
    let digits = rest.prefix { isDigit($0) || $0 == underscore }
    rest = rest[digits.endIndex...]
    guard let first = digits.first, let last = digits.last, first != underscore, last != underscore,
      !zip(digits, digits.dropFirst()).contains(where: { $0 == underscore && $1 == underscore })
    else { return nil }
    return digits
  }

  private static let plus = UInt8(ascii: "+")
  private static let minus = UInt8(ascii: "-")
  private static let zero = UInt8(ascii: "0")
  private static let underscore = UInt8(ascii: "_")

  private static func isDecimal(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isOctal(_ byte: UInt8) -> Bool { (0x30...0x37).contains(byte) }
  private static func isBinary(_ byte: UInt8) -> Bool { byte == 0x30 || byte == 0x31 }
  private static func isHex(_ byte: UInt8) -> Bool { isDecimal(byte) || (0x61...0x66).contains(byte | 0x20) }
}
