import System

/// How many files and sockets the process may still open. Libraries that are refused one end the whole program, at places
/// that nobody here can guard, so that what needs several looks first.
enum Descriptors {
  /// What a command that reads the history needs.
  static let reading = 12
  /// What a command needs that serves, or that looks at everything.
  static let serving = 16
  /// What needs history, network and the service's answers at once.
  static let everything = 26

  /// Throws where fewer than `count` can be opened.
  static func require(_ count: Int) throws(CommandFailure) {
    let (limit, open) = use()
    guard limit - open < count else { return try WaitingMeans.require() }
    throw CommandFailure(
      .requestFailed,
      "this process may open \(limit) files at once and has \(open) open; maichat needs \(count) more (see ulimit -n).")
  }

  /// The limit, and how many are open; limits that are beyond question are not looked into.
  private static func use() -> (limit: Int, open: Int) {
    guard let limit = ResourceLimit.descriptors.map({ Int(clamping: $0) }), limit < 256 else { return (.max, 0) }
    return (limit, (0..<Int32(limit)).count { fcntl($0, F_GETFD) >= 0 })
  }
}
