import Canvas
import System

/// Which characters a stream can be given. Characters of UTF-8 hold bytes that are controls to a terminal of another
/// character set (the middle of a Chinese one may begin an escape sequence), so such a terminal gets ASCII alone.
enum TerminalCharacters {
  /// Files, pipes, and terminals that read UTF-8.
  case all
  case ascii

  /// What the stream `descriptor` takes.
  static func of(_ descriptor: Int32) -> TerminalCharacters {
    guard isatty(descriptor) == 1 else { return .all }
    // The terminal's own word, which also comes along with a remote login.
    if Descriptor.saysUTF8(descriptor) { return .all }
    return said { name in getenv(name).map { String(cString: $0) } }
  }

  /// What the variables say of the terminal. Where none is set nobody says anything, and UTF-8 is what terminals read.
  static func said(_ variable: (String) -> String?) -> TerminalCharacters {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(variable).first { !$0.isEmpty }
    guard let locale else { return .all }
    // The name tells more than the system, where that locale may not be installed.
    let parts = locale.split(separator: "@", maxSplits: 1)[0].split(separator: ".", maxSplits: 1)
    if parts.count == 2 { return ["utf-8", "utf8"].contains(parts[1].lowercased()) ? .all : .ascii }
    guard let known = newlocale(1 << LC_CTYPE, locale, nil) else { return .ascii }
    defer { freelocale(known) }
    return String(cString: nl_langinfo_l(Int32(CODESET), known)) == "UTF-8" ? .all : .ascii
  }

  /// `text` as the stream is given it.
  func bytes(of text: SafeText) -> [UInt8] {
    switch self {
    case .all: Array(text.text.utf8)
    case .ascii: text.text.unicodeScalars.flatMap { Self.ascii($0).utf8 }
    }
  }

  /// What resembles `scalar`, else a question mark for each of its columns.
  private static func ascii(_ scalar: Unicode.Scalar) -> String {
    if scalar.isASCII { return String(scalar) }
    switch scalar {
    case "\u{2018}", "\u{2019}": return "'"
    case "\u{201C}", "\u{201D}": return "\""
    case "\u{2013}", "\u{2014}", "\u{2212}": return "-"
    case "\u{2026}": return "..."
    case "\u{00A0}": return " "
    case "\u{2022}", "\u{25CF}", "\u{2605}": return "*"
    case "\u{25B2}": return "^"
    default: return String(repeating: "?", count: max(0, ScalarWidth.columns(of: scalar)))
    }
  }
}
