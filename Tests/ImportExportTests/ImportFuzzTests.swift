import ChatModel
import ImportScript
import TestSupport
import Testing

@testable import ImportExport

/// Files that nobody would write: whatever is in them, they are read or refused, in time that follows their size.
@Suite struct ImportFuzzTests {
  /// Sound files of each kind, to be spoilt.
  private static let sound: [String] = [
    ForeignSamples.chatGPT, ForeignSamples.llm,
    Export.whole([ArchiveSamples.full()], as: .json, title: "", clock: ArchiveSamples.clock),
    #"{"conversation_id":"x","current_node":"a","mapping":{"a":{"parent":"b"},"b":{"parent":"a","message":{"author":"#
      + #"{"role":"tool"},"content":{"content_type":"multimodal_text","parts":[{"asset_pointer":"p"}]}}}}}"#,
    "[{\"id\":\"1\",\"prompt\":\"\u{E200}cite\",\"response\":\"【1†x】\",\"tool_calls\":[1],\"attachments\":[{}]}]",
  ]

  /// Words and signs that mean something in one of the formats.
  private static let soup: [String] = [
    "{", "}", "[", "]", ":", ",", "\"", "null", "true", "0", "-1", "1e999", "9223372036854775808", "\\u", "\\ud800",
    "\"mapping\"", "\"message\"", "\"author\"", "\"role\"", "\"user\"", "\"assistant\"", "\"tool\"", "\"content\"",
    "\"parts\"", "\"parent\"", "\"conversation_id\"", "\"prompt\"", "\"response\"", "\"format\"", "\"maichat\"",
    "\"version\"", "1", "\"conversations\"", "\"messages\"", "\"createdAt\"", "\"id\"", "\"x\"", "\"text\"", " ", "\n",
    "\u{E200}", "【", "漢", "\u{0}", "\"metadata\"", "\"content_references\"", "\"datetime_utc\"", "\"2024-\"",
  ]

  private static func play(_ bytes: [UInt8]) -> String? {
    bytes.withUnsafeBufferPointer { bytes in
      var script = ImportScript(bytes)
      return script.play()
    }
  }

  @Test(arguments: SeededGenerator.seeds(20)) func spoiltFilesAreReadOrRefused(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<60 {
      var bytes = Array("F".utf8) + Array(Self.sound.randomElement(using: &generator)!.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let place = Int.random(in: 1..<bytes.count, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &generator)))
        case 2: bytes.insert(contentsOf: Array(Self.soup.randomElement(using: &generator)!.utf8), at: place)
        case 3: bytes += bytes[place..<min(bytes.count, place + 60)]
        default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 80)], at: place)
        }
        if bytes.count < 2 { break }
      }
      if let problem = Self.play(bytes) {
        Issue.record("\(problem): \(String(decoding: bytes, as: UTF8.self).debugDescription)")
        return
      }
    }
  }

  @Test(arguments: SeededGenerator.seeds(20)) func soupIsReadOrRefused(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let text = (0..<Int.random(in: 1...60, using: &generator)).map { _ in Self.soup.randomElement(using: &generator)!
      }
      if let problem = Self.play(Array("F".utf8) + Array(text.joined().utf8)) {
        Issue.record("\(problem): \(text.joined().debugDescription)")
        return
      }
    }
  }

  @Test(arguments: SeededGenerator.seeds(6, slow: 20)) func rowsOfAnyContentAreRead(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<40 {
      let bytes = (0..<Int.random(in: 1...2000, using: &generator)).map { _ in
        UInt8.random(in: .min ... .max, using: &generator)
      }
      if let problem = Self.play(Array("R".utf8) + bytes) {
        Issue.record("\(problem): \(bytes)")
        return
      }
    }
  }

  @Test func whatFuzzingHasFoundStaysFound() throws {
    for script in ["F", "R", "F[", "F{\"mapping\":", "F[{\"mapping\":{}}]", "F\u{FEFF}[]", "R\u{1}\u{0}\u{5}"] {
      #expect(Self.play(Array(script.utf8)) == nil, "\(script.debugDescription)")
    }
  }

  @Test(arguments: [1, 4]) func longMarksAndDeepTreesCostWhatTheirLengthDoes(times: Int) throws {
    let many = 4000 * times
    let text = String(repeating: "\u{E200}cite【1", count: many) + String(repeating: "`", count: many)
    let long =
      #"[{"conversation_id":"x","mapping":{"a":{"message":{"author":{"role":"assistant"},"content":{"parts":["#
      + "\"\(text)\"]}}}}}]"
    #expect(try readArchive(long)[0].messages.count == 1)
    let nodes = (1...many).map { index in
      #""n\#(index)":{"parent":"n\#(index - 1)","message":{"author":{"role":"user"},"content":{"parts":["q"]}}}"#
    }
    let deep = try readArchive(#"[{"conversation_id":"x","mapping":{\#(nodes.joined(separator: ","))}}]"#)
    #expect(deep[0].messages.count == many)
  }
}
