import ChatModel
import Text

/// One request to the service or its storage, without the key.
package struct APIRequest: Hashable, Sendable {
  package enum Method: String, Hashable, Sendable {
    case get = "GET"
    case post = "POST"
  }

  package var method: Method
  /// Whether the key goes along.
  package enum Authorization: Hashable, Sendable {
    case key
    /// To a storage, which is not the service.
    case none
  }

  /// Absolute; made by `BaseURL` wherever the key goes along.
  package var url: String
  /// JSON; nil for a GET and a form.
  package var body: [UInt8]?
  /// A form with a file.
  package var form: FormBody?
  package var authorization: Authorization
  /// What a GET takes for an answer.
  package var accepts = "application/json"
  /// Whether the answer is a file, which is taken as it is.
  package var isFile = false

  package init(
    method: Method, url: String, body: [UInt8]? = nil, form: FormBody? = nil, authorization: Authorization = .key
  ) {
    self.method = method
    self.url = url
    self.body = body
    self.form = form
    self.authorization = authorization
  }

  /// Asks a chatbot for a reply.
  package static func completions(_ request: ReplyRequest, at base: BaseURL) -> APIRequest {
    APIRequest(
      method: .post, url: base.joining(["chatbots", request.chatbot.rawValue, "completions"]),
      body: CompletionsBody(request).json)
  }

  /// One message, as the service keeps it.
  package static func message(_ id: RemoteMessageID, at base: BaseURL) -> APIRequest {
    APIRequest(method: .get, url: base.joining(["messages", id.rawValue]))
  }

  /// The first page of the chatbots. 100 a page: an ordinary account's list in one request.
  package static func chatbots(at base: BaseURL) -> APIRequest {
    APIRequest(method: .get, url: base.joining(["chatbots"], query: [("page", "1"), ("pageSize", "100")]))
  }

  /// The first page of the conversations that the service keeps. 100 a page, as for chatbots.
  package static func conversations(at base: BaseURL) -> APIRequest {
    APIRequest(method: .get, url: base.joining(["conversations"], query: [("pageSize", "100")]))
  }

  /// A page of a conversation's messages: the one behind `page`, a query that the service gave, or the first one with at
  /// most `size` messages.
  package static func messages(
    of conversation: RemoteConversationID, page: String?, size: Int, at base: BaseURL
  ) -> APIRequest {
    let query = [("conversation", conversation.rawValue), ("pageSize", "\(size)")]
    let first = base.joining(["messages"], query: query)
    let next = page.flatMap { base.anchoring("?" + $0, to: first) }
    return APIRequest(method: .get, url: next ?? first)
  }
}

/// The body of a completions request. The flag is always sent, in the spelling that the service's manual uses.
private struct CompletionsBody: Encodable {
  let conversation: String?
  let message: Message
  let isStreaming: Bool

  struct Message: Encodable {
    let content: String
    let attachments: [File]
  }

  /// An attachment as the service described it; what else is known of it stays here.
  struct File: Encodable {
    let id, type, filename, file: String

    init(_ attachment: Attachment) {
      id = attachment.id.rawValue
      type = attachment.type
      filename = attachment.filename
      file = attachment.file
    }
  }

  enum CodingKeys: String, CodingKey {
    case conversation, message
    case isStreaming = "is_streaming"
  }

  init(_ request: ReplyRequest) {
    conversation = request.conversation?.rawValue
    message = Message(content: request.text, attachments: request.attachments.map(File.init))
    isStreaming = request.mode == .streaming
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    // Written as null too: that is how the manual begins a new conversation.
    try fields.encode(conversation, forKey: .conversation)
    try fields.encode(message, forKey: .message)
    try fields.encode(isStreaming, forKey: .isStreaming)
  }

  var json: [UInt8] { JSONText.encoded(self) }
}
