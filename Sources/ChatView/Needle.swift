/// A text to be found in others, whatever the case of their letters.
struct Needle {
  private let bytes: [UInt8]
  private let isASCII: Bool

  init(_ text: String) {
    bytes = Array(text.lowercased().utf8)
    isASCII = bytes.allSatisfy { $0 < 0x80 }
  }

  /// Whether it occurs in `text`. An empty needle is in every text.
  func isIn(_ text: String) -> Bool {
    guard let first = bytes.first else { return true }
    // ASCII letters are folded as they are read, which spares a copy of each of very many titles.
    var text = isASCII ? text : text.lowercased()
    return text.withUTF8 { hay in
      guard hay.count >= bytes.count else { return false }
      for start in 0...(hay.count - bytes.count) where Self.lower(hay[start]) == first {
        var index = 1
        while index < bytes.count, Self.lower(hay[start + index]) == bytes[index] { index += 1 }
        if index == bytes.count { return true }
      }
      return false
    }
  }

  private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
