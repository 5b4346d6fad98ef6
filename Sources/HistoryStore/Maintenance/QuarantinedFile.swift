import ChatModel
import System

/// Moves a damaged file out of the way, with the files that belong to it.
enum QuarantinedFile {
  /// Renames the file at `path` to the first name that is free; returns that name. Nothing is overwritten.
  static func move(_ path: String) throws(FileFailure) -> String {
    // The file last: who is ended in between must not leave its log of writes to a new one.
    try move(path, ["-wal", "-shm", ""])
  }

  /// The same with the log of writes alone.
  static func moveLog(_ path: String) throws(FileFailure) -> String {
    let place = try move(path, ["-wal", "-shm"])
    unlink(place)
    return "\(place)-wal"
  }

  private static func move(_ path: String, _ ends: [String]) throws(FileFailure) -> String {
    for number in 1... {
      let place = "\(path).damaged-\(number)"
      if ["-wal", "-shm"].contains(where: { HistoryFileLocation.isThere(place + $0) }) { continue }
      // The name is claimed first, so that two processes cannot choose the same one.
      let claim = open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      if claim < 0 {
        if errno == EEXIST { continue }
        throw FileFailure(path: place)
      }
      close(claim)
      var moved: [String] = []
      for end in ends where HistoryFileLocation.isThere(path + end) {
        guard rename(path + end, place + end) == 0 else {
          let failure = FileFailure(path: path + end)
          for end in moved { rename(place + end, path + end) }
          unlink(place)
          throw failure
        }
        moved.append(end)
      }
      return place
    }
    preconditionFailure("the numbers do not end")
  }

  /// The files beside the history at `path` whose names begin with its own and `mark`, sorted; without what SQLite keeps
  /// beside them.
  static func others(_ path: String, _ mark: String) -> [String] {
    let (folder, own) = FilePath.split(path)
    return (FilePath.names(in: folder) ?? []).filter { name in
      name.hasPrefix("\(own).\(mark)") && !["-wal", "-shm", "-journal"].contains(where: name.hasSuffix)
    }.map { "\(folder)/\($0)" }.sorted()
  }
}
