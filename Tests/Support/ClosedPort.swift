import System

/// A TCP port of 127.0.0.1 that refuses each connection. It is held as long as this lives: the port of a server that
/// stopped may at once be another test's.
package final class ClosedPort: Sendable {
  package let number: Int
  private let descriptor: Int32

  package init() {
    (descriptor, number) = LoopbackSocket.bound()
  }

  deinit { close(descriptor) }

  /// `http://127.0.0.1:PORT`, followed by `path`.
  package func url(_ path: String = "/api/v1/") -> String { "http://127.0.0.1:\(number)\(path)" }
}

/// Sockets of the loopback interface.
enum LoopbackSocket {
  /// A TCP socket on a free port of 127.0.0.1, which does not listen yet.
  static func bound() -> (descriptor: Int32, port: Int) {
    #if canImport(Glibc)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutableBytes(of: &address) { bytes -> Int32 in
      let pointer = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
      guard bind(descriptor, pointer, length) == 0 else { return -1 }
      return getsockname(descriptor, pointer, &length)
    }
    precondition(result == 0, "no bound socket: \(String(cString: strerror(errno)))")
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }
}
