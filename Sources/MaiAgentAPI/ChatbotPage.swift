import ChatModel

/// One page of the list of chatbots.
package struct ChatbotPage: Hashable, Sendable {
  package var chatbots: [Chatbot]
  /// What the service gives as the next page's address, as received; nil on the last.
  package var next: String?

  package init(chatbots: [Chatbot], next: String?) {
    self.chatbots = chatbots
    self.next = next
  }

  /// Reads a page object or a bare array; entries without an id are left out. Throws a `Failure` of kind `.malformed`.
  package init(_ body: [UInt8], key: APIKey) throws(Failure) {
    let value = JSONValue(body)
    guard let items = value?.items ?? value?["results"]?.items else {
      let start = ErrorBody.excerpt(body, key: key)
      throw Failure(
        kind: .malformed,
        text: start.isEmpty ? "The list of chatbots is empty text." : "This is not a list of chatbots: \(start)",
        advice: "Check that the base URL leads to a MaiAgent API.")
    }
    chatbots = items.compactMap(Chatbot.init)
    next = value?["next"]?.text
  }
}

extension Chatbot {
  fileprivate init?(_ item: JSONValue) {
    guard let id = item["id"]?.scalarText else { return nil }
    let model = item["largeLanguageModel", "large_language_model"]?["name"]?.text
    self.init(id: ChatbotID(id), name: item["name"]?.text ?? id, model: model)
  }
}
