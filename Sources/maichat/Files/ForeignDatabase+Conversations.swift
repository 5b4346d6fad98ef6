import ChatModel
import HistoryStore
import ImportExport
import System

extension ForeignDatabase {
  /// The conversations in it, if its tables are those of a program that is known.
  func conversations(
    path: String, profile: String, leftOut: inout LeftOut
  ) throws -> [ArchivedConversation] {
    let hasTurns = has("turns", ["id", "thread_id", "tip_message_hash"]) && has("messages", ["hash", "parent_hash"])
    if hasTurns || has("responses", ["id", "prompt", "response"]) {
      var responses: [LLMResponse] = []
      var forks: [String: String] = [:]
      if hasTurns { (responses, forks) = try turns(&leftOut) }
      if has("responses", ["id", "prompt", "response"]) {
        // What was written before the tables of turns were there.
        let known = Set(responses.map(\.id))
        responses = try older(&leftOut).filter { !known.contains($0.id) } + responses
      }
      return LLMResponse.conversations(responses, profile: profile, forks: forks)
    }
    if has("chat", ["id", "name", "model"]), has("message", ["chat_id", "author", "text"]) {
      return try oterm(path: path, profile: profile, &leftOut)
    }
    if has("conversation", ["key", "title_source"]) {
      throw ArchiveProblem(
        "it is a history file of maichat: export it with `maichat export --all --format json --data-dir FOLDER`")
    }
    throw ArchiveProblem("it is a database, but neither the logs.db of llm nor the store.db of oterm")
  }

  /// What stands for columns that the database may not have.
  private func column(_ name: String, of table: String, _ alias: String) -> String {
    tables[table]?.contains(name) == true ? "\(alias).\"\(name)\"" : "NULL"
  }

  /// Goes over the rows of `sql` whose first column is a text, which names them; counts the others in `broken`.
  private func forEachNamed(
    _ sql: String, broken: inout Int, _ take: (_ id: String, _ row: ForeignRow) throws -> Void
  ) throws {
    try forEach(sql) { row in
      if let id = row.text(0) { try take(id, row) } else { broken += 1 }
    }
  }

  // MARK: llm

  private func turns(_ leftOut: inout LeftOut) throws -> ([LLMResponse], [String: String]) {
    var store = LLMStore()
    var broken = 0
    if has("threads", ["id", "name"]) {
      let fork = column("forked_from", of: "threads", "t")
      try forEachNamed("SELECT t.id, t.name, \(fork) FROM threads t", broken: &broken) { id, row in
        store.addThread(id, name: row.text(1), forkedFrom: row.text(2))
      }
    }
    let columns = ["parent_message_hash", "model", "datetime_utc", "duration_ms"].map { column($0, of: "turns", "t") }
    try forEachNamed(
      "SELECT t.id, t.thread_id, t.tip_message_hash, \(columns.joined(separator: ", ")) FROM turns t ORDER BY t.rowid",
      broken: &broken
    ) { id, row in
      store.addTurn(
        id, thread: row.text(1), parent: row.text(3), tip: row.text(2), model: row.text(4), date: row.text(5),
        duration: row.integer(6))
    }
    try forEachNamed(
      "SELECT m.hash, m.parent_hash, \(column("role", of: "messages", "m")) FROM messages m", broken: &broken
    ) { hash, row in
      store.addMessage(hash, parent: row.text(1), role: row.text(2))
    }
    if has("fragments", ["id", "content"]) {
      try forEach("SELECT id, content FROM fragments") { row in
        guard let id = row.integer(0) else {
          broken += 1
          return
        }
        store.addFragment(id, content: row.text(1))
      }
    }
    try attachments { store.addAttachment($0, type: $1, path: $2, url: $3, hasContent: $4) }
    if has("parts", ["message_hash", "type"]) {
      let columns = ["position", "tool_name", "text", "payload"].map { column($0, of: "parts", "p") }
      try forEachNamed(
        "SELECT p.message_hash, p.type, \(columns.joined(separator: ", ")) FROM parts p ORDER BY p.rowid",
        broken: &broken
      ) { message, row in
        store.addPart(
          of: message, position: row.integer(2) ?? 0, type: row.text(1), toolName: row.text(3), text: row.text(4),
          payload: row.text(5))
      }
    }
    let made = store.responses()
    leftOut += store.leftOut
    leftOut.add(.row, broken)
    return made
  }

  private func attachments(
    _ take: (_ id: String, _ type: String?, _ path: String?, _ url: String?, _ hasContent: Bool) -> Void
  ) throws {
    guard has("attachments", ["id", "type"]) else { return }
    let (place, url) = (column("path", of: "attachments", "a"), column("url", of: "attachments", "a"))
    let content = column("content", of: "attachments", "a")
    try forEach("SELECT a.id, a.type, \(place), \(url), \(content) IS NOT NULL FROM attachments a") { row in
      guard let id = row.text(0) else { return }
      take(id, row.text(1), row.text(2), row.text(3), row.integer(4) == 1)
    }
  }

