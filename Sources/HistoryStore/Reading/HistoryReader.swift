import ChatModel
import Foundation
import GRDB
import Text

/// Reads conversations and messages from one snapshot. What was deleted is not there.
struct HistoryReader {
  let db: Database
  let leases: WriterLeases
  /// The lease of this process, as far as its own drafts are asked for.
  var own: String?

  // MARK: Conversations

  private static let order = "WHERE deleted_at IS NULL ORDER BY is_pinned DESC, last_activity DESC, key"
  private static let list = "SELECT \(ConversationHeader.columns) FROM conversation c \(order)"
  private static let listOfBegun = """
    SELECT \(ConversationHeader.columns) FROM conversation c WHERE deleted_at IS NULL AND \(hasBegun)
    ORDER BY is_pinned DESC, last_activity DESC, key
    """
  private static let listWithDrafts = """
    SELECT \(ConversationHeader.columns), \(Draft.columns)
    FROM conversation c LEFT JOIN draft d ON d.conversation = c.id \(order)
    """

  /// Whether a conversation `c` has begun: something was said in it, or it was given a name.
  static let hasBegun = """
    (c.title <> '' OR c.remote_key IS NOT NULL OR EXISTS (SELECT * FROM message b WHERE b.conversation = c.id))
    """

  /// Those that have begun, where `begun`; what is only a draft is no conversation yet.
  func conversations(limit: Int?, begun: Bool = false) throws -> [ConversationHeader] {
    try db.cachedStatement(sql: "\(begun ? Self.listOfBegun : Self.list) LIMIT ?")
      .map([limit ?? -1], ConversationHeader.init(row:))
  }

  /// The draft of `conversation`; an empty one where it has none.
  func draft(of conversation: ConversationID) throws -> Draft {
    guard let id = try rowID(of: conversation) else { return Draft() }
    return try draft(of: id) ?? Draft()
  }

  /// The conversations of `profile` that are only a draft, which is `text` and has no files.
  func drafts(_ text: String, profile: String) throws -> [ConversationID] {
    try db.cachedStatement(
      sql: """
        SELECT c.key FROM draft d JOIN conversation c ON c.id = d.conversation
        WHERE c.deleted_at IS NULL AND NOT \(Self.hasBegun) AND d.text = CAST(? AS TEXT)
          AND c.profile = CAST(? AS TEXT) AND d.attachments IS NULL ORDER BY c.key
        """
    ).map([text.stored, profile.stored]) { ConversationID(try $0.value(0)) }
  }

  /// Hands out the list with its drafts in pages of `size`; the last one may be empty.
  func pages(of size: Int, _ take: ([ConversationHeader], [ConversationID: Draft], _ isLast: Bool) -> Void) throws {
    var headers: [ConversationHeader] = []
    var drafts: [ConversationID: Draft] = [:]
    try db.cachedStatement(sql: Self.listWithDrafts).forEach([]) { row in
      if headers.count == size {
        take(headers, drafts, false)
        headers = []
        drafts = [:]
      }
      let header = try ConversationHeader(row: row)
      headers.append(header)
      drafts[header.id] = try draft(row, at: ConversationHeader.columnCount)
    }
    take(headers, drafts, true)
  }

  func conversations(startingWith prefix: String) throws -> [ConversationHeader] {
    guard !prefix.isEmpty, !prefix.utf8.contains(0) else { return [] }
    let headers = try db.cachedStatement(
      sql: """
        SELECT \(ConversationHeader.columns) FROM conversation c
        WHERE deleted_at IS NULL AND (substr(key, 1, length(?1)) = ?1 OR substr(remote_key, 1, length(?1)) = ?1)
        ORDER BY is_pinned DESC, last_activity DESC, key
        """
    ).map([prefix], ConversationHeader.init(row:))
    let exact = headers.filter { $0.id.rawValue == prefix || $0.remoteID?.rawValue == prefix }
    return exact.isEmpty ? headers : exact
  }

  // MARK: Messages

  /// A part of a conversation, and where its reader stood.
  struct Page {
    /// Oldest first.
    var messages: [Message]
    var hasEarlier: Bool
    var scroll: ScrollPosition
    var draft: Draft
  }

  func messages(of conversation: ConversationID) throws -> [Message] {
    guard let id = try rowID(of: conversation) else { return [] }
    return try db.cachedStatement(
      sql: "SELECT \(Message.columns) FROM message m WHERE conversation = ? ORDER BY ordinal"
    ).map([id], message)
  }

  /// Hands out the messages of a conversation, oldest first, one at a time, each with its row.
  func forEachMessage(of conversation: ConversationID, _ take: (Message, Int64) throws -> Void) throws {
    if let id = try rowID(of: conversation) { try forEachMessage(ofRow: id, take) }
  }

