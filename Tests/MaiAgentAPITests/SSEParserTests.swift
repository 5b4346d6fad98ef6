import MaiAgentAPI
import TestSupport
import Testing

@Suite struct SSEParserTests {
  static func events(_ text: String) throws -> [SSEEvent] { try events(of: [Array(text.utf8)]) }

  static func events(of pieces: [[UInt8]]) throws -> [SSEEvent] {
    var parser = SSEParser()
    var events: [SSEEvent] = []
    for piece in pieces { events += try parser.feed(piece) }
    return events + (try parser.finish())
  }

  @Test(arguments: [
    ("data: a\n\ndata: b\n\n", ["a", "b"]),
    ("data:a\n\ndata:  b\n\n", ["a", " b"]),
    ("data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]),
    ("data: a\r\rdata: b\r\r", ["a", "b"]),
    ("data: a\n\r\ndata: b\r\n\n", ["a", "b"]),
    ("\u{FEFF}data: a\n\n", ["a"]),
    ("data: a\ndata: b\ndata\n\n", ["a\nb\n"]),
    (": ping\n\ndata: a\n: ping\n\n", ["a"]),
    ("id: 1\nretry: 5\nstrange: x\nstranger\ndata: a\n\n", ["a"]),
    ("data: a\n\ndata: last", ["a", "last"]),
    ("data: last\n", ["last"]),
    ("\n\n\n", []),
    ("", []),
    ("data:\n\n", [""]),
    ("{\"a\":1}\n{\"a\":2}\n{\"a\":3}", ["{\"a\":1}", "{\"a\":2}", "{\"a\":3}"]),
    ("data: 漢字 😀\n\n", ["漢字 😀"]),
    // Some services begin each event with a BOM.
    ("data: a\n\n\u{FEFF}data: b\n\n", ["a", "b"]),
    ("no field\ndata: a\n\n", ["no field", "a"]),
    ("Data: a\n\n data: b\n\n\tDATA : c\n\ndatum: d\n\n", ["a", "b", "c"]),
  ])
  func reads(text: String, data: [String]) throws {
    #expect(try Self.events(text).map(\.data) == data)
  }

  @Test func namesBelongToOneEvent() throws {
    #expect(
      try Self.events("event: error\ndata: a\n\ndata: b\n\nevent: x\n\nevent: error\n\n") == [
        SSEEvent(name: "error", data: "a"), SSEEvent(data: "b"), SSEEvent(name: "error", data: ""),
      ])
  }

  /// A stream with everything in it that a cut could break.
  static func stream(_ random: inout SeededGenerator) -> [UInt8] {
    var bytes: [UInt8] = Bool.random(using: &random) ? [0xEF, 0xBB, 0xBF] : []
    let pieces = [
      "data: {\"content\":\"漢字 😀\"}", "data:x", "data: ", "data", ": comment", "event: error", "event:", "id: 7",
      "{\"content\":\"bare\"}", "", "", "", "retry: 1", "nonsense", "data: é\u{301}", "\u{FEFF}",
    ]
    for _ in 0..<Int.random(in: 1...60, using: &random) {
      bytes += pieces.randomElement(using: &random)!.utf8
      bytes += ["\n", "\r\n", "\r"].randomElement(using: &random)!.utf8
    }
    if Bool.random(using: &random) { bytes += "data: unfinished".utf8 }
    return bytes
  }

  @Test func anyCutGivesTheSameEventsAndLooksAtEachByteOnce() throws {
    for seed in SeededGenerator.seeds(60) {
      var random = SeededGenerator(seed: seed)
      let bytes = Self.stream(&random)
      let whole = try Self.events(of: [bytes])
      #expect(try Self.events(of: bytes.map { [$0] }) == whole, "seed \(seed), byte by byte")
      for maximum in [2, 5, 40] {
        let pieces = random.cut(bytes, maximum: maximum)
        #expect(try Self.events(of: pieces) == whole, "seed \(seed), pieces up to \(maximum)")
        var parser = SSEParser()
        for piece in pieces { _ = try parser.feed(piece + []) }
        #expect(parser.bytesExamined == bytes.count, "seed \(seed)")
      }
    }
  }

