import ChatModel
import MaiAgentAPI

/// The body of a form, piece by piece as curl sends it: the file is never in memory, and never waited for.
final class FormReader {
  /// What a look for the next piece comes to.
  enum Piece {
    /// So many bytes; 0 at the end.
    case bytes(Int)
    /// The disk has not brought them yet: asked again once the reader was told.
    case later
    case failed
  }

  /// Whether the file is open.
  enum Opening {
    case open, later
    case failed(Failure)
  }

  /// Of the file, in bytes.
  private(set) var sent: Int64 = 0
  /// Why the file could not be read to its end.
  private(set) var problem: Failure?

  private let file: FileReadAhead
  private let size: Int64
  private var head: ArraySlice<UInt8>
  private var tail: ArraySlice<UInt8>

  /// Begins to open the file and to read it; `wake` is called on another thread when there is news that was waited for.
  init(_ form: FormBody, _ upload: UploadRequest, disk: FileReading, wake: @escaping @Sendable () -> Void) {
    size = upload.file.size
    head = form.head[...]
    tail = form.tail[...]
    file = FileReadAhead(upload, disk: disk, wake: wake)
    file.begin()
  }

  deinit { file.end() }

  var opened: Opening { file.opened }

  /// All of it is sent: looks whether the file is still the one that was chosen. Tells when it knows.
  func finish() { file.finish() }

  /// What came of `finish`: `open` where it is.
  var checked: Opening { file.checked }

  /// Puts as much as is there and there is room for into `buffer`.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Piece {
    if !head.isEmpty { return .bytes(Self.take(&head, into: buffer)) }
    switch file.take(into: buffer) {
    case .bytes(let count):
      sent += Int64(count)
      return .bytes(count)
    case .later: return .later
    case .failed(let failure):
      problem = failure
      return .failed
    case .end: return .bytes(Self.take(&tail, into: buffer))
    }
  }

  private static func take(_ bytes: inout ArraySlice<UInt8>, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let part = bytes.prefix(buffer.count)
    buffer.copyBytes(from: part)
    bytes = bytes.dropFirst(part.count)
    return part.count
  }
}
