import AppState
import Canvas
import ChatModel
import Testing

@testable import ChatView

/// The names that complete a path in the composer.
@Suite struct PathMenuTests {
  private func bench(_ text: String, _ size: Size = Size(80, 24)) -> ScreenHarness {
    var bench = ScreenHarness(.sample(), size)
    bench.type(text)
    let entries =
      ["docs", "文件夾", ".git"].map { FolderEntry(name: $0, isFolder: true) }
      + ["do it.md", "readme.md", "\u{1B}[2Jred"].map { FolderEntry(name: $0, isFolder: false) }
    bench.feed(.outside(.client(.folderListed(bench.state.folder?.path ?? "none", entries))))
    return bench
  }

  @Test func whatFitsIsListedAndTabTakesIt() {
    var bench = bench("read @DO")
    let text = bench.text()
    #expect(text.contains("Files here") && text.contains("› docs/") && text.contains("  do it.md"))
    #expect(!text.contains("readme") && !text.contains(".git"))
    bench.press("Down")
    bench.press("Tab")
    #expect(bench.conversation.composer.text == #"read @do\ it.md "#)
    #expect(!bench.text().contains("Files here"))
  }

  /// Whoever types the whole name wants the file no less.
  @Test func aNameInFullIsAttachedByTab() {
    var bench = bench("read @readme.md")
    #expect(bench.text().contains("› readme.md"))
    bench.press("Tab")
    #expect(bench.conversation.attachments.map(\.path) == ["readme.md"])
    bench.press("Left")
    #expect(!bench.text().contains("Files here"))
  }

  @Test func tabStaysWhileTheNamesAreRead() {
    var bench = ScreenHarness(.sample(), Size(80, 24))
    bench.type("@rea")
    #expect(bench.press("Tab") == [])
    #expect(bench.state.zone == .composer)
    bench.feed(.outside(.client(.folderListed("", [FolderEntry(name: "readme.md", isFolder: false)]))))
    bench.press("Tab")
    #expect(bench.conversation.attachments.map(\.path) == ["readme.md"])
  }

  @Test func hiddenNamesShowWhenAskedFor() {
    var bench = bench("@.")
    #expect(bench.text().contains("› .git/"))
  }

  @Test func enterSendsAndEscHidesUntilThePathIsDone() {
    var bench = bench("@d")
    bench.press("Esc")
    bench.type("o")
    #expect(!bench.text().contains("Files here"))
    bench.type(" @d")
    bench.feed(.outside(.client(.folderListed("", [FolderEntry(name: "docs", isFolder: true)]))))
    #expect(bench.text().contains("Files here"))
    #expect(bench.press("Enter") == [.composer(.submitted)])
  }

  @Test(arguments: [Size(20, 6), Size(40, 12), Size(120, 40)])
  func namesFromADiskDisturbNothing(size: Size) {
    var bench = bench("@", size)
    let frame = bench.frame()
    for row in frame.rows { #expect(row.columns <= size.columns, "\(row.text)") }
    #expect(!frame.rows.contains { $0.text.contains("\u{1B}") })
  }

  @Test func aReadOnlyClientOffersNone() {
    var bench = bench("@d")
    bench.state.settings.access = .readOnly
    #expect(PathMenuView(bench.state) == nil)
  }
}
