import AppState
import ChatModel
import TestSupport
import Testing

/// What terminals paste when something is dropped on them.
@Suite struct PastedPathsTests {
  @Test(arguments: [
    ("/home/me/a.txt", ["/home/me/a.txt"]), ("'/home/me/a b.txt'", ["/home/me/a b.txt"]),
    ("/home/me/a\\ b.txt ", ["/home/me/a b.txt"]), ("\"/home/me/a b.txt\"\n", ["/home/me/a b.txt"]),
    ("/home/me/a b.txt", ["/home/me/a b.txt"]), ("file:///home/me/a%20b.txt", ["/home/me/a b.txt"]),
    ("file://host/%E9%96%80.png", ["/門.png"]), ("~/a.txt", ["~/a.txt"]),
    ("/a.txt '/b c.txt' /d\\'e", ["/a.txt", "/b c.txt", "/d'e"]),
    ("'/it'\\''s.txt'", ["/it's.txt"]),
  ])
  func pathsAreRead(text: String, paths: [String]) {
    #expect(PastedPaths(text)?.paths == paths)
  }

  @Test(arguments: [
    "", "/", "hello", "a/b", "/usr\n/bin", "see /usr/bin", "'/a", "/a\\", "file://nowhere", "file:///%zz",
    "file:///%00",
    "https://example.test/a", "./a", String(repeating: "/a ", count: 30),
  ])
  func otherTextIsText(text: String) {
    #expect(PastedPaths(text)?.paths == nil)
  }

  private func found(_ path: String) -> FoundFile {
    FoundFile(path: path, facts: FileFacts(path: path, size: 3, modified: 1, type: .unknown))
  }

  @Test func aPastedPathIsTextAndAttachedOnlyWhenSomebodySaysSo() throws {
    var bench = Harness()
    bench.user(.composer(.edited(.insert("see "))))
    let commands = bench.user(.attachments(.pathsPasted("'/f/a b'", paths: ["/f/a b"])))
    #expect(commands.contains(.client(.findFiles(["/f/a b"]))))
    #expect(bench.conversation.composer.text == "see '/f/a b'")
    #expect(bench.conversation.attachments.isEmpty)
    bench.feed(.outside(.client(.filesFound(["/f/a b"], [found("/f/a b")]))))
    try #require(
      bench.state.top is PastedFilesQuestion, "nothing is asked")
    bench.user(.popupClosed)
    #expect(bench.conversation.composer.text == "see '/f/a b'" && bench.conversation.attachments.isEmpty)
    bench.user(.composer(.edited(.replace("see "))))
    bench.user(.attachments(.pathsPasted("'/f/a b'", paths: ["/f/a b"])))
    bench.feed(.outside(.client(.filesFound(["/f/a b"], [found("/f/a b")]))))
    bench.user(.attachments(.pastedAttached))
    #expect(bench.conversation.composer.text == "see ")
    #expect(bench.conversation.attachments.map(\.path) == ["/f/a b"])
    #expect(bench.state.popups.isEmpty)
  }

  @Test func nobodyIsAskedAboutWhatIsNoFileOrWhenTypingWentOn() {
    var bench = Harness()
    bench.user(.attachments(.pathsPasted("/f/a /f/b", paths: ["/f/a", "/f/b"])))
    bench.feed(.outside(.client(.filesFound(["/f/a", "/f/b"], [found("/f/a")]))))
    #expect(bench.state.popups.isEmpty)
    bench.user(.attachments(.pathsPasted("/f/a", paths: ["/f/a"])))
    bench.user(.composer(.edited(.insert("x"))))
    bench.feed(.outside(.client(.filesFound(["/f/a"], [found("/f/a")]))))
    #expect(bench.state.popups.isEmpty)
  }
}
