import System

/// A copy of standard input in a folder that only the user can read.
struct TemporaryFile {
  let path: String
  private let folder: TemporaryFolder

  /// Copies standard input to its end, a piece at a time; beyond `limit` bytes only so much that it is seen to be too large.
  init(standardInputAs name: String, atMost limit: Int64) throws(CommandFailure) {
    let parent = TemporaryFolder.parent(ProcessEnvironment.variables)
    guard let folder = TemporaryFolder(.question, in: parent) else {
      throw CommandFailure(.usage, "no folder for standard input in \(safe(parent)): \(systemReason()).")
    }
    self.folder = folder
    path = "\(folder.path)/\(name)"
    let descriptor = Descriptor.open(path, O_WRONLY | O_CREAT | O_EXCL)
    guard descriptor >= 0 else {
      let reason = systemReason()
      folder.remove()
      throw CommandFailure(.usage, "standard input cannot be kept as \(safe(name)): \(reason).")
    }
    defer { close(descriptor) }
    if let problem = Self.copy(to: descriptor, atMost: limit) {
      remove()
      throw CommandFailure(.usage, "standard input cannot be copied: \(problem).")
    }
  }

  func remove() { folder.remove() }

  private static func copy(to descriptor: Int32, atMost limit: Int64) -> String? {
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    var wait = StandardInput.Wait()
    var total: Int64 = 0
    while total <= limit {
      wait.untilReadable()
      let count = Descriptor.read(STDIN_FILENO, into: &buffer)
      if count == 0 { return nil }
      if count > 0 {
        total += Int64(count)
        if let problem = Descriptor.writeAll(Array(buffer[..<count]), to: descriptor) { return systemReason(problem) }
      } else if errno != EAGAIN {
        return systemReason()
      }
    }
    return nil
  }
}
