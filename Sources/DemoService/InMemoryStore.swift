/// What the sandbox remembers: conversations and files, in memory and bounded. Knows no HTTP and no clock.
struct InMemoryStore {
  /// Beyond these the oldest goes. Enough for days of trying, and never more than a few hundred megabytes.
  static let maximumConversations = 500
  static let maximumMessages = 2_000
  static let maximumTextBytes = 64 << 20
  static let maximumContacts = 500

  struct Message: Equatable {
    enum Author { case person, chatbot }

    var id: String
    var conversation: String
    var author: Author
    var sender: String
    var content: String
    /// Milliseconds since 1970.
    var createdAt: Int
    var attachments: [Attachment] = []
    var sources: [Source] = []
    /// Grows with each message of the shelf.
    var number = 0
  }

  struct Attachment: Equatable, Sendable {
    var id: String
    var type: String
    var filename: String
    var url: String

    var json: JSON {
      ["id": .string(id), "type": .string(type), "filename": .string(filename), "file": .string(url)]
    }
  }

  /// A person that conversations can be had with.
  struct Contact: Equatable, Sendable {
    var id: String
    /// As the client gave them.
    var fields: [String: JSON]
    /// Milliseconds since 1970.
    var createdAt: Int
  }

  struct Conversation: Equatable {
    var id: String
    var chatbot: CastMember
    var title: String
    var createdAt: Int
    var messages: [Message] = []
    /// The number of its newest message, or its own where it has none.
    var number: Int

    var textBytes: Int { messages.reduce(0) { $0 + $1.content.utf8.count } }
    /// The contact that it was begun by; each conversation has one of its own.
    var contactID: String { "e" + id.dropFirst() }
    /// How many replies it has.
    var turns: Int { messages.count { $0.author == .chatbot } }
  }

  private(set) var conversations: [String: Conversation] = [:]
  /// Contacts that clients made, by their ids.
  private(set) var contacts: [String: Contact] = [:]
  private var textBytes = 0
  private var lastNumber = 0
  private var lastMoment = 0
  var files = FileShelf()
  /// How often a `/flaky` question has failed so far.
  var failures: [String: Int] = [:]
  /// How often an upload went wrong as asked.
  var uploadFaults = 0

  private mutating func nextNumber() -> Int {
    lastNumber += 1
    return lastNumber
  }

  /// `now`, or a millisecond after the last moment: an order by time is the order in which things came.
  mutating func moment(_ now: Int) -> Int {
    lastMoment = max(now, lastMoment + 1)
    return lastMoment
  }

  mutating func addConversation(id: String, chatbot: CastMember, title: String, now: Int) -> Conversation {
    while conversations.count >= Self.maximumConversations { removeOldest() }
    let conversation = Conversation(
      id: id, chatbot: chatbot, title: title, createdAt: moment(now), number: nextNumber())
    conversations[id] = conversation
    return conversation
  }

  /// Adds `message` to its conversation; false where that is gone.
  mutating func add(_ message: Message, now: Int) -> Bool {
    guard conversations[message.conversation] != nil else { return false }
    var message = message
    message.number = nextNumber()
    message.createdAt = moment(now)
    conversations[message.conversation]!.messages.append(message)
    conversations[message.conversation]!.number = message.number
    textBytes += message.content.utf8.count
    if conversations[message.conversation]!.messages.count > Self.maximumMessages {
      textBytes -= conversations[message.conversation]!.messages.removeFirst().content.utf8.count
    }
    while textBytes > Self.maximumTextBytes, conversations.count > 1 { removeOldest() }
    return true
  }

  private mutating func removeOldest() {
    guard let oldest = conversations.values.min(by: { $0.number < $1.number }) else { return }
    textBytes -= oldest.textBytes
    conversations[oldest.id] = nil
  }

  /// Keeps a contact; beyond the most that are kept, the one that was made first goes.
  mutating func keep(_ contact: Contact) {
    if contacts[contact.id] == nil, contacts.count >= Self.maximumContacts,
      let first = contacts.values.min(by: { $0.createdAt < $1.createdAt })
    {
      contacts[first.id] = nil
    }
    contacts[contact.id] = contact
  }

  mutating func removeContact(_ id: String) { contacts[id] = nil }

  func message(_ id: String) -> Message? {
    for conversation in conversations.values {
      if let message = conversation.messages.first(where: { $0.id == id }) { return message }
    }
    return nil
  }
}