  /// The table of responses, which older versions write, and what belongs to them.
  private func older(_ leftOut: inout LeftOut) throws -> [LLMResponse] {
    let isNamed = has("conversations", ["id", "name"]) && tables["responses"]?.contains("conversation_id") == true
    let columns = ["conversation_id", "model", "system", "datetime_utc", "duration_ms", "reasoning"].map {
      column($0, of: "responses", "r")
    }
    var responses: [LLMResponse] = []
    var places: [String: Int] = [:]
    var broken = 0
    try forEach(
      """
      SELECT r.id, r.prompt, r.response, \(columns.joined(separator: ", ")), \(isNamed ? "c.name" : "NULL")
      FROM responses r \(isNamed ? "LEFT JOIN conversations c ON c.id = r.conversation_id" : "") ORDER BY r.rowid
      """
    ) { row in
      guard let id = row.text(0), places[id] == nil else {
        broken += 1
        return
      }
      places[id] = responses.count
      var response = LLMResponse(
        id: id, conversation: row.text(3), conversationName: row.text(9), model: row.text(4), system: row.text(5),
        prompt: row.text(1), response: row.text(2), date: row.text(6), duration: row.integer(7))
      response.addReasoning(row.text(8))
      responses.append(response)
    }
    try fragments("system_fragments") { id, texts in
      guard let place = places[id] else { return }
      responses[place].system = LLMResponse.text(responses[place].system, with: texts)
    }
    try fragments("prompt_fragments") { id, texts in
      guard let place = places[id] else { return }
      responses[place].prompt = LLMResponse.text(responses[place].prompt, with: texts)
    }
    try tools { id, take in
      guard let place = places[id] else { return }
      take(&responses[place])
    }
    var files: [String: Attachment] = [:]
    try attachments {
      files[$0] = LLMResponse.attachment(id: $0, type: $1, path: $2, url: $3)
      if $4, !has("turns", ["id"]) { leftOut.add(.attachmentContent) }
    }
    if has("prompt_attachments", ["response_id", "attachment_id"]) {
      let order = tables["prompt_attachments"]?.contains("order") == true ? "\"order\"" : "rowid"
      try forEach("SELECT response_id, attachment_id FROM prompt_attachments ORDER BY \(order)") { row in
        guard let place = row.text(0).flatMap({ places[$0] }), let file = row.text(1).flatMap({ files[$0] }) else {
          return
        }
        responses[place].attachments.append(file)
      }
    }
    leftOut.add(.row, broken)
    return responses
  }

  /// The texts that went with each response, in their order.
  private func fragments(_ table: String, _ take: (_ id: String, _ texts: [String]) -> Void) throws {
    guard has(table, ["response_id", "fragment_id"]), has("fragments", ["id", "content"]) else { return }
    let order = tables[table]?.contains("order") == true ? ", l.\"order\"" : ""
    var texts: [String: [String]] = [:]
    try forEach(
      """
      SELECT l.response_id, f.content FROM "\(table)" l JOIN fragments f ON f.id = l.fragment_id
      ORDER BY l.response_id\(order)
      """
    ) { row in
      guard let id = row.text(0), let text = row.text(1) else { return }
      texts[id, default: []].append(text)
    }
    for (id, texts) in texts { take(id, texts) }
  }

  /// What tools returned before a response, and what it called them with.
  private func tools(_ take: (_ id: String, _ add: (inout LLMResponse) -> Void) -> Void) throws {
    if has("tool_results", ["response_id", "name", "output"]) {
      let exception = column("exception", of: "tool_results", "t")
      try forEach(
        "SELECT t.response_id, t.name, t.output, \(exception) FROM tool_results t ORDER BY t.rowid"
      ) { row in
        guard let id = row.text(0) else { return }
        take(id) { $0.addResult(row.text(1), output: row.text(2), exception: row.text(3)) }
      }
    }
    if has("tool_calls", ["response_id", "name", "arguments"]) {
      try forEach("SELECT response_id, name, arguments FROM tool_calls ORDER BY rowid") { row in
        guard let id = row.text(0) else { return }
        take(id) { $0.addCall(row.text(1), arguments: row.text(2)) }
      }
    }
  }

  // MARK: oterm

  /// Nothing in it has a date: all of it is as old as the file.
  private func oterm(path: String, profile: String, _ leftOut: inout LeftOut) throws -> [ArchivedConversation] {
    var order: [Int64] = []
    var chats: [Int64: OtermChat] = [:]
    var broken = 0
    try forEach("SELECT id, name, model FROM chat ORDER BY id") { row in
      guard let id = row.integer(0), chats[id] == nil else {
        broken += 1
        return
      }
      order.append(id)
      chats[id] = OtermChat(id: id, name: row.text(1) ?? "", model: row.text(2) ?? "", messages: [])
    }
    // Stores of old versions number no messages.
    try forEach("SELECT chat_id, rowid, author, text FROM message ORDER BY rowid") { row in
      guard let chat = row.integer(0), let id = row.integer(1), chats[chat] != nil else {
        broken += 1
        return
      }
      chats[chat]?.messages.append((id: id, author: row.text(2) ?? "", text: row.text(3) ?? ""))
    }
    var info = stat()
    let date = stat(path, &info) == 0 ? Timestamp(milliseconds: Int64(info.st_mtim.tv_sec) * 1000) : readClock()
    leftOut.add(.row, broken)
    return order.compactMap { chats[$0] }.filter { !$0.messages.isEmpty }
      .map { $0.conversation(profile: profile, date: date, leftOut: &leftOut) }
  }
}
