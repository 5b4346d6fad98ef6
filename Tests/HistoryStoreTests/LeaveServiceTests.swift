import ChatModel
import GRDB
import Testing

@testable import HistoryStore

/// A conversation that was moved to another service.
@Suite struct LeaveServiceTests {
  private let fixture = HistoryFixture()

  @Test func nothingOnDiskNamesTheServiceThatItLeft() throws {
    let (own, other) = (ConversationHeader.sample("c1", at: 1000), ConversationHeader.sample("c2", at: 1000))
    let uploaded = Attachment(
      id: AttachmentID("u-secret"), type: "other", filename: "f.txt", file: "https://a.test/u-secret")
    let history = fixture.open()
    for header in [own, other] {
      var question = Message.question("q\(header.id.rawValue)", "Look")
      question.attachments = [uploaded]
      question.remoteID = RemoteMessageID("m-secret")
      history.performAndWait(.saveTurn(ReplyID("r"), header, [question]), events: fixture.events)
    }
    history.perform(.leaveService(own.id))
    history.close()
    let again = fixture.open()
    defer { again.close() }
    let left = try #require(try again.messages(of: own.id).first)
    #expect(left.attachments == [uploaded.leftBehind] && left.remoteID == nil && left.text == "Look")
    let kept = try #require(try again.messages(of: other.id).first)
    #expect(kept.attachments == [uploaded] && kept.remoteID == RemoteMessageID("m-secret"))
  }
}
