import ChatModel
import MaiAgentAPI

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads the body of a form piece by piece as curl sends it: the file is never in memory. Notices when the file is not the
/// one that was chosen, or changes meanwhile.
final class FormReader {
  /// Of the file, in bytes.
  private(set) var sent: Int64 = 0
  /// Why the file could not be read to its end.
  private(set) var problem: Failure?

  private let upload: UploadRequest
  private let descriptor: Int32
  private let size: Int64
  private var head: ArraySlice<UInt8>
  private var tail: ArraySlice<UInt8>

  /// Opens the file. Throws where it is not what was chosen.
  init(_ form: FormBody, _ upload: UploadRequest) throws(Failure) {
    self.upload = upload
    size = upload.file.size
    head = form.head[...]
    tail = form.tail[...]
    // A pipe that stands in the file's place must not keep the thread waiting.
    let opened = open(upload.file.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard opened >= 0 else {
      throw Self.failure(
        upload,
        errno == ENOENT ? "is not there any more" : "cannot be read: \(String(cString: strerror(errno)))")
    }
    descriptor = opened
    if let change { throw Self.failure(upload, change) }
  }

  deinit { close(descriptor) }

  /// Puts as much as there is room for into `buffer`; 0 at the end, nil where the file fails.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    if !head.isEmpty { return Self.take(&head, into: buffer) }
    guard sent < size else { return Self.take(&tail, into: buffer) }
    let room = min(buffer.count, Int(clamping: size - sent))
    var count = 0
    repeat {
      #if canImport(Glibc)
        count = Glibc.read(descriptor, buffer.baseAddress, room)
      #else
        count = Darwin.read(descriptor, buffer.baseAddress, room)
      #endif
    } while count < 0 && errno == EINTR
    guard count > 0 else {
      problem = Self.failure(
        upload, count == 0 ? "became shorter while it was sent" : "cannot be read: \(String(cString: strerror(errno)))")
      return nil
    }
    sent += Int64(count)
    return count
  }

  /// Whether the file is still the one that was chosen, once all of it is sent.
  func check() {
    if problem == nil, let change { problem = Self.failure(upload, change) }
  }

  /// How the open file differs from the one that was chosen.
  private var change: String? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return "is no file any more" }
    #if canImport(Glibc)
      let time = status.st_mtim
    #else
      let time = status.st_mtimespec
    #endif
    let modified = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    return Int64(status.st_size) == upload.file.size && modified == upload.file.modified
      ? nil : "has changed since it was attached"
  }

  private static func take(_ bytes: inout ArraySlice<UInt8>, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let part = bytes.prefix(buffer.count)
    buffer.copyBytes(from: part)
    bytes = bytes.dropFirst(part.count)
    return part.count
  }

  private static func failure(_ upload: UploadRequest, _ what: String) -> Failure {
    Failure(
      kind: .configuration, text: "\"\(upload.filename)\" \(what).",
      advice: "Try again to send it as it is now, or take it away.")
  }
}
