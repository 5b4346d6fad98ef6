import ChatModel
import GRDB
import System
import TestSupport
import Testing

@testable import HistoryStore

/// The files of drafts on disk.
@Suite struct DraftAttachmentTests {
  let fixture = HistoryFixture()

  private var draft: Draft {
    let facts = FileFacts(
      path: "/f/門 \"1\".png", size: 5_000_000_000, modified: 1_760_000_000_123_456_789,
      type: FileType("PNG image", "image/png", .image))
    let failure = Failure(kind: .server, status: 500, text: "boom", advice: "Try again.")
    let uploaded = Attachment(id: AttachmentID("a"), type: "image", filename: "門.png", file: "https://x.test/1")
    let states: [DraftAttachment.State] = [
      .checking, .ready, .uploaded(uploaded), .failed(failure), .refused("is empty"),
    ]
    return Draft(
      text: "Look", caret: 2,
      attachments: states.enumerated().map {
        DraftAttachment(
          id: UploadID("u\($0)"), path: facts.path, name: "門 \"1\".png", file: $0 == 0 ? nil : facts, state: $1)
      })
  }

  @Test func theySurviveAKill() throws {
    let history = fixture.open()
    let header = ConversationHeader.sample("c1", at: 1000)
    history.performAndWait(.saveDraft(header, draft), events: fixture.events)
    history.abandon()
    let again = fixture.open()
    defer { again.close() }
    #expect(try again.restored(conversations: 10, messages: 10).drafts == [header.id: draft])
    var files = draft
    files.text = ""
    files.caret = 0
    again.performAndWait(.saveDraft(header, files), events: fixture.events)
    #expect(try again.restored(conversations: 10, messages: 10).drafts == [header.id: files], "files alone are a draft")
    again.performAndWait(.saveDraft(header, Draft()), events: fixture.events)
    #expect(try again.restored(conversations: 10, messages: 10).drafts == [:])
  }

  @Test func whatCannotBeReadDoesNotHideTheText() throws {
    let history = fixture.open()
    let header = ConversationHeader.sample("c1", at: 1000)
    history.performAndWait(.saveDraft(header, draft), events: fixture.events)
    history.close()
    try fixture.sql { try $0.execute(sql: "UPDATE draft SET attachments = '[{\"state\":1}]'") }
    let again = fixture.open()
    defer { again.close() }
    #expect(try again.restored(conversations: 10, messages: 10).drafts[header.id]?.text == "Look")
  }
}
