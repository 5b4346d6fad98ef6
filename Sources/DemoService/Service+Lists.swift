import FlyingFox
import Foundation

/// Chatbots, web chats and inboxes, which never change, and the conversations.
extension Service {
  private static let moment = "1760000000000"
  private static let modelID = "a0000000-0000-4000-8000-000000000001"
  private static let ragID = "a0000000-0000-4000-8000-000000000002"

  // MARK: Chatbots

  func chatbots(_ call: APICall) throws -> HTTPResponse {
    try call.numberedPage(
      CastMember.all.map { member in
        [
          "id": .string(member.id), "name": .string(member.name),
          "largeLanguageModel": ["id": .string(Self.modelID), "name": "sandbox, not an AI", "isDefault": .bool(true)],
          "rag": ["id": .string(Self.ragID), "name": "none", "isDefault": .bool(true)], "embeddingModel": .null,
          "rerankerModel": .null, "updatedAt": .string(Self.moment), "replyMode": "normal",
          "description": .string(member.greeting),
        ]
      })
  }

  func chatbot(_ call: APICall) throws -> HTTPResponse {
    let member = try Self.member(call.path[1])
    return .json(
      200,
      [
        "id": .string(member.id), "name": .string(member.name), "largeLanguageModel": .string(Self.modelID),
        "rag": .string(Self.ragID), "embeddingModel": .null, "rerankerModel": .null,
        "instructions": "Answer like a sandbox.", "apiWebChatId": .string(member.webChatID), "replyMode": "normal",
        "outputMode": "text", "webhookUrl": .null, "updatedAt": .string(Self.moment), "tools": [],
        "knowledgeBases": [],
      ])
  }

  static func member(_ id: String) throws(Refusal) -> CastMember {
    guard let member = CastMember.all.first(where: { $0.id == id }) else { throw .notFound }
    return member
  }

  // MARK: Web chats and inboxes

  func webChats(_ call: APICall) throws -> HTTPResponse {
    try call.numberedPage(
      CastMember.all.map { ["id": .string($0.webChatID), "name": .string($0.name), "avatar": .null] })
  }

  func webChat(_ call: APICall) throws -> HTTPResponse {
    guard let member = CastMember.all.first(where: { $0.webChatID == call.path[1] }) else { throw Refusal.notFound }
    return .json(
      200,
      [
        "id": .string(member.webChatID), "name": .string(member.name), "avatar": .null, "logo": .null,
        "description": "Part of the sandbox of maichat, not an AI.", "isActive": .bool(true),
        "enableSpeech": .bool(false), "displayGreeting": .string(member.greeting),
        "displayConversationStarters": .array(member.starters.map { .string($0) }), "enableFileUpload": .bool(true),
        "enableDisplayCitations": .bool(true), "accessType": "api",
      ])
  }

  func inboxes(_ call: APICall) throws -> HTTPResponse {
    let members = CastMember.all.filter { call.query["chatbot"] == nil || call.query["chatbot"] == $0.id }
    return try call.numberedPage(
      members.map { member in
        [
          "id": .string(member.inboxID), "name": .string(member.name), "channelType": "web",
          "unreadConversationsCount": .integer(0),
          "channel": ["id": .string(member.webChatID), "name": .string(member.name)],
        ]
      })
  }

  // MARK: Conversations

  func conversations(_ call: APICall) throws -> HTTPResponse {
    let all = shelf.withLock { Array($0.conversations.values) }
    let wanted = all.filter { call.query["inbox"] == nil || call.query["inbox"] == $0.chatbot.inboxID }
    return try call.cursorPage(wanted.map { ($0.number, conversation($0)) }, order: options.wire.messageOrder)
  }

  func conversation(_ call: APICall) throws -> HTTPResponse {
    guard let found = shelf.withLock({ $0.conversations[call.path[1]] }) else { throw Refusal.notFound }
    return .json(200, conversation(found))
  }

  func createConversation(_ call: APICall) throws -> HTTPResponse {
    let id = try call.required(try call.object(), "webChat", "web_chat")
    guard let member = CastMember.all.first(where: { $0.webChatID == id }) else {
      throw Refusal(field: "webChat", "Invalid pk \"\(id)\" - object does not exist.")
    }
    let made = shelf.withLock {
      $0.addConversation(id: Self.newID(), chatbot: member, title: "Visitor", now: Self.now())
    }
    return .json(201, conversation(made))
  }

  func conversation(_ conversation: InMemoryStore.Conversation) -> JSON {
    let last = conversation.messages.last
    let created = JSON.string(String(conversation.createdAt))
    return [
      "id": .string(conversation.id),
      "contact": [
        "id": .string(conversation.contactID), "name": "Visitor", "avatar": .null, "createdAt": created,
      ],
      "inbox": [
        "id": .string(conversation.chatbot.inboxID), "name": .string(conversation.chatbot.name), "channelType": "web",
      ],
      "title": .string(conversation.title), "lastMessage": last.map(message) ?? .null,
      "lastMessageCreatedAt": last.map { .string(String($0.createdAt)) } ?? created,
      "unreadMessagesCount": .integer(0), "autoReplyEnabled": .bool(true), "isAutoReplyNow": .bool(true),
      "lastReadAt": .null, "createdAt": created, "isGroupChat": .bool(false),
    ]
  }

  // MARK: Messages

  func messages(_ call: APICall) throws -> HTTPResponse {
    guard let id = call.query["conversation"] else {
      throw Refusal(field: "conversation", "This field is required.")
    }
    guard let found = shelf.withLock({ $0.conversations[id] }) else { throw Refusal.notFound }
    return try call.cursorPage(
      found.messages.map { ($0.number, message($0)) }, order: options.wire.messageOrder)
  }

  func message(_ call: APICall) throws -> HTTPResponse {
    guard let found = shelf.withLock({ $0.message(call.path[1]) }) else { throw Refusal.notFound }
    return .json(200, message(found))
  }

  func message(_ message: InMemoryStore.Message) -> JSON {
    [
      "id": .string(message.id), "conversation": .string(message.conversation),
      "sender": message.author == .person
        ? .null : ["id": .integer(41), "name": .string(message.sender), "avatar": .null],
      "type": message.author == .person ? "incoming" : "outgoing", "content": .string(message.content),
      "feedback": .null, "createdAt": .string(String(message.createdAt)),
      "attachments": .array(message.attachments.map(\.json)),
      "citations": .array(message.sources.map { $0.file(mediaURL: mediaURL) }),
      "citationNodes": .array(message.sources.map(\.node)),
    ]
  }
}
