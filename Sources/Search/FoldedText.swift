import Foundation

/// A text as search compares it: compatibility forms are one (NFKC: full and half width, ligatures, half-width kana with
/// their voice marks, decomposed accents and Hangul), letters have no case, any white space is one blank, and what is
/// invisible is left out. Hiragana and katakana stay different, and so do letters with and without accents.
package struct FoldedText: Hashable, Sendable {
  /// UTF-8.
  package private(set) var bytes: [UInt8] = []
  /// For each of `bytes` where in the source (in UTF-8 bytes) the character begins that it was made of, and behind the
  /// last one the end of what was folded; empty where places were not asked for.
  package private(set) var places: [Int] = []

  /// Whether it is to be known where in the source everything stood.
  package enum Places {
    case kept, left
  }

  /// Folds `text`, at most about `limit` bytes of it.
  package init(_ text: String, _ manner: Places = .left, limit: Int = .max) {
    var text = text
    bytes.reserveCapacity(min(text.utf8.count, limit))
    if case .kept = manner { places.reserveCapacity(min(text.utf8.count, limit) + 1) }
    text.withUTF8 { fold($0, manner, limit: min(limit, $0.count)) }
  }

  /// Where in `source`, the text that was folded, the bytes in `range` came from: whole characters. Places must have been
  /// kept.
  package func place(of range: Range<Int>, in source: String) -> Range<Int> {
    guard !range.isEmpty else { return 0..<0 }
    let last = source.utf8.index(source.startIndex, offsetBy: places[range.upperBound - 1])
    let end = source.utf8.distance(from: source.startIndex, to: source.index(after: last))
    return places[range.lowerBound]..<end
  }

  /// Takes blanks from both ends; for texts whose places were left.
  mutating func trim() {
    while bytes.last == 0x20 { bytes.removeLast() }
    while bytes.first == 0x20 { bytes.removeFirst() }
  }

  private mutating func fold(_ source: UnsafeBufferPointer<UInt8>, _ manner: Places, limit: Int) {
    let keeps = if case .kept = manner { true } else { false }
    var index = 0
    while index < limit {
      let (scalar, length) = Self.scalar(source, index)
      let next = index + length
      guard let simple = Self.simple(scalar), next >= source.count || Self.isSimple(Self.scalar(source, next).0) else {
        index = foldCharacter(source, index, keeps: keeps)
        continue
      }
      append(simple, at: index, keeps: keeps)
      index = next
    }
    if keeps { places.append(index) }
  }

  private mutating func append(_ scalar: UInt32, at place: Int, keeps: Bool) {
    if scalar == 0x20, bytes.isEmpty || bytes.last == 0x20 { return }
    let start = bytes.count
    switch scalar {
    case ..<0x80: bytes.append(UInt8(scalar))
    case ..<0x800:
      bytes.append(UInt8(0xC0 | scalar >> 6))
      bytes.append(UInt8(0x80 | scalar & 0x3F))
    case ..<0x10000:
      bytes.append(UInt8(0xE0 | scalar >> 12))
      bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      bytes.append(UInt8(0x80 | scalar & 0x3F))
    default:
      bytes.append(UInt8(0xF0 | scalar >> 18))
      bytes.append(UInt8(0x80 | scalar >> 12 & 0x3F))
      bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      bytes.append(UInt8(0x80 | scalar & 0x3F))
    }
    if keeps { for _ in start..<bytes.count { places.append(place) } }
  }

  /// Folds the character (grapheme cluster) that begins at `index`, and says where the next one begins.
  private mutating func foldCharacter(_ source: UnsafeBufferPointer<UInt8>, _ index: Int, keeps: Bool) -> Int {
    // A cluster longer than this is no character of any script.
    var end = min(source.count, index + 128)
    while end < source.count, end > index, source[end] & 0xC0 == 0x80 { end -= 1 }
    let window = String(decoding: UnsafeBufferPointer(rebasing: source[index..<end]), as: UTF8.self)
    let character = window[window.startIndex]
    for scalar in Self.folded(character).unicodeScalars { append(scalar.value, at: index, keeps: keeps) }
    return min(end, index + character.utf8.count)
  }

  /// What `character` is compared as.
  private static func folded(_ character: Character) -> String {
    let text = String(character).precomposedStringWithCompatibilityMapping
    var folded = String.UnicodeScalarView()
    // Upper case first makes one of letters that have several lower ones (ß and ss, ς and σ).
    for scalar in text.uppercased().lowercased().precomposedStringWithCompatibilityMapping.unicodeScalars {
      if scalar.properties.isWhitespace {
        folded.append(" ")
      } else if !scalar.properties.isDefaultIgnorableCodePoint, scalar.properties.generalCategory != .control {
        folded.append(scalar)
      }
    }
    return String(folded)
  }

  /// The scalar at `index` and its length; the source is valid UTF-8.
  @inline(__always)
  static func scalar(_ source: UnsafeBufferPointer<UInt8>, _ index: Int) -> (UInt32, Int) {
    let first = UInt32(source[index])
    switch first {
    case ..<0x80: return (first, 1)
    case ..<0xE0: return ((first & 0x1F) << 6 | UInt32(source[index + 1] & 0x3F), 2)
    case ..<0xF0:
      let rest = UInt32(source[index + 1] & 0x3F) << 6 | UInt32(source[index + 2] & 0x3F)
      return ((first & 0xF) << 12 | rest, 3)
    default:
      let rest = UInt32(source[index + 2] & 0x3F) << 6 | UInt32(source[index + 3] & 0x3F)
      return ((first & 7) << 18 | UInt32(source[index + 1] & 0x3F) << 12 | rest, 4)
    }
  }

  /// What a scalar becomes that neither joins the one before it nor has more than one form; nil for all others. Most of
  /// what is written consists of these.
  @inline(__always)
  private static func simple(_ scalar: UInt32) -> UInt32? {
    switch scalar {
    case 0x41...0x5A: scalar | 0x20
    case 0x21...0x7E: scalar
    case 0x20, 0x09, 0x0A, 0x3000: 0x20
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x3041...0x3096, 0x30A1...0x30FA, 0x30FC, 0xAC00...0xD7A3, 0x3001...0x3029,
      0x2010, 0x2012...0x2015, 0x2018...0x201F, 0xE0...0xF6, 0xF8...0xFF, 0x430...0x44F:
      scalar
    case 0xC0...0xD6, 0xD8...0xDE, 0x410...0x42F: scalar + 0x20
    // Full-width forms of ASCII.
    case 0xFF21...0xFF3A: scalar - 0xFEE0 | 0x20
    case 0xFF01...0xFF5E: scalar - 0xFEE0
    default: nil
    }
  }

  @inline(__always)
  private static func isSimple(_ scalar: UInt32) -> Bool { simple(scalar) != nil }
}
