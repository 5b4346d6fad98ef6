import AppState
import Canvas
import ChatModel
import Testing

@testable import ChatView

/// Attached files on the screen, and the keys that are about them.
@Suite struct AttachmentViewTests {
  private static let hostile = "\u{1B}[2J\u{202E}漢字👩‍👩‍👧e\u{301}\u{7}" + String(repeating: "長", count: 200) + "\n.png"

  private func bench(_ size: Size = Size(100, 30), files: [(String, DraftAttachment.State)]) -> ScreenHarness {
    var bench = ScreenHarness(.sample(), size)
    bench.state.conversations[bench.state.pane.conversation!]!.attachments = files.enumerated().map { index, file in
      DraftAttachment(
        id: UploadID("u\(index)"), path: "/f/\(file.0)", name: file.0,
        file: FileFacts(path: "/f/\(file.0)", size: 2_100_000, modified: 1, type: FileType("PDF", "application/pdf")),
        state: file.1)
    }
    return bench
  }

  private static let failure = Failure(
    kind: .server, status: 500, text: "\"b.pdf\": the service answered 500: Boom", advice: "")

  @Test func eachFileHasARowThatSaysHowItStands() {
    var bench = bench(files: [
      ("a.pdf", .ready), ("b.pdf", .failed(Self.failure)),
      ("c.pdf", .uploading(UploadProgress(sent: 900_000, total: 2_100_000, bytesPerSecond: 400_000))),
      ("d.pdf", .refused("is a folder")), ("e.pdf", .waiting),
    ])
    let text = bench.text()
    #expect(text.contains(" + a.pdf · PDF · 2.1 MB · attached"))
    #expect(text.contains(" + b.pdf · PDF · 2.1 MB · failed, Ctrl-X Y tries again: the service answered 500: Boom"))
    #expect(text.contains(" + c.pdf · PDF · 2.1 MB · 42%, 900 kB of 2.1 MB, 400 kB/s, 3 s left"))
    #expect(text.contains(" + d.pdf · PDF · 2.1 MB · cannot be sent: it is a folder"))
    #expect(text.contains(" + e.pdf · PDF · 2.1 MB · waits for its upload"))
  }

  @Test func whatHasNoRowIsSummedUp() {
    var bench = bench(Size(80, 18), files: (0..<6).map { ("f\($0).pdf", $0 == 5 ? .failed(Self.failure) : .ready) })
    let text = bench.text()
    #expect(text.contains("f0.pdf") && text.contains("f1.pdf") && !text.contains("f2.pdf"))
    #expect(text.contains(" + 4 more files · 1 failed"))
    var small = self.bench(Size(20, 6), files: [("a.pdf", .ready), ("b.pdf", .ready)])
    #expect(small.text().contains(" + 2 files"))
  }

  @Test(arguments: [Size(20, 6), Size(40, 12), Size(80, 24), Size(120, 40)])
  func namesFromAnywhereDisturbNothing(size: Size) {
    for state in [
      DraftAttachment.State.ready, .refused(Self.hostile),
      .failed(Failure(kind: .server, text: Self.hostile, advice: "")),
    ] {
      var bench = bench(size, files: [(Self.hostile, state), ("b", state)])
      let frame = bench.frame()
      #expect(frame.rows.count == size.rows.value)
      for row in frame.rows {
        #expect(row.columns <= size.columns)
        #expect(!row.text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
      }
    }
  }

