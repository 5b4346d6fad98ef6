import ChatModel
import Text

/// One page of the conversations that the service keeps.
package struct ConversationPage: ListPage, Hashable {
  package static let purpose = RequestPurpose.conversations
  package var conversations: [RemoteConversation]
  package var next: String?
  package var unreadable = 0

  package init(_ body: [UInt8], key: APIKey) throws(Failure) {
    var list = try ItemList(body, of: Self.purpose, key: key)
    conversations = list.compactMap(RemoteConversation.init)
    next = list.next
    unreadable = list.unreadable
  }
}

/// One page of a conversation's messages.
package struct MessagePage: ListPage, Hashable {
  package static let purpose = RequestPurpose.messages
  /// Oldest first, each with the conversation that it says it belongs to.
  private var messages: [Item]
  private var order: RemotePage.Order
  package var next: String?
  package var unreadable = 0

  private struct Item: Hashable, Sendable {
    var conversation: String?
    var message: RemoteMessage
  }

  package init(_ body: [UInt8], key: APIKey) throws(Failure) {
    var list = try ItemList(body, of: Self.purpose, key: key)
    var known: Set<RemoteMessageID> = []
    let items = list.compactMap { value -> Item? in
      guard let message = RemoteMessage(value) else { return nil }
      let place = value["conversation", "conversationId", "conversation_id"]
      return Item(conversation: place?["id"]?.scalarText ?? place?.scalarText, message: message)
    }
    let firsts = items.filter { known.insert($0.message.id).inserted }
    (messages, order) = Self.sorted(firsts)
    next = list.next
    // Of several with one id the first is kept; another text under it is lost.
    unreadable = list.unreadable + Set(items).count - firsts.count
  }

  /// The page as one of `conversation`; what says that it belongs to another one is left out. `next` is the query of the
  /// page after it.
  package func page(of conversation: RemoteConversationID, next: String?) -> RemotePage {
    let own = messages.filter { $0.conversation == nil || $0.conversation == conversation.rawValue }
    return RemotePage(messages: own.map(\.message).withPartsInAnswers, order: order, next: next)
  }

  /// In order of time; what came at the same moment, or without one, as the page has it.
  private static func sorted(_ items: [Item]) -> ([Item], RemotePage.Order) {
    let moments = items.compactMap(\.message.createdAt)
    let rising = zip(moments, moments.dropFirst()).count { $0 < $1 }
    let falling = zip(moments, moments.dropFirst()).count { $1 < $0 }
    let order: RemotePage.Order = rising > falling ? .oldestFirst : .newestFirst
    let forward = order == .newestFirst ? Array(items.reversed()) : items
    var moment = Timestamp(milliseconds: .min)
    let dated = forward.enumerated().map { index, item -> (Timestamp, Int, Item) in
      moment = item.message.createdAt ?? moment
      return (moment, index, item)
    }
    return (dated.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2), order)
  }
}

extension RemoteConversation {
  /// Reads one entry; nil where it has no id.
  init?(_ item: JSONNode) {
    guard let id = item["id"]?.scalarText else { return nil }
    let contact = item["contact"]?["name"]?.filled
    let last = item["lastMessage", "last_message"]
    let title = item["title"]?.filled.flatMap { $0.contains { !$0.isWhitespace } ? $0 : nil }
    self.init(
      id: RemoteConversationID(id), title: title == contact ? nil : title, contact: contact,
      inbox: item["inbox"]?["name"]?.filled,
      createdAt: item["createdAt", "created_at"]?.moment,
      lastMessageAt: item["lastMessageCreatedAt", "last_message_created_at"]?.moment
        ?? last?["createdAt", "created_at"]?.moment)
  }
}

extension RemoteMessage {
  /// Reads one entry; nil where it has no id, is nothing like a message, or has its text where none is
  /// looked for. What says of itself that it is not the answer
  /// becomes a part, and so does what an answer thought at its beginning.
  init?(_ item: JSONNode) {
    guard let id = item["id"]?.scalarText,
      item.has("content") || item.has("type") || item["attachments"]?.array != nil
    else { return nil }
    var citations = CitationList()
    citations.update(files: item["citations"]?.array, nodes: item["citationNodes", "citation_nodes"]?.array)
    let attachments = (item["attachments"]?.array ?? []).compactMap(Attachment.init)
    let feedback = item["feedback"]
    let type = item["type"]?.filled
    let kind = type.flatMap { ReplyPart.Kind(type: $0) }
    var text = item["content"].map { $0.string ?? $0.scalarText ?? $0.text } ?? ""
    if text.isEmpty { text = item["contentPayload", "content_payload"]?.spokenText ?? "" }
    var parts: [ReplyPart] = []
    if let kind, let type {
      if text.isEmpty { text = item.partText(kind) }
      // As in a reply that streams, a tool may be called without a word.
      if !text.isEmpty || kind == .tool { parts = [ReplyPart(kind: kind, name: type, text: text, offset: 0)] }
      text = ""
    } else if type == "outgoing" {
      let found = AnswerText.whole(text)
      if !found.thought.isEmpty {
        parts = [ReplyPart(kind: .thinking, name: ReplyPart.tagName, text: found.thought, offset: 0)]
      }
      text = found.text
    }
    if text.isEmpty, parts.isEmpty, attachments.isEmpty, item.hasTextElsewhere { return nil }
    self.init(
      id: RemoteMessageID(id), author: type == "outgoing" || kind != nil ? .assistant : .person, text: text,
      createdAt: item["createdAt", "created_at"]?.moment, attachments: attachments,
      citations: citations.changed(isLast: true) ?? [],
      feedback: (feedback?.filled ?? feedback?["type", "value"]?.filled).flatMap(Feedback.init), parts: parts,
      unreadableSources: citations.unreadable, isAnswer: kind == nil)
  }
}

extension Attachment {
  fileprivate init?(_ item: JSONNode) {
    guard let id = item["id"]?.scalarText else { return nil }
    self.init(
      id: AttachmentID(id), type: item["type"]?.filled ?? "other", filename: item["filename", "name"]?.filled ?? id,
      file: item["file", "url"]?.filled ?? "")
  }
}
