import Canvas
import ChatModel
import ChatStore
import Testing

@testable import ChatView

@Suite struct MessageFilesTests {
  private static let files = [
    Attachment(
      id: AttachmentID("1"), type: "image", filename: "door\u{202E}.png", file: "https://f.test/door.png",
      size: 2_100_000),
    Attachment(id: AttachmentID("2"), type: "other", filename: "", file: ""),
  ]

  private var bench: ScreenBench {
    var bench = ScreenBench(
      .sample([.titled("t", id: "c", [.sample("1", .person, "See this.", attachments: Self.files)])]))
    bench.state.zone = .transcript
    bench.state.settings.saving = SavingPlace(folder: "/home/u/Downloads", home: "/home/u", current: "/srv")
    return bench
  }

  @Test func `a message shows its files with name, type and size`() {
    var bench = bench
    #expect(bench.rows().contains { $0.contains("+ door.png · image, 2.1 MB") })
    #expect(bench.rows().contains { $0.contains("+ other") && !$0.contains("·") })
  }

  @Test func `a lists them, to open and to copy their links`() {
    var bench = bench
    bench.press("a")
    #expect(bench.text().contains("image, 2.1 MB"))
    #expect(bench.press("Alt-C") == [.layerClosed, .textCopied("https://f.test/door.png")])
    bench.press("a")
    #expect(bench.press("Enter") == [.linkOpened("https://f.test/door.png")])
    bench.press("a")
    bench.press("Down")
    #expect(bench.press("Alt-S") == [.noticed("The service does not say where this file is.")])
  }

  @Test func `saving asks for a folder, shows how far it is, and can be stopped`() throws {
    var bench = bench
    bench.press("a")
    bench.press("Alt-S")
    #expect(bench.text().contains("Save door.png in") && bench.text().contains("/home/u/Downloads"))
    bench.press("Ctrl-U")
    bench.type("~/x/")
    bench.press("Enter")
    guard case .network(.startDownload(let id, let request))? = bench.commands.last else {
      Issue.record("no download: \(bench.commands)")
      return
    }
    #expect(request == DownloadRequest(url: "https://f.test/door.png", name: "door\u{202E}.png", folder: "/home/u/x"))
    bench.feed(.outside(.download(id, .progressed(received: 500_000, total: 2_000_000))))
    #expect(bench.text().contains("500 kB of 2.0 MB, 25%") || bench.text().contains("500 kB of 2 MB, 25%"))
    bench.press("Esc")
    #expect(bench.commands.last == .network(.stopDownload(id)))
    bench.feed(.outside(.download(id, .stopped)))
    #expect(bench.state.downloads.isEmpty)
    // The folder stays for the next one.
    bench.press("Alt-S")
    #expect(bench.text().contains("~/x/"))
  }

  @Test func `a saved file closes what asked, and says where it is`() {
    var bench = bench
    bench.press("a")
    bench.press("Alt-S")
    bench.press("Enter")
    let id = bench.state.downloads.keys.first!
    bench.feed(.outside(.download(id, .completed(path: "/home/u/Downloads/door.png"))))
    #expect(bench.state.notice?.text == "Saved /home/u/Downloads/door.png")
    guard case .messageFiles? = bench.state.top else {
      Issue.record("the list of files is not on top")
      return
    }
  }

  @Test func `places are absolute`() {
    let place = SavingPlace(folder: "/d", home: "/home/u", current: "/srv")
    #expect(place.absolute("~") == "/home/u" && place.absolute("~/a/") == "/home/u/a")
    #expect(place.absolute("a/b") == "/srv/a/b" && place.absolute("/") == "/" && place.absolute("/x//") == "/x")
  }
}
