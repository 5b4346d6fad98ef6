import ChatModel
import TestSupport
import Testing
import Text

@testable import MaiAgentAPI

/// What comes with a reply and is not the answer, and text that is hard to read.
@Suite struct ReplyPartTests {
  private static func events(_ objects: [String], type: String? = "text/event-stream") -> [ReplyEvent] {
    joined(decode(objects.map { "data: \($0)\n\n" }.joined(), type: type))
  }

  /// The answer's text alone.
  static func text(_ events: [ReplyEvent]) -> String {
    events.map { if case .textArrived(let text) = $0 { text } else { "" } }.joined()
  }

  private static func part(_ kind: ReplyPart.Kind, _ name: String, _ text: String) -> ReplyEvent {
    .partArrived(kind: kind, name: name, text: text)
  }

  @Test(arguments: [
    ("thinking", ReplyPart.Kind.thinking), ("Reasoning", .thinking), ("agent_thought", .thinking),
    ("reasoning-content", .thinking), ("tool", .tool), ("tool_call", .tool), ("toolCall", .tool),
    ("TOOL-RESULT", .tool),
    ("tool_use", .tool), ("functionCall", .tool), ("function_call_output", .tool), ("mcp_tool_call", .tool),
    ("status", .status), ("progress", .status), ("statusUpdate", .status),
  ]) func eventsOfKnownTypesArePartsAndNotTheAnswer(name: String, kind: ReplyPart.Kind) {
    let events = Self.events([
      #"{"content":"before ","type":"outgoing"}"#, #"{"type":"\#(name)","content":"one "}"#,
      #"{"content":"two","type":"\#(name)"}"#, #"{"content":"after"}"#, #"{"content":"","done":true}"#,
    ])
    #expect(
      events == [.textArrived("before "), Self.part(kind, name, "one two"), .textArrived("after"), .completed])
  }

  @Test(arguments: ["outgoing", "text", "message", "text_tool", "retool", "toolbox", "answer", "delta", "statuses", ""])
  func anyOtherTypeWithContentIsTheAnswer(name: String) {
    #expect(
      Self.events([#"{"type":"\#(name)","content":"a"}"#, #"{"done":true}"#]) == [.textArrived("a"), .completed])
  }

  @Test func aPartOfAnotherNameIsAnotherPartAndOneCanEndTheReply() {
    #expect(
      Self.events([
        #"{"type":"tool_call","name":"search","arguments":{"q":"hours"}}"#, #"{"type":"tool_result","content":"9-17"}"#,
        #"{"type":"status","content":""}"#, #"{"type":"thinking","content":"","done":true}"#,
      ]) == [
        Self.part(.tool, "tool_call", #"search {"q":"hours"}"#), Self.part(.tool, "tool_result", "9-17"), .completed,
      ])
  }

  @Test func aTypeThatDoesNotEndTheAnswersCharacterKeepsItWaiting() {
    #expect(
      Self.events([
        #"{"content":"a\ud83d"}"#, #"{"type":"status","content":"x\ud83d"}"#, #"{"content":"\ude00b"}"#,
        #"{"done":true}"#,
      ]) == [
        .textArrived("a"), Self.part(.status, "status", "x\u{FFFD}"), .textArrived("😀b"), .completed,
      ])
  }

  @Test func theNameOfAnEventCountsWhereItHasNoType() {
    let text =
      "event: thinking\ndata: {\"content\":\"hm\"}\n\nevent: message\ndata: {\"content\":\"a\",\"done\":true}\n\n"
    #expect(decode(text) == [Self.part(.thinking, "thinking", "hm"), .textArrived("a"), .completed])
  }

  @Test func aToolsErrorIsNotTheReplysAndAnotherEventsIs() {
    #expect(
      Self.events([#"{"type":"tool_result","error":"no such page"}"#, #"{"content":"a","done":true}"#]) == [
        Self.part(.tool, "tool_result", "no such page"), .textArrived("a"), .completed,
      ])
    #expect(ending(Self.events([#"{"type":"error","message":"overloaded"}"#]))?.text == "overloaded")
    #expect(ending(Self.events([#"{"type":"status","error":"overloaded"}"#]))?.kind == .reported)
  }

  @Test(arguments: [
    ("<think>hm</think>Yes", "hm", "Yes"), ("\n <think>\nhm\n</think>\n\nYes", "hm", "Yes"),
    ("<thinking>a</think>b</thinking>Yes", "a</think>b", "Yes"), ("<think></think>Yes", "", "Yes"),
    ("<think>hm</think>", "hm", ""), ("<think> \n", "", "<think> \n"), ("<thin", "", "<thin"),
    ("< think>a</think>b", "", "< think>a</think>b"),
    ("a <think>b</think>", "", "a <think>b</think>"),
    ("  Yes", "", "  Yes"), ("<think>a</think><think>b</think>c", "a", "<think>b</think>c"), (" \n", "", " \n"),
  ]) func thoughtsBetweenTagsAtTheBeginningAreAPart(content: String, thought: String, text: String) {
    let wanted: [ReplyEvent] =
      (thought.isEmpty ? [] : [Self.part(.thinking, ReplyPart.tagName, thought)])
      + (text.isEmpty ? [] : [.textArrived(text)])
      + [.completed]
    let quoted = JSONSample.quoted(content)
    #expect(decode("{\"content\":\(quoted)}", type: "application/json") == wanted)
    for count in [1, 2, 3, 7, 100] {
      let pieces = stride(from: 0, to: content.count, by: count).map {
        "{\"content\":\(JSONSample.quoted(String(content.dropFirst($0).prefix(count))))}"
      }
      #expect(Self.events(pieces + [#"{"done":true}"#]) == wanted, "pieces of \(count)")
      // The last event may repeat all there was.
      #expect(Self.events(pieces + ["{\"content\":\(quoted),\"done\":true}"]) == wanted, "pieces of \(count), repeated")
    }
  }

  @Test func thoughtsAreShownAsTheyComeAndAreTheAnswersTextWhereTheTagIsNeverClosed() {
    var decoder = ReplyDecoder(contentType: "text/event-stream", key: testKey)
    func receive(_ content: String) -> [ReplyEvent] {
      decoder.receive(Array("data: {\"content\":\(JSONSample.quoted(content))}\n\n".utf8))
    }
    #expect(receive("\n<thi") == [])
    #expect(receive("nk>\n") == [])
    #expect(receive("One.\n\n") == [Self.part(.thinking, ReplyPart.tagName, "One.")])
    #expect(receive("Two <b") == [Self.part(.thinking, ReplyPart.tagName, "\n\nTwo <b")])
    #expect(receive(" </thin") == [])
    #expect(receive("g> ") == [Self.part(.thinking, ReplyPart.tagName, " </thing>")])
    let closed = decoder
    #expect(decoder.end().first == .thoughtsWereText("\n<think>\nOne.\n\nTwo <b </thing> "))
    decoder = closed
    #expect(receive("</think>\n") == [])
    #expect(receive("\nYes") == [.textArrived("Yes")])
  }

  /// What a client has of a reply when it ended.
  private struct EndState: Equatable {
    var text = ""
    var parts: [String] = []

    init(_ events: [ReplyEvent]) {
      for event in events {
        switch event {
        case .textArrived(let more): text += more
        case .partArrived(_, let name, let more):
          if parts.last?.hasPrefix("\(name):") == true {
            parts[parts.count - 1] += more
          } else {
            parts.append("\(name):\(more)")
          }
        case .thoughtsWereText(let all):
          parts.removeAll { $0.hasPrefix("\(ReplyPart.tagName):") }
          text += all
        default: break
        }
      }
    }
  }

  @Test(arguments: 0..<60) func anySplittingOfAnAnswersBytesGivesTheSameEnd(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let words = [
      "<think>", "</think>", "<thinking>", "</thinking>", " ", "\n", "<", "</", "a", "漢", "😀", "e\u{301}", "think>",
      "\t",
    ]
    for _ in 0..<20 {
      let beginning = ["", " ", "\n<think>", "<think>", "<thinking>"].randomElement(using: &generator)!
      let content =
        beginning
        + (0..<Int.random(in: 0...12, using: &generator)).map { _ in words.randomElement(using: &generator)! }.joined()
      let bytes = Array(content.utf8)
      let whole = EndState(decode("{\"content\":\(JSONSample.quoted(content))}", type: "application/json"))
      // Pieces of the answer end anywhere, also within a character; and so do those of the connection.
      var body: [UInt8] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = rest.prefix(.random(in: 1...6, using: &generator))
        rest = rest.dropFirst(piece.count)
        body += Array("data: {\"content\":\"".utf8)
        for byte in piece {
          switch byte {
          case 0x0A: body += Array(#"\n"#.utf8)
          case 0x09: body += Array(#"\t"#.utf8)
          default: body.append(byte)
          }
        }
        body += Array("\"}\n\n".utf8)
      }
      body += Array("data: {\"done\":true}\n\n".utf8)
      var pieces: [[UInt8]] = []
      var left = body[...]
      while !left.isEmpty {
        pieces.append(Array(left.prefix(.random(in: 1...40, using: &generator))))
        left = left.dropFirst(pieces.last!.count)
      }
      #expect(EndState(decode(pieces, type: "text/event-stream")) == whole, "\(content.debugDescription)")
      #expect(EndState(decode([body], type: "text/event-stream")) == whole, "\(content.debugDescription)")
    }
  }

  @Test func eachByteOfAThoughtIsLookedAtAboutOnceHoweverItComes() {
    for piece in ["<", "</think", "a", "\n", "</thin>"] {
      var answer = AnswerText()
      _ = answer.take("<think>")
      var count = 0
      for _ in 0..<20_000 {
        _ = answer.take(piece)
        count += piece.utf8.count
      }
      #expect(answer.steps <= 2 * count + 20, "\(answer.steps) looks at \(count) bytes of \(piece)")
    }
  }

  @Test func whatIsHeldBackComesOutWhenTheConnectionBreaks() {
    var decoder = ReplyDecoder(contentType: "text/event-stream", key: testKey)
    #expect(
      decoder.receive(Array(#"data: {"content":"<think>so far \ud83d"}"#.utf8) + [0x0A, 0x0A]) == [
        Self.part(.thinking, ReplyPart.tagName, "so far")
      ])
    #expect(decoder.breakOff() == [.thoughtsWereText("<think>so far \u{FFFD}")])
    #expect(decoder.breakOff() == [])
    var whole = ReplyDecoder(contentType: "application/json", key: testKey)
    #expect(whole.receive(Array(#"{"conversationId":"c1","content":"half of\nit"#.utf8)) == [])
    #expect(whole.breakOff() == [ReplyDecoderTests.named, .textArrived("half of\nit")])
    var last = ReplyDecoder(contentType: "text/event-stream", key: testKey)
    #expect(last.receive(Array(#"data: {"content":"cut o"#.utf8)) == [])
    #expect(last.breakOff() == [.eventsUnreadable(1), .textArrived("cut o")])
  }

  @Test func thePayloadIsReadWhereContentIsEmpty() {
    #expect(
      Self.events([
        #"{"content":"","contentPayload":{"text":"a"}}"#, #"{"content":null,"content_payload":"b"}"#,
        #"{"contentPayload":{"blocks":[{"text":"c"},{"image":"x"},{"text":"d"}]}}"#,
        #"{"content":"e","contentPayload":{"text":"no"}}"#, #"{"contentPayload":{"n":1}}"#, #"{"done":true}"#,
      ]) == [.textArrived("abcde"), .completed])
    #expect(
      decode(#"{"content":"","contentPayload":{"message":{"content":"a"}}}"#, type: "application/json") == [
        .textArrived("a"), .completed,
      ])
  }

  @Test(arguments: [
    #"{"content":"","contentPayload":{"foo":"bar"}}"#, #"{"contentPayload":{"blocks":[{"foo":{"bar":"x"}}]}}"#,
    #"{"text":"hello"}"#, #"{"message":{"content":"hello"}}"#, #"{"Content":"x"}"#,
    #"{"choices":[{"delta":{"content":"x"}}]}"#, #"{"type":"chunk","text":"hello"}"#,
    #"{"conversationId":null,"delta":"x"}"#,
  ]) func whatSaysSomethingThatIsNotFoundIsCounted(object: String) {
    let events = decode("data: \(object)\n\ndata: {\"content\":\"a\",\"done\":true}\n\n")
    #expect(events == [.eventsUnreadable(1), .textArrived("a"), .completed])
    let last = decode("data: {\"content\":\"a\"}\n\ndata: {\"done\":true,\(object.dropFirst())\n\n")
    if !object.hasPrefix(#"{"message"#), !object.hasPrefix(#"{"conversationId"#) {
      #expect(last == [.textArrived("a"), .eventsUnreadable(1), .completed])
    }
  }

  @Test(arguments: [
    "{}", #"{"content":""}"#, #"{"content":null,"usage":{"model":"m"}}"#, #"{"ping":"2026"}"#,
    #"{"type":"ping","at":"x"}"#,
    #"{"type":"heartbeat"}"#, #"{"contentPayload":{"type":"doc","content":[]}}"#, #"{"contentPayload":null}"#,
    #"{"id":"x","model":"m"}"#, #"{"citations":[],"note":"n"}"#,
  ]) func whatSaysNothingIsNotCounted(object: String) {
    #expect(
      decode("data: \(object)\n\ndata: {\"content\":\"a\",\"done\":true}\n\n") == [.textArrived("a"), .completed])
    #expect(
      decode("event: ping\ndata: {\"at\":\"noon\"}\n\ndata: {\"done\":true}\n\n") == [.completed])
  }

  @Test func linesOfOtherSpellingsAreDataAlsoWhereNothingElseSaysSo() {
    #expect(
      decode("DATA: {\"content\":\"a\"}\n\n  data: {\"done\":true}\n\n", type: "text/plain")
        == [.textArrived("a"), .completed])
  }

  // MARK: Hard to read

  @Test(arguments: [
    (
      [#"{"content":"The dose is "}"#, #"{"content":"NOT 500 mg \ud83d"}"#, #"{"content":"\ude00 per day"}"#],
      "The dose is NOT 500 mg 😀 per day"
    ),
    ([#"{"content":"a\ud83d"}"#, #"{"content":"b"}"#], "a\u{FFFD}b"), ([#"{"content":"a\ud83d"}"#], "a\u{FFFD}"),
    ([#"{"content":"a\ud83d"}"#, #"{"content":null}"#, "{}", #"{"content":"\ude00"}"#], "a😀"),
    ([#"{"content":"\ude00 b"}"#], "\u{FFFD} b"), ([#"{"content":"a\#u{1}b\#tc"}"#], "a\u{1}b\tc"),
    ([#"{"content":"a","score":NaN}"#, #"{"content":"\q","x":[1,]}"#], #"a\q"#),
  ]) func textIsNotDroppedForWhatIsWrongInIt(objects: [String], text: String) {
    let events = Self.events(objects + [#"{"done":true}"#])
    #expect(events == [.textArrived(text), .completed])
    if objects.count == 1 {
      #expect(decode(objects[0], type: "application/json") == [.textArrived(text), .completed])
    }
  }

  @Test func aCharacterWhoseBytesComeInTwoEventsIsOne() {
    let bytes = Array("漢".utf8)
    let body =
      Array(#"data: {"content":"a"#.utf8) + bytes.prefix(1) + Array("\"}\n\ndata: {\"content\":\"".utf8)
      + bytes.dropFirst()
      + Array("b\",\"done\":true}\n\n".utf8)
    #expect(joined(decode([body], type: nil)) == [.textArrived("a漢b"), .completed])
    let broken = Array("data: {\"content\":\"a".utf8) + [0xFF] + Array("b\",\"done\":true}\n\n".utf8)
    #expect(decode([broken], type: nil) == [.textArrived("a\u{FFFD}b"), .completed])
  }

  @Test func nestingWithoutAnEndCostsLittleAndLeavesTheText() {
    for close in [String(repeating: "]", count: 9000) + "}", ""] {
      let deep = String(repeating: "[", count: 9000) + String(repeating: "1,", count: 500) + "1"
      let events = Self.events([#"{"content":"x","citations":\#(deep)\#(close)"#, #"{"content":"y","done":true}"#])
      #expect(
        events == (close.isEmpty ? [.eventsUnreadable(1)] : []) + [
          .sourcesUnreadable(1), .textArrived("xy"), .completed,
        ])
    }
  }

  @Test func whatCannotBeReadIsCountedAndWhatCanBeReadOfItIsKept() {
    #expect(
      Self.events([
        "{bad", #"{"content":"a"}"#, #"{"content":"b","x":}"#, "hello", #"{"content":"c""#, #"[{"content":"d"},7]"#,
        #"{"done":true}"#,
      ]) == [
        .eventsUnreadable(1), .textArrived("a"), .eventsUnreadable(2), .textArrived("b"), .eventsUnreadable(4),
        .textArrived("cd"), .eventsUnreadable(5), .completed,
      ])
  }

  @Test func aWholeAnswerThatIsCutOffOrWrongInItsEndKeepsItsText() {
    let cut = decode(#"{"content":"half of"#, type: "application/json")
    #expect(cut.first == .textArrived("half of"))
    #expect(ending(cut)?.kind == .interrupted)
    #expect(
      decode(#"{"content":"all","x":}"#, type: "application/json") == [
        .eventsUnreadable(1), .textArrived("all"), .completed,
      ])
    #expect(
      decode(#"{"type":"thinking","content":"hm"}"#, type: "application/json") == [
        Self.part(.thinking, "thinking", "hm"), .completed,
      ])
    #expect(
      decode(#"[{"type":"thinking","content":"hm"},{"content":"a"}]"#, type: "application/json") == [
        Self.part(.thinking, "thinking", "hm"), .textArrived("a"), .completed,
      ])
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func eventsPartedBySingleLineEndsAreReadAsTheyCome(end: String) {
    var decoder = ReplyDecoder(contentType: "text/event-stream", key: testKey)
    #expect(decoder.receive(Array("data: {\"content\":\"a\"}\(end)".utf8)) == [.textArrived("a")])
    #expect(decoder.receive(Array("data: {\"content\":\"b\"\(end)".utf8)) == [])
    #expect(
      decoder.receive(Array("data: {\"content\":\"c\"}\(end)".utf8)) == [.eventsUnreadable(1), .textArrived("bc")])
    #expect(decoder.receive(Array("data: {\"done\":true}\(end)".utf8)) == [.completed])
  }

  @Test func nothingIsSaidToBeKeptWhereNothingCame() {
    #expect(ending(decode("data: {\"error\":\"x\"}\n\n"))?.advice == "Retry to ask again.")
    let half = ending(decode("data: {\"content\":\"a\"}\n\ndata: {\"error\":\"x\"}\n\n"))
    #expect(half?.advice == "The partial reply is saved. Retry to ask again.")
  }

  @Test func sourcesThatChangeInHundredsOfEventsAreJoinedInLinearTime() throws {
    var list = CitationList()
    let files = (0..<2000).map { #"{"filename":"f\#($0).pdf"}"# }.joined(separator: ",")
    var arrived = 2000
    var said = 0
    func update(_ text: String) throws {
      try Array(text.utf8).withUnsafeBufferPointer { bytes in
        var reader = JSONReader(bytes, mode: .tolerant)
        let read = ReplyPayload(&reader)
        let payload = try #require(read)
        payload.readCitations(into: &list)
      }
      if list.changed(isLast: false) != nil { said += 1 }
    }
    try update("{\"citations\":[\(files)]}")
    #expect(said == 1)
    for index in 0..<500 {
      try update(#"{"citationNodes":[{"text":"passage \#(index)","filename":"f\#(index).pdf"}]}"#)
      arrived += 1
    }
    let changed = list.changed(isLast: true)
    let last = try #require(changed)
    #expect(last.count == 2000)
    #expect(last.first == Citation(filename: "f499.pdf", passage: "passage 499"))
    #expect(list.steps <= 4 * arrived, "\(list.steps) looks at \(arrived) sources")
    // The same again is nothing new.
    try update("{\"citations\":[\(files)]}")
    let again = list.changed(isLast: true)
    #expect(again == nil)
  }

  @Test func aSourceThatCannotBeReadLeavesTheOthers() {
    var decoder = ReplyDecoder(contentType: "text/event-stream", key: testKey)
    let events = decoder.receive(
      Array(#"data: {"citations":[{"filename":"a"},7,{"filename":"\ud83d"},{"x":bad},{"filename":"b"}]}"#.utf8) + [
        10, 10,
      ])
    #expect(
      events == [
        .citationsArrived([Citation(filename: "a"), Citation(filename: "\u{FFFD}"), Citation(filename: "b")]),
        .sourcesUnreadable(2),
      ])
    #expect(decoder.skippedCitations == 2)
    // The list that replaces it has its own.
    let next = #"data: {"citations":[7,{"filename":"b"}]}"# + "\n\n" + #"data: {"citations":[]}"# + "\n\n"
    #expect(
      decoder.receive(Array(next.utf8)) == [.citationsArrived([Citation(filename: "b")]), .sourcesUnreadable(1)])
  }
}

enum JSONSample {
  /// `text` as a string of JSON.
  static func quoted(_ text: String) -> String { JSONText.quoted(text) }
}
