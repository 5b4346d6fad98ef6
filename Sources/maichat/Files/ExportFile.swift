import ChatModel
import System

/// A file in the making: written beside its place, private, and put there when it is whole, so that what stands under the
/// name is never half a file. What is not finished is removed.
struct ExportFile: ~Copyable {
  // A write for each message would cost more than the message.
  private static let bufferSize = 64 << 10

  let path: String
  private let file: UnfinishedFile
  private let replaces: Bool
  private var buffer: [UInt8] = []

  /// Begins the file that is to stand at `path`. Throws where one stands there and is not to be replaced, where none can be
  /// made, and where the place is one of `reserved`.
  init(_ path: String, replaces: Bool, reserved: ReservedPlaces) throws(CommandFailure) {
    try reserved.require(path)
    var info = stat()
    if lstat(path, &info) == 0 {
      if let kind = Self.kind(info.st_mode) {
        throw CommandFailure(
          .usage, "cannot write \(safe(path)): it is \(kind). -o - writes to standard output, which may lead anywhere.")
      }
      guard replaces else { throw Self.exists(path) }
    }
    let folder = FilePath.folder(of: path)
    for problem in Leftovers.remove(from: [folder]) { Leftovers.tellAtEnd(problem) }
    guard let file = UnfinishedFile(.export, in: folder) else {
      throw CommandFailure(.usage, "cannot write \(safe(path)): \(systemReason()).")
    }
    self.path = path
    self.replaces = replaces
    self.file = file
  }

  deinit {
    if let error = file.discard() {
      Leftovers.tellAtEnd("cannot remove \(file.path): \(systemReason(error)).")
    }
  }

  mutating func write(_ text: String) throws(CommandFailure) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  private mutating func flush() throws(CommandFailure) {
    if let error = Descriptor.writeAll(buffer, to: file.descriptor) { throw failure(error) }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Puts the file in its place.
  mutating func finish() throws(CommandFailure) {
    try flush()
    guard fsync(file.descriptor) == 0 else { throw failure(errno) }
    if replaces {
      if let error = file.replace(path) { throw failure(error) }
    } else {
      switch file.put(at: path) {
      case .placed: break
      case .taken: throw Self.exists(path)
      case .failed(let error): throw failure(error)
      }
    }
    // The name is on the disk only when its folder is.
    if let error = Self.syncFolder(of: path) {
      throw CommandFailure(.usage, "\(safe(path)) is written, but its folder may lose it: \(error).")
    }
  }

  /// Waits until the folder of `path` is on its disk; what went wrong with that.
  private static func syncFolder(of path: String) -> String? {
    let descriptor = Descriptor.open(FilePath.folder(of: path), O_RDONLY | O_DIRECTORY)
    // A folder that may be written to and not read cannot be waited for.
    guard descriptor >= 0 else { return errno == EACCES ? nil : systemReason() }
    defer { close(descriptor) }
    // Some file systems have nothing to wait for with folders.
    return fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP ? nil : systemReason()
  }

  /// What something of this mode is called; nil for files and links.
  private static func kind(_ mode: mode_t) -> String? {
    switch mode & S_IFMT {
    case S_IFREG, S_IFLNK: nil
    case S_IFDIR: "a folder"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    default: "a device"
    }
  }

  private func failure(_ error: Int32) -> CommandFailure {
    CommandFailure(.usage, "cannot write \(safe(path)): \(systemReason(error)).")
  }

  private static func exists(_ path: String) -> CommandFailure {
    CommandFailure(.usage, "\(safe(path)) is there already: choose another name, or replace it with --force.")
  }
}

/// Takes text and passes it on in larger parts.
struct ExportStream {
  private var buffer = ""

  /// Writes `text` to standard output; where that is a terminal, as it can be given it.
  mutating func write(_ text: String) throws(CommandFailure) {
    buffer += text
    if buffer.utf8.count >= 64 << 10 { try flush() }
  }

  mutating func flush() throws(CommandFailure) {
    try StandardOutput.write(received: buffer)
    buffer = ""
  }
}

extension ReservedPlaces {
  /// Throws a usage failure where `path` is one of them.
  func require(_ path: String) throws(CommandFailure) {
    guard holds(path) else { return }
    throw CommandFailure(
      .usage, "cannot write \(safe(path)): it is one of maichat's own files. Choose another name."
    )
  }
}
