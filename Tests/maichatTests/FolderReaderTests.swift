import ChatModel
import Foundation
import System
import TestSupport
import Testing

@testable import maichat

@Suite struct FolderReaderTests {
  private final class Answers: EventSink {
    let all = Lock<[Event]>([])
    func post(_ event: Event) -> SinkCapacity {
      all.withLock { $0.append(event) }
      return .ready
    }
  }

  @Test func foldersComeFirstAndNothingThatIsNoName() throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "maichat-folder-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: place) }
    try FileManager.default.createDirectory(at: place.appending(path: "z 文件"), withIntermediateDirectories: true)
    for name in ["b.md", "a.md", "new\nline", ".hidden"] { try Data().write(to: place.appending(path: name)) }
    let answers = Answers()
    let reader = FolderReader(environment: ["HOME": place.path], sink: answers)
    let expected =
      [FolderEntry(name: "z 文件", isFolder: true)]
      + [".hidden", "a.md", "b.md"].map { FolderEntry(name: $0, isFolder: false) }
    #expect(reader.entries(of: place.path + "/") == expected)
    #expect(reader.entries(of: "~/") == expected)
    #expect(reader.entries(of: place.path + "/nowhere/") == [])
    reader.read("~/")
    #expect(waitUntil { answers.all.withLock { $0 == [.client(.folderListed("~/", expected))] } })
  }
}
