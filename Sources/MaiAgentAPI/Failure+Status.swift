import ChatModel

/// What was asked for when a request failed; decides what the user can do.
package enum RequestPurpose: Hashable, Sendable, CaseIterable {
  case newConversation
  case continuedConversation
  case chatbots
  case conversations
  case messages

  /// Handing a file to the service.
  case upload
  /// Handing a file to the storage that the service named.
  case storage
  /// Looking up something that the client can do without.
  case lookup
  /// Fetching a file of a message.
  case download

  /// What a list of it holds.
  package var listed: String {
    switch self {
    case .conversations: "conversations"
    case .messages: "messages"
    case .chatbots, .newConversation, .continuedConversation, .upload, .storage, .lookup, .download: "chatbots"
    }
  }
}

extension Failure {
  /// The failure that an answer of `status` (not 2xx) means. `words` are the service's own, already made safe by
  /// `ErrorBody`; `location` is where a redirect leads; `proxy` is the host and port of the proxy that was asked.
  package static func answered(
    status: Int, words: String, purpose: RequestPurpose, retryAfter: Milliseconds? = nil, location: String? = nil,
    proxy: String? = nil, key: APIKey
  ) -> Failure {
    let kind = kind(status)
    let who = purpose == .storage ? "storage" : "service"
    var text = words.isEmpty ? "The \(who) answered \(status) without saying why." : words
    if kind == .redirected {
      let target = location.map { ErrorBody.shown(shownTarget($0), key: key) } ?? ""
      text = target.isEmpty ? "The \(who) redirects without saying where." : "The \(who) redirects to \(target)"
    }
    if status == 407 {
      let said = words.isEmpty ? "." : ": \(words)"
      text = "The proxy \(proxy.map { "\($0) " } ?? "")wants a name and password\(said)"
    }
    var advice = advice(status, purpose, retryAfter)
    if [402, 403, 429].contains(status), status == 402 || Quota.isMeant(by: words) { advice = Quota.advice }
    return Failure(kind: kind, status: status, text: text, advice: advice)
  }

  private static func kind(_ status: Int) -> Kind {
    switch status {
    case 300..<400: .redirected
    case 401: .unauthorized
    case 403: .forbidden
    case 404: .notFound
    case 429: .throttled
    case 400..<500: .rejected
    case 500...: .server
    default: .malformed
    }
  }

  private static func advice(_ status: Int, _ purpose: RequestPurpose, _ retryAfter: Milliseconds?) -> String {
    switch status {
    case 407: return "Check the proxy's name and password in the proxy variables of the environment."
    case 408: return "Try again."
    case 429: return "\(wait(retryAfter)): too many requests were made."
    case 503: return "\(wait(retryAfter)): the server is busy or being maintained."
    case 502, 504: return "Try again in a moment: a gateway does not reach the server."
    case 500...: return "Try again. If it keeps happening, contact whoever runs the service."
    case ..<300: return "Check that the base URL leads to a MaiAgent API."
    default: break
    }
    switch purpose {
    case .newConversation, .continuedConversation: return replyAdvice(status, purpose)
    case .chatbots, .conversations, .messages: return listAdvice(status, purpose)
    case .upload: return uploadAdvice(status)
    case .storage: return storageAdvice(status)
    case .lookup: return lookupAdvice(status)
    case .download: return downloadAdvice(status)
    }
  }

  private static let checkKey = "Check the key, and that it belongs to the service at this base URL."
  private static let checkRedirect = "Redirects are not followed: check the base URL, also its https:// and its path."
  private static let checkRoute =
    "Check the path of the base URL: the service is there, but does not take this kind of request."

  private static func replyAdvice(_ status: Int, _ purpose: RequestPurpose) -> String {
    switch (status, purpose) {
    case (300..<400, _): checkRedirect
    case (400, .continuedConversation):
      "Change the message, or start a new conversation: this one may no longer be known to the service."
    case (400, _): "Change the message; the text says what the service did not like."
    case (401, _): checkKey
    case (403, _): "This key may not use this chatbot: choose another, or ask who gave you the key."
    case (404, .continuedConversation): "Start a new conversation: the service does not know this one or its chatbot."
    case (404, _): "Choose another chatbot, or check the base URL: the service does not know this one."
    case (405, _): checkRoute
    case (413, _): "Make the message or its attachments smaller."
    case (415, _): "The service does not take this kind of content: remove the attachments, or check the base URL."
    default: "Check the message and the base URL; the text says what the service did not like."
    }
  }

