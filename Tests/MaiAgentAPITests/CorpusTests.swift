import DecodingChecks
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What the fuzzer once found stays found, and soups of what answers are made of.
@Suite struct CorpusTests {
  @Test(arguments: try files()) func answersOfTheCorpusAreReadTheSameHoweverTheyAreCut(file: String) throws {
    let bytes = try #require(FileManager.default.contents(atPath: file))
    #expect(ReplyScript(bytes).play() == nil, "\(file)")
  }

  @Test(arguments: SeededGenerator.seeds(40))
  func anySoupIsReadTheSameHoweverItIsCut(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let pieces: [[UInt8]] =
      [
        "data: {\"content\":\"漢字 😀\"}", "data: {\"content\":\"\\ud83d\"}", "data: {\"content\":\"\\ude00\"}",
        "data: {\"type\":\"thinking\",\"content\":\"hm\"}", "data: {\"type\":\"tool_call\",\"name\":\"x\"}",
        "data: {bad",
        "data: {\"content\":\"<thi\"}", "data: {\"content\":\"nk>\"}", "data: {\"content\":\"</think>\"}", "data: {",
        "data: }",
        "\"content\":\"a\"", "data: \"content\":\"b\",", "event: error", "event: status", ": x", "data: [DONE]",
        "{\"content\":\"bare\"}", "{\"content\":", "data: [{\"content\":\"c\"}]",
        "data: {\"citations\":[{\"filename\":\"f\"},7]}",
        "data: {\"contentPayload\":{\"text\":\"p\"}}", "data: {\"content\":\"\",\"done\":true}", "}", "data:", "hello",
        "data: {\"content\":\"a\u{1}b\",\"x\":[[[", "data: {\"content\":\"<think>",
      ].map { Array($0.utf8) } + [Array("data: {\"content\":\"".utf8) + [0xE6, 0xBC] + Array("\"}".utf8), [0xFF]]
    let ends = ["\n\n", "\n\n", "\n", "\r\n", "\r", "\r\n\r\n", ""].map { Array($0.utf8) }
    for _ in 0..<8 {
      var body: [UInt8] = []
      for _ in 0..<Int.random(in: 1...30, using: &generator) {
        body += pieces.randomElement(using: &generator)! + ends.randomElement(using: &generator)!
      }
      let type = ["text/event-stream", nil, "application/json", "application/x-ndjson"].randomElement(
        using: &generator)!
      let script = ReplyScript(body: body, type: type, seed: .random(in: 0...255, using: &generator))
      #expect(script.play() == nil, "\(String(decoding: body, as: UTF8.self).debugDescription) as \(type ?? "nothing")")
    }
  }

  private static func files() throws -> [String] {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus").path
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted().map { "\(path)/\($0)" }
  }
}