  @Test func keysAttachTakeAwayAndTryAgain() {
    var bench = bench(files: [("a.pdf", .ready)])
    bench.press("Ctrl-X")
    #expect(
      bench.press("a") == [.popupClosed, .attachments(.pickerOpened)]
        || !bench.state.popups.all(FilePicker.self).isEmpty)
    bench.press("Esc")
    bench.press("Ctrl-X")
    bench.press("Backspace")
    #expect(bench.conversation.attachments.isEmpty)
    var two = self.bench(files: [("a.pdf", .ready), ("b.pdf", .failed(Self.failure))])
    two.press("Ctrl-X")
    two.press("Backspace")
    #expect(two.text().contains("Take a file away"))
    two.press("Enter")
    #expect(two.conversation.attachments.map(\.name) == ["a.pdf"])
  }

  // MARK: The picker

  private func picking(_ size: Size, _ names: [String]) -> ScreenHarness {
    var bench = ScreenHarness(.sample(), size)
    bench.press("Ctrl-X")
    bench.press("a")
    let entries = names.map {
      FolderEntry(name: $0.hasSuffix("/") ? String($0.dropLast()) : $0, isFolder: $0.hasSuffix("/"))
    }
    bench.feed(.outside(.client(.folderBrowsed("", FolderContent(path: "/home/me", entries: entries)))))
    return bench
  }

  @Test func thePickerShowsWhatIsThereAndWhatItIs() {
    var bench = picking(Size(120, 40), ["docs/", "a.txt", "b.txt", ".hidden"])
    bench.press("Down")
    let facts = FileFacts(
      path: "/home/me/a.txt", size: 1500, modified: 1_760_000_000_000_000_000, type: FileType("text", "text/plain"))
    bench.feed(
      .outside(.client(.filePreviewed("/home/me/a.txt", .file(facts, about: ["first \u{1B}[31mline", "second"])))))
    var text = bench.text()
    for part in ["/home/me", "›  a.txt", "docs/", "text, 1.5 kB", "changed 9 Oct 2025", "first ", "second"] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(!text.contains("\u{1B}") && !text.contains(".hidden"))
    bench.press("Tab")
    bench.press("Tab")
    text = bench.text()
    #expect(text.contains("✓ a.txt") && text.contains("✓ b.txt") && text.contains("attach 2"))
    bench.press("Alt-H")
    #expect(bench.text().contains(".hidden"))
    bench.press("Enter")
    #expect(bench.conversation.attachments.map(\.path) == ["/home/me/a.txt", "/home/me/b.txt"])
    #expect(bench.state.popups.isEmpty)
  }

  @Test func foldersAreGoneThrough() {
    var bench = picking(Size(80, 24), ["docs/"])
    #expect(bench.press("Enter") == [.attachments(.folderEntered("/home/me/docs"))])
    bench.feed(
      .outside(
        .client(
          .folderBrowsed(
            "/home/me/docs", FolderContent(path: "/home/me/docs", problem: "You may not read this folder.")))))
    #expect(bench.text().contains("You may not read this folder."))
    #expect(bench.press("Left") == [.attachments(.folderEntered("/home/me"))])
  }

  @Test(arguments: [Size(20, 6), Size(40, 12), Size(80, 24), Size(120, 40), Size(200, 60)])
  func thePickerStandsOnAnyScreen(size: Size) {
    var bench = picking(size, [Self.hostile + "/", Self.hostile] + (0..<5000).map { "file \($0).txt" })
    for key in ["Down", "Tab", "End", "PgUp", "Home"] {
      bench.press(key)
      let path = "/home/me/" + Self.hostile
      bench.feed(
        .outside(
          .client(
            .filePreviewed(
              path,
              .file(
                FileFacts(path: path, size: 1, modified: .max, type: .unknown), about: [Self.hostile, Self.hostile])))))
      for row in bench.frame().rows {
        #expect(row.columns <= size.columns)
        #expect(!row.text.contains("\u{1B}"))
      }
    }
  }

  // MARK: Pasted paths

  @Test func aPastedPathIsAskedAbout() {
    var bench = ScreenHarness(.sample(), Size(80, 24))
    let events = bench.input(.paste("'/f/a b.pdf'"))
    #expect(events == [.attachments(.pathsPasted("'/f/a b.pdf'", paths: ["/f/a b.pdf"]))])
    let facts = FileFacts(path: "/f/a b.pdf", size: 2_100_000, modified: 1, type: FileType("PDF", "application/pdf"))
    bench.feed(.outside(.client(.filesFound(["/f/a b.pdf"], [FoundFile(path: "/f/a b.pdf", facts: facts)]))))
    #expect(bench.text().contains("file: \"a b.pdf\" (PDF, 2.1"))
    bench.press("Enter")
    #expect(bench.conversation.attachments.map(\.name) == ["a b.pdf"])
    #expect(bench.conversation.composer.text == "")
  }
}
