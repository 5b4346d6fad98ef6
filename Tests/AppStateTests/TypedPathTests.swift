import AppState
import ChatModel
import Testing

@Suite struct TypedPathTests {
  @Test(arguments: [
    ("@", "", ""), ("see @no", "", "no"), ("@docs/re", "docs/", "re"), ("@~/a/b/", "~/a/b/", ""),
    ("@/etc/ho", "/etc/", "ho"), ("line\n@x", "", "x"), (#"@my\ notes/to\ do"#, "my notes/", "to do"),
    ("@文件/讀", "文件/", "讀"),
  ])
  func aPathBeginsWithAnAtSignAfterABlank(text: String, folder: String, name: String) {
    let path = TypedPath(TextEditor(text))
    #expect(path?.folder == folder && path?.name == name)
  }

  @Test(arguments: ["", "no path", "me@example.test", "@a b", "@done ", "a @"])
  func nothingElseIsAPath(text: String) {
    // An `@` alone after a blank is one: it lists the working folder.
    #expect((TypedPath(TextEditor(text)) != nil) == (text == "a @"))
  }

  @Test func theCaretDecidesWhichPathIsTyped() {
    #expect(TypedPath(TextEditor("@one @two", caret: 4))?.name == "one")
    #expect(TypedPath(TextEditor("@one @two", caret: 2))?.name == "o")
  }

  @Test func eachFolderIsReadOnceAndNamesComplete() {
    var bench = Harness()
    #expect(bench.user(.composer(.edited(.insert("see @")))) == [.client(.listFolder(""))])
    #expect(bench.user(.composer(.edited(.insert("d")))) == [])
    bench.feed(.outside(.client(.folderListed("elsewhere/", [FolderEntry(name: "x", isFolder: false)]))))
    #expect(bench.state.folder?.entries == nil, "the answer to another question")
    let docs = FolderEntry(name: "my docs", isFolder: true)
    bench.feed(.outside(.client(.folderListed("", [docs]))))
    #expect(bench.state.folder?.entries == [docs])
    #expect(bench.user(.composer(.pathCompleted(docs))) == [.client(.listFolder("my docs/"))])
    #expect(bench.conversation.composer.text == #"see @my\ docs/"#)
    bench.user(.composer(.pathCompleted(FolderEntry(name: "讀我.md", isFolder: false))))
    #expect(bench.conversation.composer.draft == Draft(text: #"see @my\ docs/讀我.md "#, caret: 24))
    #expect(bench.state.folder == nil)
    bench.user(.composer(.edited(.undo)))
    #expect(bench.conversation.composer.text == #"see @my\ docs/"#)
  }

  @Test func whatStandsBehindThePathStays() {
    var bench = Harness()
    bench.user(.composer(.edited(.insert("@a and more"))))
    bench.user(.composer(.edited(.moveTo(2))))
    bench.user(.composer(.pathCompleted(FolderEntry(name: "all.txt", isFolder: false))))
    #expect(bench.conversation.composer.draft == Draft(text: "@all.txt and more", caret: 8))
  }
}
