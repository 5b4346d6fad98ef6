import ChatModel
import GRDB

/// The names that the messages of one imported conversation have here. A file's names tell messages apart within their
/// conversation, or not even there; here a name is one message's in all of the history. Where it is taken, one is derived from
/// it, always the same, so that another import of the file finds the message again.
struct MessageNames {
  /// Messages that got another name.
  private(set) var renamed: [MessageID: MessageID] = [:]
  private let conversation: ConversationID
  private let db: Database
  /// Names that stand for a message of the file already.
  private var used: Set<MessageID> = []
  /// How many messages of the file had this name so far.
  private var occurrences: [MessageID: Int] = [:]

  /// For the messages of `conversation` as the file calls it, in their order.
  init(_ conversation: ConversationID, _ db: Database) {
    self.conversation = conversation
    self.db = db
  }

  /// The name of the message `id` of `conversation` where its own is taken; `occurrence` tells messages of one name
  /// apart.
  static func derived(from id: MessageID, in conversation: ConversationID, occurrence: Int = 0) -> MessageID {
    DerivedIdentifier.make("import", conversation.rawValue, id.rawValue, "\(occurrence)")
  }

  /// Which message of those that are here the file's next message called `id` is; nil where it is none of them.
  mutating func known(_ id: MessageID, in local: [MessageID: ArchivedMessage]) -> MessageID? {
    let occurrence = occurrences[id, default: 0]
    let names = (occurrence == 0 ? [id] : []) + [Self.derived(from: id, in: conversation, occurrence: occurrence)]
    guard let found = names.first(where: { local[$0] != nil && !used.contains($0) }) else { return nil }
    occurrences[id] = occurrence + 1
    return take(found)
  }

  /// `id`, from now on in use; nil where it is already.
  mutating func take(_ id: MessageID?) -> MessageID? { id.flatMap { used.insert($0).inserted ? $0 : nil } }

  /// The name here of the file's next message called `id`, which is none of those that are here.
  mutating func free(_ id: MessageID) throws -> MessageID {
    let occurrence = occurrences[id, default: 0]
    occurrences[id] = occurrence + 1
    var name = occurrence == 0 ? id : Self.derived(from: id, in: conversation, occurrence: occurrence)
    let statement = try db.cachedStatement(sql: "SELECT EXISTS (SELECT * FROM message WHERE key = ?)")
    while try used.contains(name) || Bool.fetchOne(statement, arguments: [name.rawValue]) == true {
      name = Self.derived(from: name, in: conversation, occurrence: occurrence)
    }
    used.insert(name)
    if occurrence == 0, name != id { renamed[id] = name }
    return name
  }
}

extension ArchivedMessage {
  /// The same under the name `id`.
  func named(_ id: MessageID) -> ArchivedMessage {
    var other = self
    other.message.id = id
    return other
  }
}
