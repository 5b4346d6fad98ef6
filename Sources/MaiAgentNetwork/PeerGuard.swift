import CCurl
import ChatModel
import MaiAgentAPI
import System

/// Opens the sockets of a transfer: only to peers that its rule allows, whatever a name leads to, and so that a link that
/// is gone is noticed. Asked again for a connection that was kept.
struct PeerGuard {
  let rule: NetworkConfiguration.PeerRule
  /// See `NetworkConfiguration.acknowledgement`.
  let acknowledgement: Milliseconds
  /// The first peer that was refused.
  private(set) var refused: HostPlace?
  /// Why the system gave no socket.
  private(set) var socketError: Int32?

  init(_ rule: NetworkConfiguration.PeerRule, acknowledgement: Milliseconds) {
    self.rule = rule
    self.acknowledgement = acknowledgement
  }

  /// Whether the connection to `address`, an IPv4 or IPv6 address in text, may be used.
  mutating func allows(_ address: String) -> Bool { allows(HostPlace(host: address)) }

  private mutating func allows(_ place: HostPlace) -> Bool {
    let isAllowed =
      switch rule {
      case .anybody: true
      case .others: place == .elsewhere
      case .thisMachine: place == .thisMachine
      }
    if !isAllowed { refused = refused ?? place }
    return isAllowed
  }

  /// A socket for `peer`, or `ccurl_bad_socket`.
  mutating func open(_ peer: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
    // curl keeps longer addresses behind the end of the structure that it shows.
    let address = UnsafeRawPointer(peer) + MemoryLayout<curl_sockaddr>.offset(of: \.addr)!
    switch peer.pointee.family {
    case AF_INET:
      let bytes = address.loadUnaligned(as: sockaddr_in.self).sin_addr
      guard allows(HostPlace(address: withUnsafeBytes(of: bytes, Array.init))) else { return ccurl_bad_socket }
    case AF_INET6:
      let bytes = address.loadUnaligned(as: sockaddr_in6.self).sin6_addr
      guard allows(HostPlace(address: withUnsafeBytes(of: bytes, Array.init))) else { return ccurl_bad_socket }
    default: return ccurl_bad_socket
    }
    let made = socket(peer.pointee.family, peer.pointee.socktype, peer.pointee.protocol)
    guard made >= 0 else {
      socketError = errno
      return ccurl_bad_socket
    }
    Descriptor.closeOnExec(made)
    Descriptor.limitSilence(of: made, toMilliseconds: acknowledgement.value)
    return made
  }

  /// What stood in the way, for a request to `host`; nil where nothing did.
  func failure(host: String) -> Failure? {
    if let socketError {
      let reason = systemReason(socketError)
      return Failure(
        kind: .unreachable, text: "The system gives no socket: \(reason).",
        advice: "End programs that are not needed, or raise the limits of this process (ulimit -n), and try again.")
    }
    switch (rule, refused) {
    case (_, nil), (.anybody, _): return nil
    case (.thisMachine, _):
      return Failure(
        kind: .configuration,
        text: "\(host) does not lead to this machine, and http:// is not encrypted: the key could be read on the way.",
        advice: NetworkConfiguration.encrypt)
    case (.others, .machinery?):
      return Failure(
        kind: .configuration,
        text: "\(host), which the service names, leads to an address of the network's own machinery (link-local).",
        advice: "Contact whoever runs the service.")
    case (.others, _):
      return Failure(
        kind: .configuration, text: "\(host), which the service names, leads to this machine.",
        advice: "Contact whoever runs the service.")
    }
  }
}
