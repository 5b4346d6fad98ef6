import System
import TestSupport
import Testing

@testable import maichat

@Suite struct ExternalEditorTests {
  private let folder = TestFolder()

  @Test func visualComesBeforeEditorAndBeforeWhatIsThere() {
    func command(_ environment: [String: String]) -> String? { ExternalEditor(environment: environment).command }
    #expect(command(["VISUAL": "code -w", "EDITOR": "vim"]) == "code -w")
    #expect(command(["VISUAL": "  ", "EDITOR": "vim"]) == "vim")
    #expect(command(["PATH": "/nowhere"]) == nil)
    #expect(ExternalEditor(environment: ["MAIAGENT_API_KEY": "x", "A": "b"]).environment == ["A": "b"])
  }

  @Test(arguments: [
    (EditorRun.End.success(.exited(0)), DraftFile.Content.text("new"), "new" as String?, nil as String?, false),
    (.success(.exited(0)), .text("old"), nil, nil, false),
    (.success(.exited(0)), .gone, nil, "left no file", false),
    (.success(.exited(0)), .unusable("is not UTF-8"), nil, "/f.md", true),
    (.success(.exited(3)), .text("old"), nil, "ended with status 3; the text is as it was.", false),
    (.success(.exited(3)), .text("new"), nil, "/f.md", true),
    (.success(.exited(127)), .text("old"), nil, "There is no program vim", false),
    (.success(.exited(1)), .gone, nil, "status 1", false),
    (.success(.killed(9)), .text("new"), nil, "/f.md", true),
    (.success(.killed(9)), .unusable("is no file"), nil, "/f.md", true),
    (.failure(.init(reason: "no memory")), .text("old"), nil, "no memory", false),
  ])
  func theDraftStaysUnlessTheEditorEndedWell(
    end: EditorRun.End, content: DraftFile.Content, text: String?, notice: String?, keepsFile: Bool
  ) {
    let outcome = EditorOutcome(of: "vim -u x", end, draft: "old", content, path: "/f.md", took: 5_000)
    #expect(outcome.text == text && outcome.keepsFile == keepsFile)
    #expect(outcome.notice == nil ? notice == nil : notice.map { outcome.notice!.contains($0) } == true)
  }

  @Test func anEditorThatComesBackAtOnceIsExplained() {
    let outcome = EditorOutcome(of: "code", .success(.exited(0)), draft: "old", .text("old"), path: "/f.md", took: 20)
    #expect(outcome.notice?.contains("code -w") == true && outcome.text == nil)
  }

  @Test(arguments: ["", "a", "a\n", "\n", "漢字\r\n\n", "\u{0}\u{1B}", "e\u{301}"])
  func aDraftComesBackAsItWas(text: String) throws {
    let file = try DraftFile(text, in: folder.path)
    defer { file.remove() }
    let back = try #require(matched(file.read()) { if case .text(let back) = $0 { back } else { nil } }, "no text")
    #expect(Array(back.utf8) == Array(text.utf8))
    #expect(folder.mode(of: file.path) == 0o600 && folder.mode(of: FilePath.folder(of: file.path)) == 0o700)
  }

  @Test func whatIsNoTextIsToldApart() throws {
    let file = try DraftFile("x", in: folder.path)
    folder.write([0x61, 0xFF, 0x62], to: file.path)
    #expect(file.read() == .unusable("is not UTF-8"))
    unlink(file.path)
    #expect(file.read() == .gone)
    folder.makeFolder(file.path)
    #expect(file.read() == .unusable("is no file"))
    file.remove()
    #expect(access(file.path, F_OK) != 0)
  }

  @Test func aFolderThatCannotBeWrittenIsSaid() {
    #expect(throws: DraftFile.Problem.self) {
      try DraftFile("x", in: folder.path("gone"))
    }
  }

  @Test(arguments: [
    ("true", ChildProcess.End.exited(0)), ("sh -c 'exit 7'", .exited(7)), ("no-such-editor-here", .exited(127)),
    ("sh -c 'kill -9 $$'", .killed(9)), ("A=b true", .exited(0)), ("test message =", .exited(0)),
  ])
  func theEndOfAProgramIsSeen(command: String, end: ChildProcess.End) throws {
    let run = try EditorRun.start(command, file: "message", environment: ["PATH": "/usr/bin:/bin"]).get()
    run.wait()
    // The shell that starts it may hand on that its child was ended by a signal.
    let seen = run.end == .exited(128 + 9) ? .killed(9) : run.end
    #expect(seen == end)
    var descriptor = pollfd(fd: run.descriptor, events: Int16(POLLIN), revents: 0)
    #expect(poll(&descriptor, 1, 0) == 1)
  }

  /// An editor that runs on must not keep a socket of the client open.
  @Test func theEditorGetsNoneOfTheClientsDescriptors() throws {
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let file = try DraftFile("", in: folder.path)
    defer { file.remove() }
    let command = "test ! -e /proc/self/fd/\(ends[0]) -a ! -e /proc/self/fd/\(ends[1]) && true"
    let run = try EditorRun.start(command, file: file.path, environment: ["PATH": "/usr/bin:/bin"]).get()
    run.wait()
    #expect(run.end == .exited(0))
  }
}
