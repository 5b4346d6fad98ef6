import ChatModel
import Text

// What the index knows of a text: its grams. Of each run of letters and digits every one, two and three that follow each
// other; of each run of characters that are words or parts of words by themselves (Han, kana, Hangul, emoji) every one
// and two. So a query of one character is one look-up as much as a longer one, whatever its script. A gram does not say
// where it stood: what the index finds is read, folded and compared before it is a hit.
//
// The grams of a message go into a contentless FTS5 table as words with blanks between them, which any SQLite can read.

/// Makes the grams of texts and of what is looked for.
package enum SearchGrams {
  /// Grows whenever grams or folding change: an index of another version is built anew.
  package static let version = 2

  /// Stands among the grams of a message that has code between fences, or attachments. Private characters: no text of
  /// ours has grams with them.
  package static let code = "\u{E000}c"
  package static let attachment = "\u{E000}a"

  /// Which grams a scalar takes part in.
  enum Kind {
    case letter, single, separator
  }

  /// The kind of a folded scalar.
  static func kind(_ scalar: UInt32) -> Kind {
    switch scalar {
    case 0x30...0x39, 0x61...0x7A: return .letter
    case ..<0x80: return .separator
    case 0x30FC,
      _ where EastAsianScalar.isPlain(scalar):
      return .single
    case 0xE000...0xF8FF: return .separator
    default: break
    }
    guard let properties = Unicode.Scalar(scalar)?.properties else { return .separator }
    if properties.isIdeographic { return .single }
    switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation, .spaceSeparator, .lineSeparator, .paragraphSeparator, .control, .format,
      .surrogate, .unassigned, .privateUse:
      return .separator
    case .otherSymbol, .mathSymbol, .currencySymbol, .modifierSymbol: return .single
    default: return .letter
    }
  }

  /// All grams of `texts`, each by itself, and of what else is to be found of a message, with blanks between them.
  package static func words(of texts: [FoldedText], hasCode: Bool, hasAttachment: Bool) -> [UInt8] {
    var packed: [UInt64] = []
    packed.reserveCapacity(texts.reduce(0) { $0 + $1.bytes.count } * 2)
    for text in texts { add(text, to: &packed) }
    packed.sort()
    var words: [UInt8] = []
    words.reserveCapacity(packed.count * 4)
    var last: UInt64 = 0
    for gram in packed where gram != last {
      last = gram
      for shift in [UInt64(42), 21, 0] {
        let scalar = UInt32(gram >> shift & 0x1F_FFFF)
        if scalar != 0 { append(scalar, to: &words) }
      }
      words.append(0x20)
    }
    if hasCode { words += Array((code + " ").utf8) }
    if hasAttachment { words += Array((attachment + " ").utf8) }
    return words
  }

  /// Adds the grams of `folded`, each as its scalars of 21 bits.
  private static func add(_ folded: FoldedText, to packed: inout [UInt64]) {
    folded.bytes.withUnsafeBufferPointer { bytes in
      var (index, before, beforeThat) = (0, UInt64(0), UInt64(0))
      var last = Kind.separator
      while index < bytes.count {
        let (scalar, length) = FoldedText.scalar(bytes, index)
        index += length
        let kind = kind(scalar)
        if kind != last { (before, beforeThat, last) = (0, 0, kind) }
        guard kind != .separator else { continue }
        let own = UInt64(scalar)
        packed.append(own)
        if before != 0 { packed.append(before << 21 | own) }
        if kind == .letter, beforeThat != 0 { packed.append(beforeThat << 42 | before << 21 | own) }
        (beforeThat, before) = (before, own)
      }
    }
  }

  /// Grams that every text has which has `folded` in it; none where it consists of separators.
  package static func needed(for folded: FoldedText) -> [String] {
    var grams: [String] = []
    var run: [Unicode.Scalar] = []
    var last = Kind.separator
    for scalar in String(decoding: folded.bytes, as: UTF8.self).unicodeScalars {
      let kind = kind(scalar.value)
      if kind != last {
        grams += needed(ofRun: run, last)
        run = []
        last = kind
      }
      if kind != .separator { run.append(scalar) }
    }
    grams += needed(ofRun: run, last)
    var known: Set<String> = []
    return grams.filter { known.insert($0).inserted }
  }

  // More look-ups than these cost more than they keep away.
  private static let mostOfRun = 6

  private static func needed(ofRun run: [Unicode.Scalar], _ kind: Kind) -> [String] {
    guard !run.isEmpty else { return [] }
    let length = min(run.count, kind == .letter ? 3 : 2)
    let starts = run.count - length
    let count = min(Self.mostOfRun, starts + 1)
    let places = (0..<count).map { count == 1 ? 0 : $0 * starts / (count - 1) }
    return places.map { place in
      var gram = String.UnicodeScalarView()
      gram.append(contentsOf: run[place..<(place + length)])
      return String(gram)
    }
  }

  private static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
    guard scalar >= 0x80, let scalar = Unicode.Scalar(scalar) else { return bytes.append(UInt8(scalar)) }
    bytes += UTF8.encode(scalar)!
  }

  /// Whether a message has code between fences: a line that begins, after blanks, with three backticks or tildes.
  package static func hasCode(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var isAtStart = true
      var index = 0
      while index < bytes.count {
        let byte = bytes[index]
        if isAtStart, byte == 0x60 || byte == 0x7E, index + 2 < bytes.count, bytes[index + 1] == byte,
          bytes[index + 2] == byte
        {
          return true
        }
        // Quotes and list items can hold code as well.
        isAtStart = byte == 0x0A || isAtStart && [0x20, 0x09, 0x3E, 0x2D, 0x2A].contains(byte)
        index += 1
      }
      return false
    }
  }
}
