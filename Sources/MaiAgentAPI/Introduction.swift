import ChatModel
import Text

/// Where the service keeps how a chatbot begins a conversation: with the chatbot's web chat, which the chatbot names.
package enum Introduction {
  package static func chatbot(_ id: ChatbotID, at base: BaseURL) -> APIRequest {
    APIRequest(method: .get, url: base.joining(["chatbots", id.rawValue]))
  }

  package static func webChat(_ id: String, at base: BaseURL) -> APIRequest {
    APIRequest(method: .get, url: base.joining(["web-chats", id]))
  }

  /// The web chat that the answer for a chatbot names; nil where it names none.
  package static func webChat(ofChatbot body: [UInt8]) -> String? {
    JSONNode(received: body)?["apiWebChatId", "api_web_chat_id"]?.scalarText
  }
}

extension ChatbotIntroduction {
  // What a screen has room for; a service that says more says too much.
  private static let longestGreeting = 4000
  private static let longestStarter = 1000
  private static let mostStarters = 20

  /// Reads the answer for a web chat, whatever form its starters have; nil where it is no object.
  package init?(webChat body: [UInt8]) {
    guard let value = JSONNode(received: body), value.object != nil else { return nil }
    let starters = value["displayConversationStarters", "display_conversation_starters"].map(Self.texts) ?? []
    self.init(
      greeting: Self.trimmed(value["displayGreeting", "display_greeting"]?.filled ?? "", Self.longestGreeting),
      starters: Array(
        starters.map { Self.trimmed($0, Self.longestStarter) }.filter { !$0.isEmpty }.prefix(Self.mostStarters)))
  }

  /// A list of texts or of objects with a text; a text that is such a list; else a text with one in each line.
  private static func texts(_ value: JSONNode) -> [String] {
    if let items = value.array {
      return items.compactMap { item in
        if item.object != nil { return item["text", "content", "question", "title"]?.filled }
        return item.scalarText
      }
    }
    guard let text = value.filled else { return [] }
    if text.trimmingBlanks.hasPrefix("["), let list = JSONNode(received: Array(text.utf8)), list.array != nil {
      return texts(list)
    }
    return text.split(whereSeparator: \.isNewline).map(String.init)
  }

  private static func trimmed(_ text: String, _ limit: Int) -> String { String(text.trimmingBlanks.prefix(limit)) }
}
