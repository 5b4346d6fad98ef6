import ChatModel
import TestSupport
import Testing

@testable import ImportExport

@Suite struct JSONTests {
  private func export(_ conversations: [ArchivedConversation]) -> String {
    Export.whole(conversations, as: .json, title: "", clock: ArchiveSamples.clock)
  }

  @Test func whatIsExportedIsReadBackAsItWas() throws {
    let full = ArchiveSamples.full()
    #expect(try readArchive(export([full])) == [full])
    #expect(try readArchive(export([])) == [])
  }

  @Test(arguments: SeededGenerator.seeds(30)) func anyHistoryIsTheSameBytesAfterReading(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let history = ArchiveSamples.random(using: &generator)
    let text = export(history)
    #expect(export(try readArchive(text)) == text)
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
  }

  @Test func theMembersMayStandInAnyOrderAndUnknownOnesArePassedOver() throws {
    let text = """
      {"conversations": [{"messages": [], "id": "c", "profile": "p", "createdAt": 5, "later": {"x": [1, {"y": null}]}}],
       "extra": 1.5e3, "format": "maichat", "version": 1}
      """
    let read = try readArchive(text)
    #expect(read.map(\.header.id) == [ConversationID("c")])
    #expect(read[0].header.lastActivity == Timestamp(milliseconds: 5))
  }

