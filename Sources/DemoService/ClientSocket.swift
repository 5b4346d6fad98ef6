import FlyingFox
import FlyingSocks
import System

/// The socket that a request came by. FlyingFox does not hand it out, and the sandbox needs it: to see that the client
/// went away while nothing is written, to reset a connection, and to send small events without delay. Valid only while
/// the request is answered, since FlyingFox owns and closes it.
struct ClientSocket: Sendable {
  let descriptor: Int32

  /// Looks for the socket between `port` of this machine and the sender of `request`.
  init?(of request: HTTPRequest, port: UInt16) {
    guard case .ip4(_, let peer)? = request.remoteAddress, let open = FilePath.names(in: "/dev/fd") else { return nil }
    // In the demo the client's end is in this process too; the ports tell the two apart.
    let found = open.lazy.compactMap { Int32($0) }.first { descriptor in
      Descriptor.ports(of: descriptor).map { $0.own == port && $0.other == peer } ?? false
    }
    guard let found else { return nil }
    descriptor = found
  }

  /// Sends each write at once.
  func prepare() {
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Tells a client that asked first to send the body.
  func sendContinue() { Descriptor.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), by: descriptor) }

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
