#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What can be said of a copy: whether the terminal took it, no terminal tells.
package enum CopyResult: Hashable, Sendable {
  /// The terminal was asked to put this many UTF-8 bytes on the clipboard.
  case asked(bytes: Int)
  /// The text is longer than terminals take; carries the limit in UTF-8 bytes.
  case tooLong(limit: Int)
  /// The terminal has no clipboard.
  case unsupported
}

/// Asks the terminal to put text on the system's clipboard (OSC 52), which works over ssh too.
package struct Clipboard: Hashable, Sendable {
  /// The most UTF-8 bytes that common terminals take in one request.
  package static let limit = 74_994

  private let terminal: TerminalKind
  private let isInTmux: Bool

  /// The clipboard of the terminal called `terminal`; `isInTmux` if the environment has TMUX.
  package init(terminal: String, isInTmux: Bool) {
    self.terminal = TerminalKind(name: terminal)
    self.isInTmux = isInTmux
  }

  /// The bytes that ask for `text` to be copied, none if that cannot work.
  package func copy(_ text: String) -> (bytes: [UInt8], result: CopyResult) {
    guard !terminal.isClassic else { return ([], .unsupported) }
    let count = text.utf8.count
    guard count <= Self.limit else { return ([], .tooLong(limit: Self.limit)) }
    let plain = Array("\u{1B}]52;c;\(Data(text.utf8).base64EncodedString())\u{7}".utf8)
    var bytes = plain
    if isInTmux {
      // tmux takes the plain form or passes the wrapped one on, as it is set up; at most one of them has an effect twice.
      bytes += Array("\u{1B}Ptmux;\u{1B}".utf8) + plain + Array("\u{1B}\\".utf8)
    } else if terminal.name.hasPrefix("screen") {
      // screen passes strings on, but only short ones; the terminal puts the parts together.
      bytes = []
      for start in stride(from: 0, to: plain.count, by: 700) {
        bytes += Array("\u{1B}P".utf8) + plain[start..<min(start + 700, plain.count)] + Array("\u{1B}\\".utf8)
      }
    }
    return (bytes, .asked(bytes: count))
  }
}
