import ChatModel
import Testing
import Text

@testable import MaiAgentAPI

/// Pages of conversations and messages, in every form that was seen or feared.
@Suite struct RemotePagesTests {
  private let key = APIKey("k.secret")!

  private func messages(_ body: String, conversation: String = "c1") throws -> RemotePage {
    try MessagePage(Array(body.utf8), key: key).page(of: RemoteConversationID(conversation), next: nil)
  }

  private func conversations(_ body: String) throws -> [RemoteConversation] {
    try ConversationPage(Array(body.utf8), key: key).conversations
  }

  private func moment(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

  @Test func theDocumentedFormIsRead() throws {
    let page = try messages(
      """
      {"count":2,"next":"http://inner/api/messages/?cursor=x","previous":null,"results":[
       {"id":"m2","conversation":"c1","sender":{"id":41,"name":"Front desk"},"type":"outgoing","content":"九點。",
        "feedback":"like","createdAt":"1760000004000","attachments":[],
        "citations":[{"id":"f","filename":"hours.pdf","file":"https://f.test/hours.pdf","fileType":"pdf","size":2048}],
        "citationNodes":[{"chatbotTextNode":{"id":"n","text":"Open from 09:00.","filename":"hours.pdf"},"displayScore":"83%"}]},
       {"id":"m1","conversation":"c1","sender":null,"type":"incoming","content":"幾點開門？","feedback":null,
        "createdAt":"1760000001000",
        "attachments":[{"id":"a","type":"image","filename":"門.png","file":"https://f.test/1.png"}],
        "citations":[],"citationNodes":[]}]}
      """)
    #expect(page.order == .newestFirst)
    #expect(
      page.messages == [
        RemoteMessage(
          id: RemoteMessageID("m1"), author: .person, text: "幾點開門？", createdAt: moment(1_760_000_001_000),
          attachments: [
            Attachment(id: AttachmentID("a"), type: "image", filename: "門.png", file: "https://f.test/1.png")
          ]),
        RemoteMessage(
          id: RemoteMessageID("m2"), author: .assistant, text: "九點。", createdAt: moment(1_760_000_004_000),
          citations: [
            Citation(
              filename: "hours.pdf", file: "https://f.test/hours.pdf", passage: "Open from 09:00.", score: "83%")
          ], feedback: .like),
      ])
  }

  @Test func hostilePagesAreRead() throws {
    let page = try messages(
      """
      [{"id":7,"conversation_id":"c1","type":"outgoing","content":null,"created_at":"2025-10-09T08:53:21.5Z",
        "attachments":null,"citation_nodes":[{"text":"p"},null,3],"feedback":{"type":"dislike"}},
       {"id":7,"type":"incoming","content":"twice"}, {"type":"incoming","content":"no id"}, {"id":"bot","name":"Bot"},
       null, 3, "text", [], {"id":"other","conversation":"c2","type":"incoming","content":"of another"},
       {"id":"x","type":["odd"],"content":{"a":1},"createdAt":[],"attachments":[{"id":1},{"filename":"none"},7]}]
      """)
    #expect(page.messages.map(\.id.rawValue) == ["x", "7"])
    #expect(page.messages[0].text == #"{"a":1}"# && page.messages[0].author == .person)
    #expect(page.messages[0].attachments.map(\.filename) == ["1"] && page.messages[0].createdAt == nil)
    #expect(page.messages[1].createdAt == moment(1_760_000_001_500) && page.messages[1].feedback == .dislike)
    #expect(page.messages[1].citations.map(\.passage) == ["p"])
    #expect(throws: Failure.self) { try messages("<html>login</html>") }
    #expect(throws: Failure.self) { try messages(#"{"results":{"id":1}}"#) }
  }

