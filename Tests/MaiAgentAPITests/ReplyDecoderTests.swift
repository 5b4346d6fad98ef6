import ChatModel
import DecodingChecks
import MaiAgentAPI
import TestSupport
import Testing

let testKey = APIKey("top.secret-key")!

/// The events of a body given in `pieces`.
func decode(_ pieces: [[UInt8]], type: String?) -> [ReplyEvent] {
  var decoder = ReplyDecoder(contentType: type, key: testKey)
  var events: [ReplyEvent] = []
  for piece in pieces { events += decoder.receive(piece) }
  return events + decoder.end()
}

func decode(_ text: String, type: String? = "text/event-stream") -> [ReplyEvent] {
  decode([Array(text.utf8)], type: type)
}

/// The events with all text that follows each other joined: what is the same however the bytes were cut.
func joined(_ events: [ReplyEvent]) -> [ReplyEvent] { ReplyScript.joined(events) }

extension [ReplyEvent] {
  /// Without how many events could not be read.
  var readable: [ReplyEvent] {
    filter { if case .eventsUnreadable = $0 { false } else { true } }
  }
}

func ending(_ events: [ReplyEvent]) -> Failure? {
  if case .failed(let failure)? = events.last { failure } else { nil }
}

@Suite struct ReplyDecoderTests {
  static let named = ReplyEvent.conversationNamed(RemoteConversationID("c1"))

