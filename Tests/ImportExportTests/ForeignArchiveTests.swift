import ChatModel
import Testing

@testable import ImportExport

enum ForeignSamples {
  /// Two ways from the root: the question was asked again. A tool was asked in between.
  static let chatGPT = """
    [{"title":"Tea 茶","create_time":1700000000.5,"update_time":1700000100.25,"conversation_id":"abc","is_archived":false,
    "current_node":"a2","mapping":{
    "root":{"id":"root","message":null,"parent":null,"children":["sys"]},
    "sys":{"id":"sys","message":{"author":{"role":"system"},"content":{"content_type":"text","parts":[""]}},"parent":"root"},
    "q1":{"id":"q1","message":{"author":{"role":"user"},"create_time":1700000001.0,"content":{"content_type":"text",
    "parts":["What is tea?"]}},"parent":"sys","children":["a1"]},
    "a1":{"id":"a1","message":{"author":{"role":"assistant"},"create_time":1700000002.0,"content":{"content_type":"text",
    "parts":["A plant."]},"recipient":"all"},"parent":"q1","children":[]},
    "q2":{"id":"q2","message":{"author":{"role":"user"},"create_time":1700000003.0,"content":{"content_type":"multimodal_text",
    "parts":[{"content_type":"image_asset_pointer","asset_pointer":"file-service://x"},"What is 茶?"]}},"parent":"sys"},
    "t":{"id":"t","message":{"author":{"role":"assistant"},"recipient":"python","content":{"content_type":"code","text":"1"}},
    "parent":"q2"},
    "a2":{"id":"a2","message":{"author":{"role":"assistant"},"create_time":1700000004.0,"status":"in_progress",
    "content":{"content_type":"text","parts":["茶 is"," tea."]},"recipient":"all"},"parent":"t"}
    }}]
    """

  static let llm = """
    [{"id":"r2","model":"gpt-4o","prompt":"and two?","system":null,"prompt_json":null,"options_json":{},"response":"Four.",
    "conversation_id":"01h","duration_ms":1500,"datetime_utc":"2024-05-01T10:00:10.500000","conversation_name":"Numbers",
    "conversation_model":"gpt-4o"},
    {"id":"r1","model":"gpt-4o","prompt":"one?","system":"Be brief.","response":"Two.","conversation_id":"01h",
    "duration_ms":null,"datetime_utc":"2024-05-01T10:00:00+00:00","conversation_name":"Numbers","conversation_model":"gpt-4o"},
    {"id":"r3","model":"m","prompt":"alone","system":"","response":"yes","conversation_id":null,"datetime_utc":"nonsense"}]
    """
}

@Suite struct ForeignArchiveTests {
  @Test func chatGPTsCurrentWayIsTheConversationAndTheOtherOneABranchOfIt() throws {
    let read = try readArchive(ForeignSamples.chatGPT)
    #expect(read.count == 2)
    let main = read[0]
    #expect(main.header.title == "Tea 茶")
    #expect(main.header.chatbotName == "ChatGPT")
    #expect(main.header.profile == "here")
    #expect(main.header.createdAt == Timestamp(milliseconds: 1_700_000_000_500))
    #expect(main.header.lastActivity == Timestamp(milliseconds: 1_700_000_100_250))
    #expect(main.messages.map(\.message.text) == ["What is 茶?", "茶 is\n tea."])
    #expect(main.messages.map(\.message.author) == [.person, .assistant])
    #expect(main.messages[0].message.attachments.map(\.file) == ["file-service://x"])
    #expect(main.messages[1].message.status == .interrupted)
    let branch = read[1]
    #expect(branch.messages.map(\.message.text) == ["What is tea?", "A plant."])
    #expect(branch.header.branch == BranchPoint(conversation: main.header.id, message: main.messages[0].message.id))
    let ids = read.flatMap { [$0.header.id.rawValue] + $0.messages.map(\.message.id.rawValue) }
    #expect(Set(ids).count == ids.count)
    #expect(try readArchive(ForeignSamples.chatGPT) == read, "the same file gives the same identifiers")
  }

