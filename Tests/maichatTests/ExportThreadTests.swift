import ChatModel
import HistoryStore
import System
import TestSupport
import Testing

@testable import maichat

@Suite struct ExportThreadTests {
  private final class Answers: EventSink {
    let all = Lock<[ExportEvent]>([])
    let onProgress = Lock<@Sendable () -> Void>({})
    func post(_ event: Event) -> SinkCapacity {
      guard case .client(.export(let event)) = event else { return .ready }
      all.withLock { $0.append(event) }
      if case .progressed = event { onProgress.withLock { $0 }() }
      return .ready
    }
    var final: ExportEvent? {
      all.withLock { $0.last { if case .progressed = $0 { false } else { true } } }
    }
  }

  private let folder = TestFolder()
  private let answers = Answers()

  private func withThread(conversations: Int = 2, _ body: (ExportThread) throws -> Void) throws {
    let path = folder.path("history.sqlite")
    let history = try HistoryImport(path: path, manner: .writing)
    for index in 0..<conversations {
      let now = Timestamp(milliseconds: Int64(index))
      let id = ConversationID("c\(index)")
      let message = Message(id: MessageID("m\(index)"), author: .person, text: "text \(index)", createdAt: now)
      let header = ConversationHeader(id: id, profile: "p", createdAt: now, lastActivity: now)
      _ = try history.add(ArchivedConversation(header: header, messages: [ArchivedMessage(message)]))
    }
    history.close()
    let thread = ExportThread(
      historyPath: path, environment: ["HOME": folder.path],
      reserved: ReservedPlaces(history: path, files: [], folders: []), sink: answers)
    defer { thread.close() }
    try body(thread)
  }

  private var files: [String] { folder.names().filter { !$0.hasPrefix("history") } }

  @Test func nothingIsPutWhereTheHistoryHasItsFiles() throws {
    try withThread { thread in
      // Not beside it either, where something stands there.
      for name in ["history.sqlite-journal", "history.sqlite"] {
        answers.all.withLock { $0 = [] }
        let request = ExportRequest(
          format: .text, conversations: [ConversationID("c1")], path: folder.path(name))
        thread.start(request)
        #expect(waitUntil { answers.final != nil })
        let reason = try #require(
          matched(answers.final) { if case .failed(let reason) = $0 { reason } else { nil } },
          "\(name): \(String(describing: answers.final))")
        #expect(reason.contains("maichat's own files"))
      }
      #expect(folder.names().filter { $0.contains("journal") || $0.contains("2") } == [])
    }
  }

  /// A disk that hangs keeps nobody: here it is the sink that does.
  @Test func whoLeavesDoesNotWaitForAnExportThatStandsStill() throws {
    try withThread(conversations: 300) { thread in
      let gate = Gate()
      defer { gate.open() }
      let hasBegun = Latch()
      answers.onProgress.withLock {
        $0 = {
          hasBegun.open()
          gate.wait()
        }
      }
      thread.start(ExportRequest(format: .html, conversations: nil, path: folder.path("all.html")))
      try #require(hasBegun.wait(milliseconds: Int32(patience)))
      let isClosed = Latch()
      let leaving = try WorkerThread(name: "leaving") {
        thread.close()
        isClosed.open()
      }
      #expect(isClosed.wait(milliseconds: Int32(patience)), "it waits for the export")
      #expect(answers.final == nil, "which has not ended")
      gate.open()
      leaving.join()
      #expect(waitUntil { answers.final == .stopped })
    }
  }

  @Test func aFileIsWrittenPrivatelyAndNoneIsReplaced() throws {
    try withThread { thread in
      let request = ExportRequest(format: .text, conversations: [ConversationID("c1")], path: "~/out.txt")
      thread.start(request)
      #expect(waitUntil { answers.final != nil })
      #expect(answers.final == .written(path: "~/out.txt", conversations: 1, .asAsked))
      let text = try #require(folder.text(of: "out.txt"))
      #expect(text.contains("text 1") && !text.contains("text 0"))
      #expect(folder.mode(of: "out.txt") == 0o600)
      answers.all.withLock { $0 = [] }
      thread.start(request)
      #expect(waitUntil { answers.final != nil })
      #expect(answers.final == .written(path: "~/out 2.txt", conversations: 1, .besideAnother))
      #expect(files == ["out 2.txt", "out.txt"])
    }
  }

  @Test func whatIsStoppedLeavesNothing() throws {
    try withThread(conversations: 300) { thread in
      // On the export's own thread, after the first conversation.
      answers.onProgress.withLock { $0 = { [weak thread] in thread?.stop() } }
      thread.start(ExportRequest(format: .html, conversations: nil, path: folder.path("all.html")))
      #expect(waitUntil { answers.final != nil })
      #expect(answers.final == .stopped)
      #expect(files == [])
    }
  }

  @Test func aPlaceThatCannotBeWrittenIsNamed() throws {
    try withThread { thread in
      thread.start(ExportRequest(format: .json, conversations: nil, path: folder.path("nowhere/all.json")))
      #expect(waitUntil { answers.final != nil })
      let reason = try #require(
        matched(answers.final) { if case .failed(let reason) = $0 { reason } else { nil } },
        "\(String(describing: answers.final))")
      #expect(reason.contains("nowhere/all.json"))
    }
  }

  @Test func aFileIsThereWhenItIsWholeAndNotBefore() throws {
    try withThread { _ in
      do {
        var file = try ExportFile(folder.path("a.md"), replaces: false, reserved: ReservedPlaces())
        try file.write("half")
        #expect(folder.text(of: "a.md") == nil)
      }
      #expect(files == [], "what is given up is removed")
      var file = try ExportFile(folder.path("a.md"), replaces: false, reserved: ReservedPlaces())
      try file.write("whole")
      folder.write("another's", to: "a.md")
      #expect(throws: CommandFailure.self) { try file.finish() }
      #expect(folder.text(of: "a.md") == "another's")
      var forced = try ExportFile(folder.path("a.md"), replaces: true, reserved: ReservedPlaces())
      try forced.write("new")
      try forced.finish()
      #expect(folder.text(of: "a.md") == "new")
      #expect(throws: CommandFailure.self) {
        _ = try ExportFile(folder.path, replaces: true, reserved: ReservedPlaces())
      }
    }
  }
}
