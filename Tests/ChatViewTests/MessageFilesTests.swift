import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

@Suite struct MessageFilesTests {
  private static let files = [
    Attachment(
      id: AttachmentID("1"), type: "image", filename: "door\u{202E}.png", file: "https://f.test/door.png",
      size: 2_100_000),
    Attachment(id: AttachmentID("2"), type: "other", filename: "", file: ""),
  ]

  private var bench: ScreenHarness {
    var bench = ScreenHarness(
      .sample([.titled("t", id: "c", [.sample("1", .person, "See this.", attachments: Self.files)])]))
    bench.state.zone = .transcript
    bench.state.settings.saving = DownloadFolders(folder: "/home/u/Downloads", home: "/home/u", current: "/srv")
    return bench
  }

  @Test func aMessageShowsItsFilesWithNameTypeAndSize() {
    var bench = bench
    #expect(bench.rows().contains { $0.contains("+ door.png · image, 2.1 MB") })
    #expect(bench.rows().contains { $0.contains("+ other") && !$0.contains("·") })
  }

  @Test func aListsThemToOpenAndToCopyTheirLinks() {
    var bench = bench
    bench.press("a")
    #expect(bench.text().contains("image, 2.1 MB"))
    #expect(bench.press("Alt-C") == [.popupClosed, .copying(.text("https://f.test/door.png"))])
    bench.press("a")
    #expect(bench.press("Enter") == [.copying(.linkOpened("https://f.test/door.png"))])
    bench.press("a")
    bench.press("Down")
    #expect(bench.press("Alt-S") == [.noticed("The service does not say where this file is.")])
  }

  @Test func savingAsksForAFolderShowsHowFarItIsAndCanBeStopped() throws {
    var bench = bench
    bench.press("a")
    bench.press("Alt-S")
    #expect(bench.text().contains("Save door.png in") && bench.text().contains("/home/u/Downloads"))
    bench.press("Ctrl-U")
    bench.type("~/x/")
    bench.press("Enter")
    let (id, request) = try #require(
      matched(bench.commands.last) {
        if case .network(.startDownload(let id, let request))? = $0 { (id, request) } else { nil }
      }, "no download: \(bench.commands)")
    #expect(request == DownloadRequest(url: "https://f.test/door.png", name: "door\u{202E}.png", folder: "/home/u/x"))
    bench.feed(.outside(.download(id, .progressed(received: 500_000, total: 2_000_000))))
    #expect(bench.text().contains("500 kB of 2 MB, 25%"))
    bench.press("Esc")
    #expect(bench.commands.last == .network(.stopDownload(id)))
    bench.feed(.outside(.download(id, .stopped)))
    #expect(bench.state.downloads.isEmpty)
    // The folder stays for the next one.
    bench.press("Alt-S")
    #expect(bench.text().contains("~/x/"))
  }

  @Test func aSavedFileClosesWhatAskedAndSaysWhereItIs() throws {
    var bench = bench
    bench.press("a")
    bench.press("Alt-S")
    bench.press("Enter")
    let id = bench.state.downloads.keys.first!
    bench.feed(.outside(.download(id, .completed(path: "/home/u/Downloads/door.png"))))
    #expect(bench.state.notice?.text == "Saved /home/u/Downloads/door.png")
    try #require(
      bench.state.top is MessageFilesPopup,
      "the list of files is not on top")
  }

  @Test func placesAreAbsolute() {
    let place = DownloadFolders(folder: "/d", home: "/home/u", current: "/srv")
    #expect(place.absolute("~") == "/home/u" && place.absolute("~/a/") == "/home/u/a")
    #expect(place.absolute("a/b") == "/srv/a/b" && place.absolute("/") == "/" && place.absolute("/x//") == "/x")
  }

  @Test func altVShowsAnImageOverTheWholeScreenAndEscBringsBackWhatWasThere() throws {
    var bench = bench
    let before = bench.rows()
    bench.press("a")
    #expect(bench.text().contains("Alt-V view"))
    bench.press("Alt-V")
    let id = try #require(
      matched(bench.commands.last) { if case .network(.startDownload(let id, _))? = $0 { id } else { nil } },
      "no download: \(bench.commands)")
    bench.feed(.outside(.download(id, .progressed(received: 500_000, total: 2_000_000))))
    #expect(bench.text().contains("Fetching door.png: 500 kB of 2"))
    bench.feed(.outside(.download(id, .completed(path: "/tmp/x"))))
    #expect(bench.text().contains("Decoding"))
    let image = try #require(
      matched(bench.commands.last) { if case .client(.drawImage(let image, _, _, _))? = $0 { image } else { nil } },
      "not drawn: \(bench.commands)")
    let drawn = DrawnImage(form: .kitty, columns: 10, rows: 4, width: 400, height: 320, bytes: [1, 2])
    bench.feed(.outside(.client(.imageDrawn(image, drawn))))
    let frame = bench.frame()
    #expect(frame.rows[0].text.hasPrefix("┌ door.png · 400 × 320 pixels ─") && frame.caret == nil)
    #expect(frame.rows.dropFirst().dropLast().allSatisfy { $0.text.allSatisfy { "│ ".contains($0) } })
    let shown = try #require(frame.image)
    #expect(shown.form == .kitty && shown.bytes == [1, 2])
    #expect(shown.place.size == Size(columns: 10, rows: 4))
    #expect(shown.place.origin.column == Columns((frame.size.columns.value - 10) / 2))
    #expect(shown.place.origin.row == Rows((frame.size.rows.value - 4) / 2))
    bench.press("b")
    #expect(bench.commands.last == .client(.redrawImage(image, wantsBlocks: true)))
    // One that was drawn for another size is not shown on this one.
    let large = DrawnImage(form: .halfBlocks, columns: 500, rows: 4, width: 400, height: 320, bytes: [])
    bench.feed(.outside(.client(.imageDrawn(image, large))))
    #expect(bench.frame().image == nil)
    bench.press("b")
    // Where the terminal has no other way there is nothing to choose.
    bench.feed(
      .outside(
        .client(
          .imageDrawn(image, DrawnImage(form: .halfBlocks, columns: 1, rows: 1, width: 1, height: 1, bytes: [])))))
    #expect(bench.press("b") == [] && !bench.text().contains("half-blocks"))
    bench.press("Esc")
    #expect(bench.commands.last == .client(.forgetImage(image)))
    bench.press("Esc")
    #expect(bench.frame().image == nil && bench.rows() == before)
  }

  @Test func aLeadsToTheLastFilesAboveWhereTheMessageHasNone() {
    var bench = ScreenHarness(
      .sample([
        .titled(
          "t", id: "c",
          [.sample("1", .person, "See this.", attachments: Self.files), .sample("2", .assistant, "I see.")])
      ]))
    bench.state.zone = .transcript
    bench.press("a")
    #expect(bench.text().contains("image, 2.1 MB"))
    var none = ScreenHarness(.sample([.titled("t", id: "c", [.sample("1", .person, "See this.")])]))
    none.state.zone = .transcript
    #expect(none.press("a") == [.noticed("No message up to here has files.")])
  }
}