  @Test func randomBytesNeverTrap() throws {
    for seed in SeededGenerator.seeds(30) {
      var random = SeededGenerator(seed: seed)
      let alphabet = Array("\r\n: {}data\"event\u{FEFF}".utf8) + [0, 0xFF, 0xC3, 0x80]
      let bytes = (0..<2000).map { _ in alphabet.randomElement(using: &random)! }
      #expect(try Self.events(of: random.cut(bytes, maximum: 9)) == Self.events(of: [bytes]), "seed \(seed)")
    }
  }

  @Test func aLineOrEventWithoutEndIsRefused() throws {
    var line = SSEParser(limit: 1000)
    for _ in 0..<10 { _ = try line.feed([UInt8](repeating: 0x61, count: 100)) }
    #expect(throws: SSEParser.Overflow(limit: 1000)) { _ = try line.feed([0x61]) }
    var event = SSEParser(limit: 1000)
    #expect(throws: SSEParser.Overflow(limit: 1000)) {
      for _ in 0..<1000 { _ = try event.feed(Array("data: xx\n".utf8)) }
    }
  }
}

extension SSEParserTests {
  @Test(arguments: [
    ("data: {\"a\":1}\ndata: {\"a\":2}\ndata: [DONE]\n", ["{\"a\":1}", "{\"a\":2}", "[DONE]"]),
    // An object over several lines, with and without `data:` before each.
    ("data: {\ndata: \"a\":[\ndata: {}\ndata: ]}\ndata: {\"a\":2}\n", ["{\n\"a\":[\n{}\n]}", "{\"a\":2}"]),
    (
      "data: {\n    \"a\": \"b\",\n    \"c\": 1\n}\n\ndata: {\"a\":2}\n\n",
      ["{\n    \"a\": \"b\",\n    \"c\": 1\n}", "{\"a\":2}"]
    ),
    // One that was never finished, before another.
    ("data: {\"a\":1\ndata: {\"a\":2}\n", ["{\"a\":1", "{\"a\":2}"]),
    ("data: {bad\ndata: {\"a\":2}\ndata: x\n\n", ["{bad", "{\"a\":2}", "x"]),
    // A line feed that stands raw in a string.
    ("data: {\"a\":\"one\ntwo\"}\n\n", ["{\"a\":\"one\ntwo\"}"]),
    ("data: {\"a\":\"\\\"}\"}\ndata: {}\n", ["{\"a\":\"\\\"}\"}", "{}"]),
    ("data: {\"a\":1} x\ndata: {\"a\":2}\n\n", ["{\"a\":1} x", "{\"a\":2}"]),
  ])
  func eventsPartedBySingleLineEndsAreToldApart(text: String, data: [String]) throws {
    #expect(try Self.events(text).map(\.data) == data)
    #expect(try Self.events(of: text.utf8.map { [$0] }).map(\.data) == data)
  }

  @Test func aNameBehindTheDataBelongsToIt() throws {
    #expect(
      try Self.events("data: {\"a\":1}\nevent: error\n\nevent: x\ndata: {}\ndata: {}\n") == [
        SSEEvent(data: "{\"a\":1}"), SSEEvent(name: "error", data: "{\"a\":1}"), SSEEvent(name: "x", data: "{}"),
        SSEEvent(data: "{}"),
      ])
  }

  @Test func theEndOfJSONIsLookedForInLinearTime() throws {
    for text in [
      "data: {\n" + String(repeating: "data: }{\n", count: 3000), String(repeating: "data: {\"a\":1\n", count: 3000),
      "data: [\n" + String(repeating: "data: {},\n", count: 3000) + "data: 1]\n\n",
      "data: {\"a\":\"\n" + String(repeating: "}\n", count: 3000),
    ] {
      var parser = SSEParser()
      _ = try parser.feed(Array(text.utf8))
      #expect(parser.bytesExamined == text.utf8.count)
      #expect(parser.bytesOutlined <= 2 * text.utf8.count)
    }
  }
}