  @Test func theOrderIsFoundOut() throws {
    func page(_ moments: [String]) throws -> RemotePage {
      let items = moments.enumerated().map { #"{"id":"\#($0)","type":"incoming","content":"","createdAt":\#($1)}"# }
      return try messages("[" + items.joined(separator: ",") + "]")
    }
    let rising = try page(["1760000000000", "1760000001000", "1760000002000"])
    #expect(rising.order == .oldestFirst && rising.messages.map(\.id.rawValue) == ["0", "1", "2"])
    let falling = try page(["1760000002000", "null", "1760000000000", "1760000000000"])
    #expect(falling.order == .newestFirst && falling.messages.map(\.id.rawValue) == ["3", "2", "1", "0"])
    // Without a clock: the usual order.
    #expect(try page(["null", "null"]).messages.map(\.id.rawValue) == ["1", "0"])
  }

  @Test func momentsOfEverySpelling() {
    let cases: [(String, Int64?)] = [
      ("\"1760000000000\"", 1_760_000_000_000), ("1760000000000", 1_760_000_000_000), ("1760000000", 1_760_000_000_000),
      ("1760000000123.4", 1_760_000_000_123), ("\"2025-10-09T08:53:20Z\"", 1_760_000_000_000),
      ("\"2025-10-09T16:53:20.123456+08:00\"", 1_760_000_000_123), ("\"2025-10-09 08:53:20\"", 1_760_000_000_000),
      ("\"2024-02-29T00:00Z\"", 1_709_164_800_000), ("null", nil), ("\"\"", nil), ("\"soon\"", nil), ("true", nil),
      ("1e300", nil), ("-5", nil), ("\"2025-13-01T00:00:00Z\"", nil), ("\"2025-10-09T08:53:20Zx\"", nil), ("[1]", nil),
    ]
    for (text, expected) in cases {
      #expect(JSONNode(received: Array("[\(text)]".utf8))?.array?.first?.moment?.milliseconds == expected, "\(text)")
    }
  }

  @Test func conversationsOfEveryForm() throws {
    let found = try conversations(
      """
      {"next":null,"results":[
       {"id":"a","contact":{"name":"訪客 12"},"inbox":{"name":"Site"},"title":"訪客 12","lastMessage":null,
        "lastMessageCreatedAt":"1760000000000","createdAt":"1750000000000"},
       {"id":"b","contact":null,"inbox":null,"title":"  ","last_message":{"createdAt":1760000000000}},
       {"id":"c","title":"合約問題","inbox":[],"contact":"x"}, {"title":"no id"}, 5]}
      """)
    #expect(
      found == [
        RemoteConversation(
          id: RemoteConversationID("a"), contact: "訪客 12", inbox: "Site", createdAt: moment(1_750_000_000_000),
          lastMessageAt: moment(1_760_000_000_000)),
        RemoteConversation(id: RemoteConversationID("b"), lastMessageAt: moment(1_760_000_000_000)),
        RemoteConversation(id: RemoteConversationID("c"), title: "合約問題"),
      ])
  }

  @Test func aPageIsAskedForAtTheConfiguredHost() throws {
    let base = try BaseURL("https://api.test/api/")
    func url(_ page: String?) -> String {
      APIRequest.messages(of: RemoteConversationID("a/b&c"), page: page, size: 50, at: base).url
    }
    let first = "https://api.test/api/messages/?conversation=a%2Fb%26c&pageSize=50"
    #expect(url(nil) == first)
    #expect(url("cursor=cD0x&conversation=x") == "https://api.test/api/messages/?cursor=cD0x&conversation=x")
    // What no service would send begins anew.
    #expect(url("") == first && url("c=1\r\nX: y") == first)
    #expect(url("c=1#@evil.test/") == "https://api.test/api/messages/?c=1")
  }
}

extension RemotePagesTests {
  @Test func oneBadEntrySpoilsNoPageAndIsCounted() throws {
    let bad = [
      #"{"id":"lone","type":"outgoing","content":"\ud83d"}"#, "{\"id\":\"raw\",\"content\":\"a\tb\"}", #"{"id":bad}"#,
      "7",
      "[]", "null", #"{"name":"no id"}"#,
      #"{"id":"deep","content":"x","deep":\#(String(repeating: "[", count: 5000))"#
        + String(repeating: "]", count: 5000) + "}",
    ]
    let body = Array(
      ("{\"next\":\"n\",\"results\":[" + bad.joined(separator: ",") + ",{\"id\":\"last\",\"content\":\"y\"}]}").utf8)
    let chatbots = try ChatbotPage(body, key: testKey)
    #expect(chatbots.chatbots.map(\.id.rawValue) == ["lone", "raw", "deep", "last"])
    #expect(chatbots.unreadable == 5)
    #expect(chatbots.next == "n")
    #expect(try ConversationPage(body, key: testKey).conversations.count == 4)
    let page = try MessagePage(body, key: testKey)
    #expect(page.unreadable == 5)
    let messages = page.page(of: RemoteConversationID("c"), next: nil).messages
    #expect(Set(messages.map(\.text)) == ["\u{FFFD}", "a\tb", "x", "y"])
  }

