import System

/// Something that a script waits for and a test opens, once. Waitable together with a socket, since it is a pipe.
package final class Gate: Sendable {
  private let ends: (read: Int32, write: Int32)

  /// A closed gate.
  package init() {
    var ends: [Int32] = [-1, -1]
    #if canImport(Glibc)
      let result = Glibc.pipe(&ends)
    #else
      let result = Darwin.pipe(&ends)
    #endif
    precondition(result == 0, "no pipe: \(String(cString: strerror(errno)))")
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    self.ends = (ends[0], ends[1])
  }

  deinit {
    close(ends.read)
    close(ends.write)
  }

  /// Lets through whoever waits, and all who come later.
  package func open() {
    var byte: UInt8 = 1
    _ = write(ends.write, &byte, 1)
  }

  /// Returns once the gate is open.
  package func wait() {
    var polled = pollfd(fd: ends.read, events: Int16(POLLIN), revents: 0)
    while poll(&polled, 1, -1) <= 0 {}
  }

  /// Readable once the gate is open; never read from, so it stays so.
  var descriptor: Int32 { ends.read }
}

/// Waiting for a socket and gates at once.
enum SocketWait {
  /// Waits until `socket` is readable (true) or `gate` is open (false).
  static func readable(_ socket: Int32, or gate: Gate) -> Bool {
    var polled = [
      pollfd(fd: gate.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&polled, 2, -1) < 0 {}
    return polled[0].revents == 0
  }
}
