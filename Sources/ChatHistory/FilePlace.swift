#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where the history file stands: its folder, its rights, its name.
enum FilePlace {
  /// Creates the folders (0700) and the file (0600) that are missing. SQLite gives the files beside it the same mode.
  /// A file that is there is never opened here: closing it again would drop this process's SQLite locks on it.
  static func prepare(_ path: String) throws(FileFailure) {
    try createFolder(folder(of: path))
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
    } else if errno != EEXIST {
      throw FileFailure(path: path)
    }
    for place in [path, folder(of: path)] where access(place, W_OK) != 0 { throw FileFailure(path: place) }
  }

  static func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether nothing stands there, as far as one may look.
  static func isAbsent(_ path: String) -> Bool { access(path, F_OK) != 0 && errno == ENOENT }

  static func isEmpty(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_size == 0
  }

  static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return "\(String(cString: folder))/\(path)"
  }

  private static func createFolder(_ path: String) throws(FileFailure) {
    var missing: [String] = []
    var place = path
    var info = stat()
    while stat(place, &info) != 0 {
      guard errno == ENOENT, place != "/", place != "." else { throw FileFailure(path: place) }
      missing.append(place)
      place = folder(of: place)
    }
    for folder in missing.reversed() where mkdir(folder, 0o700) != 0 && errno != EEXIST {
      throw FileFailure(path: folder)
    }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

/// Moves a damaged file out of the way, with the files that belong to it.
enum SetAside {
  /// Renames the file at `path` to the first name that is free; returns that name. Nothing is overwritten.
  static func move(_ path: String) throws(FileFailure) -> String {
    for number in 1... {
      let place = "\(path).damaged-\(number)"
      if ["-wal", "-shm"].contains(where: { FilePlace.isThere(place + $0) }) { continue }
      // The name is claimed first, so that two processes cannot choose the same one.
      let claim = open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      if claim < 0 {
        if errno == EEXIST { continue }
        throw FileFailure(path: place)
      }
      close(claim)
      guard rename(path, place) == 0 else {
        let failure = FileFailure(path: path)
        unlink(place)
        throw failure
      }
      for end in ["-wal", "-shm"] where FilePlace.isThere(path + end) {
        if rename(path + end, place + end) != 0 { throw FileFailure(path: path + end) }
      }
      return place
    }
    preconditionFailure("the numbers do not end")
  }
}