  @Test(arguments: [
    ("", "it is empty"), ("   \n", "it is empty"), ("hello", "neither JSON nor a database"),
    ("{\"format\":\"maichat\",\"version\":2,\"conversations\":[]}", "version 2"),
    ("{\"format\":\"other\"}", "neither an export"), ("[]", "empty list"), ("[1]", "neither an export"),
    ("{\"format\":\"maichat\",\"version\":1}", "no \"conversations\""),
    ("{\"format\":\"maichat\",\"version\":1,\"conversations\":[{]}", "a key in quotation marks"),
    ("{\"format\":\"maichat\",\"version\":1,\"conversations\":[1,]}", "a value is missing"),
    ("{\"format\":\"maichat\",\"version\":1,\"conversations\":[", "ends too early"),
    ("{\"format\":\"maichat\",\"version\":1,\"conversations\":[]", "\",\" is missing"),
    ("{\"format\":\"maichat\",\"version\":1,\"conversations\":[]} x", "something follows"),
    ("{\"format\":\"maichat\",\"version\":1,\"conversations\":\(String(repeating: "[", count: 100_000))", "deeper"),
    ("[{\"mapping\":{\"a\":\"\\q\"}}]", "no such escape"), ("[{\"mapping\":\"\\ud8\"}]", "hexadecimal"),
    ("[01]", "no value of JSON"), ("[-]", "no value of JSON"), ("[\"a\nb\"]", "control character"),
  ]) func whatIsWrongWithAFileIsSaid(text: String, part: String) {
    do {
      var refused: [ArchiveProblem] = []
      _ = try readArchive(text, refused: &refused)
      #expect(Bool(false), "read \(text.prefix(80))")
    } catch let problem as ArchiveProblem {
      #expect(problem.text.contains(part), "\(problem)")
    } catch { #expect(Bool(false), "\(error)") }
  }

  @Test func whatIsNoUTF8IsNamedWithItsPlace() throws {
    let bytes = Array("[\n{\"mapping\": \"ab".utf8) + [0xFF] + Array("\"}]".utf8)
    bytes.withUnsafeBufferPointer { bytes in
      do throws(ArchiveProblem) {
        _ = try ArchiveFile(bytes, profile: "p")
        #expect(Bool(false), "taken")
      } catch {
        #expect(error.text.contains("not UTF-8"))
        #expect(error.place(in: bytes) == "line 2, column 16")
      }
    }
  }

  @Test(arguments: [
    (#""id":"""#, "identifier"), (#""id":"a\u0000b""#, "identifier"), (#""id":7"#, "no text"),
    (#""createdAt":"x""#, "whole number"), (#""createdAt":1.5"#, "whole number"), (#""unread":-1"#, "no count"),
    (#""mode":"loud""#, "none of the words"), (#""isPinned":1"#, "neither true nor false"),
    (#""messages":{}"#, "no list"), (#""marks":{}"#, "no list"), (#""draft":{"text":"a","caret":-1}"#, "no place"),
    (#""marks":[{"name":"a","message":"m","row":"x"}]"#, "no number"), (#""messages":[[]]"#, "no object"),
    (#""messages":[{"id":"m","author":"robot"}]"#, "none of the words"),
    (#""messages":[{"id":"m","author":"person","text":"","createdAt":1,"status":"failed"}]"#, "failure"),
    (#""branch":{"conversation":"c"}"#, "missing"),
    (#""messages":[{"id":"m","author":"person","text":"","createdAt":1,"attachments":[3]}]"#, "does not hold"),
  ]) func aConversationThatCannotBeUsedIsRefusedAndTheOthersAreTaken(member: String, part: String) throws {
    let sound = #"{"id":"good","profile":"p","createdAt":1,"messages":[]}"#
    let broken = #"{"id":"bad","profile":"p","createdAt":1,"messages":[],"# + member + "}"
    var refused: [ArchiveProblem] = []
    let read = try readArchive(
      #"{"format":"maichat","version":1,"conversations":[\#(broken),\#(sound)]}"#, refused: &refused)
    #expect(read.map(\.header.id.rawValue) == ["good"])
    #expect(refused.count == 1)
    #expect(refused.first?.text.contains(part) == true, "\(refused)")
    #expect(refused.first?.offset != nil)
  }

  @Test func nobodyElsesFileChoosesWhatIsSentFromHere() throws {
    let text = #"""
      {"format":"maichat","version":1,"conversations":[{"id":"c","profile":"p","createdAt":1,"messages":[],
      "draft":{"text":"send this","caret":99,"attachments":[{"path":"/etc/passwd"},{"path":"/etc/shadow"}]}}]}
      """#
    let (read, leftOut) = try readArchiveAndLeftOut(text)
    #expect(read[0].remarks.draft == Draft(text: "send this", caret: 9))
    #expect(leftOut.text == "2 files of a draft")
  }

  @Test func datesThatNothingCanReckonWithAreBoundedAndRunningRepliesAreCutOff() throws {
    let text = """
      {"format":"maichat","version":1,"conversations":[{"id":"c","profile":"p","createdAt":-9223372036854775808,
      "messages":[{"id":"m","author":"assistant","text":"a","createdAt":9223372036854775807,"status":"streaming"}]}]}
      """
    let read = try readArchive(text)
    #expect(read[0].header.createdAt.milliseconds == -8_640_000_000_000_000)
    #expect(read[0].messages[0].message.createdAt.milliseconds == 8_640_000_000_000_000)
    #expect(read[0].messages[0].message.status == .interrupted)
  }

  @Test(arguments: SeededGenerator.seeds(40)) func noDamageToAFileMakesReadingItTrap(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let samples = [export([ArchiveSamples.full()]), ForeignSamples.chatGPT, ForeignSamples.llm]
    for _ in 0..<20 {
      var bytes = Array(samples.randomElement(using: &generator)!.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let index = Int.random(in: bytes.indices, using: &generator)
        switch Int.random(in: 0...2, using: &generator) {
        case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
        case 1: bytes.removeSubrange(index..<min(bytes.count, index + Int.random(in: 1...40, using: &generator)))
        default:
          bytes.insert(contentsOf: Array("[{\"\\u,:-1e9]}".utf8).shuffled(using: &generator).prefix(3), at: index)
        }
        if bytes.isEmpty { bytes = [0x7B] }
      }
      bytes.withUnsafeBufferPointer { bytes in
        do {
          var file = try ArchiveFile(bytes, profile: "p")
          if file.kind != .database {
            try file.read { _ in
            } refuse: {
              _ = $0.place(in: bytes)
            }
          }
        } catch let problem as ArchiveProblem { #expect(!problem.text.isEmpty) } catch {
          #expect(Bool(false), "\(error)")
        }
      }
    }
  }
}
