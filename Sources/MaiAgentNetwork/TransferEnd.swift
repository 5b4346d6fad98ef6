import CCurl
import ChatModel
import MaiAgentAPI

/// How one HTTP exchange ended.
enum TransferEnd: Equatable, Sendable {
  /// The whole answer was received.
  case complete
  /// No connection came about, or the service said that it did not take the request; nothing was taken.
  case notSent(RetryPolicy.Cause, Failure)
  /// It broke after the request may have been taken.
  case broken(Failure)

  /// What the user can do where the request may have been taken.
  static let lookFirst = "The service may have received the message: check before you retry."
  /// The same where a part of the reply is there.
  static let lookFirstAndKeep =
    "The partial reply is saved. The service may have received the message: check before you retry."

  /// What is known of a transfer beside curl's verdict.
  struct Circumstances {
    /// The request went out.
    var wasSent = false
    /// The service said that it did not take the request.
    var wasRefused = false
    var connectTimeout = Milliseconds.seconds(10)
    var proxy: Proxy?
    /// What the proxy answered to CONNECT; 0 where it was not asked.
    var connectStatus = 0
    /// What OpenSSL says of the service's certificate, and of the proxy's; 0 where nothing is wrong.
    var verification = 0
    var proxyVerification = 0
    /// Whether the certificates to trust are those of the profile.
    var hasOwnCertificates = false
    /// The variables that name certificates to trust, where they count.
    var trustVariables: [String] = []
  }

  /// Reads curl's verdict. `detail` is curl's own sentence, free of the key.
  init(_ code: CURLcode, detail: String, _ circumstances: Circumstances) {
    guard code != CURLE_OK else {
      self = .complete
      return
    }
    let text = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
    if circumstances.wasRefused {
      self = .notSent(
        .passing,
        Failure(
          kind: .unreachable, text: "The service refused the request before it took it.",
          advice: "Try again in a moment."))
      return
    }
    if circumstances.wasSent {
      let way = circumstances.proxy.map { "The connection through the proxy \($0.place)" } ?? "The connection"
      self = .broken(Failure(kind: .interrupted, text: "\(way) broke: \(text)", advice: Self.lookFirst))
      return
    }
    if let proxy = circumstances.proxy, let end = Self.proxyEnd(code, text, proxy, circumstances) {
      self = end
      return
    }
    self = Self.notConnected(code, text, circumstances)
  }

  private static func notConnected(_ code: CURLcode, _ text: String, _ circumstances: Circumstances) -> TransferEnd {
    var cause = RetryPolicy.Cause.lasting
    var advice = "Check the base URL and the network connection."
    var words = text
    switch code {
    case CURLE_OPERATION_TIMEDOUT:
      cause = .passing
      words = "No connection within \((circumstances.connectTimeout.value + 999) / 1000) s: \(text)"
    case CURLE_SSL_CONNECT_ERROR where ["wrong version number", "http request"].contains(where: text.contains):
      advice = "This port seems to speak plain http. If that is meant, use http:// and allow_plain_http = true."
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR, CURLE_GOT_NOTHING,
      CURLE_SEND_ERROR, CURLE_RECV_ERROR:
      cause = .passing
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR:
      advice = certificateAdvice(circumstances)
    case CURLE_SSL_CACERT_BADFILE: advice = "Check the file that \(trusted(circumstances)) names."
    default: break
    }
    if let proxy = circumstances.proxy { words = "Through the proxy \(proxy.place): \(words)" }
    return .notSent(cause, Failure(kind: .unreachable, text: words, advice: advice))
  }

  /// What the proxy, and not the service, did; nil where it was not the proxy.
  private static func proxyEnd(
    _ code: CURLcode, _ text: String, _ proxy: Proxy, _ circumstances: Circumstances
  ) -> TransferEnd? {
    func end(_ cause: RetryPolicy.Cause, _ text: String, _ advice: String) -> TransferEnd {
      .notSent(cause, Failure(kind: .unreachable, text: text, advice: advice))
    }
    let check = "Check \(proxy.variable) in the environment, or name the service's host in no_proxy."
    switch circumstances.connectStatus {
    case 407:
      return end(
        .lasting, "The proxy \(proxy.place) wants a name and password (407).",
        "Put them into \(proxy.variable), as in http://NAME:PASSWORD@\(proxy.place).")
    case 500...:
      let status = circumstances.connectStatus
      return end(.passing, "The proxy \(proxy.place) does not reach the service (\(status)).", check)
    case 300...:
      let status = circumstances.connectStatus
      return end(
        .lasting, "The proxy \(proxy.place) does not let this connection through (\(status)).",
        "Ask whoever runs the proxy, or name the service's host in no_proxy.")
    default: break
    }
    switch code {
    case CURLE_COULDNT_RESOLVE_PROXY:
      return end(.passing, "The proxy \(proxy.place) is not found: \(text)", check)
    case CURLE_COULDNT_CONNECT, CURLE_OPERATION_TIMEDOUT:
      return end(.passing, "The proxy \(proxy.place) does not answer: \(text)", check)
    case CURLE_PROXY: return end(.lasting, "The proxy \(proxy.place) refuses: \(text)", check)
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT:
      return end(.lasting, "The proxy \(proxy.place) cannot be used: \(text)", check)
    default: break
    }
    guard circumstances.proxyVerification != 0 else { return nil }
    return end(.lasting, "The certificate of the proxy \(proxy.place) is not trusted: \(text)", check)
  }

  // MARK: Certificates

  private static func certificateAdvice(_ circumstances: Circumstances) -> String {
    switch circumstances.verification {
    // OpenSSL's numbers.
    case 9, 10: "Check this machine's clock. If it is right, the service's certificate must be renewed."
    // curl compares the host by itself, and then OpenSSL has nothing to say.
    case 0, 62, 64: "The certificate is for another host: check the host in the base URL."
    case 23: "The certificate was revoked: contact whoever runs the service."
    default:
      circumstances.hasOwnCertificates
        ? "Whoever signed the certificate is not in the file that ca_file names in this profile: name the right file."
        : circumstances.trustVariables.isEmpty
          ? "Nobody known signed the certificate: set ca_file in this profile to the file of a private authority."
          : "Whoever signed the certificate is not in what \(trusted(circumstances)) names: set ca_file in this profile."
    }
  }

  private static func trusted(_ circumstances: Circumstances) -> String {
    circumstances.hasOwnCertificates || circumstances.trustVariables.isEmpty
      ? "ca_file" : circumstances.trustVariables.joined(separator: " and ")
  }
}
