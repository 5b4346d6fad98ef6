import Canvas
import System

/// Text that may be printed on a terminal. What is written out in the program is taken as it is; what is put into it is
/// made safe on the way, so that no id, name, path, argument or error can carry a control character out.
struct SafeText: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringInterpolation {
  /// The text itself, for what is no terminal, such as a notice of the full screen.
  private(set) var text: String

  var description: String { text }
  var isEmpty: Bool { text.isEmpty }

  // A static string is written out in the program: nothing that was read gets in here.
  init(stringLiteral text: StaticString) { self.text = "\(text)" }

  init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  /// `value` as JSON on one line, with a newline; beyond ASCII as `characters` allows.
  fileprivate init(json value: some Encodable, _ characters: TerminalCharacters) {
    text = JSONText.line(value, characters)
  }

  /// `character`, which the program chooses, so many times.
  init(repeating character: StaticString, count: Int) {
    text = String(repeating: "\(character)", count: max(0, count))
  }

  /// How the values within a literal become a part of it.
  struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + interpolationCount * 16)
    }

    mutating func appendLiteral(_ literal: StaticString) { text += "\(literal)" }

    mutating func appendInterpolation(_ value: SafeText) { text += value.text }

    mutating func appendInterpolation(_ value: String) { text += TerminalText(value).text }

    mutating func appendInterpolation(_ value: some StringProtocol) { text += TerminalText(value).text }

    mutating func appendInterpolation(_ value: some Any) { text += TerminalText(String(describing: value)).text }

    /// Text of several lines, which stay lines.
    mutating func appendInterpolation(lines value: some StringProtocol) { text += safeLines(value).text }
  }

  static func + (left: SafeText, right: SafeText) -> SafeText { "\(left)\(right)" }

  static func += (left: inout SafeText, right: SafeText) { left.text += right.text }

  /// Takes the line back that stands on the terminal, so that another one can be written there.
  static let eraseLine: SafeText = "\r\u{1B}[K"
  /// Erases what is left of an older line after the cursor.
  static let eraseRest: SafeText = "\u{1B}[K"

  /// The text in bold letters.
  var bold: SafeText { "\u{1B}[1m\(self)\u{1B}[22m" }

  /// With blanks behind it up to `columns`.
  func padded(to columns: Int) -> SafeText {
    self + SafeText(repeating: " ", count: columns - TerminalText(text).columns.value)
  }
}

extension Sequence<SafeText> {
  /// One text out of all, with `separator` between them.
  func joined(separator: SafeText = "") -> SafeText {
    var joined: SafeText = ""
    var isFirst = true
    for part in self {
      if !isFirst { joined += separator }
      isFirst = false
      joined += part
    }
    return joined
  }
}

/// `text` on one line, as a terminal can be given it.
func safe(_ text: some StringProtocol) -> SafeText { "\(text)" }

/// `value` as JSON on one line, with a newline, for standard output.
func jsonLine(_ value: some Encodable) -> SafeText { SafeText(json: value, .of(STDOUT_FILENO)) }

/// The lines of `text`, each as a terminal can be given it.
func safeLines(_ text: some StringProtocol) -> SafeText {
  text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { "\($0)" }.joined(separator: "\n")
}