  /// The same of the conversation in row `id`, which may be a deleted one.
  func forEachMessage(ofRow id: Int64, _ take: (Message, Int64) throws -> Void) throws {
    // Not the cached statement: reading others of the conversation's messages meanwhile must not begin this one anew.
    try db.makeStatement(sql: "SELECT \(Message.columns) FROM message m WHERE conversation = ? ORDER BY ordinal")
      .forEach([id]) { row in try take(message(row), row.value(Message.rowIDColumn)) }
  }

  /// At most `limit` messages before `before`, or the newest where `before` is nil or not on disk; nil where there is
  /// no such conversation.
  func page(of conversation: ConversationID, before: MessageID?, limit: Int) throws -> Page? {
    guard let id = try rowID(of: conversation) else { return nil }
    let limit = Self.bounded(limit)
    let end = try before.flatMap { try ordinal(of: $0, in: id) }
    let (messages, hasEarlier) = try messages(of: id, before: end, limit: limit)
    return try Page(
      messages: messages, hasEarlier: hasEarlier, scroll: scroll(of: id), draft: draft(of: id) ?? Draft())
  }

  /// At most `limit` messages at `place`; nil where there is no such conversation.
  func messages(of conversation: ConversationID, at place: MessagesPlace, limit: Int) throws -> MessagesPage? {
    guard let id = try rowID(of: conversation) else { return nil }
    let limit = Self.bounded(limit)
    switch place {
    case .first: return try page(of: id, from: nil, limit: limit)
    case .after(let message):
      return try page(of: id, from: ordinal(of: message, in: id).map { (">", $0) }, limit: limit)
    case .before(let message): return try page(of: id, before: ordinal(of: message, in: id), limit: limit)
    case .around(let message):
      guard let middle = try ordinal(of: message, in: id) else { return try page(of: id, before: nil, limit: limit) }
      let above = try page(of: id, before: middle, limit: limit / 2)
      let below = try page(of: id, from: (">=", middle), limit: limit - above.messages.count)
      return MessagesPage(
        messages: above.messages + below.messages, hasEarlier: above.hasEarlier, hasLater: below.hasLater)
    }
  }

  private func ordinal(of message: MessageID, in conversation: Int64) throws -> Int64? {
    let statement = try db.cachedStatement(sql: "SELECT ordinal FROM message WHERE key = ? AND conversation = ?")
    return try Int64.fetchOne(statement, arguments: [message.rawValue, conversation])
  }

  /// How much of the messages is looked at in one go, and of a single one: milliseconds, so that nothing waits for it.
  private static let lookedAtOnce = 1_000_000
  private static let lookedInOne = 4_000_000

