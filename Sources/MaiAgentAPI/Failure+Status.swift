import ChatModel

/// What was asked for when a request failed; decides what the user can do.
package enum RequestPurpose: Hashable, Sendable {
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
  /// `ErrorBody`; `location` is where a redirect leads.
  package static func answered(
    status: Int, words: String, purpose: RequestPurpose, retryAfter: Milliseconds? = nil, location: String? = nil,
    key: APIKey
  ) -> Failure {
    let kind = kind(status)
    var text = words.isEmpty ? "The service answered \(status) without saying why." : words
    if kind == .redirected {
      let target = location.map { ErrorBody.shown(shownTarget($0), key: key) } ?? ""
      text = target.isEmpty ? "The service redirects without saying where." : "The service redirects to \(target)"
    }
    return Failure(kind: kind, status: status, text: text, advice: advice(status, purpose, retryAfter))
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
    switch (status, purpose) {
    case (401, .lookup), (403, .lookup): "This key may not look this up."
    case (404, .lookup): "The service does not know it any more."
    case (300..<400, .download): "It was redirected too often: open the link in a browser, or copy it."
    case (401, .download), (403, .download), (404, .download), (410, .download):
      "Such addresses end after a while: fetch the conversation's newest, or open the link in a browser."
    case (300..<400, .storage): "Redirects are not followed: tell who runs the service."
    case (403, .storage), (400, .storage):
      "Try again: permissions to store a file end after a while. If it stays so, tell who runs the service."
    case (413, .upload), (413, .storage): "The file is too large for the service: make it smaller, or leave it out."
    case (415, .upload), (400, .upload): "The service does not take this file: change it, or leave it out."
    case (403, .upload): "This key may not upload files: ask who gave you the key, or leave the file out."
    case (404, .upload), (405, .upload): "Check the base URL; this deployment may take no files."
    case (300..<400, _): "Redirects are not followed: check the base URL, also its https:// and its path."
    case (400, .continuedConversation):
      "Change the message, or start a new conversation: this one may no longer be known to the service."
    case (400, _): "Change the message; the text says what the service did not like."
    case (401, _):
      "Check the key, and that the base URL is of the deployment it belongs to: another host refuses it too."
    case (403, .chatbots): "This key may not list chatbots: use another key, or name the chatbot by its id."
    case (403, .conversations), (403, .messages): "This key may not read the service's history."
    case (403, _): "This key may not use this chatbot: choose another, or ask who gave you the key."
    case (404, .continuedConversation): "Start a new conversation: the service does not know this one or its chatbot."
    case (404, .newConversation): "Choose another chatbot, or check the base URL: the service does not know this one."
    case (404, .conversations): "This service does not list conversations."
    case (404, .messages): "The service does not know this conversation, or hands out no messages."
    case (404, .chatbots): "Check the base URL: there is no MaiAgent API at this address."
    case (405, _): "Check the path of the base URL: the service is there, but does not take this kind of request."
    case (407, _): "Check the proxy's name and password in the proxy variables of the environment."
    case (408, _): "Try again."
    case (413, _): "Make the message or its attachments smaller."
    case (415, _): "The service does not take this kind of content: remove the attachments, or check the base URL."
    case (429, _): "\(wait(retryAfter)), then try again: the service gets too many requests."
    case (503, _): "\(wait(retryAfter)), then try again: the service is busy or being maintained."
    case (502, _), (504, _): "Try again in a moment: a gateway does not reach the service."
    case (500..., _): "Try again; if it stays so, tell who runs the service."
    case (400..<500, _): "Check the message and the base URL; the text says what the service did not like."
    default: "Check that the base URL leads to a MaiAgent API."
    }
  }

  private static func wait(_ time: Milliseconds?) -> String {
    guard let time, time.value > 0 else { return "Wait a moment" }
    let seconds = (time.value + 999) / 1000
    if seconds < 120 { return "Wait \(seconds) second\(seconds == 1 ? "" : "s")" }
    return "Wait \((seconds + 59) / 60) minutes"
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
