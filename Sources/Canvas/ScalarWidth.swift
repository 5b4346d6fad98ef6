import CWidth
import Text

/// The width of single Unicode scalars, and what has to be known about them to make text terminal-safe. The one place
/// that decides widths.
package enum ScalarWidth {
  /// The columns of `scalar` as the C library, ncurses and the terminal count them; negative where they do not know it.
  package static func columns(of scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x7F && scalar.value >= 0x20 { return 1 }
    let columns = Int(cwidth_columns(scalar.value))
    return columns == 1 && AmbiguousWidth.widens(scalar) && AmbiguousWidth.isWide ? 2 : columns
  }

  /// The sum over `scalars`, which are terminal-safe.
  static func columns(of scalars: some Sequence<Unicode.Scalar>) -> Int {
    scalars.reduce(0) { $0 + columns(of: $1) }
  }

  /// Whether `scalar` never joins a neighbour that is plain too, and is drawn as it is: between two plain scalars there
  /// is always a cluster boundary, which spares the search for it. Covers printable ASCII, Latin letters, kana, Han,
  /// Hangul syllables, and the punctuation and box characters in use with them.
  static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0xC0...0x24F, 0x2010...0x2027, 0x2500...0x259F, 0x3001...0x3029, 0x309B...0x30FF,
      0xFF01...0xFF60:
      true
    default: EastAsianScalar.isPlain(scalar.value)
    }
  }

  /// Whether `scalar` changes how its neighbours are drawn or ordered, and draws nothing itself.
  static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0xAD else { return false }
    return scalar.properties.isDefaultIgnorableCodePoint || (0xFFF9...0xFFFB).contains(scalar.value)
  }

  /// Whether `scalar` colours the skin of the pictograph before it.
  static func isSkinTone(_ scalar: Unicode.Scalar) -> Bool { (0x1F3FB...0x1F3FF).contains(scalar.value) }

  /// Whether `scalar`, which has no width of its own, joins any character before it, as accents do.
  static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    !isSkinTone(scalar) && scalar.properties.isGraphemeExtend
  }

  /// Whether `scalar`, which has no width of its own, is drawn on a base of the same cluster. The colour of a skin is
  /// not: terminals disagree about its width.
  static func joins(_ scalar: Unicode.Scalar, onto base: Base) -> Bool {
    isMark(scalar) || (base == .present && !isSkinTone(scalar))
  }

  /// What stands for the control character `scalar`; nil if it is none.
  static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x09, 0x0A, 0x2028, 0x2029: " "
    case 0x00...0x1F: Unicode.Scalar(0x2400 + scalar.value)
    case 0x7F: "\u{2421}"
    case 0x80...0x9F: "\u{FFFD}"
    default: nil
    }
  }
}
