import ChatModel
import System

/// Where the history file stands: its folder, its rights, its name.
enum HistoryFileLocation {
  /// Creates the folders (0700) and the file (0600) that are missing. SQLite gives the files beside it the same mode.
  /// A file that is there is never opened here: closing it again would drop this process's SQLite locks on it.
  static func prepare(_ path: String) throws(FileFailure) {
    try PrivateFile.createFolder(FilePath.folder(of: path))
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
    } else if errno != EEXIST {
      throw FileFailure(path: path)
    }
    for place in [path, FilePath.folder(of: path)] where access(place, W_OK) != 0 { throw FileFailure(path: place) }
  }

  static func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether nothing stands there, as far as one may look.
  static func isAbsent(_ path: String) -> Bool { access(path, F_OK) != 0 && errno == ENOENT }

  static func isEmpty(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_size == 0
  }

  /// Whether there is something in the file at `path`.
  static func hasContent(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_size > 0
  }

  /// In bytes; 0 where there is no file.
  static func size(_ path: String) -> Int64 {
    var info = stat()
    return stat(path, &info) == 0 ? Int64(info.st_size) : 0
  }

  /// Whether the file at `path` and its folder may be written.
  static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 && mayWriteBeside(path) }

  /// Whether files can be made beside `path`.
  static func mayWriteBeside(_ path: String) -> Bool { access(FilePath.folder(of: path), W_OK) == 0 }

  /// Whether the disk of `path` has no room left for anybody but its administrator.
  static func isFull(_ path: String) -> Bool {
    var info = statvfs()
    guard statvfs(FilePath.folder(of: path), &info) == 0, info.f_blocks > 0 else { return false }
    return info.f_bavail == 0 || (info.f_files > 0 && info.f_favail == 0)
  }

  /// Whether this process may only write files of a limited size.
  static var isLimited: Bool { ResourceLimit.fileSize != nil }

  /// Throws where something stands at `path`, or under a name that SQLite uses beside it, that is no ordinary file: opening
  /// a FIFO or a device may wait forever, or do something.
  static func requireFile(_ path: String) throws(HistoryProblem) {
    if let reason = refusal(path) { throw .noFile(path, reason: reason) }
  }

  /// Why the database at `path` is not to be opened, since it or a file beside it is none; nil where nothing speaks against it.
  static func refusal(_ path: String) -> String? {
    for place in [path] + ["-wal", "-shm", "-journal"].map({ path + $0 }) {
      var info = stat()
      guard stat(place, &info) == 0 else { continue }
      let kind: String
      switch info.st_mode & S_IFMT {
      case S_IFREG: continue
      case S_IFDIR: kind = "a folder"
      case S_IFIFO: kind = "a FIFO"
      case S_IFSOCK: kind = "a socket"
      case S_IFCHR, S_IFBLK: kind = "a device"
      default: kind = "no ordinary file"
      }
      return "\(place == path ? "it" : place) is \(kind)"
    }
    return nil
  }

  /// Another process that has the database at `path` open; nil where nobody has. Not to be called while this process has it
  /// open: closing the file here drops SQLite's locks on it.
  static func user(_ path: String) -> pid_t? {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    // Every connection to a file with a log holds this lock for as long as it lives (SQLite's os.h, SHARED_FIRST and SHARED_SIZE).
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    (lock.l_start, lock.l_len) = (0x4000_0002, 510)
    guard fcntl(descriptor, F_GETLK, &lock) == 0, lock.l_type != Int16(F_UNLCK) else { return nil }
    return lock.l_pid
  }

  static func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(FilePath.current)/\(path)" }
}

/// How the history file and its log of writes look from outside: changes while somebody writes.
struct FileProgress: Equatable, Sendable {
  private var marks: [Int64] = []

  init(_ path: String) {
    for place in [path, path + "-wal", path + "-journal"] {
      var info = stat()
      guard stat(place, &info) == 0 else { continue }
      marks += [Int64(info.st_size), info.modifiedNanoseconds]
    }
  }
}
