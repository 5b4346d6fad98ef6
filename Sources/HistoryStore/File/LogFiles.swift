import System

/// The two files that SQLite keeps beside a history that is open: the log of what was written, and the memory that connections
/// share. Knows which ones were there when the history was opened: another one under such a name is not read by this process,
/// and what this process writes is not read by anybody else.
struct LogFiles: Sendable {
  private static let ends = ["-wal", "-shm"]

  private let path: String
  private var known: [String: FileIdentity] = [:]

  /// Those that stand beside the file at `path` now.
  init(beside path: String) {
    self.path = path
    note()
  }

  /// Notes those that have come to be there.
  mutating func note() {
    guard known.count < Self.ends.count else { return }
    for end in Self.ends where known[end] == nil {
      if case .file(let identity) = FileIdentity.look(path + end) { known[end] = identity }
    }
  }

  /// Whether they are still the ones that were opened.
  enum State {
    case whole
    /// They were removed or moved away.
    case gone
    /// Others stand in their place.
    case other
  }

  var state: State {
    var state = State.whole
    for (end, identity) in known {
      switch FileIdentity.look(path + end) {
      case .file(identity), .unknown: continue
      case .file: return .other
      case .nothing: state = .gone
      }
    }
    return state
  }

  /// Whether the log stands where it did.
  var hasLog: Bool {
    guard let log = known["-wal"] else { return false }
    return FileIdentity.look("\(path)-wal") == .file(log)
  }

  /// Takes those that still stand out of the way of whatever has come to stand at their file's name, which SQLite would read
  /// them with. The log is kept under another name unless `isFolded`: then all that was in it is in its file.
  func clear(isFolded: Bool) {
    for (end, identity) in known where FileIdentity.look(path + end) == .file(identity) {
      if end == "-wal", !isFolded {
        for number in 1...99 {
          let place = "\(path).log-\(number)"
          if link(path + end, place) == 0 || errno != EEXIST { break }
        }
      }
      unlink(path + end)
    }
  }
}
