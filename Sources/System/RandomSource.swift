/// Random numbers from the system, for names that nobody else may make. A failure is an error: a name that is made without
/// them would be the same everywhere.
package enum RandomSource {
  /// Fills the buffer and returns true, or returns false and leaves why in `errno`.
  package typealias Fill = (UnsafeMutableRawBufferPointer) -> Bool

  /// `count` random numbers, at most 32. Throws where the system gives none.
  package static func words(_ count: Int) throws(RandomFailure) -> [UInt64] {
    try words(count, from: [system, device])
  }

  /// The same from the first of `sources` that works.
  static func words(_ count: Int, from sources: [Fill]) throws(RandomFailure) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: count)
    var code: Int32 = 0
    for source in sources {
      if words.withUnsafeMutableBytes(source) { return words }
      code = errno
    }
    throw RandomFailure(reason: systemReason(code))
  }

  /// The system call. At most 256 bytes at a time, which no signal interrupts.
  private static func system(_ bytes: UnsafeMutableRawBufferPointer) -> Bool {
    getentropy(bytes.baseAddress!, bytes.count) == 0
  }

  /// The device, for a system that has no such call.
  private static func device(_ bytes: UnsafeMutableRawBufferPointer) -> Bool {
    let descriptor = Descriptor.open("/dev/urandom", O_RDONLY)
    guard descriptor >= 0 else { return false }
    defer { Descriptor.close(descriptor) }
    var filled = 0
    while filled < bytes.count {
      let count = Descriptor.read(descriptor, into: UnsafeMutableRawBufferPointer(rebasing: bytes[filled...]))
      guard count > 0 else {
        if count == 0 { errno = EIO }
        return false
      }
      filled += count
    }
    return true
  }
}

/// The system gave no random numbers.
package struct RandomFailure: Error, Equatable, CustomStringConvertible {
  package var reason: String

  /// A sentence without its full stop.
  package var description: String { "this system gives no random numbers (\(reason)), so no new id can be made" }
}