  /// The first message that holds `pattern` among at most `limit` beyond `beyond`, or the first in which that takes long to
  /// find out.
  func find(
    _ pattern: TextPattern, in conversation: ConversationID, isForward: Bool, beyond: MessageID?, limit: Int
  ) throws -> FoundMessage {
    guard let id = try rowID(of: conversation) else { return .none }
    let order = isForward ? (sign: ">", word: "ASC", start: Int64.min) : (sign: "<", word: "DESC", start: Int64.max)
    let start = try beyond.flatMap { try ordinal(of: $0, in: id) }
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT key, CAST(text AS BLOB) FROM message WHERE conversation = ? AND ordinal \(order.sign)\(start == nil ? "=" : "") ?
          ORDER BY ordinal \(order.word) LIMIT ?
          """), arguments: [id, start ?? order.start, Self.bounded(limit)])
    var matcher = TextMatcher(pattern)
    var last: MessageID?
    var count = 0
    var used = 0
    while used < Self.lookedAtOnce, let row = try rows.next() {
      let message = MessageID(try row.word(0))
      var budget = Self.lookedInOne
      if matcher.isIn(try row.text(1), budget: &budget) != false { return .found(message) }
      used += Self.lookedInOne - budget
      (last, count) = (message, count + 1)
    }
    guard let last, count == Self.bounded(limit) || used >= Self.lookedAtOnce else { return .none }
    return .notYet(last, count: count)
  }

  /// Messages from a place on; nil: from the first one.
  private func page(
    of id: Int64, from start: (sign: String, ordinal: Int64)?, limit: Int
  ) throws -> MessagesPage {
    var messages = try db.cachedStatement(
      sql: """
        SELECT \(Message.columns) FROM message m
        WHERE conversation = ? AND ordinal \(start?.sign ?? ">=") ? ORDER BY ordinal LIMIT ?
        """
    ).map([id, start?.ordinal ?? .min, limit + 1], message)
    let hasLater = messages.count > limit
    if hasLater { messages.removeLast() }
    guard let start else { return MessagesPage(messages: messages, hasEarlier: false, hasLater: hasLater) }
    let statement = try db.cachedStatement(
      sql: """
        SELECT EXISTS (SELECT * FROM message WHERE conversation = ? AND ordinal \(start.sign == ">" ? "<=" : "<") ?)
        """)
    return MessagesPage(
      messages: messages, hasEarlier: try Bool.fetchOne(statement, arguments: [id, start.ordinal]) ?? false,
      hasLater: hasLater)
  }

  /// Messages before a place; nil: the last ones.
  private func page(of id: Int64, before end: Int64?, limit: Int) throws -> MessagesPage {
    let (messages, hasEarlier) = try messages(of: id, before: end, limit: limit)
    guard let end else { return MessagesPage(messages: messages, hasEarlier: hasEarlier, hasLater: false) }
    let statement = try db.cachedStatement(
      sql: "SELECT EXISTS (SELECT * FROM message WHERE conversation = ? AND ordinal >= ?)")
    return MessagesPage(
      messages: messages, hasEarlier: hasEarlier, hasLater: try Bool.fetchOne(statement, arguments: [id, end]) ?? false)
  }

  private func messages(
    of id: Int64, before end: Int64?, limit: Int
  ) throws -> (messages: [Message], hasEarlier: Bool) {
    var messages = try db.cachedStatement(
      sql: """
        SELECT \(Message.columns) FROM message m
        WHERE conversation = ? AND ordinal \(end == nil ? "<=" : "<") ? ORDER BY ordinal DESC LIMIT ?
        """
    ).map([id, end ?? .max, limit + 1], message)
    let hasEarlier = messages.count > limit
    if hasEarlier { messages.removeLast() }
    messages.reverse()
    return (messages, hasEarlier)
  }

  // More than anybody goes through by hand; it is all in memory while somebody looks for a prompt.
  private static let promptBytes = 4 << 20

  /// What persons wrote, newest first, each text once; at most `limit` texts and some megabytes.
  func prompts(limit: Int) throws -> [String] {
    var prompts: [String] = []
    var known: Set<String> = []
    var bytes = 0
    let statement = try db.cachedStatement(
      sql: """
        SELECT CAST(m.text AS BLOB) FROM message m JOIN conversation c ON c.id = m.conversation
        WHERE m.author = 'person' AND c.deleted_at IS NULL ORDER BY m.id DESC LIMIT ?
        """)
    let rows = try Row.fetchCursor(statement, arguments: [Self.bounded(limit)])
    while bytes < Self.promptBytes, let row = try rows.next() {
      let text = try row.text(0)
      guard known.insert(text).inserted else { continue }
      bytes += text.utf8.count
      prompts.append(text)
    }
    return prompts
  }

  func message(_ row: Row) throws -> Message {
    var message = try Message(row: row)
    guard message.status.isRunning else { return message }
    let id: Int64 = try row.value(Message.rowIDColumn)
    message.text += try RunningText.waiting(for: id, db)
    message.parts += try RunningParts.waiting(for: id, db).map { $0.bounded(by: message.text) }
    let writer: String? = try row.value(Message.writerColumn)
    // The next start that may write sets it down; until then it is shown as what it is.
    if writer.map(leases.isAlive) != true { message.status = .interrupted }
    return message
  }

  // MARK: The start

  func restored(conversations limit: Int, messages: Int) throws -> StartupSnapshot {
    var restored = StartupSnapshot()
    let row = try Row.fetchOne(db, sql: "SELECT open_conversation, is_list_visible, list_columns, panes FROM session")
    if let row {
      let open: String? = try row.value(0)
      restored.session = SessionSnapshot(
        openConversation: open.map { ConversationID($0) }, isListVisible: try row.value(1) ?? true,
        listColumns: Int(try row.numberIfAny(2, in: 0...Bounds.listColumns) ?? 24))
      // Panes that cannot be read are not worth a start that fails.
      let panes: String? = try row.value(3)
      restored.session?.panes = panes.flatMap { JSONNode(received: Array($0.utf8))?.decoded() }
    }
    try db.cachedStatement(sql: "SELECT CAST(name AS BLOB), panes FROM layout").forEach([]) { row in
      let json = try row.word(1)
      let layout: PanesSnapshot? = JSONNode(received: Array(json.utf8))?.decoded()
      if layout?.tree.isSound == true { restored.layouts[try row.text(0)] = layout }
    }
    restored.stash = try stash()
    restored.stars = try stars()
    restored.marks = try marks()
    let limit = Self.bounded(limit)
    try db.cachedStatement(sql: "\(Self.listWithDrafts) LIMIT ?").forEach([limit + 1]) { row in
      restored.isWholeList = restored.headers.count < limit
      guard restored.isWholeList else { return }
      let header = try ConversationHeader(row: row)
      restored.headers.append(header)
      restored.drafts[header.id] = try draft(row, at: ConversationHeader.columnCount)
    }
    if let id = restored.session?.openConversation, let page = try page(of: id, before: nil, limit: messages) {
      restored.open = StartupSnapshot.Open(
        id: id, messages: page.messages, hasEarlier: page.hasEarlier, scroll: page.scroll, draft: page.draft)
      if !restored.headers.contains(where: { $0.id == id }) {
        restored.headers += try header(id)
        if page.draft != Draft() { restored.drafts[id] = page.draft }
      }
    }
    for id in restored.session?.panes?.conversations.compactMap({ $0 }) ?? []
    where !restored.headers.contains(where: { $0.id == id }) {
      guard let row = try rowID(of: id) else { continue }
      restored.headers += try header(id)
      if let draft = try draft(of: row), draft != Draft() { restored.drafts[id] = draft }
    }
    return restored
  }

  /// What was put aside, oldest first.
  private func stash() throws -> [StashedText] {
    try db.cachedStatement(sql: "SELECT key, CAST(text AS BLOB), created_at FROM stash ORDER BY id").map([]) {
      StashedText(id: StashID(try $0.word(0)), text: try $0.text(1), createdAt: try $0.moment(2))
    }
  }

  /// What is starred in conversations that are there.
  func stars() throws -> [Star] {
    try db.cachedStatement(sql: Star.query).map([], Star.init(row:))
  }

  /// The star at a message of a conversation that is there; nil where it has none.
  func star(at message: MessageID) throws -> Star? {
    try db.cachedStatement(sql: "\(Star.query) AND m.key = ?").map([message.rawValue], Star.init(row:)).first
  }

  func marks() throws -> [String: TranscriptMark] {
    var marks: [String: TranscriptMark] = [:]
    try db.cachedStatement(sql: "SELECT name, conversation, message, row FROM mark").forEach([]) { row in
      let message: String? = try row.value(2)
      let number = try row.screenRow(3)
      marks[try row.word(0)] = TranscriptMark(
        conversation: ConversationID(try row.word(1)),
        scroll: message.map { .anchored(message: MessageID($0), row: number) } ?? .following)
    }
    return marks
  }

  private static func bounded(_ limit: Int) -> Int { min(max(limit, 0), Int(Int32.max)) }

  private func header(_ id: ConversationID) throws -> [ConversationHeader] {
    try db.cachedStatement(sql: "SELECT \(ConversationHeader.columns) FROM conversation c WHERE key = ?")
      .map([id.rawValue], ConversationHeader.init(row:))
  }

  private func rowID(of conversation: ConversationID) throws -> Int64? {
    let statement = try db.cachedStatement(sql: "SELECT id FROM conversation WHERE key = ? AND deleted_at IS NULL")
    return try Int64.fetchOne(statement, arguments: [conversation.rawValue])
  }

  private func draft(of conversation: Int64) throws -> Draft? {
    try db.cachedStatement(sql: "SELECT \(Draft.columns) FROM draft d WHERE conversation = ?")
      .map([conversation]) { try draft($0, at: 0) }.first ?? nil
  }

  private func scroll(of conversation: Int64) throws -> ScrollPosition {
    let positions = try db.cachedStatement(sql: "SELECT message, row FROM scroll WHERE conversation = ?").map(
      [conversation]
    ) { row in
      ScrollPosition.anchored(message: MessageID(try row.word(0)), row: try row.screenRow(1))
    }
    return positions.first ?? .following
  }
}

extension Star {
  /// All stars of conversations that are there.
  fileprivate static let query = """
    SELECT c.key, m.key, CAST(s.note AS BLOB), CAST(substr(m.text, 1, \(longestExcerpt)) AS BLOB), s.created_at
    FROM star s JOIN message m ON m.id = s.message JOIN conversation c ON c.id = m.conversation
    WHERE c.deleted_at IS NULL
    """

  fileprivate init(row: Row) throws {
    self.init(
      conversation: ConversationID(try row.word(0)), message: MessageID(try row.word(1)), note: try row.text(2),
      excerpt: try row.text(3), createdAt: try row.moment(4))
  }
}

extension Statement {
  /// Runs it and looks at one row after the other, without copying them.
  func forEach(_ arguments: StatementArguments, _ body: (Row) throws -> Void) throws {
    let rows = try Row.fetchCursor(self, arguments: arguments)
    while let row = try rows.next() { try body(row) }
  }

  /// What `body` makes of the rows.
  func map<Item>(_ arguments: StatementArguments, _ body: (Row) throws -> Item) throws -> [Item] {
    var items: [Item] = []
    try forEach(arguments) { items.append(try body($0)) }
    return items
  }
}
