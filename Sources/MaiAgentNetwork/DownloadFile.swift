import ChatModel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that is being received: written beside its place under a name of its own, private (0600), and given its name when
/// it is whole. Whatever stands under that name stays. What is not finished is removed.
final class DownloadFile {
  private(set) var received: Int64 = 0
  private let folder: String
  private let reserved: ReservedPlaces
  private let partial: String
  private let descriptor: Int32
  private var isFinished = false

  /// How many names are tried before giving up: `a.pdf`, `a 2.pdf`, ...
  private static let mostNames = 1000

  /// Begins a file in `folder`. Throws where none can be made there.
  init(in folder: String, reserved: ReservedPlaces) throws(Failure) {
    self.folder = folder
    self.reserved = reserved
    var template = Array("\(folder)/.maichat-download.XXXXXX".utf8CString)
    // Made with 0600.
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw Self.failure("Nothing can be written to \(folder)") }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    // Tells it from one that a killed process left.
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
    partial = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if !isFinished { unlink(partial) }
  }

  func write(_ bytes: [UInt8]) throws(Failure) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        #if canImport(Glibc)
          Glibc.write(descriptor, buffer.baseAddress! + written, bytes.count - written)
        #else
          Darwin.write(descriptor, buffer.baseAddress! + written, bytes.count - written)
        #endif
      }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw Self.failure("The file cannot be written to \(folder)")
      }
      written += count
    }
    received += Int64(bytes.count)
  }

  /// Gives it `name`, which must be safe, or the next free one like it; its path.
  func finish(as name: String) throws(Failure) -> String {
    for number in 1...Self.mostNames {
      let path = "\(folder)/\(number == 1 ? name : FileName.numbered(name, number))"
      if reserved.holds(path) {
        throw Failure(
          kind: .configuration, text: "\(path) is one of maichat's own files.",
          advice: "Choose another folder.")
      }
      // Unlike renaming, linking never replaces what stands there.
      if link(partial, path) == 0 {
        unlink(partial)
        isFinished = true
        return path
      }
      if errno == EEXIST { continue }
      // A file system without links.
      let claim = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      if claim < 0 && errno == EEXIST { continue }
      guard claim >= 0 else { throw Self.failure("The file cannot be put at \(path)") }
      close(claim)
      guard rename(partial, path) == 0 else { throw Self.failure("The file cannot be put at \(path)") }
      isFinished = true
      return path
    }
    throw Failure(
      kind: .configuration, text: "\(folder) has \(Self.mostNames) files of this name.",
      advice: "Choose another folder.")
  }

  /// Leaves it under the name that it was received by; its path. Whoever takes it removes it.
  func finishUnnamed() -> String {
    isFinished = true
    return partial
  }

  private static func failure(_ text: String) -> Failure {
    let reason = String(cString: strerror(errno))
    return Failure(kind: .configuration, text: "\(text): \(reason).", advice: "Choose another folder.")
  }
}
