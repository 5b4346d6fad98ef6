import Archive
import ChatHistory
import ChatModel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension ForeignDatabase {
  /// The conversations in it, if its tables are those of a program that is known.
  func conversations(path: String, profile: String) throws -> [ArchivedConversation] {
    if has("responses", ["id", "prompt", "response"]) { return try llm(path: path, profile: profile) }
    if has("chat", ["id", "name", "model"]), has("message", ["chat_id", "author", "text"]) {
      return try oterm(path: path, profile: profile)
    }
    if has("conversation", ["key", "title_source"]) {
      throw ArchiveProblem(
        "it is a history file of maichat: export it with `maichat export --all --format json --data-dir FOLDER`")
    }
    throw ArchiveProblem("it is a database, but neither the logs.db of llm nor the store.db of oterm")
  }

  private func llm(path: String, profile: String) throws -> [ArchivedConversation] {
    let known = tables["responses"] ?? []
    func column(_ name: String) -> String { known.contains(name) ? "r.\(name)" : "NULL" }
    let isNamed = has("conversations", ["id", "name"]) && known.contains("conversation_id")
    var responses: [LLMResponse] = []
    try forEach(
      """
      SELECT r.id, \(column("conversation_id")), \(isNamed ? "c.name" : "NULL"), \(column("model")), \
      \(column("system")), r.prompt, r.response, \(column("datetime_utc")), \(column("duration_ms")) FROM responses r
      \(isNamed ? "LEFT JOIN conversations c ON c.id = r.conversation_id" : "") ORDER BY r.rowid
      """, path: path
    ) { row in
      guard let id = row.text(0) else { return }
      responses.append(
        LLMResponse(
          id: id, conversation: row.text(1), conversationName: row.text(2), model: row.text(3), system: row.text(4),
          prompt: row.text(5), response: row.text(6), date: row.text(7), duration: row.integer(8)))
    }
    return LLMResponse.conversations(responses, profile: profile)
  }

  /// Nothing in it has a date: all of it is as old as the file.
  private func oterm(path: String, profile: String) throws -> [ArchivedConversation] {
    var order: [Int64] = []
    var chats: [Int64: OtermChat] = [:]
    try forEach("SELECT id, name, model FROM chat ORDER BY id", path: path) { row in
      guard let id = row.integer(0), chats[id] == nil else { return }
      order.append(id)
      chats[id] = OtermChat(id: id, name: row.text(1) ?? "", model: row.text(2) ?? "", messages: [])
    }
    // Stores of old versions number no messages.
    try forEach("SELECT chat_id, rowid, author, text FROM message ORDER BY rowid", path: path) { row in
      guard let chat = row.integer(0), let id = row.integer(1) else { return }
      chats[chat]?.messages.append((id: id, author: row.text(2) ?? "", text: row.text(3) ?? ""))
    }
    var info = stat()
    let date = stat(path, &info) == 0 ? Timestamp(milliseconds: Int64(info.st_mtim.tv_sec) * 1000) : readClock()
    return order.compactMap { chats[$0] }.filter { !$0.messages.isEmpty }
      .map { $0.conversation(profile: profile, date: date) }
  }
}
