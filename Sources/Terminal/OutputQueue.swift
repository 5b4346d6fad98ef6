import System

/// Bytes on their way to a descriptor that does not block.
package struct OutputQueue: Sendable {
  /// What became of the bytes.
  package enum Outcome: Hashable, Sendable {
    /// All are written.
    case drained
    /// The descriptor is full; the rest waits.
    case pending
    /// Nobody reads any more; the rest is thrown away. Carries errno.
    case gone(Int32)
  }

  private var bytes: [UInt8] = []
  private var start = 0

  /// An empty queue.
  package init() {}

  /// Whether nothing waits.
  package var isEmpty: Bool { start == bytes.count }

  /// The number of bytes that wait.
  package var count: Int { bytes.count - start }

  /// Adds `more` behind what waits.
  package mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// Writes as much as `descriptor` takes without waiting.
  package mutating func write(to descriptor: Int32) -> Outcome {
    while start < bytes.count {
      let written = bytes.withUnsafeBytes { raw in
        Descriptor.write(descriptor, UnsafeRawBufferPointer(rebasing: raw[start...]))
      }
      if written > 0 {
        start += written
      } else if written == 0 || errno == EAGAIN || errno == EWOULDBLOCK {
        return .pending
      } else {
        let error = errno
        removeAll()
        return .gone(error)
      }
    }
    removeAll()
    return .drained
  }

  private mutating func removeAll() {
    bytes.removeAll(keepingCapacity: bytes.count <= 1 << 20)
    start = 0
  }
}
