import ChatModel
import System

/// The calls by which disks are asked; others than the system's only where a test needs a slow disk.
package struct FileReading: Sendable {
  /// Opens a path for reading; negative where it fails, with errno set.
  package var open: @Sendable (String) -> Int32
  /// How many bytes are free on the disk of a folder; nil where nobody knows.
  package var free: @Sendable (String) -> Int64?
  /// As `read(2)`.
  package var read: @Sendable (Int32, UnsafeMutableRawBufferPointer) -> Int

  package init(
    open: @escaping @Sendable (String) -> Int32,
    read: @escaping @Sendable (Int32, UnsafeMutableRawBufferPointer) -> Int,
    free: @escaping @Sendable (String) -> Int64? = freeBytes
  ) {
    self.open = open
    self.free = free
    self.read = read
  }

  /// As the system says, for those who are not the superuser.
  package static let freeBytes: @Sendable (String) -> Int64? = { folder in
    var info = statvfs()
    guard statvfs(folder, &info) == 0 else { return nil }
    return Int64(clamping: UInt64(info.f_bavail) &* UInt64(info.f_frsize))
  }

  /// A pipe that stands in the file's place is not waited for.
  package static let system = FileReading(
    open: { path in Descriptor.openForReading(path) },
    read: { descriptor, buffer in Descriptor.read(descriptor, into: buffer) })
}

/// Reads a file a little ahead of its upload, on threads that end with their work: a disk that is far away or asleep keeps
/// nobody waiting but its own upload. Notices when the file is not the one that was chosen, or changes meanwhile.
final class FileReadAhead: Sendable {
  /// What is there of the file.
  enum Piece {
    case bytes(Int)
    case later
    case end
    case failed(Failure)
  }

  /// At most so many bytes wait in memory.
  private static let most = 1 << 20
  /// Bytes that are asked of the disk at once.
  private static let pieceSize = 256 << 10

  private struct Content {
    /// Of the open file; -1 before and after.
    var descriptor: Int32 = -1
    var pieces: [ArraySlice<UInt8>] = []
    var waiting = 0
    /// Read so far, in bytes.
    var read: Int64 = 0
    var isWorking = false
    /// Whether somebody found nothing, and is to be told.
    var isWaitedFor = true
    var isWhole = false
    /// Whether it is to be looked at once more, since all of it is sent; and whether it was.
    var isFinishing = false
    var isChecked = false
    var isEnded = false
    var problem: Failure?
  }

  private enum Work { case open, read(Int32), check(Int32), close(Int32), none }

  private let upload: UploadRequest
  private let disk: FileReading
  private let wake: @Sendable () -> Void
  private let content = Lock(Content())

  init(_ upload: UploadRequest, disk: FileReading, wake: @escaping @Sendable () -> Void) {
    self.upload = upload
    self.disk = disk
    self.wake = wake
  }

  /// Opens the file and begins to read.
  func begin() { workOn() }

  /// Nobody wants more of it.
  func end() {
    content.withLock { $0.isEnded = true }
    workOn()
  }

  var opened: FormReader.Opening {
    content.withLock { content in
      if let problem = content.problem { return .failed(problem) }
      return content.descriptor >= 0 ? .open : .later
    }
  }

  /// All of it is sent: looks whether it is still the one that was chosen.
  func finish() {
    content.withLock {
      $0.isFinishing = true
      $0.isWaitedFor = true
    }
    workOn()
  }

  /// What came of that.
  var checked: FormReader.Opening {
    content.withLock { content in
      if let problem = content.problem { return .failed(problem) }
      return content.isChecked ? .open : .later
    }
  }

  /// Takes what is there, as much as `buffer` has room for.
  func take(into buffer: UnsafeMutableRawBufferPointer) -> Piece {
    nonisolated(unsafe) let buffer = buffer
    let piece = content.withLock { content -> Piece in
      guard let first = content.pieces.first else {
        if let problem = content.problem { return .failed(problem) }
        if content.isWhole { return .end }
        content.isWaitedFor = true
        return .later
      }
      let part = first.prefix(buffer.count)
      buffer.copyBytes(from: part)
      content.waiting -= part.count
      if part.count == first.count { content.pieces.removeFirst() } else { content.pieces[0].removeFirst(part.count) }
      return .bytes(part.count)
    }
    workOn()
    return piece
  }

