import ChatModel
import Testing

@testable import ImportExport

/// What `llm` logs beside plain prompts and responses.
@Suite struct LLMTests {
  @Test func fragmentsAttachmentsAndTurnsOfToolsAreReadFromJSON() throws {
    let (read, leftOut) = try readArchiveAndLeftOut(
      """
      [{"id":"1","model":"m","prompt":"q","response":"a","conversation_id":"c","datetime_utc":"2025-01-01T00:00:00.1"},
      {"id":"2","model":"m","prompt":"and","response":"","conversation_id":"c","datetime_utc":"2025-01-01T00:00:01",
      "prompt_fragments":[{"hash":"h","content":"FRAGMENT content"},{"hash":"i","content":"cut..."}],
      "system_fragments":[{"hash":"s","content":"be brief"}],
      "attachments":[{"id":"a1","type":"image/png","path":"/home/me/notes.png","url":null,"content_length":70},
      {"id":"a2","type":"audio/wav","url":"https://x/y.wav"}],"tool_calls":[{"name":"t","arguments":{"x":1}}]},
      {"id":"3","model":"m","prompt":"","response":"done","reasoning":"so","conversation_id":"c",
      "datetime_utc":"2025-01-01T00:00:02","tool_results":[{"name":"t","output":"12"}]},
      {"id":"4","model":"m","prompt":"FRAGMENT content\\nlast","response":"z","conversation_id":"c",
      "datetime_utc":"2025-01-01T00:00:03","prompt_fragments":[{"content":"FRAGMENT content"}]}]
      """)
    let messages = read[0].messages.map(\.message)
    #expect(
      messages.map(\.text) == [
        "q", "a", "be brief\n\nFRAGMENT content\ncut...\nand", "done", "FRAGMENT content\nlast", "z",
      ])
    #expect(messages[2].attachments.map(\.filename) == ["notes.png", "y.wav"])
    #expect(messages[2].attachments.map(\.type) == ["image", "audio"])
    #expect(messages[2].attachments.map(\.size) == [70, nil])
    #expect(
      messages[3].parts == [
        ReplyPart(kind: .tool, name: "t", text: #"{"x":1}"#, offset: 0),
        ReplyPart(kind: .tool, name: "t", text: "12", offset: 0),
        ReplyPart(kind: .thinking, name: "thinking", text: "so", offset: 0),
      ])
    #expect(leftOut.isEmpty)
  }

  private func store() -> LLMStore {
    var store = LLMStore()
    store.addThread("t1", name: "numbers", forkedFrom: nil)
    store.addThread("t2", name: "other", forkedFrom: "t1")
    store.addFragment(1, content: "FRAGMENT")
    store.addAttachment("f", type: "image/png", path: "/x/cat.png", url: nil, hasContent: true)
    for (hash, parent, role) in [
      ("s", nil, "system"), ("u1", "s", "user"), ("a1", "u1", "assistant"), ("u2", "a1", "user"),
      ("a2", "u2", "assistant"), ("r2", "a2", "tool"), ("a3", "r2", "assistant"), ("u4", "a1", "user"),
      ("a4", "u4", "assistant"),
    ] as [(String, String?, String)] {
      store.addMessage(hash, parent: parent, role: role)
    }
    func part(_ hash: String, _ type: String, _ text: String?, _ payload: String? = nil, at position: Int64 = 0) {
      store.addPart(of: hash, position: position, type: type, toolName: nil, text: text, payload: payload)
    }
    part("s", "text", "Be brief.")
    part("u1", "text", nil, #"{"text_ref":[{"fragment":1},{"literal":"\none?"}]}"#)
    part("u1", "attachment", nil, #"{"attachment":{"id":"f"}}"#, at: 1)
    part("a1", "text", "One", nil, at: 1)
    part("a1", "reasoning", "hm", nil, at: 0)
    part("u2", "text", "two?")
    part("a2", "tool_call", nil, #"{"name":"add","arguments":{"a":1}}"#)
    part("r2", "tool_result", nil, #"{"name":"add","output":"2"}"#)
    part("a3", "text", "Two")
    part("u4", "text", "four?")
    part("a4", "text", "Four")
    part("a4", "novelty", "x", nil, at: 1)
    store.addTurn(
      "1", thread: "t1", parent: "u1", tip: "a1", model: "m", date: "2026-01-01T00:00:01+00:00", duration: 500)
    store.addTurn("2", thread: "t1", parent: "u2", tip: "a2", model: "m", date: "2026-01-01T00:00:02", duration: nil)
    store.addTurn("3", thread: "t1", parent: "r2", tip: "a3", model: "m", date: "2026-01-01T00:00:03", duration: nil)
    store.addTurn("4", thread: "t2", parent: "u4", tip: "a4", model: "m", date: "2026-01-01T00:00:04", duration: nil)
    return store
  }

  @Test func turnsMessagesAndPartsAreConversations() {
    var store = store()
    let (responses, forks) = store.responses()
    let read = LLMResponse.conversations(responses, profile: "p", forks: forks)
    #expect(read.map(\.header.title) == ["numbers", "other"])
    #expect(read[0].messages.map(\.message.text) == ["Be brief.\n\nFRAGMENT\none?", "One", "two?", "Two"])
    #expect(read[0].messages[0].message.attachments.map(\.filename) == ["cat.png"])
    #expect(read[0].messages[1].message.parts.map(\.kind) == [.thinking])
    #expect(read[0].messages[3].message.parts.map(\.text) == [#"{"a":1}"#, "2"])
    #expect(read[0].messages[1].message.endedAt == UniversalTime.moment("2026-01-01T00:00:01.5Z"))
    // A thread that left another one has what was said before, and says where.
    #expect(read[1].messages.map(\.message.text) == ["Be brief.\n\nFRAGMENT\none?", "One", "four?", "Four"])
    #expect(
      read[1].header.branch
        == BranchPoint(conversation: read[0].header.id, message: read[0].messages[2].message.id))
    #expect(store.leftOut[.unknown] == 1 && store.leftOut[.attachmentContent] == 1)
    var copy = self.store()
    #expect(copy.responses().responses == responses)
  }

  @Test func circlesAndLostMessagesInTheStoreAreNoTrapAndSharedBeginningsAreBounded() {
    var store = LLMStore()
    store.addMessage("a", parent: "b", role: "user")
    store.addMessage("b", parent: "a", role: "assistant")
    store.addTurn("1", thread: nil, parent: "a", tip: "b", model: nil, date: nil, duration: .min)
    store.addTurn("2", thread: "t", parent: "nowhere", tip: nil, model: nil, date: "x", duration: .max)
    #expect(store.responses().responses.count == 2)
    var large = LLMStore()
    for index in 0..<2000 {
      large.addMessage("\(index)", parent: "\(index - 1)", role: index % 2 == 0 ? "user" : "assistant")
      large.addTurn("\(index)", thread: "t\(index)", parent: "1999", tip: nil, model: nil, date: nil, duration: nil)
    }
    let responses = large.responses().responses
    #expect(responses.reduce(0) { $0 + $1.earlier.count } <= 20 * 2050 && large.leftOut[.branch] > 0)
  }
}
