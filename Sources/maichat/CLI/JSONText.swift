import Canvas
import Text

/// JSON as it is printed: what a terminal would obey, reorder or not show stands there as `\\uXXXX`, which is the same value
/// to whoever reads it, so that files and pipes get what a terminal gets.
enum JSONText {
  /// `value` on one line, with a newline, in `characters`.
  static func line(_ value: some Encodable, _ characters: TerminalCharacters) -> String {
    escaped(String(decoding: Text.JSONText.encoded(value), as: UTF8.self), characters) + "\n"
  }

  /// `json`, in which everything beyond ASCII stands within strings, so that an escape may take its place.
  private static func escaped(_ json: String, _ characters: TerminalCharacters) -> String {
    func stays(_ scalar: Unicode.Scalar) -> Bool {
      scalar.value < 0x7F || characters == .all && TerminalText.isShown(scalar)
    }
    guard !json.unicodeScalars.allSatisfy(stays) else { return json }
    var escaped = String.UnicodeScalarView()
    for scalar in json.unicodeScalars {
      if stays(scalar) {
        escaped.append(scalar)
      } else {
        for unit in UTF16.encode(scalar)! {
          let digits = String(unit, radix: 16, uppercase: true)
          escaped.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".unicodeScalars)
        }
      }
    }
    return String(escaped)
  }
}
