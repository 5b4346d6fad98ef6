/// The system's calls on descriptors, under a name of their own: a type's own `open`, `read` and `write` hide them. A call
/// that a signal interrupts is made again.
package enum Descriptor {
  /// Opens `path`, for no program that the process starts; negative, with `errno` set, where that fails. `mode` is that of a
  /// file that is made.
  package static func open(_ path: UnsafePointer<CChar>, _ flags: Int32, mode: mode_t = 0o600) -> Int32 {
    #if canImport(Glibc)
      Glibc.open(path, flags | O_CLOEXEC, mode)
    #else
      Darwin.open(path, flags | O_CLOEXEC, mode)
    #endif
  }

  /// Opens `path` for reading, and waits neither for the writer of a pipe nor for a terminal.
  package static func openForReading(_ path: UnsafePointer<CChar>) -> Int32 {
    open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
  }

  package static func close(_ descriptor: Int32) {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #else
      _ = Darwin.close(descriptor)
    #endif
  }

  /// Reads what is there, up to the size of `buffer`: how many bytes, 0 at the end, negative with `errno` set.
  package static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
      if count >= 0 || errno != EINTR { return count }
    }
  }

  /// The same into the whole of `buffer`.
  package static func read(_ descriptor: Int32, into buffer: inout [UInt8]) -> Int {
    buffer.withUnsafeMutableBytes { read(descriptor, into: $0) }
  }

  /// Writes as much of `bytes` as is taken: how many, negative with `errno` set.
  package static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    while true {
      #if canImport(Glibc)
        let count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      #else
        let count = Darwin.write(descriptor, bytes.baseAddress, bytes.count)
      #endif
      if count >= 0 || errno != EINTR { return count }
    }
  }

  /// Writes all of `bytes`, waiting where the reader is slow; the system's error number where that is not possible.
  package static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { write(descriptor, UnsafeRawBufferPointer(rebasing: $0[written...])) }
      if count >= 0 {
        written += count
      } else if errno == EAGAIN {
        _ = wait(for: POLLOUT, descriptor)
      } else {
        return errno
      }
    }
    return nil
  }

  /// Waits until `descriptor` can be read or written, as `events` (`POLLIN`, `POLLOUT`) says, or its other end is closed, for
  /// `milliseconds` at most (nil: without a limit); false where the time is up before.
  package static func wait(for events: Int32, _ descriptor: Int32, milliseconds: Int32? = nil) -> Bool {
    var polled = [pollfd(fd: descriptor, events: Int16(events), revents: 0)]
    return poll(&polled, 1, milliseconds ?? -1) != 0
  }

  /// Whether the terminal `descriptor` says of itself that it reads UTF-8; not every system lets it say so.
  package static func saysUTF8(_ descriptor: Int32) -> Bool {
    #if canImport(Glibc)
      var modes = termios()
      return tcgetattr(descriptor, &modes) == 0 && modes.c_iflag & tcflag_t(IUTF8) != 0
    #else
      false
    #endif
  }

  /// Keeps it from the programs that the process starts.
  package static func closeOnExec(_ descriptor: Int32) { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }

  /// A pipe that no program inherits; nil, with `errno` set, where the system gives none.
  package static func pipe() -> (readingEnd: Int32, writingEnd: Int32)? {
    var ends: [Int32] = [-1, -1]
    #if canImport(Glibc)
      let result = Glibc.pipe(&ends)
    #else
      let result = Darwin.pipe(&ends)
    #endif
    guard result == 0 else { return nil }
    ends.forEach(closeOnExec)
    return (ends[0], ends[1])
  }

  /// A socket of TCP over IPv4; negative, with `errno` set, where the system gives none.
  package static func tcpSocket() -> Int32 {
    #if canImport(Glibc)
      socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      socket(AF_INET, SOCK_STREAM, 0)
    #endif
  }

  /// Ends the connection of `socket` when bytes stay unacknowledged for so many milliseconds.
  package static func limitSilence(of socket: Int32, toMilliseconds limit: Int64) {
    #if canImport(Glibc)
      var value = UInt32(clamping: limit)
      setsockopt(socket, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &value, socklen_t(MemoryLayout<UInt32>.size))
    #else
      var value = Int32(clamping: (limit + 999) / 1000)
      setsockopt(socket, IPPROTO_TCP, TCP_RXT_CONNDROPTIME, &value, socklen_t(MemoryLayout<Int32>.size))
    #endif
  }

  /// Sends `bytes` by a socket whose other end may be closed, which raises no signal.
  package static func send(_ bytes: [UInt8], by socket: Int32) {
    #if canImport(Glibc)
      _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    #else
      _ = Darwin.send(socket, bytes, bytes.count, 0)
    #endif
  }

  /// The port of this end of the IPv4 socket `socket`, and that of the other end; nil where it is none, or has none.
  package static func ports(of socket: Int32) -> (own: UInt16, other: UInt16)? {
    guard let own = port({ getsockname(socket, $0, $1) }), let other = port({ getpeername(socket, $0, $1) }) else {
      return nil
    }
    return (own, other)
  }

  private static func port(
    _ call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) -> UInt16? {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutableBytes(of: &address) { bytes in
      call(bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), &length)
    }
    return result == 0 && Int32(address.sin_family) == AF_INET ? UInt16(bigEndian: address.sin_port) : nil
  }
}
