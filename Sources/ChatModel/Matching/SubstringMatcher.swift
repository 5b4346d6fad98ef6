/// A text to be found in others, whatever the case of their letters.
package struct SubstringMatcher: Sendable {
  private let bytes: [UInt8]
  private let isASCII: Bool

  package init(_ text: some StringProtocol) {
    bytes = Array(text.lowercased().utf8)
    isASCII = bytes.allSatisfy { $0 < 0x80 }
  }

  /// The words of `filter`, each to be found somewhere.
  package static func words(_ filter: String) -> [SubstringMatcher] {
    filter.split(whereSeparator: \.isWhitespace).map { SubstringMatcher($0) }
  }

  /// Whether it occurs in `text`. An empty needle is in every text.
  package func isIn(_ text: String) -> Bool {
    // ASCII letters are folded as they are read, which spares a copy of each of very many titles.
    var text = isASCII ? text : text.lowercased()
    return text.withUTF8(isIn)
  }

  /// The same of the UTF-8 of a text in lower case.
  package func isIn(folded text: [UInt8]) -> Bool { text.withUnsafeBufferPointer(isIn) }

  private func isIn(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = bytes.first else { return true }
    guard text.count >= bytes.count else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      for start in 0...(text.count - bytes.count) where Self.lower(text[start]) == first {
        var index = 1
        while index < bytes.count, Self.lower(text[start + index]) == bytes[index] { index += 1 }
        if index == bytes.count { return true }
      }
      return false
    }
  }

  private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
