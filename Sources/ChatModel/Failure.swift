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

  /// What failed.
  package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
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

extension Failure.Kind {
  /// Whether a request that failed so was certainly not taken by any service: it may be sent again as if it had never been.
  package var wasNotTaken: Bool {
    switch self {
    case .unauthorized, .forbidden, .notFound, .rejected, .throttled, .redirected, .unreachable, .configuration: true
    case .server, .interrupted, .malformed, .reported: false
    }
  }
}

extension Failure {
  /// The text without a full stop: something follows in the same sentence.
  package var clause: String {
    var words = text[...]
    while let last = words.last, ".。．".contains(last) || last.isWhitespace { words.removeLast() }
    return String(words)
  }

  /// What happened and what to do, on one line; not yet made safe for a terminal.
  package var sentence: String { sentence(afterwards: "") }

  /// The same, with `words` behind it.
  package func sentence(afterwards words: String) -> String {
    guard let status else { return sentences(text, advice, words) }
    // The status belongs to the first sentence, so it stands before the full stop of that.
    var first = text[...]
    while let last = first.last, last == "." || last.isWhitespace { first.removeLast() }
    let isCut = text.hasSuffix("...")
    return sentences("\(isCut ? text[...] : first) (status \(status))", advice, words)
  }
}

/// `parts` as sentences one behind the other: each ends with one full stop, or with what it ends with already. Empty parts
/// are left out.
package func sentences(_ parts: String...) -> String {
  parts.compactMap { part in
    var text = part[...]
    while text.last?.isWhitespace == true { text.removeLast() }
    while text.first?.isWhitespace == true { text.removeFirst() }
    guard !text.isEmpty else { return nil }
    return text.endsSentence ? String(text) : text + "."
  }.joined(separator: " ")
}

extension Substring {
  /// Whether its end is that of a sentence, perhaps within quotes or brackets.
  fileprivate var endsSentence: Bool {
    let enders: Set<Character> = [".", "!", "?", "…", "。", "！", "？", "｡", "．"]
    let closers: Set<Character> = ["\"", "'", ")", "]", "”", "’", "」", "』", "）", "»"]
    guard let last else { return false }
    if enders.contains(last) { return true }
    // `(status 401)` closes no sentence, `("No.")` does.
    return closers.contains(last) && dropLast().last.map { enders.contains($0) || closers.contains($0) } == true
      && dropLast().endsSentence
  }
}
