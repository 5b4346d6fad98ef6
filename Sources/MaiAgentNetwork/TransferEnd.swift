import CCurl
import ChatModel
import MaiAgentAPI

/// How one HTTP exchange ended.
enum TransferEnd: Equatable, Sendable {
  /// The whole answer was received.
  case complete
  /// No connection came about; nothing was sent.
  case notSent(RetryPolicy.Cause, Failure)
  /// It broke after the request may have been taken.
  case broken(Failure)

  /// What the user can do where the request may have been taken.
  static let lookFirst = "What came is kept; the service may have taken the message, so look before you retry."

  /// Reads curl's verdict. `detail` is curl's own sentence, free of the key.
  init(_ code: CURLcode, detail: String, wasSent: Bool, connectTimeout: Milliseconds) {
    guard code != CURLE_OK else {
      self = .complete
      return
    }
    let text = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
    if wasSent {
      self = .broken(
        Failure(
          kind: .interrupted, text: "The connection broke: \(text)",
          advice: Self.lookFirst))
      return
    }
    var cause = RetryPolicy.Cause.lasting
    var advice = "Check the base URL and the network connection."
    var words = text
    switch code {
    case CURLE_OPERATION_TIMEDOUT:
      cause = .passing
      words = "No connection within \((connectTimeout.value + 999) / 1000) s: \(text)"
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR, CURLE_GOT_NOTHING,
      CURLE_SEND_ERROR, CURLE_RECV_ERROR:
      cause = .passing
    case CURLE_COULDNT_RESOLVE_PROXY:
      cause = .passing
      advice = "Check the proxy variables of the environment (https_proxy, http_proxy)."
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR:
      advice = "The certificate is not trusted: check the base URL, or name the private CA's file for this profile."
    case CURLE_SSL_CACERT_BADFILE:
      advice = "Check the CA file that this profile names."
    default: break
    }
    self = .notSent(cause, Failure(kind: .unreachable, text: words, advice: advice))
  }
}
