import ChatModel

/// One page of a list, as the service hands it out.
package protocol ListPage: Sendable {
  /// What the service gives as the next page's address, as received; nil on the last.
  var next: String? { get }
  /// Reads a page object or a bare array; entries that say nothing usable are left out. Throws a `Failure` of kind
  /// `.malformed`.
  init(_ body: [UInt8], key: APIKey) throws(Failure)
  /// What is listed, for messages about it.
  static var purpose: RequestPurpose { get }
}

/// One page of the list of chatbots.
package struct ChatbotPage: ListPage, Hashable {
  package static let purpose = RequestPurpose.chatbots
  package var chatbots: [Chatbot]
  /// What the service gives as the next page's address, as received; nil on the last.
  package var next: String?

  package init(chatbots: [Chatbot], next: String?) {
    self.chatbots = chatbots
    self.next = next
  }

  /// Reads a page object or a bare array; entries without an id are left out. Throws a `Failure` of kind `.malformed`.
  package init(_ body: [UInt8], key: APIKey) throws(Failure) {
    let list = try ItemList(body, of: Self.purpose, key: key)
    chatbots = list.items.compactMap(Chatbot.init)
    next = list.next
  }
}

/// The entries of a page, whatever they are.
struct ItemList {
  var items: [JSONValue]
  var next: String?

  init(_ body: [UInt8], of purpose: RequestPurpose, key: APIKey) throws(Failure) {
    let value = JSONValue(body)
    guard let items = value?.items ?? value?["results"]?.items else {
      let start = ErrorBody.excerpt(body, key: key)
      let what = "list of \(purpose.listed)"
      throw Failure(
        kind: .malformed, text: start.isEmpty ? "The \(what) is empty text." : "This is not a \(what): \(start)",
        advice: "Check that the base URL leads to a MaiAgent API.")
    }
    self.items = items
    next = value?["next"]?.text
  }
}

extension Chatbot {
  fileprivate init?(_ item: JSONValue) {
    guard let id = item["id"]?.scalarText else { return nil }
    let model = item["largeLanguageModel", "large_language_model"]?["name"]?.text
    let retrieval = item["rag"]
    self.init(
      id: ChatbotID(id), name: item["name"]?.text ?? id, model: model, about: item["description"]?.text,
      retrieval: retrieval?["name"]?.text ?? retrieval?.text,
      replyMode: item["replyMode", "reply_mode"]?.text ?? item["agentMode", "agent_mode"]?.text,
      updatedAt: item["updatedAt", "updated_at"]?.moment)
  }
}
