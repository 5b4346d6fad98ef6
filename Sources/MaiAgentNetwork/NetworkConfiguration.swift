import ChatModel
import MaiAgentAPI
import System

/// What the network needs to know of one profile. Not encodable, and prints without the key.
package struct NetworkConfiguration: Equatable, Sendable {
  /// How HTTP/2 is agreed on.
  package enum Negotiation: Hashable, Sendable {
    /// Within TLS, where the other side has it.
    case tls
    /// HTTP/2 from the first byte, also without TLS; for tests.
    case priorKnowledge
  }

  package var baseURL: BaseURL
  package var key: APIKey
  /// Until a connection stands: name, TCP, proxy and TLS together.
  package var connectTimeout: Milliseconds
  /// Without a byte from the service after a request was sent. Agents think for minutes.
  package var silenceTimeout: Milliseconds
  /// A PEM file of certificates to trust in place of the system's.
  package var caFile: String?
  package var plainHTTP: PlainHTTP
  package var userAgent: String
  package var retries: RetryPolicy
  /// A whole answer larger than this many bytes is refused.
  package var bodyLimit: Int
  /// A download larger than this many bytes is refused.
  package var downloadLimit: Int64
  /// How long bytes that were sent may stay without a sign that they arrived. A link that is gone is noticed by nothing else.
  package var acknowledgement = Milliseconds.seconds(30)
  package var negotiation = Negotiation.tls
  /// Hosts that are known without a name server, as `host:port:address`; for tests.
  package var knownHosts: [String] = []
  /// Where no download is put.
  package var reserved = ReservedPlaces()
  /// Proxies and certificates of the environment.
  package var environment: NetworkEnvironment

  /// 1 GB: more than a chat's files have, less than fills a disk.
  package static let defaultDownloadLimit: Int64 = 1_000_000_000

  package init(
    baseURL: BaseURL, key: APIKey, connectTimeout: Milliseconds = .seconds(10),
    silenceTimeout: Milliseconds = .seconds(120), caFile: String? = nil, plainHTTP: PlainHTTP = .loopbackOnly,
    userAgent: String = "maichat", retries: RetryPolicy = RetryPolicy(),
    bodyLimit: Int = ReplyDecoder.defaultBodyLimit, downloadLimit: Int64 = defaultDownloadLimit,
    environment: NetworkEnvironment = .ofProcess
  ) {
    self.baseURL = baseURL
    self.key = key
    self.connectTimeout = connectTimeout
    self.silenceTimeout = silenceTimeout
    self.caFile = caFile
    self.plainHTTP = plainHTTP
    self.userAgent = userAgent
    self.retries = retries
    self.bodyLimit = bodyLimit
    self.downloadLimit = downloadLimit
    self.environment = environment
  }

  /// Why `request` must not be sent at all; nil if it may.
  func refusal(of request: APIRequest) -> Failure? {
    guard let target = WebTarget(request.url) else {
      return Failure(
        kind: .configuration, text: "The address cannot be read.", advice: "Contact whoever runs the service.")
    }
    if request.authorization == .none {
      // Looked at before, by its words; here as curl reads it.
      return baseURL.refusal(of: target.place, purpose: "a place of files").map {
        Failure(kind: .configuration, text: $0, advice: "Contact whoever runs the service.")
      }
    }
    guard baseURL.isOrigin(of: request.url) else {
      return Failure(
        kind: .configuration, text: "The address is not at \(baseURL.origin), which the key is for.",
        advice: "Check the base URL.")
    }
    guard baseURL.scheme == .https || baseURL.isLoopback || plainHTTP == .allowed else {
      return Failure(
        kind: .configuration, text: "\(baseURL.origin) is not encrypted: the key could be read on the way.",
        advice: Self.encrypt)
    }
    return nil
  }

  static let encrypt = "Use https://, or set allow_plain_http = true in this profile."

  // MARK: Proxies and peers

  /// The proxy that `url` is asked for through; nil where it is asked for directly.
  package func proxy(for url: String) -> Proxy? {
    WebTarget(url).flatMap(environment.proxy)
  }

  /// Whom a request may be connected to where no proxy is between.
  enum PeerRule: Equatable, Sendable {
    case anybody
    /// Not to this machine, and not to the network's own machinery.
    case others
    /// Only to this machine: its name lets the key travel unencrypted.
    case thisMachine
  }

  func peerRule(for request: APIRequest) -> PeerRule {
    if request.authorization == .none { return baseURL.place == .elsewhere ? .others : .anybody }
    return baseURL.scheme == .http && plainHTTP == .loopbackOnly ? .thisMachine : .anybody
  }
}
