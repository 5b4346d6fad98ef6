import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct StructuredTextTests {
  private func pretty(_ text: String) -> String? {
    StructuredText(text).map { String($0.markdown.dropFirst("```json\n".count).dropLast("\n```\n".count)) }
  }

  @Test func anObjectGetsALineForEachValueAndEverythingInItStaysAsReceived() {
    let text = " {\"b\":1.50e+3,\"a\":[true,{},[ ],null,\"x\\u00e9\\n{漢,}\"],\"b\":-0}\n"
    #expect(
      pretty(text) == """
        {
          "b": 1.50e+3,
          "a": [
            true,
            {},
            [],
            null,
            "x\\u00e9\\n{漢,}"
          ],
          "b": -0
        }
        """)
    #expect(pretty("[]") == "[]")
  }

  @Test func whatIsNoJSONObjectOrArrayIsLeftAlone() {
    for text in [
      "", "{", "{}{}", "[1,]", "{\"a\":1,}", "{a:1}", "{'a':1}", "[01]", "[1.]", "[.5]", "[tru]", "[\"a\nb\"]",
      "[\"\\x\"]",
      "[\"\\u12g4\"]", "5", "\"a\"", "null", "[1] and more", "see [1]", "[a](b)", "{\"a\" 1}", "[1 2]", "[\"]",
      String(repeating: "[", count: 300) + String(repeating: "]", count: 300),
    ] { #expect(pretty(text) == nil, "\(text.prefix(40))") }
  }

  @Test func deepNestingDoesNotGrowWithoutBounds() {
    let deep =
      String(repeating: "[", count: 190) + Array(repeating: "1", count: 50_000).joined(separator: ",")
      + String(repeating: "]", count: 190)
    #expect(pretty(deep) == nil)
  }

  /// Foundation reads the same from both texts.
  @Test(arguments: SeededGenerator.seeds(30))
  func theValueStaysTheSameAndLinesAreFoundAgain(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let text = "[" + Self.value(3, &random) + ", " + Self.value(4, &random) + "]"
    let structured = try #require(StructuredText(text), "seed \(seed): \(text)")
    let shown = try #require(pretty(text))
    let decoder = JSONDecoder()
    #expect(
      try decoder.decode(Loose.self, from: Data(text.utf8)) == decoder.decode(Loose.self, from: Data(shown.utf8)),
      "seed \(seed)")
    var offset = 0
    for line in structured.markdown.split(separator: "\n").dropFirst().dropLast() {
      let start = 8 + offset
      #expect(structured.shown(ofSource: structured.source(ofShown: start)) == start, "seed \(seed)")
      offset += line.utf8.count + 1
    }
    for source in 0..<text.utf8.count {
      let place = structured.source(ofShown: structured.shown(ofSource: source))
      #expect(place <= source + 1 && place >= 0, "seed \(seed), byte \(source)")
    }
  }

  private static func value(_ depth: Int, _ random: inout SeededGenerator) -> String {
    let blank = ["", " ", "\n", "\t "].randomElement(using: &random)!
    switch depth == 0 ? Int.random(in: 0...3, using: &random) : Int.random(in: 0...5, using: &random) {
    case 0: return blank + "\(Int.random(in: -99...99, using: &random))"
    case 1: return ["true", "false", "null"].randomElement(using: &random)! + blank
    case 2, 3: return ["\"a b\"", "\"漢\\\"字\"", "\"{[,]}\"", "\"\\\\\""].randomElement(using: &random)!
    case 4:
      return "["
        + (0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth - 1, &random) }
        .joined(separator: ",") + blank + "]"
    default:
      return "{"
        + (0..<Int.random(in: 0...3, using: &random)).map { "\"k\($0)\":" + value(depth - 1, &random) }
        .joined(separator: ",") + "}"
    }
  }

  private indirect enum Loose: Decodable, Equatable {
    case text(String), number(Double), bool(Bool), null, list([Loose]), fields([String: Loose])

    init(from decoder: any Decoder) throws {
      let one = try decoder.singleValueContainer()
      if one.decodeNil() {
        self = .null
      } else if let value = try? one.decode(Bool.self) {
        self = .bool(value)
      } else if let value = try? one.decode(Double.self) {
        self = .number(value)
      } else if let value = try? one.decode(String.self) {
        self = .text(value)
      } else if let value = try? one.decode([Loose].self) {
        self = .list(value)
      } else {
        self = .fields(try one.decode([String: Loose].self))
      }
    }
  }
}

@Suite struct StructuredMessageTests {
  private let size = Size(60, 24)
  private let json = "{\"hours\":[\"9:00\",\"17:00\"],\"open\":true}"

  private func conversation(_ text: String, _ status: MessageStatus = .complete) -> Conversation {
    .sample([.sample("a", .person, "{\"a\":1}"), .sample("b", .assistant, text, status: status)])
  }

  @Test func anAnswerThatIsJSONIsShownWithALineForEachValueAndAsReceivedWhereRawTextIsWanted() {
    var view = TranscriptView.sample()
    let rows = view.text(.sample(), conversation(json), size)
    #expect(rows.contains { $0.contains("  \"hours\": [") } && rows.contains { $0.contains("    \"17:00\"") })
    // What the person wrote stays as it was written.
    #expect(rows.contains { $0.contains("{\"a\":1}") })
    let raw = view.text(.sample(format: .raw), conversation(json), size)
    #expect(raw.contains { $0.contains(json) })
  }

  @Test func whileItStreamsItStaysAsItComesAndChangesWhenItEnds() {
    var view = TranscriptView.sample()
    for end in [1, 10, 25, json.count] {
      let rows = view.text(.sample(), conversation(String(json.prefix(end)), .streaming), size)
      #expect(!rows.contains { $0.contains("  \"hours\": [") }, "\(end)")
    }
    let rows = view.text(.sample(), conversation(json), size)
    var cold = TranscriptView.sample()
    #expect(rows == cold.text(.sample(), conversation(json), size))
    #expect(rows.contains { $0.contains("  \"hours\": [") })
  }

  @Test func aStoppedHalfStaysAsItCame() {
    var view = TranscriptView.sample()
    let rows = view.text(.sample(), conversation("{\"hours\":[\"9:00\"", .stopped), size)
    #expect(rows.contains { $0.contains("{\"hours\":[\"9:00\"") })
  }

  @Test func thePlaceStaysWhenTheWidthChanges() {
    let long = "[" + (1...200).map { "{\"number\":\($0)}" }.joined(separator: ",") + "]"
    var bench = ScreenHarness(.sample([.titled("t", id: "c", [.sample("b", .assistant, long)])]))
    bench.state.zone = .transcript
    bench.press("g")
    for _ in 0..<50 { bench.press("j") }
    let top = bench.rows()[1]
    bench.resize(Size(60, 24))
    let narrow = bench.rows().dropFirst().prefix(3).joined()
    let number = top.filter(\.isNumber)
    #expect(!number.isEmpty ? narrow.contains(number) : true)
    bench.resize(Size(80, 24))
    #expect(bench.rows()[1] == top)
  }
}