  @Test func circlesAndDeadEndsInChatGPTsTreeAreNoTrap() throws {
    let circle = #"""
      [{"conversation_id":"x","current_node":"a","mapping":{"a":{"parent":"b"},"b":{"parent":"a"},
      "c":{"parent":"nobody","message":{"author":{"role":"user"},"create_time":1e300,"content":{"parts":["hi"]}}}}}]
      """#
    let read = try readArchive(circle)
    #expect(read.map { $0.messages.count } == [0, 1])
    #expect(read[1].messages[0].message.createdAt.milliseconds == 8_640_000_000_000_000)
    #expect(throws: ArchiveProblem.self) { try readArchive(#"[{"mapping":{}}]"#) }
  }

  @Test func manyBranchesAreBounded() throws {
    var nodes = [#""n0":{"message":{"author":{"role":"user"},"content":{"parts":["q"]}}}"#]
    for index in 1...3000 {
      nodes.append(
        #""n\#(index)":{"parent":"n\#(index / 2)","message":{"author":{"role":"user"},"content":{"parts":["q"]}}}"#)
    }
    let read = try readArchive(#"[{"conversation_id":"x","mapping":{\#(nodes.joined(separator: ","))}}]"#)
    #expect(read.count == 101)
  }

  @Test func llmsResponsesAreConversationsInTheOrderOfTime() throws {
    let read = try readArchive(ForeignSamples.llm)
    #expect(read.count == 2)
    #expect(read[0].header.title == "Numbers")
    #expect(read[0].header.chatbotName == "gpt-4o")
    #expect(read[0].messages.map(\.message.text) == ["Be brief.\n\none?", "Two.", "and two?", "Four."])
    #expect(read[0].messages[2].message.createdAt == UniversalTime.moment("2024-05-01 10:00:10.5Z"))
    #expect(read[0].messages[3].message.endedAt == UniversalTime.moment("2024-05-01T10:00:12Z"))
    #expect(read[1].header.title == "alone")
    #expect(read[1].header.createdAt == Timestamp(milliseconds: 0), "a date that cannot be read is the first of all")
  }

  @Test func aChatOfOtermKeepsWhoSaidWhat() {
    let date = Timestamp(milliseconds: 77)
    let chat = OtermChat(
      id: 3, name: "chat 3", model: "llama", messages: [(1, "user", "hi"), (2, "assistant", "ho"), (3, "system", "x")])
    var leftOut = LeftOut()
    let read = chat.conversation(profile: "p", date: date, leftOut: &leftOut)
    #expect(leftOut[.systemMessage] == 1)
    #expect(read.messages.map(\.message.author) == [.person, .assistant])
    #expect(read.header.chatbotName == "llama")
    let other = OtermChat(id: 3, name: "chat 3", model: "llama", messages: [(1, "user", "another")])
    #expect(
      other.conversation(profile: "p", date: date, leftOut: &leftOut).header.id != read.header.id,
      "another store's chat 3")
  }

  @Test func momentsAreWrittenAndRead() {
    #expect(UniversalTime.text(Timestamp(milliseconds: 0)) == "1970-01-01T00:00:00.000Z")
    #expect(UniversalTime.text(Timestamp(milliseconds: 1_709_210_096_789)) == "2024-02-29T12:34:56.789Z")
    #expect(UniversalTime.text(Timestamp(milliseconds: -1)) == "1969-12-31T23:59:59.999Z")
    #expect(UniversalTime.text(Timestamp(milliseconds: -8_640_000_000_000_000)) == "-271821-04-20T00:00:00.000Z")
    #expect(UniversalTime.moment("2024-02-29T14:34:56.789+02:00")?.milliseconds == 1_709_210_096_789)
    #expect(UniversalTime.moment("2024-02-29 12:34")?.milliseconds == 1_709_210_040_000)
    for text in ["", "2024", "2024-13-01T00:00", "2024-02-29T25:00", "2024-02-29T12:34:56.Z", "2024-02-29T12:34x"] {
      #expect(UniversalTime.moment(text) == nil, "\(text)")
    }
  }
}
