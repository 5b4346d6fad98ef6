import AppState
import ChatModel
import Testing

@Suite struct FilePickerTests {
  private func picker(_ bench: Harness) -> FilePicker {
    bench.state.popups[top: FilePicker.self] ?? FilePicker(folder: "none")
  }

  private func opened(_ names: [String] = ["docs/", ".git/", "a.txt", "b.md", ".hidden", "Über a.txt"]) -> Harness {
    var bench = Harness()
    #expect(bench.user(.attachments(.pickerOpened)) == [.client(.browseFolder(""))])
    browse(&bench, "", "/home/me", names)
    return bench
  }

  private func browse(_ bench: inout Harness, _ asked: String, _ path: String, _ names: [String]) {
    let entries = names.map {
      FolderEntry(name: $0.hasSuffix("/") ? String($0.dropLast()) : $0, isFolder: $0.hasSuffix("/"))
    }
    bench.feed(.outside(.client(.folderBrowsed(asked, FolderContent(path: path, entries: entries)))))
  }

  private func names(_ bench: Harness) -> [String] {
    picker(bench).matches.map { picker(bench).content!.entries[$0].name }
  }

  @Test func whatIsChosenIsLookedAt() {
    var bench = opened()
    #expect(names(bench) == ["docs", "a.txt", "b.md", "Über a.txt"])
    #expect(bench.commands.last == .client(.previewFile("/home/me/docs")))
    #expect(bench.user(.popupSelected(1)) == [.client(.previewFile("/home/me/a.txt"))])
    #expect(bench.user(.popupSelected(1)) == [])
    // What comes late is of another file.
    bench.feed(.outside(.client(.filePreviewed("/home/me/docs", .folder(modified: 1)))))
    #expect(picker(bench).preview == nil)
    bench.feed(.outside(.client(.filePreviewed("/home/me/a.txt", .unreadable("It is gone.")))))
    #expect(picker(bench).preview == .unreadable("It is gone."))
  }

  @Test func typingFindsAndWhatBeginsSoStandsFirst() {
    var bench = opened()
    bench.user(.popupEdited(.insert("A")))
    #expect(names(bench) == ["a.txt", "Über a.txt"])
    bench.user(.popupEdited(.insert(" über")))
    #expect(names(bench) == ["Über a.txt"])
    bench.user(.popupEdited(.insert("zz")))
    #expect(names(bench) == [] && picker(bench).chosen == nil)
  }

  @Test func hiddenNamesShowWhenWanted() {
    var bench = opened()
    bench.user(.attachments(.hiddenFilesSwitched))
    #expect(names(bench).contains(".git"))
    bench.user(.attachments(.hiddenFilesSwitched))
    #expect(!names(bench).contains(".git"))
    bench.user(.popupEdited(.insert(".")))
    #expect(names(bench) == [".git", ".hidden", "a.txt", "b.md", "Über a.txt"])
  }

  @Test(arguments: [
    ("/etc/", "/etc/", ""), ("~/x", "~/", "x"), ("../", "/home/me/../", ""), ("/a b/c/d.pdf", "/a b/c/", "d.pdf"),
  ])
  func aTypedPathLeadsThere(typed: String, folder: String, rest: String) {
    var bench = opened()
    #expect(bench.user(.popupEdited(.insert(typed))) == [.client(.browseFolder(folder))])
    #expect(picker(bench).content == nil && picker(bench).list.filter.text == rest)
    browse(&bench, folder, "/there", ["d.pdf", "x"])
    #expect(picker(bench).folder == "/there")
    // An answer about another folder is not wanted any more.
    browse(&bench, "", "/home/me", ["a"])
    #expect(picker(bench).folder == "/there")
  }

  @Test func marksOfSeveralFoldersAreAttachedTogether() {
    var bench = opened()
    bench.state.popups[top: FilePicker.self]?.switchMark("/home/me/a.txt")
    bench.state.popups[top: FilePicker.self]?.switchMark("/home/me/b.md")
    bench.state.popups[top: FilePicker.self]?.switchMark("/home/me/b.md")
    bench.user(.attachments(.folderEntered("/home/me/docs")))
    browse(&bench, "/home/me/docs", "/home/me/docs", ["c.txt"])
    bench.state.popups[top: FilePicker.self]?.switchMark("/home/me/docs/c.txt")
    #expect(picker(bench).marked == ["/home/me/a.txt", "/home/me/docs/c.txt"])
    bench.user(.attachments(.attached(picker(bench).marked)))
    #expect(bench.state.popups.isEmpty)
    #expect(bench.conversation.attachments.map(\.name) == ["a.txt", "c.txt"])
    #expect(bench.user(.attachments(.pickerOpened)) == [.client(.browseFolder("/home/me/docs"))], "where one was last")
  }

  @Test func theParentOfAFolder() {
    #expect(FilePicker(folder: "/a/b").parent == "/a")
    #expect(FilePicker(folder: "/a").parent == "/")
    #expect(FilePicker(folder: "/").parent == nil)
  }

  @Test func aCompletedPathAttachesItsFileAndStaysInTheText() {
    var bench = Harness()
    bench.user(.composer(.edited(.insert("compare @sr"))))
    bench.user(.composer(.pathCompleted(FolderEntry(name: "src", isFolder: true))))
    #expect(bench.conversation.composer.text == "compare @src/")
    #expect(bench.conversation.attachments.isEmpty)
    bench.user(.composer(.pathCompleted(FolderEntry(name: "a b.c", isFolder: false))))
    #expect(bench.conversation.composer.text == #"compare @src/a\ b.c "#)
    #expect(bench.conversation.attachments.map(\.path) == ["src/a b.c"])
    #expect(bench.conversation.attachments.map(\.name) == ["a b.c"])
  }
}