  @Test(arguments: [
    // The manual's spelling, the example's, and both.
    "data: {\"content\":\"We op\",\"conversation_id\":\"c1\",\"done\":fa"
      + "lse}\n\ndata: {\"content\":\"en\",\"done\":true}\n\n",
    "data: {\"content\":\"We op\",\"conversationId\":\"c1\"}\n\ndata: {\"conte"
      + "nt\":\"en\"}\n\ndata: {\"content\":\"\",\"done\":true}\n\n",
    "data: {\"conversationId\":\"c1\",\"conversation_id\":\"c1\",\"content\":\"We open\"}\n\ndata: [DONE]\n\n",
    // The last event repeats all there was.
    "data: {\"content\":\"We open\",\"conversation_id\":\"c1\"}\n\ndata: {\"content\":\"We open\",\"done\":true}\n\n",
    // Missing and null content, unknown keys, no content at all, comments, bad JSON, no last blank line.
    "data: {\"conversation_id\":\"c1\"}\n\ndata: {\"content\":null,\"us"
      + "age\":{\"a\":[1]}}\n\n: ping\n\ndata: {nonsense\n\n"
      + "data: {\"content\":\"We open\",\"tool\":[{}]}\n\ndata: []\n\ndata: {\"done\":true}",
    // Several data lines, CRLF.
    "data: {\"content\":\r\ndata: \"We open\",\r\ndata: \"conversation_id\":\"c1\",\"done\":true}\r\n\r\n",
    // Events after the last one.
    "data: {\"content\":\"We open\",\"conversation_id\":\"c1\",\"done\":t"
      + "rue}\n\ndata: {\"content\":\"x\",\"error\":\"y\"}\n\n",
    // JSON lines, and an object where a stream was asked for.
    "{\"content\":\"We \",\"conversation_id\":\"c1\"}\n{\"content\":\"open\",\"done\":true}\n",
    "{\"content\":\"We open\",\"conversationId\":\"c1\",\"done\":true}",
    "{\n  \"content\": \"We open\",\n  \"conversationId\": \"c1\"\n}",
    "\u{FEFF}data: {\"content\":\"We open\",\"conversation\":\"c1\",\"done\":\"true\"}\n\n",
    "data: {\"content\":\"We open\",\"conversation_id\":\"c1\",\"error\":null,\"detail\":\"\"}\n\ndata: DONE\n\n",
  ])
  func readsEveryFormOfAStream(text: String) {
    let wanted = [Self.named, .textArrived("We open"), .completed]
    // Whatever the answer is announced as, the bytes decide.
    for type in ["text/event-stream; charset=utf-8", nil, "application/json", "text/plain", "application/x-ndjson"] {
      // One object over several lines is no stream of lines.
      if type == "application/x-ndjson", text.hasPrefix("{\n") { continue }
      // Without `done` one object a line is a stream that broke off; as a whole it is complete.
      #expect(joined(decode(text, type: type).readable) == wanted, "as \(type ?? "nothing")")
      #expect(
        joined(decode(text.utf8.map { [$0] }, type: type).readable) == wanted, "byte by byte as \(type ?? "nothing")")
    }
  }

  @Test func anObjectInReplyToAStreamIsTheWholeReply() {
    for type in ["application/json", nil, "text/plain", "text/event-stream"] {
      #expect(
        decode("{\"content\":\"Yes\",\"conversationId\":\"c1\"}", type: type) == [
          Self.named, .textArrived("Yes"), .completed,
        ])
    }
  }

  @Test(arguments: [
    ("{\"content\":\"Yes\",\"conversationId\":\"c1\",\"id\":\"m1\"}", "Yes"),
    ("{\"content\":\"Yes\",\"conversation_id\":\"c1\",\"message_id\":\"m1\",\"done\":false}", "Yes"),
    ("{\"content\":\"Yes\",\"conversation\":\"c1\",\"messageId\":\"m1\"}", "Yes"),
    (
      "{\"content\":{\"b\":[1,2.5,null,true],\"a\":\"\\\"x\\/\"},\"conversationId\":\"c1\",\"id\":\"m1\"}",
      "{\"a\":\"\\\"x/\",\"b\":[1,2.5,null,true]}"
    ),
    ("{\"content\":42,\"conversationId\":\"c1\",\"id\":\"m1\"}", "42"),
  ])
  func readsASynchronousAnswer(text: String, content: String) {
    #expect(
      decode(text, type: "application/json") == [
        Self.named, .messageNamed(RemoteMessageID("m1")), .textArrived(content), .completed,
      ])
  }

  @Test func emptyContentIsAnEmptyReply() {
    #expect(decode("{\"content\":null}", type: "application/json") == [.completed])
    #expect(decode("{\"content\":\"\"}", type: "application/json") == [.completed])
  }

  @Test(arguments: [
    ("{\"answer\":\"Yes\"}", "application/json", "{\"answer\":\"Yes\"}"),
    (
      "<html><head><style>p{}</style></head><body><h1>Welcome</h1> to <b>nginx</b></body></html>", "text/html",
      "Welcome to nginx"
    ),
    ("[1,2]", "application/json", "[1,2]"), ("\"text\"", "application/json", "\"text\""), ("Hello", nil, "Hello"),
    ("{\"key\":\"top.secret-key\"}", "application/json", "{\"key\":\"(key)\"}"),
  ])
  func anAnswerWithoutContentIsShown(text: String, type: String?, shown: String) throws {
    let failure = try #require(ending(decode(text, type: type)))
    #expect(failure.kind == .malformed)
    #expect(failure.text == "The answer has no content; it begins: \(shown)")
  }

  @Test func anEmptyAnswerIsNoReply() {
    #expect(ending(decode("", type: "application/json"))?.kind == .malformed)
    #expect(ending(decode("", type: nil))?.text == "The answer is empty.")
    #expect(ending(decode("", type: "text/event-stream"))?.kind == .malformed)
  }

  @Test(arguments: [
    "data: {\"error\":\"model overloaded\"}\n\n",
    "data: {\"error\":{\"message\":\"model overloaded\",\"code\":5}}\n\n",
    "data: {\"detail\":\"model overloaded\"}\n\n",
    "data: {\"detail\":[\"model overloaded\"]}\n\n",
    "event: error\ndata: {\"message\":\"model overloaded\"}\n\n",
    "event: error\ndata: model overloaded\n\n",
    "data: {\"content\":\"\",\"error\":\"model overloaded\",\"done\":true}\n\n",
  ])
  func anErrorInTheStreamEndsTheReplyAndKeepsTheText(text: String) throws {
    let events = decode("data: {\"content\":\"Half\",\"conversation_id\":\"c1\"}\n\n" + text)
    #expect(Array(events.prefix(2)) == [Self.named, .textArrived("Half")])
    let failure = try #require(ending(events))
    #expect(failure.kind == .reported)
    #expect(failure.text == "model overloaded")
    #expect(events.count == 3)
  }

  @Test func anErrorWithoutWordsIsStillOne() {
    #expect(ending(decode("event: error\n\n"))?.kind == .reported)
    #expect(ending(decode("data: {\"error\":true}\n\n"))?.kind == .reported)
  }

  @Test func anErrorObjectWithSuccessStatusIsReported() {
    #expect(ending(decode("{\"detail\":\"No quota.\"}", type: "application/json"))?.kind == .reported)
    #expect(ending(decode("{\"error\":{\"message\":\"No top.secret-key\"}}", type: nil))?.text == "No (key)")
  }

  @Test func contentWithADetailIsContent() {
    #expect(
      decode("data: {\"content\":\"a\",\"detail\":\"x\"}\n\ndata: [DONE]\n\n") == [.textArrived("a"), .completed])
  }

  @Test func anEndBeforeDoneIsAFailure() throws {
    let events = decode("data: {\"content\":\"Half\"}\n\ndata: {bad\n\n")
    #expect(events.first == .textArrived("Half"))
    let failure = try #require(ending(events))
    #expect(failure.kind == .interrupted)
    #expect(failure.text == "The reply ended before it was done. 1 of its events could not be read.")
  }

  @Test func skippedEventsAreCounted() {
    var decoder = ReplyDecoder(contentType: "text/event-stream", key: testKey)
    _ = decoder.receive(Array("data: {\n\ndata: 7\n\ndata: {\"content\":\"a\"}\n\ndata: [\"b\"]\n\n".utf8))
    #expect(decoder.skippedEvents == 3)
  }

  @Test func aLastEventThatBringsMoreIsAppended() {
    #expect(
      joined(decode("data: {\"content\":\"We\"}\n\ndata: {\"content\":\" do\",\"done\":true}\n\n")) == [
        .textArrived("We do"), .completed,
      ])
    // Only the last event can be a repetition.
    #expect(
      joined(decode("data: {\"content\":\"ha\"}\n\ndata: {\"content\":\"ha\"}\n\ndata: {\"done\":true}\n\n")) == [
        .textArrived("haha"), .completed,
      ])
  }

  @Test func textOfOneArrivalIsOneEvent() {
    var decoder = ReplyDecoder(contentType: "text/event-stream", key: testKey)
    let bytes = Array((0..<100).map { "data: {\"content\":\"\($0) \"}\n\n" }.joined().utf8)
    #expect(decoder.receive(bytes) == [.textArrived((0..<100).map { "\($0) " }.joined())])
  }

  @Test func citationsAreJoined() {
    let files =
      "[{\"id\":\"f1\",\"filename\":\"hours.pdf\",\"file\":\"https://f.test/hou"
      + "rs.pdf\"},{\"filename\":\"b.txt\",\"file\":null},7,null]"
    let nodes =
      "[{\"chatbotTextNode\":{\"text\":\"Open.\",\"filename\":\"hours.pdf\"},\"sco"
      + "re\":0.83,\"displayScore\":\"83%\"},{\"text\":\"Bare\"},{}]"
    let wanted = [
      Citation(filename: "hours.pdf", file: "https://f.test/hours.pdf", passage: "Open.", score: "83%"),
      Citation(filename: "", passage: "Bare"), Citation(filename: "b.txt"),
    ]
    for key in ["citationNodes", "citation_nodes"] {
      let text = "{\"content\":\"a\",\"citations\":\(files),\"\(key)\":\(nodes),\"done\":true}"
      // A number, and an object without a name or a passage.
      let events: [ReplyEvent] = [.citationsArrived(wanted), .sourcesUnreadable(2), .textArrived("a"), .completed]
      #expect(decode(text, type: "application/json") == events)
      #expect(decode("data: \(text)\n\n") == events)
    }
    // In separate events the later list is the whole one.
    let events = decode("data: {\"citations\":\(files)}\n\ndata: {\"citationNodes\":\(nodes)}\n\ndata: [DONE]\n\n")
    #expect(
      events.dropFirst() == [.sourcesUnreadable(1), .citationsArrived(wanted), .sourcesUnreadable(2), .completed])
    #expect(decode("data: {\"citations\":[],\"citationNodes\":null}\n\ndata: [DONE]\n\n") == [.completed])
  }

  @Test func aHostileBodyIsRefused() {
    var whole = ReplyDecoder(contentType: "application/json", key: testKey, bodyLimit: 1 << 20)
    var events = whole.receive(Array("{\"content\":\"".utf8))
    for _ in 0..<40 { events += whole.receive([UInt8](repeating: 0x61, count: 65536)) }
    #expect(ending(events)?.kind == .malformed)
    #expect(events.count == 1)
    var stream = ReplyDecoder(contentType: "text/event-stream", key: testKey, eventLimit: 1 << 20)
    events = []
    for _ in 0..<40 { events += stream.receive([UInt8](repeating: 0x61, count: 65536)) }
    #expect(ending(events)?.kind == .malformed)
    #expect(events.count == 1)
  }

  @Test func anyCutGivesTheSameReply() {
    for seed in SeededGenerator.seeds(40) {
      var random = SeededGenerator(seed: seed)
      let pieces = [
        "data: {\"content\":\"漢字 😀\"}", "data: {\"content\":\"a\",\"conversation_id\":\"c1\"}",
        "data: {\"content\":null}", "", "",
        "data: {bad", ": x", "data: {\"citations\":[{\"filename\":\"f\"}]}", "{\"content\":\"bare\"}", "event: x",
        "data: {\"messageId\":\"m\"}",
      ]
      var text = ""
      for _ in 0..<40 {
        text += pieces.randomElement(using: &random)! + ["\n", "\r\n", "\r"].randomElement(using: &random)!
      }
      text += ["\n\ndata: [DONE]\n\n", "\n\ndata: {\"done\":true}", "\n\ndata: {\"error\":\"x\"}\n\n", ""]
        .randomElement(using: &random)!
      let bytes = Array(text.utf8)
      let type = ["text/event-stream", nil, "application/json"].randomElement(using: &random)!
      let whole = joined(decode([bytes], type: type))
      #expect(joined(decode(random.cut(bytes, maximum: 7), type: type)) == whole, "seed \(seed)")
      #expect(joined(decode(bytes.map { [$0] }, type: type)) == whole, "seed \(seed), byte by byte")
    }
  }

  @Test func randomBytesEndInExactlyOneWay() {
    let alphabet = Array("\r\n: {}[]data\"content\\u0,true1.\u{FEFF}<>".utf8) + [0, 0xFF, 0xC3, 0x80]
    for seed in SeededGenerator.seeds(40) {
      var random = SeededGenerator(seed: seed)
      let bytes = (0..<500).map { _ in alphabet.randomElement(using: &random)! }
      for type in ["text/event-stream", "application/json", nil] {
        let ends = decode(random.cut(bytes, maximum: 20), type: type).filter {
          if case .failed = $0 { true } else { $0 == .completed }
        }
        #expect(ends.count == 1, "seed \(seed)")
      }
    }
  }

  @Test func deepNestingIsNoTrap() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(ending(decode(deep, type: "application/json"))?.kind == .malformed)
    #expect(ending(decode("data: \(deep)\n\n"))?.kind == .interrupted)
    #expect(ending(decode("data: {\"content\":\(deep)\n\n"))?.kind == .interrupted)
  }
}
