import ChatModel

/// The fields of one stream event, or of a synchronous answer, under any of their spellings. Nothing of it is required,
/// and a field of a wrong type counts as absent; only text that is no JSON object throws.
struct ReplyPayload: Decodable {
  var content: Content = .absent
  var conversation: String?
  var messageID: String?
  /// The plain `id` field: the message's in a synchronous answer, of unknown meaning in a stream.
  var plainID: String?
  var isDone = false
  var files: [JSONValue]?
  var nodes: [JSONValue]?
  var error: JSONValue?
  var detail: JSONValue?

  enum Content: Equatable {
    case absent
    case null
    case text(String)
  }

  private enum Field: String, CodingKey {
    case content, conversationId, conversation, messageId, id, done, citations, citationNodes, error, detail
    case conversationSnake = "conversation_id"
    case messageSnake = "message_id"
    case nodesSnake = "citation_nodes"
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    for field in fields.allKeys {
      switch field {
      case .content:
        if let text = try? fields.decode(String.self, forKey: field) {
          content = .text(text)
        } else {
          let value = try fields.decode(JSONValue.self, forKey: field)
          content = value == .null ? .null : .text(value.json)
        }
      case .conversationId, .conversationSnake, .conversation:
        if field != .conversation || conversation == nil {
          conversation = Self.text(fields, field) ?? conversation
        }
      case .messageId, .messageSnake: messageID = Self.text(fields, field) ?? messageID
      case .id: plainID = Self.text(fields, field)
      case .done: isDone = Self.isTrue(fields, field)
      case .citations: files = try? fields.decode([JSONValue].self, forKey: field)
      case .citationNodes, .nodesSnake: nodes = (try? fields.decode([JSONValue].self, forKey: field)) ?? nodes
      case .error: error = Self.complaint(fields, field)
      case .detail: detail = Self.complaint(fields, field)
      }
    }
  }

  private static func text(_ fields: KeyedDecodingContainer<Field>, _ field: Field) -> String? {
    if let text = try? fields.decode(String.self, forKey: field) { return text.isEmpty ? nil : text }
    return (try? fields.decode(JSONValue.self, forKey: field))?.scalarText
  }

  private static func isTrue(_ fields: KeyedDecodingContainer<Field>, _ field: Field) -> Bool {
    if let flag = try? fields.decode(Bool.self, forKey: field) { return flag }
    let text = (try? fields.decode(JSONValue.self, forKey: field))?.scalarText
    return text == "1" || text?.lowercased() == "true"
  }

  /// What a field that reports an error holds; nil where it says that there is none.
  private static func complaint(_ fields: KeyedDecodingContainer<Field>, _ field: Field) -> JSONValue? {
    switch try? fields.decode(JSONValue.self, forKey: field) {
    case nil, .null, .bool(false), .string(""), .array([]), .object([:]), .integer(0): nil
    case let value: value
    }
  }
}
