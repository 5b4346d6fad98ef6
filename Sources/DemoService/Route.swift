import FlyingFox

/// The routes below the base path, and what answers each method.
struct Route: Sendable {
  typealias Action = @Sendable (Service, APICall) async throws -> HTTPResponse

  /// `*` stands for any one name.
  let pattern: [String]
  let actions: [String: Action]
  /// The vendor's examples call it without the slash at its end, and get no redirect.
  var takesNoSlash = false

  static func find(_ path: [String]) -> Route? {
    all.first { route in
      route.pattern.count == path.count
        && zip(route.pattern, path).allSatisfy { $0 == "*" && !$1.isEmpty || $0 == $1 }
    }
  }

  private static let all = [
    Route(pattern: ["chatbots"], actions: ["GET": { try $0.chatbots($1) }]),
    Route(pattern: ["chatbots", "*"], actions: ["GET": { try $0.chatbot($1) }]),
    Route(pattern: ["chatbots", "*", "completions"], actions: ["POST": { try await $0.complete($1) }]),
    Route(
      pattern: ["conversations"],
      actions: ["GET": { try $0.conversations($1) }, "POST": { try $0.createConversation($1) }]),
    Route(pattern: ["conversations", "*"], actions: ["GET": { try $0.conversation($1) }]),
    Route(pattern: ["conversations", "*", "attachments"], actions: ["POST": { try $0.attachToConversation($1) }]),
    Route(pattern: ["chatbots", "*", "records"], actions: ["GET": { try $0.records($1) }], takesNoSlash: true),
    Route(pattern: ["chatbots", "*", "faqs"], actions: ["GET": { try $0.questions($1) }], takesNoSlash: true),
    Route(
      pattern: ["contacts"], actions: ["GET": { try $0.contacts($1) }, "POST": { try $0.addContact($1) }]),
    Route(
      pattern: ["contacts", "broadcast-message"], actions: ["POST": { try $0.broadcast($1) }], takesNoSlash: true),
    Route(
      pattern: ["contacts", "*"],
      actions: [
        "GET": { try $0.contact($1) }, "PUT": { try $0.changeContact($1) }, "PATCH": { try $0.changeContact($1) },
        "DELETE": { try $0.removeContact($1) },
      ]),
    Route(
      pattern: ["contacts", "*", "conversations"], actions: ["GET": { try $0.contactConversations($1) }],
      takesNoSlash: true),
    Route(
      pattern: ["contacts", "*", "conversations", "latest"], actions: ["GET": { try $0.latestConversation($1) }],
      takesNoSlash: true),
    Route(pattern: ["allowed-file-specs"], actions: ["GET": { try $0.fileSpecs($1) }]),
    Route(pattern: ["allowed-file-types"], actions: ["GET": { try $0.fileTypes($1) }]),
    Route(
      pattern: ["messages"], actions: ["GET": { try $0.messages($1) }, "POST": { try $0.addMessage($1) }]),
    Route(pattern: ["messages", "*"], actions: ["GET": { try $0.message($1) }]),
    Route(pattern: ["web-chats"], actions: ["GET": { try $0.webChats($1) }]),
    Route(pattern: ["web-chats", "*"], actions: ["GET": { try $0.webChat($1) }]),
    Route(pattern: ["inboxes"], actions: ["GET": { try $0.inboxes($1) }]),
    Route(pattern: ["attachments-upload"], actions: ["POST": { try $0.uploadFile($1) }]),
    Route(pattern: ["upload-presigned-url"], actions: ["POST": { try $0.permitUpload($1) }]),
    Route(
      pattern: ["attachments"],
      actions: ["GET": { try $0.attachments($1) }, "POST": { try $0.addAttachment($1) }]),
    Route(pattern: ["attachments", "*"], actions: ["GET": { try $0.attachment($1) }]),
  ]
}
