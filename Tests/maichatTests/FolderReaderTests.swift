import ChatModel
import TestSupport
import Testing

@testable import maichat

@Suite struct FolderReaderTests {
  @Test func foldersComeFirstAndNothingThatIsNoName() {
    let place = TestFolder()
    place.makeFolder("z 文件")
    for name in ["b.md", "a.md", "new\nline", ".hidden"] { place.write("", to: name) }
    let answers = EventRecorder()
    let reader = FolderReader(environment: ["HOME": place.path], sink: answers)
    let expected =
      [FolderEntry(name: "z 文件", isFolder: true)]
      + [".hidden", "a.md", "b.md"].map { FolderEntry(name: $0, isFolder: false) }
    #expect(reader.entries(of: place.path + "/") == expected)
    #expect(reader.entries(of: "~/") == expected)
    #expect(reader.entries(of: place.path + "/nowhere/") == [])
    reader.read("~/")
    #expect(waitUntil { answers.all == [.client(.folderListed("~/", expected))] })
  }
}