  // MARK: On threads of its own

  /// Has a thread do what there is to do, unless one is at it.
  private func workOn() {
    let isWanted = content.withLock { content in
      guard !content.isWorking, Self.hasWork(content) else { return false }
      content.isWorking = true
      return true
    }
    guard isWanted else { return }
    WorkerThread.detach(name: "upload") { [self] in
      while true {
        switch nextWork() {
        case .open: open()
        case .read(let descriptor): read(descriptor)
        case .check(let descriptor): check(descriptor)
        case .close(let descriptor): close(descriptor)
        case .none: return
        }
      }
    }
  }

  /// Half of what may wait is gone before a thread is worth its while.
  private static func hasWork(_ content: Content) -> Bool {
    if content.isEnded || content.problem != nil { return content.descriptor >= 0 }
    if content.isFinishing { return !content.isChecked }
    return !content.isWhole && content.waiting <= most / 2
  }

  private func nextWork() -> Work {
    content.withLock { content in
      let isOver = content.isEnded || content.problem != nil
      if isOver, content.descriptor >= 0 {
        defer { content.descriptor = -1 }
        return .close(content.descriptor)
      }
      if !isOver, content.descriptor < 0 { return .open }
      if !isOver, content.isFinishing, !content.isChecked { return .check(content.descriptor) }
      if !isOver, !content.isFinishing, !content.isWhole, content.waiting < Self.most {
        return .read(content.descriptor)
      }
      content.isWorking = false
      return .none
    }
  }

  private func open() {
    let opened = disk.open(upload.file.path)
    let reason = errno
    tell { content in
      guard opened >= 0 else {
        let what = reason == ENOENT ? "is not there any more" : "cannot be read: \(systemReason(reason))"
        content.problem = failure(what)
        return
      }
      content.descriptor = opened
      if let change = change(opened) { content.problem = failure(change) }
    }
  }

  private func read(_ descriptor: Int32) {
    let left = content.withLock { upload.file.size - $0.read }
    if left == 0 { return tell { $0.isWhole = true } }
    var count = 0
    var reason: Int32 = 0
    let piece = [UInt8](unsafeUninitializedCapacity: min(Self.pieceSize, Int(clamping: left))) { buffer, filled in
      count = disk.read(descriptor, UnsafeMutableRawBufferPointer(buffer))
      reason = errno
      filled = max(0, count)
    }
    let (read, error) = (count, reason)
    tell { content in
      guard read > 0 else {
        content.problem = failure(
          read == 0 ? "became shorter while it was sent" : "cannot be read: \(systemReason(error))")
        return
      }
      content.pieces.append(piece[...])
      content.waiting += read
      content.read += Int64(read)
    }
  }

  private func check(_ descriptor: Int32) {
    let change = change(descriptor)
    tell { content in
      content.isChecked = true
      if let change { content.problem = failure(change) }
    }
  }

  /// Changes what is known, and tells whoever waits for it.
  private func tell(_ change: (inout Content) -> Void) {
    let isWaitedFor = content.withLock { content -> Bool in
      change(&content)
      defer { content.isWaitedFor = false }
      return content.isWaitedFor
    }
    if isWaitedFor { wake() }
  }

  /// How the open file differs from the one that was chosen.
  private func change(_ descriptor: Int32) -> String? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.isFile else { return "is no file any more" }
    return Int64(status.st_size) == upload.file.size && status.modifiedNanoseconds == upload.file.modified
      ? nil : "has changed since it was attached"
  }

  private func failure(_ what: String) -> Failure {
    Failure(
      kind: .configuration, text: "\"\(upload.filename)\" \(what).",
      advice: "Try again to send it as it is now, or take it away.")
  }
}
