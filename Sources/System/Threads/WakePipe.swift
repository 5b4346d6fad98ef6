/// Wakes a thread that sleeps in `poll`: a pipe that is readable from a wake on until it is drained. Not inherited by
/// programs that the process starts.
package final class WakePipe: Sendable {
  /// Readable while a wake has not been drained; for `poll`.
  package let descriptor: Int32
  private let writingEnd: Int32

  /// A pipe that nobody has woken. Throws where the process has no descriptors left.
  package init() throws(SystemShortage) {
    guard let ends = Descriptor.pipe() else { throw SystemShortage("pipe", number: errno) }
    (descriptor, writingEnd) = ends
    for end in [descriptor, writingEnd] where fcntl(end, F_SETFL, O_NONBLOCK) != 0 {
      throw SystemShortage("pipe", number: errno)
    }
  }

  deinit {
    close(descriptor)
    close(writingEnd)
  }

  /// Ends the sleep that goes on, or the next one. A full pipe is awake already.
  package func wake() {
    var byte: UInt8 = 1
    _ = write(writingEnd, &byte, 1)
  }

  /// Takes all wakes that have come, so that the next sleep is one.
  package func drain() {
    var buffer = [UInt8](repeating: 0, count: 16)
    while read(descriptor, &buffer, buffer.count) > 0 {}
  }
}
