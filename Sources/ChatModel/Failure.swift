/// Why a request failed, in words for the user. Never contains the key.
package struct Failure: Error, Hashable, Sendable, Codable {
  package var kind: Kind
  /// The HTTP status, where there was one.
  package var status: Int?
  /// What the service or the network layer said, as received, at most a few hundred characters.
  package var text: String
  /// What the user can do about it, one sentence.
  package var advice: String

  package init(kind: Kind, status: Int? = nil, text: String, advice: String) {
    self.kind = kind
    self.status = status
    self.text = text
    self.advice = advice
  }

  /// What happened and what to do, as one or two sentences. The service's words may end in a period or not.
  package var sentence: String {
    var said = text[...]
    while let last = said.last, last.isWhitespace { said.removeLast() }
    let status = status.map { " (status \($0))" } ?? ""
    if said.hasSuffix("."), !said.hasSuffix("..") { said.removeLast() }
    guard !said.isEmpty || !status.isEmpty else { return advice }
    let endsItself = status.isEmpty && [".", "!", "?", "…", "。", "！", "？"].contains(said.last)
    let whole = said + status + (endsItself ? "" : ".")
    return advice.isEmpty ? String(whole) : "\(whole) \(advice)"
  }

  /// What failed.
  package enum Kind: String, Hashable, Sendable, Codable {
    /// The key is missing, wrong or for another host (401).
    case unauthorized
    /// The key may not do this (403).
    case forbidden
    /// The chatbot, conversation or route is not there (404).
    case notFound
    /// The service did not like the request (400, 405, 413, 415, other 4xx).
    case rejected
    /// Too many requests (429).
    case throttled
    /// The service failed (5xx).
    case server
    /// It answered with a redirect that is not followed.
    case redirected
    /// No connection: name, refusal, TLS, connect timeout. Nothing was sent.
    case unreachable
    /// The connection broke or fell silent after the request may have been taken.
    case interrupted
    /// The answer could not be understood.
    case malformed
    /// The answer said in mid-stream that it failed.
    case reported
    /// The client is not set up for this (no key, plain http, no such profile).
    case configuration
  }
}
