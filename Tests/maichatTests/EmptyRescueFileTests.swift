import ChatHistory
import ChatModel
import Foundation
import System
import TestSupport
import Testing

@testable import maichat

@Suite struct EmptyRescueFileTests {
  private final class Notices: EventSink {
    let all = Lock<[Event]>([])
    func post(_ event: Event) -> SinkCapacity {
      all.withLock { $0.append(event) }
      return .ready
    }
  }

  @Test func whatIsEmptyMakesNoFileAndEmptiesOneThatIsThere() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "maichat-rescue-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let notices = Notices()
    let rescue = RescueFile(beside: "\(folder.path)/history.sqlite", home: folder.path, sink: notices)
    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path) }
    rescue.keep(Unwritten())
    #expect(try names() == [] && notices.all.withLock { $0.isEmpty })
    var unwritten = Unwritten()
    let now = Timestamp(milliseconds: 1)
    unwritten.conversations = [
      ArchivedConversation(
        header: ConversationHeader(id: ConversationID("c"), profile: "p", createdAt: now, lastActivity: now),
        messages: [
          ArchivedMessage(Message(id: MessageID("q"), author: .person, text: "kept aside", createdAt: now))
        ])
    ]
    rescue.keep(unwritten)
    let name = try #require(try names().first)
    func text() throws -> String { try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8) }
    #expect(try text().contains("kept aside") && notices.all.withLock { $0.count } == 1)
    // What was in it has got to the history since.
    rescue.keep(Unwritten())
    #expect(try names() == [name] && !text().contains("kept aside"))
  }
}
