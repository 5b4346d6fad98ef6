/// What was cut, for yank: the newest first in use, older ones behind it.
/// Does not: know which editor it was cut from.
package struct KillRing: Equatable, Sendable {
  /// Oldest first.
  private var entries: [String] = []
  /// Grows with every change, so that an editor sees whether the newest entry is still its own.
  private(set) var revision = 0

  // As many as emacs keeps; the byte limit keeps cut megabytes from adding up.
  private static let maximumEntries = 60
  private static let maximumBytes = 4 << 20

  package init() {}

  /// How many texts it holds.
  package var count: Int { entries.count }

  /// The text that was cut `depth` cuts before the newest, going round; empty where nothing was cut.
  package func entry(_ depth: Int) -> String {
    guard !entries.isEmpty else { return "" }
    return entries[entries.count - 1 - depth % entries.count]
  }

  /// The text that was cut last; empty where nothing was.
  package var newest: String { entry(0) }

  /// Adds `text` as the newest.
  mutating func add(_ text: String) {
    guard !text.isEmpty else { return }
    revision += 1
    if entries.last != text { entries.append(text) }
    trim()
  }

  /// Which end of the newest text a cut that goes on from it belongs to.
  enum Side {
    case before, after
  }

  /// Adds `text` to the newest.
  mutating func extend(_ text: String, _ side: Side) {
    guard let last = entries.popLast() else { return add(text) }
    revision += 1
    entries.append(side == .before ? text + last : last + text)
    trim()
  }

  private mutating func trim() {
    var bytes = entries.reduce(0) { $0 + $1.utf8.count }
    while entries.count > Self.maximumEntries || (bytes > Self.maximumBytes && entries.count > 1) {
      bytes -= entries.removeFirst().utf8.count
    }
  }
}
