import ChatModel
import Images
import System

/// Draws images on threads of their own: a disk may be slow, and decoding takes its time. Keeps the bytes of the one that is
/// looked at, so that it can be drawn anew for another size.
final class ImageDrawer: Sendable {
  private struct Content {
    /// What is looked at; what is drawn for anything else is not wanted any more.
    var id: ImageID?
    var bytes: [UInt8]?
    var path = ""
    var isTemporary = false
    var canvas: ImageCanvas?
    var isWorking = false
  }
  private let content = Lock(Content())
  private let sink: any EventSink

  init(sink: any EventSink) { self.sink = sink }

  deinit { forget() }

  /// Draws the file at `path` on `canvas`; answers at the sink. A temporary one is removed as soon as it was read.
  func draw(_ id: ImageID, path: String, isTemporary: Bool, on canvas: ImageCanvas) {
    forget()
    content.withLock { content in
      let isWorking = content.isWorking
      content = Content(id: id, path: path, isTemporary: isTemporary, canvas: canvas, isWorking: isWorking)
    }
    workOn()
  }

  /// Draws the same on another canvas.
  func redraw(_ id: ImageID, on canvas: ImageCanvas) {
    content.withLock { if $0.id == id { $0.canvas = canvas } }
    workOn()
  }

  /// Nobody looks at it any more.
  func forget() {
    let left = content.withLock { content -> String? in
      let isUnread = content.isTemporary && content.bytes == nil && content.id != nil
      let path = content.path
      content = Content(isWorking: content.isWorking)
      return isUnread ? path : nil
    }
    if let left { Self.discard(left) }
  }

  private func workOn() {
    let isWanted = content.withLock { content in
      guard !content.isWorking, content.canvas != nil else { return false }
      content.isWorking = true
      return true
    }
    guard isWanted else { return }
    WorkerThread.detach(name: "image") { [self] in
      while let work = take() {
        let event = drawn(work.id, work.canvas)
        if content.withLock({ $0.id == work.id && $0.canvas == nil }) { _ = sink.post(.client(event)) }
      }
    }
  }

  private func take() -> (id: ImageID, canvas: ImageCanvas)? {
    content.withLock { content in
      guard let id = content.id, let canvas = content.canvas else {
        content.isWorking = false
        return nil
      }
      content.canvas = nil
      return (id, canvas)
    }
  }

  private func drawn(_ id: ImageID, _ canvas: ImageCanvas) -> ClientEvent {
    do throws(ImageProblem) {
      return .imageDrawn(id, try ImageDrawing.draw(try bytes(of: id), on: canvas))
    } catch { return .imageFailed(id, error.text) }
  }

  private func bytes(of id: ImageID) throws(ImageProblem) -> [UInt8] {
    let (known, path, isTemporary) = content.withLock { content in
      content.id == id ? (content.bytes, content.path, content.isTemporary) : ([], "", false)
    }
    if let known { return known }
    let bytes = try Self.read(path)
    if isTemporary { Self.discard(path) }
    content.withLock { if $0.id == id { $0.bytes = bytes } }
    return bytes
  }

  /// Removes a temporary file; where that fails it is told when the program ends.
  static func discard(_ path: String) {
    if unlink(path) != 0, errno != ENOENT { Leftovers.tellAtEnd("cannot remove \(path): \(systemReason()).") }
  }

  /// The content of a regular file, no more than is allowed.
  static func read(_ path: String, limit: Int64 = ImageLimits.bytes) throws(ImageProblem) -> [UInt8] {
    let descriptor = Descriptor.openForReading(path)
    guard descriptor >= 0 else { throw ImageProblem("The file cannot be read: \(systemReason()).") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw ImageProblem("This is no file.")
    }
    let tooLarge = ImageProblem("This file has more than the \(ByteCount(limit)) that are read for showing an image.")
    guard Int64(status.st_size) <= limit else { throw tooLarge }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size))
    while true {
      var count = 0
      let piece = [UInt8](unsafeUninitializedCapacity: 256 << 10) { buffer, filled in
        count = Descriptor.read(descriptor, into: UnsafeMutableRawBufferPointer(buffer))
        filled = max(0, count)
      }
      guard count >= 0 else { throw ImageProblem("The file cannot be read: \(systemReason()).") }
      if count == 0 { return bytes }
      bytes += piece
      guard Int64(bytes.count) <= limit else { throw tooLarge }
    }
  }
}