  @Test func aPageThatIsCutOffKeepsTheEntriesBefore() throws {
    let page = try ChatbotPage(Array(#"[{"id":"a"},{"id":"b"},{"id":"c"#.utf8), key: testKey)
    #expect(page.chatbots.map(\.id.rawValue) == ["a", "b"])
    #expect(page.unreadable == 1)
  }

  @Test func whatIsNotTheAnswerIsAPartOfItsMessage() throws {
    let body = #"""
      [{"id":"3","type":"outgoing","content":"<think>hm</think>\n\nYes"},
       {"id":"2","type":"tool_call","content":"search"}, {"id":"1","type":"incoming","content":"<think>mine</think>"},
       {"id":"0","type":"outgoing","content":"","contentPayload":{"text":"card"}}]
      """#
    let page = try MessagePage(Array(body.utf8), key: testKey).page(of: RemoteConversationID("c"), next: nil)
    #expect(page.messages.map(\.author) == [.assistant, .person, .assistant])
    #expect(page.messages.map(\.text) == ["card", "<think>mine</think>", "Yes"])
    #expect(
      page.messages[2].parts == [
        ReplyPart(kind: .tool, name: "tool_call", text: "search", offset: 0),
        ReplyPart(kind: .thinking, name: ReplyPart.tagName, text: "hm", offset: 0),
      ])
    #expect(page.messages[2].partIDs == [RemoteMessageID("2")])
  }

  @Test func partsThatAreMessagesOfTheirOwnJoinTheAnswerTheyBelongTo() throws {
    let items = [
      #"{"id":"1","type":"incoming","content":"q"}"#, #"{"id":"2","type":"thinking","content":"hm"}"#,
      #"{"id":"3","type":"status","content":""}"#,
      #"{"id":"4","type":"tool_call","name":"search","arguments":{"q":"h"},"citations":[{"filename":"a"},7]}"#,
      #"{"id":"5","type":"outgoing","content":"Yes 九"}"#, #"{"id":"6","type":"status","content":"done"}"#,
      #"{"id":"7","type":"incoming","content":"more"}"#, #"{"id":"8","type":"tool_call","content":"x"}"#,
      #"{"id":"9","type":"progress","content":"half"}"#, #"{"id":"10","type":"incoming","content":"hello?"}"#,
      #"{"id":"11","type":"status","content":""}"#,
    ]
    // The service has the newest first.
    let body = "[" + items.reversed().joined(separator: ",") + "]"
    var page = try MessagePage(Array(body.utf8), key: testKey).page(of: RemoteConversationID("c"), next: nil)
    #expect(page.messages.map(\.id.rawValue) == ["1", "5", "7", "8", "10"])
    #expect(page.messages.map(\.text) == ["q", "Yes 九", "more", "", "hello?"])
    #expect(page.messages[1].parts.map(\.text) == ["hm", #"search {"q":"h"}"#, "done"])
    #expect(page.messages[1].parts.map(\.offset) == [0, 0, 7])
    #expect(page.messages[1].citations == [Citation(filename: "a")] && page.messages[1].unreadableSources == 1)
    #expect(page.messages[1].partIDs.map(\.rawValue) == ["2", "3", "4", "6"])
    // Without an answer they are one message.
    #expect(page.messages[3].parts.map(\.text) == ["x", "half"] && !page.messages[3].isAnswer)
    page.messages = page.messages.withPartsInAnswers
    #expect(page.messages.count == 5, "once more changes nothing")
  }
}
