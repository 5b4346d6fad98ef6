import ChatModel
import MaiAgentAPI

/// What the network needs to know of one profile. Not encodable, and prints without the key.
package struct NetworkConfiguration: Equatable, Sendable {
  /// Whether the key may travel unencrypted.
  package enum PlainHTTP: Hashable, Sendable {
    /// Only to this machine.
    case loopbackOnly
    /// To any host; the user's explicit wish.
    case allowed
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

  package init(
    baseURL: BaseURL, key: APIKey, connectTimeout: Milliseconds = .seconds(10),
    silenceTimeout: Milliseconds = .seconds(120), caFile: String? = nil, plainHTTP: PlainHTTP = .loopbackOnly,
    userAgent: String = "maichat", retries: RetryPolicy = RetryPolicy(),
    bodyLimit: Int = ReplyDecoder.defaultBodyLimit
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
  }

  /// Why `request` must not be sent at all; nil if it may.
  func refusal(of request: APIRequest) -> Failure? {
    // What goes to a storage was looked at when its address came, and has no key.
    if request.authorization == .none { return nil }
    guard baseURL.isOrigin(of: request.url) else {
      return Failure(
        kind: .configuration, text: "The address is not at \(baseURL.origin), which the key is for.",
        advice: "Check the base URL.")
    }
    guard baseURL.scheme == .https || baseURL.isLoopback || plainHTTP == .allowed else {
      return Failure(
        kind: .configuration, text: "\(baseURL.origin) is not encrypted: the key could be read on the way.",
        advice: "Use https://, or allow plain http for this profile.")
    }
    return nil
  }
}
