/// Text that a terminal can be given: no control characters, no escape sequences, nothing whose width terminals
/// disagree about; with its width.
package struct TerminalText: Hashable, Sendable {
  package let text: String
  /// The sum of the widths of the scalars of `text`, as ncurses and the terminal count them.
  package let columns: Columns

  /// Makes `raw` safe: controls become visible marks, tab and newline one space each; variation selectors, bidi
  /// overrides and other invisible characters vanish; of an emoji sequence its first pictograph stays.
  package init(_ raw: some StringProtocol) {
    if let width = Self.printableASCII(raw) {
      text = String(raw)
      columns = Columns(width)
      return
    }
    let whole = String(raw)
    var safe = SafeTextBuilder()
    safe.reserve(whole.utf8.count)
    var cursor = ClusterCursor(whole[...])
    while let cluster = cursor.next() { safe.append(whole.unicodeScalars[cluster]) }
    text = safe.text
    columns = Columns(safe.columns)
  }

  /// Text known to be safe already.
  package init(safe text: String, columns: Columns) {
    self.text = text
    self.columns = columns
  }

  /// Whether a terminal shows `scalar` by itself: it is no control, changes no neighbour's look or order, and is assigned.
  package static func isShown(_ scalar: Unicode.Scalar) -> Bool {
    if ScalarWidth.isPlain(scalar) { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: return false
    default: return !ScalarWidth.isInvisible(scalar)
    }
  }

  /// The number of bytes of `raw` if all of them are printable ASCII.
  private static func printableASCII(_ raw: some StringProtocol) -> Int? {
    raw.utf8.withContiguousStorageIfAvailable { bytes -> Int? in
      for byte in bytes where byte < 0x20 || byte > 0x7E { return nil }
      return bytes.count
    } ?? nil
  }
}

/// Terminal-safe text in the making: takes one cluster after the other.
struct SafeTextBuilder {
  /// More marks than this on one base would reach into the rows above and below.
  private static let marksPerBase = 4
  private static let carriesLoneMark: Unicode.Scalar = "\u{25CC}"
  private static let unknown: Unicode.Scalar = "\u{FFFD}"

  private var scalars = String.UnicodeScalarView()
  private(set) var columns = 0

  var text: String { String(scalars) }

  mutating func reserve(_ bytes: Int) { scalars.reserveCapacity(bytes) }

  /// Adds the safe form of `cluster`, which is one whole grapheme cluster.
  mutating func append(_ cluster: Substring.UnicodeScalarView) {
    var base = Base.missing
    var marks = 0
    var isJoined = false
    for scalar in cluster {
      if let picture = ScalarWidth.picture(of: scalar) {
        // CR LF is one cluster and one line end.
        if scalar == "\n" && base != .missing { scalars.removeLast() } else { columns += 1 }
        scalars.append(picture)
        base = .present
        continue
      }
      if scalar == "\u{200D}" { isJoined = true }
      if ScalarWidth.isInvisible(scalar) { continue }
      let width = ScalarWidth.isSkinTone(scalar) ? 0 : ScalarWidth.columns(of: scalar)
      if width == 0 {
        if base == .missing {
          base = ScalarWidth.isMark(scalar) ? .present : .standIn
          add(base == .present ? Self.carriesLoneMark : Self.unknown, 1)
        }
        marks += 1
        if marks <= Self.marksPerBase && ScalarWidth.joins(scalar, onto: base) { scalars.append(scalar) }
      } else {
        // Joined pictographs are drawn as one by some terminals and side by side by others; joined letters by none.
        if isJoined && base != .missing && !scalar.properties.isAlphabetic { return }
        base = width < 0 ? .standIn : .present
        marks = 0
        add(width < 0 ? Self.unknown : scalar, abs(width))
      }
    }
  }

  private mutating func add(_ scalar: Unicode.Scalar, _ width: Int) {
    scalars.append(scalar)
    columns += width
  }
}

/// What the zero-width scalars of a cluster stand on.
enum Base {
  case missing
  case present
  /// A replacement: vowels and finals of Hangul, which only join Hangul, would come to stand alone after it.
  case standIn
}