  private static func listAdvice(_ status: Int, _ purpose: RequestPurpose) -> String {
    switch (status, purpose) {
    case (300..<400, _): checkRedirect
    case (401, _): checkKey
    case (403, .chatbots): "This key may not list chatbots: use another key, or name the chatbot by its id."
    case (403, _): "This key may not read the service's history."
    case (404, .conversations): "This service does not list conversations."
    case (404, .messages): "The service does not know this conversation, or hands out no messages."
    case (404, _): "Check the base URL: there is no MaiAgent API at this address."
    case (405, _): checkRoute
    default: "Check the base URL; the text says what the service did not like."
    }
  }

  private static func uploadAdvice(_ status: Int) -> String {
    switch status {
    case 300..<400: checkRedirect
    case 401: checkKey
    case 403: "This key may not upload files: ask who gave you the key, or leave the file out."
    case 404, 405: "Check the base URL; this deployment may take no files."
    case 413: "The file is too large for the service: make it smaller, or leave it out."
    default: "The service does not take this file: change it, or leave it out."
    }
  }

  /// The storage never sees the key.
  private static func storageAdvice(_ status: Int) -> String {
    switch status {
    case 300..<400: "Redirects are not followed: contact whoever runs the service."
    case 413: "The file is too large for the storage: make it smaller, or leave it out."
    case 415: "The storage does not take this kind of file: change it, or leave it out."
    default: "Try again: permissions to store a file expire. If it keeps happening, contact whoever runs the service."
    }
  }

  private static func lookupAdvice(_ status: Int) -> String {
    switch status {
    case 300..<400: checkRedirect
    case 401, 403: "This key may not look this up."
    case 404, 410: "The service does not know it any more."
    default: "The service does not answer this question."
    }
  }

  private static func downloadAdvice(_ status: Int) -> String {
    switch status {
    case 300..<400: "The redirect cannot be followed: open the link in a browser, or copy it."
    case 401, 403, 404, 410:
      "Such addresses expire: fetch the conversation's newest messages, or open the link in a browser."
    default: "Open the link in a browser, or copy it."
    }
  }

  private static func wait(_ time: Milliseconds?) -> String {
    guard let time, time.value > 0 else { return "Wait a moment, then try again" }
    let seconds = (time.value + 999) / 1000
    // Nobody waits for so long in front of a screen, and such a number is rather a mistake.
    if seconds > 86_400 { return "Try again later" }
    if seconds < 120 { return "Wait \(seconds) second\(seconds == 1 ? "" : "s"), then try again" }
    return "Wait \((seconds + 59) / 60) minutes, then try again"
  }

  /// The address without user information, query and fragment, which may hold secrets.
  private static func shownTarget(_ location: String) -> String {
    let plain = location.prefix { $0 != "?" && $0 != "#" }
    guard let mark = plain.firstRange(of: "//") else { return String(plain) }
    let rest = plain[mark.upperBound...]
    let authority = rest.prefix { $0 != "/" }
    guard let at = authority.lastIndex(of: "@") else { return String(plain) }
    return String(plain[..<mark.upperBound] + rest[authority.index(after: at)...])
  }
}

/// Words by which a service says that something is used up and not that something is forbidden or too fast.
private enum Quota {
  static let advice =
    "The account's credits or quota are used up: top them up or wait for their renewal, or ask who manages the account."

  private static let words: Set<Substring> = [
    "credit", "credits", "quota", "quotas", "balance", "balances", "billing", "payment", "payments", "funds", "prepaid",
  ]
  private static let parts = [
    "點數", "点数", "額度", "额度", "餘額", "余额", "配額", "配额", "儲值", "储值", "欠費", "欠费", "加值", "扣款", "insufficient_quota",
  ]

  static func isMeant(by text: String) -> Bool {
    let text = text.lowercased()
    return parts.contains(where: text.contains)
      || text.split { !($0.isASCII && $0.isLetter) }.contains(where: words.contains)
  }
}
