import FlyingFox
import FlyingSocks

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The socket that a request came by. FlyingFox does not hand it out, and the sandbox needs it: to see that the client
/// went away while nothing is written, to reset a connection, and to send small events without delay. Valid only while
/// the request is answered, since FlyingFox owns and closes it.
struct ClientSocket: Sendable {
  let descriptor: Int32

  /// Looks for the socket between `port` of this machine and the sender of `request`.
  init?(of request: HTTPRequest, port: UInt16) {
    guard case .ip4(_, let peer)? = request.remoteAddress, let directory = opendir("/dev/fd") else { return nil }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      // In the demo the client's end is in this process too; the ports tell the two apart.
      guard let descriptor = Int32(name), Self.port(descriptor, getsockname) == port,
        Self.port(descriptor, getpeername) == peer
      else { continue }
      self.descriptor = descriptor
      return
    }
    return nil
  }

  #if canImport(Glibc)
    private typealias NameCall = (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  #else
    private typealias NameCall = (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32
  #endif

  private static func port(_ descriptor: Int32, _ call: NameCall) -> UInt16? {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutableBytes(of: &address) { bytes in
      call(descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), &length)
    }
    return result == 0 && Int32(address.sin_family) == AF_INET ? UInt16(bigEndian: address.sin_port) : nil
  }

  /// Sends each write at once.
  func prepare() {
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Tells a client that asked first to send the body.
  func sendContinue() {
    let line = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
    #if canImport(Glibc)
      _ = send(descriptor, line, line.count, Int32(MSG_NOSIGNAL))
    #else
      _ = send(descriptor, line, line.count, 0)
    #endif
  }

  /// Makes FlyingFox close the connection after this answer, as `Connection: close` promises.
  func endAfterAnswer() { shutdown(descriptor, Int32(SHUT_RD)) }

  /// Makes closing the connection a reset.
  func resetWhenClosed() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
  }

  /// What a readable socket turned out to be.
  enum Reading { case hungUp, hasBytes, nothing }

  func look() -> Reading {
    var byte: UInt8 = 0
    let count = recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
    if count > 0 { return .hasBytes }
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? .nothing : .hungUp
  }
}
