import ChatModel
import Foundation
import ImportExport
import System
import TestSupport
import Testing

@testable import HistoryStore
@testable import maichat

@Suite struct RescueFileTests {
  private let folder = TestFolder()

  private func header(_ id: String) -> ConversationHeader {
    ConversationHeader(
      id: ConversationID(id), profile: "default", createdAt: Timestamp(milliseconds: 1),
      lastActivity: Timestamp(milliseconds: 2))
  }

  private func message(_ id: String, _ author: Author, _ text: String, _ status: MessageStatus = .complete) -> Message {
    Message(id: MessageID(id), author: author, text: text, status: status, createdAt: Timestamp(milliseconds: 3))
  }

  private func draft(_ id: String, _ text: String, _ header: ConversationHeader? = nil) -> Unwritten.Draft {
    Unwritten.Draft(ArchivedDraft(conversation: ConversationID(id), text: text), header: header)
  }

  private func importAll(_ path: String) throws -> String {
    let history = try HistoryImport(path: folder.path("history"), manner: .writing)
    defer { history.close() }
    var run = ImportRun(profile: "default", pipeLimit: 1 << 20)
    #expect(try run.addAll([path], to: history).isEmpty)
    return run.report(.done).text
  }

  @Test func anImportTakesAllThatIsInItAndSaysSo() throws {
    let known = try HistoryImport(path: folder.path("history"), manner: .writing)
    _ = try known.add(
      ArchivedConversation(
        header: header("a"),
        messages: [
          ArchivedMessage(message("q", .person, "why?")),
          ArchivedMessage(message("r", .assistant, "par", .interrupted)),
        ]))
    known.close()
    var left = Unwritten()
    left.conversations = [
      ArchivedConversation(
        header: header("a"), messages: [ArchivedMessage(message("r", .assistant, "part and whole"))])
    ]
    left.drafts = [
      draft("a", "typed in a", header("a")), draft("b", "typed in b", header("b")), draft("stash-s", "put aside"),
    ]
    let rescue = RescueFile(beside: folder.path("history"), home: folder.path("home"), sink: NoSink())
    let path = try #require(rescue.write(left))
    let report = try importAll(path)
    for line in [
      "1 conversation and 0 messages new", "1 reply that had broken off here completed", "2 drafts new",
      "1 draft put aside",
    ] {
      #expect(report.contains(line), "\(report)")
    }
    let history = try History(path: folder.path("history"), access: .readOnly, sink: NoSink())
    defer { history.close() }
    #expect(try history.messages(of: ConversationID("a")).map(\.text) == ["why?", "part and whole"])
    for id in ["a", "b"] { #expect(try history.draft(of: ConversationID(id)).text == "typed in \(id)") }
    #expect(try history.restored(conversations: 1, messages: 0).stash.map(\.text) == ["put aside"])
    #expect(try importAll(path).contains("0 conversations and 0 messages new\n2 conversations known already\n"))
  }

  /// Whoever reads the file finds them; what goes out from here is chosen here, so that an import only tells of them.
  @Test func theFilesOfADraftAreInIt() throws {
    let file = DraftAttachment(
      id: UploadID("u"), path: "/home/me/合約.pdf", name: "合約.pdf",
      state: .uploading(UploadProgress(sent: 1, total: 2)))
    var left = Unwritten()
    left.drafts = [("a", ""), ("b", "look")].map {
      Unwritten.Draft(ArchivedDraft(conversation: ConversationID($0), text: $1), files: [file], header: header($0))
    }
    let rescue = RescueFile(beside: folder.path("history"), home: folder.path("home"), sink: NoSink())
    let path = try #require(rescue.write(left))
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.components(separatedBy: "/home/me/合約.pdf").count == 3, "\(text)")
    #expect(!text.contains("uploading"), "no upload survives")
    let report = try importAll(path)
    for line in ["2 conversations and 0 messages new", "1 draft new", "2 files of a draft"] {
      #expect(report.contains(line), "\(report)")
    }
    #expect(try importAll(path).contains("2 conversations known already"))
  }

  /// As they were written at first: with the texts, and without their conversations.
  @Test func draftsOfAConversationThatTheFileDoesNotHaveComeInToo() throws {
    let drafts = #"[{"conversation":"x","text":"my text"},{"text":1}]"#
    let path = folder.write(
      #"{"format":"maichat","version":1,"conversations":[],"drafts":\#(drafts)}"#, to: "old.json")
    let history = try HistoryImport(path: folder.path("history"), manner: .writing)
    defer { history.close() }
    var run = ImportRun(profile: "default", pipeLimit: 1 << 20)
    #expect(try run.addAll([path], to: history).isEmpty)
    #expect(run.counts.newDrafts == 1 && run.refused == 1)
  }

  @Test func anExportOfAllAsJSONHasWhatWasOnlyTyped() throws {
    let known = try HistoryImport(path: folder.path("history"), manner: .writing)
    _ = try known.add(ArchivedDraft(conversation: ConversationID("x"), text: "my text"), profile: "default")
    known.close()
    let history = try History(path: folder.path("history"), access: .readOnly, sink: NoSink())
    defer { history.close() }
    for (format, count) in [(ExportFormat.json, 1), (.markdown, 0)] {
      var text = ""
      #expect(try ConversationExport(format: format, conversations: nil).run(history) { text += $0 } == count)
      #expect(text.contains("my text") == (count == 1))
    }
  }

  @Test func whatIsSaidOfTheHistoryBeforeIsTrue() {
    #expect(RestoreCommand.words(nil) == nil)
    #expect(RestoreCommand.words(.history("/h"))?.text.contains("`maichat restore` goes back to it") == true)
    let words = RestoreCommand.words(.damaged("/h.damaged-1"))?.text ?? ""
    #expect(words.contains("/h.damaged-1") && words.contains("damaged") && !words.contains("maichat restore"))
  }

  @Test(arguments: [["ask", "--conversation", "", "text"], ["show", ""], ["export", ""], ["sync", ""]])
  func anEmptyIdIsAMistakeOfTheCommandLine(words: [String]) {
    #expect(throws: (any Error).self) { try Maichat.parseAsRoot(words) }
  }
}
