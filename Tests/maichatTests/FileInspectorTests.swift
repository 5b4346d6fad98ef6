import ChatModel
import Foundation
import System
import TestSupport
import Testing

@testable import maichat

/// Looking at files before they are attached, and at folders for choosing them.
@Suite struct FileInspectorTests {
  private let folder = TestFolder()
  private let sink = EventRecorder()
  private var inspector: FileInspector { FileInspector(home: folder.path, sink: sink) }

  private func reason(_ path: String) -> String? {
    if case .refused(let reason) = inspector.check(path) { reason } else { nil }
  }

  @Test func aFileIsWhatItHolds() throws {
    folder.write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], to: "門 \"1\".txt")
    let facts = try #require(
      matched(inspector.check("~/門 \"1\".txt")) { if case .accepted(let facts) = $0 { facts } else { nil } }, "refused")
    #expect(facts.path == "\(folder.path)/門 \"1\".txt" && facts.size == 8)
    #expect(facts.type.mime == "image/png")
    let date = try FileManager.default.attributesOfItem(atPath: facts.path)[.modificationDate] as? Date
    #expect(abs(Double(facts.modified) / 1e9 - (date?.timeIntervalSince1970 ?? 0)) < 0.001)
  }

  @Test func whatIsNoFileIsNotOpened() {
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    #expect(symlink("loop", folder.path("loop")) == 0)
    #expect(reason("~/pipe") == "is a pipe and no file")
    #expect(reason("/dev/null") == "is a device and no file")
    #expect(reason(folder.path) == "is a folder")
    #expect(reason("~/none") == "is not there")
    #expect(reason("~/loop")?.contains("circle") == true)
    #expect(reason("/etc/passwd/x")?.contains("no folder") == true)
    #expect(reason("/" + String(repeating: "a", count: 5000))?.contains("too long") == true)
  }

  @Test func aLinkToAFileIsAFileAndPathsAreMadeAbsolute() {
    folder.write([65], to: "a")
    #expect(symlink(folder.path("a"), folder.path("link")) == 0)
    #expect(
      matched(inspector.check("~/./x/../link")) { if case .refused(let reason) = $0 { reason } else { nil } } == nil)
    let reader = FolderListingReader(home: "/h")
    #expect(reader.absolute("~/a/./b//../c") == "/h/a/c")
    #expect(reader.absolute("/../..") == "/" && reader.absolute("~") == "/h")
    #expect(reader.absolute("x").hasSuffix("/x") && reader.absolute("x").hasPrefix("/"))
  }

  @Test func aFolderIsListedAndWhatCannotBeSaysWhy() throws {
    for name in ["b", "a\u{1B}[31m", ".c"] { folder.write([65], to: name) }
    folder.makeFolder("z")
    #expect(symlink(folder.path("z"), folder.path("y")) == 0)
    let bad = "\(folder.path)/".utf8CString.dropLast() + [CChar(bitPattern: 0xFF), 0]
    let descriptor = open(Array(bad), O_CREAT | O_WRONLY, 0o600)
    #expect(descriptor >= 0)
    close(descriptor)
    let reader = FolderListingReader(home: folder.path)
    let content = reader.content(of: "~/")
    #expect(content.path == folder.path)
    #expect(content.entries.map(\.name) == ["y", "z", ".c", "a\u{1B}[31m", "b"])
    #expect(content.entries.map(\.isFolder) == [true, true, false, false, false])
    #expect(content.problem == "A name that is not UTF-8 is left out.")
    #expect(reader.content(of: "~/", most: 2).entries.count == 2)
    #expect(reader.content(of: "~/", most: 2).problem?.hasPrefix("Only 2 of its names") == true)
    #expect(reader.content(of: "~/none").problem == "There is no such folder.")
    #expect(reader.content(of: "~/b").problem == "This is a file and no folder.")
  }

  @Test func onlyTheLastOfManyLooksIsAnswered() throws {
    let inspector = inspector
    for number in 0..<500 { folder.write("line \(number)\nsecond\n", to: "f\(number)") }
    for number in 0..<500 { inspector.preview("\(folder.path)/f\(number)") }
    let last = folder.path("f499")
    #expect(waitUntil { sink.all.contains { if case .client(.filePreviewed(last, _)) = $0 { true } else { false } } })
    let (facts, about) = try #require(
      matched(sink.all.last) {
        if case .client(.filePreviewed(last, .file(let facts, let about)))? = $0 { (facts, about) } else { nil }
      }, "\(sink.all.count)")
    #expect(facts.size == 16 && about == ["line 499", "second", ""])
    #expect(sink.all.count <= 500)
  }

  @Test func progressOfAllFilesIsOneLine() {
    func file(_ state: DraftAttachment.State, _ size: Int64) -> DraftAttachment {
      DraftAttachment(
        id: UploadID("u"), path: "/a", name: "a", file: FileFacts(path: "/a", size: size, modified: 1, type: .unknown),
        state: state)
    }
    #expect(UploadLine.text([file(.waiting, 1)]) == nil)
    #expect(
      UploadLine.text([
        file(.uploaded(Attachment(id: AttachmentID("1"), type: "", filename: "", file: "")), 1_000_000),
        file(.uploading(UploadProgress(sent: 500_000, total: 2_000_000, bytesPerSecond: 500_000)), 2_000_000),
      ]) == "uploading 2 files: 50%, 1.5 MB of 3 MB, 500 kB/s, 3 s left, Ctrl-C stops")
  }
}
