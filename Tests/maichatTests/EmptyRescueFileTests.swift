import ChatModel
import HistoryStore
import TestSupport
import Testing

@testable import maichat

@Suite struct EmptyRescueFileTests {
  @Test func whatIsEmptyMakesNoFileAndEmptiesOneThatIsThere() throws {
    let folder = TestFolder()
    let notices = EventRecorder()
    let rescue = RescueFile(beside: folder.path("history.sqlite"), home: folder.path, sink: notices)
    rescue.keep(Unwritten())
    #expect(folder.names() == [] && notices.all.isEmpty)
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
    let name = try #require(folder.names().first)
    func isKept() -> Bool { folder.text(of: name)?.contains("kept aside") == true }
    #expect(isKept() && notices.all.count == 1)
    // What was in it has got to the history since.
    rescue.keep(Unwritten())
    #expect(folder.names() == [name] && !isKept())
  }
}
