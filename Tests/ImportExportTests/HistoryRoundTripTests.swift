import ChatModel
import HistoryStore
import System
import TestSupport
import Testing

@testable import ImportExport

@Suite struct HistoryRoundTripTests {
  @Test(arguments: SeededGenerator.seeds(10)) func outIntoAnEmptyFileAndOutAgainGivesTheSameBytes(
    seed: UInt64
  ) throws {
    var generator = SeededGenerator(seed: seed)
    let folder = TestFolder()
    let conversations = ArchiveSamples.random(using: &generator)
    let first = try Self.exported(after: conversations, in: folder.path("a"))
    let again = try readArchive(first)
    #expect(try Self.exported(after: again, in: folder.path("b")) == first)
    #expect(again.count == conversations.count)
    let stars = conversations.flatMap(\.messages).compactMap(\.star).count
    #expect(again.flatMap(\.messages).compactMap(\.star).count == stars)
    #expect(again.reduce(0) { $0 + $1.messages.count } == conversations.reduce(0) { $0 + $1.messages.count })
    #expect(try Self.exported(after: again, in: folder.path("a")) == first, "importing again changes nothing")
  }

  /// What is exported from the history at `path` once `conversations` came in.
  private static func exported(after conversations: [ArchivedConversation], in path: String) throws -> String {
    let file = try HistoryImport(path: path, manner: .writing)
    for conversation in conversations { _ = try file.add(conversation) }
    file.close()
    let history = try History(path: path, access: .readOnly, sink: NoEvents())
    defer { history.close() }
    return try history.snapshot { snapshot in
      var export = Export(.json, clock: ArchiveSamples.clock)
      var text = export.start(title: "")
      for header in try snapshot.conversations() {
        text += export.begin(header, try snapshot.remarks(on: header.id))
        try snapshot.forEachMessage(of: header.id) { text += export.add($0) }
        text += export.end()
      }
      return text + export.finish()
    } ?? ""
  }
}

private struct NoEvents: EventSink {
  func post(_ event: Event) -> SinkCapacity { .ready }
}
