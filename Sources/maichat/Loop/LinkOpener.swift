import Configuration
import System
import Text

/// Has the desktop open a link. What a message links to is anybody's: only addresses of the web and of mail are opened,
/// no shell sees them, and a mail is begun with what a person would type and nothing else.
final class LinkOpener {
  /// The program that opens links; nil where there is no desktop, as over SSH.
  private let program: String?
  /// What the program is started with: it has no business with the key.
  private let environment: [String: String]
  private var children: [ChildProcess] = []

  init(environment: [String: String]) {
    self.environment = environment.filter { $0.key != "MAIAGENT_API_KEY" }
    let hasDesktop = ["DISPLAY", "WAYLAND_DISPLAY"].contains { !(environment[$0] ?? "").isEmpty }
    program = SystemDesktop.opener ?? (hasDesktop ? "xdg-open" : nil)
  }

  /// Whether `target` was handed to the desktop.
  func open(_ target: String) -> Bool {
    guard let program, let target = Self.openable(target) else { return false }
    children.removeAll(where: \.hasEnded)
    // A group of its own: what stops the client must not close the browser.
    let child = try? ChildProcess.start([program, target], environment: environment, streams: .none, group: .own)
    guard let child else { return false }
    children.append(child)
    return true
  }

  /// What is opened for `target`; nil where that is no address of the web or of mail, in one piece.
  static func openable(_ target: String) -> String? {
    guard target.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) else { return nil }
    let lower = target.lowercased()
    if lower.hasPrefix("mailto:") { return MailAddress.tamed(target) }
    return ["https://", "http://"].contains { lower.hasPrefix($0) && lower != $0 } ? target : nil
  }
}
