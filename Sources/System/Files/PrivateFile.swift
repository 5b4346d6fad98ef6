/// What the system said when a file could not be read or written.
package struct FileFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package var path: String
  /// What was tried, as in "cannot read"; empty where that goes without saying.
  package var attempt: String
  /// The system's or our own reason.
  package var reason: String
  private var code: Int32?

  /// A failure for a `reason` of our own.
  package init(path: String, attempt: String = "", reason: String) {
    (self.path, self.attempt, self.reason) = (path, attempt, reason)
  }

  /// The failure that the system's `code` tells of.
  package init(path: String, attempt: String = "", code: Int32 = errno) {
    self.init(path: path, attempt: attempt, reason: systemReason(code))
    self.code = code
  }

  /// Whether it failed because nothing is there.
  package var isAbsent: Bool { code == ENOENT }
  /// Whether it may not be written.
  package var isReadOnly: Bool { code == EROFS || code == EACCES || code == EPERM }
  /// Whether its disk has no room left.
  package var isFull: Bool { code == ENOSPC || code == EDQUOT }

  package var description: String { (attempt.isEmpty ? "" : attempt + " ") + "\(path): \(reason)" }
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
    guard stat(path, &info) == 0 else { throw FileFailure(path: path, attempt: attempt) }
    // Before it is opened: to open a device may have effects, and to open a pipe waits for its writer.
    try refuse(info)
    let descriptor = Descriptor.openForReading(path)
    guard descriptor >= 0 else { throw FileFailure(path: path, attempt: attempt) }
    defer { Descriptor.close(descriptor) }
    guard fstat(descriptor, &info) == 0 else { throw FileFailure(path: path, attempt: attempt) }
    try refuse(info)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while bytes.count <= limit {
      let count = Descriptor.read(descriptor, into: &buffer)
      if count == 0 { return bytes }
      guard count > 0 else { throw FileFailure(path: path, attempt: attempt) }
      bytes.append(contentsOf: buffer[..<count])
    }
    throw FileFailure(path: path, attempt: attempt, reason: "it is larger than \(limit >> 10) KB")
  }

  /// Replaces the content: readers see the old one or the new one, also after a crash. A new file gets mode 0600; an
  /// existing one keeps at most those bits of its mode. Where `path` is a symbolic link, its target is replaced.
  package func write(_ bytes: [UInt8]) throws(FileFailure) {
    let attempt = "cannot write"
    let target = FilePath.resolved(path) ?? path
    var info = stat()
    var mode: mode_t = 0o600
    if stat(target, &info) == 0 {
      guard info.isFile else {
        throw FileFailure(path: path, attempt: attempt, reason: "it is not a file")
      }
      guard access(target, W_OK) == 0 else { throw FileFailure(path: path, attempt: attempt) }
      mode = info.st_mode & 0o600
    }
    let folder = FilePath.folder(of: target)
    guard let file = UnfinishedFile(.setting, in: folder) else { throw FileFailure(path: path, attempt: attempt) }
    var code = Descriptor.writeAll(bytes, to: file.descriptor)
    if code == nil, fchmod(file.descriptor, mode) != 0 || fsync(file.descriptor) != 0 { code = errno }
    if let code = code ?? file.replace(target) { throw FileFailure(path: path, attempt: attempt, code: code) }
    let directory = Descriptor.open(folder, O_RDONLY | O_DIRECTORY)
    if directory >= 0 {
      // The new content is in place; a folder that cannot be synced (some network file systems) is no failure.
      _ = fsync(directory)
      Descriptor.close(directory)
    }
  }

  /// Removes the file; one that is not there is no failure.
  package func remove() throws(FileFailure) {
    guard unlink(path) != 0, errno != ENOENT, errno != ENOTDIR else { return }
    throw FileFailure(path: path, attempt: "cannot remove")
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
    return stat(path, &info) == 0 && info.isFile && info.st_mode & 0o077 != 0
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
      guard errno == ENOENT, folder != "/", folder != "." else {
        throw FileFailure(path: path, attempt: "cannot create")
      }
      missing.append(folder)
      folder = FilePath.folder(of: folder)
    }
    guard info.isFolder else {
      throw FileFailure(path: path, attempt: "cannot create", reason: "\(folder) is not a directory")
    }
    for folder in missing.reversed() where mkdir(folder, 0o700) != 0 && errno != EEXIST {
      throw FileFailure(path: path, attempt: "cannot create")
    }
  }
}
