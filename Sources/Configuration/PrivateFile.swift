#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the system said when a file could not be read or written.
package struct FileFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package var path: String
  /// What was tried, as in "cannot read".
  package var attempt: String
  /// The system's or our own reason.
  package var reason: String
  /// Whether it failed because nothing is there.
  package var isAbsent: Bool = false

  static func system(_ attempt: String, _ path: String, _ code: Int32 = errno) -> FileFailure {
    FileFailure(path: path, attempt: attempt, reason: String(cString: strerror(code)), isAbsent: code == ENOENT)
  }

  package var description: String { "\(attempt) \(path): \(reason)" }
}

/// A file for its owner's eyes: written whole or not at all, readable by nobody else.
package struct PrivateFile: Sendable {
  package let path: String

  /// The file at `path`, which need not exist.
  package init(path: String) { self.path = path }

  /// The whole content, at most `limit` bytes. Pipes, devices, sockets and folders are refused at once.
  package func read(limit: Int) throws(FileFailure) -> [UInt8] {
    let attempt = "cannot read"
    func refuse(_ info: stat) throws(FileFailure) {
      if let kind = Self.kind(info) { throw FileFailure(path: path, attempt: attempt, reason: kind) }
      guard info.st_size <= limit else {
        throw FileFailure(path: path, attempt: attempt, reason: "it is larger than \(limit >> 10) KB")
      }
    }
    var info = stat()
    guard stat(path, &info) == 0 else { throw .system(attempt, path) }
    // Before it is opened: to open a device may have effects, and to open a pipe waits for its writer.
    try refuse(info)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw .system(attempt, path) }
    defer { close(descriptor) }
    guard fstat(descriptor, &info) == 0 else { throw .system(attempt, path) }
    try refuse(info)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while bytes.count <= limit {
      let count = systemRead(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes.append(contentsOf: buffer[..<count])
      } else if errno != EINTR {
        throw .system(attempt, path)
      }
    }
    throw FileFailure(path: path, attempt: attempt, reason: "it is larger than \(limit >> 10) KB")
  }

  /// Replaces the content: readers see the old one or the new one, also after a crash. A new file gets mode 0600; an
  /// existing one keeps at most those bits of its mode. Where `path` is a symbolic link, its target is replaced.
  package func write(_ bytes: [UInt8]) throws(FileFailure) {
    let attempt = "cannot write"
    let target = Self.resolved(path)
    var info = stat()
    var mode: mode_t = 0o600
    if stat(target, &info) == 0 {
      guard info.st_mode & S_IFMT == S_IFREG else {
        throw FileFailure(path: path, attempt: attempt, reason: "it is not a file")
      }
      guard access(target, W_OK) == 0 else { throw .system(attempt, path) }
      mode = info.st_mode & 0o600
    }
    let folder = Self.folder(of: target)
    var template = Array("\(folder)/.maichat-write.XXXXXX".utf8CString)
    // mkstemp makes the file 0600 and fails rather than use one that is there.
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw .system(attempt, path) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    // Tells it from one that a killed process left.
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
    let written = Self.writeAll(bytes, to: descriptor) && fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0
    var code = written ? 0 : errno
    close(descriptor)
    if code == 0, rename(template, target) != 0 { code = errno }
    guard code == 0 else {
      unlink(template)
      throw .system(attempt, path, code)
    }
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if directory >= 0 {
      // The new content is in place; a folder that cannot be synced (some network file systems) is no failure.
      _ = fsync(directory)
      close(directory)
    }
  }

  /// Removes the file; one that is not there is no failure.
  package func remove() throws(FileFailure) {
    guard unlink(path) != 0, errno != ENOENT, errno != ENOTDIR else { return }
    throw .system("cannot remove", path)
  }

  /// What it is, as the end of a sentence, where it is no file that holds text.
  private static func kind(_ info: stat) -> String? {
    switch info.st_mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: "it is a folder"
    case S_IFIFO: "it is a pipe, not a file"
    case S_IFSOCK: "it is a socket, not a file"
    default: "it is a device, not a file"
    }
  }

  /// Whether others than the owner may read or write it; false where there is no such file.
  package var isOpenToOthers: Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG && info.st_mode & 0o077 != 0
  }

  /// Whether it is a symbolic link, wherever that leads.
  package var isLink: Bool {
    var info = stat()
    return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFLNK
  }

  /// Creates the folder at `path` and those above it that are missing, all 0700. Folders that exist stay as they are.
  package static func createFolder(_ path: String) throws(FileFailure) {
    var missing: [String] = []
    var folder = path
    var info = stat()
    while stat(folder, &info) != 0 {
      guard errno == ENOENT, folder != "/", folder != "." else { throw .system("cannot create", path) }
      missing.append(folder)
      folder = Self.folder(of: folder)
    }
    guard info.st_mode & S_IFMT == S_IFDIR else {
      throw FileFailure(path: path, attempt: "cannot create", reason: "\(folder) is not a directory")
    }
    for folder in missing.reversed() where mkdir(folder, 0o700) != 0 && errno != EEXIST {
      throw .system("cannot create", path)
    }
  }

  /// The folder that `path` is in.
  package static func folder(of path: String) -> String {
    let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress! + written, $0.count - written) }
      if count >= 0 { written += count } else if errno != EINTR { return false }
    }
    return true
  }
}

// The methods of `PrivateFile` hide the system's functions of the same names.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}
