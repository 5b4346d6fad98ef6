// Where words end in text of any script.
//
// Chinese and Japanese put no blanks between words, and a dictionary would be needed to find them. What can be seen is
// the script: a run of ideographs, of hiragana, of katakana, of hangul, or of all other letters and digits is a word, as
// editors without a dictionary have it. A long vowel mark belongs to the kana before it.

/// What kind of run a character belongs to; words end where it changes.
enum WordClass: Equatable {
  case blank, punctuation
  case letter, ideograph, hiragana, katakana, hangul, bopomofo

  /// The kind of `character` by itself; nil for a mark that takes the kind of the kana before it.
  private init?(alone character: Character) {
    guard let scalar = character.unicodeScalars.first else {
      self = .blank
      return
    }
    switch scalar.value {
    case 0x30FC, 0xFF70, 0x3099...0x309C, 0xFF9E, 0xFF9F: return nil
    case 0x30FB, 0x30A0, 0xFF65: self = .punctuation
    case 0x3041...0x309F, 0x1B001, 0x1B11F, 0x1B150...0x1B152: self = .hiragana
    case 0x30A1...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9D, 0x1B000, 0x1B164...0x1B167: self = .katakana
    case 0x3005...0x3007, 0x3021...0x3029, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
      self = .ideograph
    case 0x1100...0x11FF, 0x3131...0x318E, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xFFA0...0xFFDC: self = .hangul
    case 0x3105...0x312F, 0x31A0...0x31BF: self = .bopomofo
    default:
      self =
        character.isLetter || character.isNumber
        ? .letter : character.isWhitespace || character.isNewline ? .blank : .punctuation
    }
  }

  /// The kind of the character of `text` at `index`.
  init(in text: String, at index: String.Index) {
    var place = index
    while true {
      if let kind = WordClass(alone: text[place]) {
        // A mark behind anything but kana stands for itself.
        self = place == index || kind == .hiragana || kind == .katakana ? kind : .katakana
        return
      }
      guard place > text.startIndex else {
        self = .katakana
        return
      }
      place = text.index(before: place)
    }
  }

  /// Whether lines that end and begin with these are joined without a blank, as scripts without blanks are.
  static func joins(_ last: Character, _ first: Character?) -> Bool {
    guard let first else { return false }
    let wide: [WordClass?] = [.ideograph, .hiragana, .katakana, .bopomofo]
    func isWide(_ character: Character) -> Bool {
      let value = character.unicodeScalars.first?.value ?? 0
      return wide.contains(WordClass(alone: character)) || (0x3000...0x303F).contains(value)
        || (0xFF01...0xFF60).contains(value)
    }
    return isWide(last) && isWide(first)
  }

  /// Whether word motions go over it to the next word.
  var isBetween: Bool { self == .blank || self == .punctuation }
}
