/// A secret, such as the API key, that does not print itself: not when described, dumped or reflected. Its text comes
/// out through `revealed` only.
package struct SecretText: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
  /// The secret itself, for the request header and for the 0600 file; not for anything that is shown or kept elsewhere.
  package let revealed: String

  /// `raw` without blanks and line ends around it; nil where nothing is left.
  package init?(_ raw: some StringProtocol) {
    let text = raw.withoutBlanks
    guard !text.isEmpty else { return nil }
    revealed = text
  }

  /// Whether it can stand in a request header: a control character in it would end the header's line, and what was no text is no
  /// key.
  package var fitsHeader: Bool {
    revealed.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0 != "\u{FFFD}" }
  }

  package var description: String { "<key>" }
  package var debugDescription: String { "<key>" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

extension StringProtocol {
  /// The text without blanks and line ends around it.
  var withoutBlanks: String {
    let blanks: Set<Unicode.Scalar> = [" ", "\t", "\n", "\r", "\u{FEFF}", "\u{A0}"]
    guard let first = unicodeScalars.firstIndex(where: { !blanks.contains($0) }),
      let last = unicodeScalars.lastIndex(where: { !blanks.contains($0) })
    else { return "" }
    return String(String.UnicodeScalarView(unicodeScalars[first...last]))
  }
}
