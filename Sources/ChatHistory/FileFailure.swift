import ChatModel
import System

/// What the system said of a file or folder.
struct FileFailure: Error {
  var path: String
  var reason: String
  /// Whether it may not be written.
  var isReadOnly = false
  /// Whether its disk has no room left.
  var isFull = false

  /// The failure that `errno` tells of.
  init(path: String) {
    let code = errno
    self.init(path: path, reason: "\(path): \(systemReason(code))")
    isReadOnly = code == EROFS || code == EACCES || code == EPERM
    isFull = code == ENOSPC || code == EDQUOT
  }

  init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// What it means for the history file at `path`.
  func problem(with path: String) -> HistoryProblem {
    isFull ? .full(path) : isReadOnly ? .readOnly(path) : .inaccessible(path, reason: reason)
  }
}
