import System
import TestSupport
import Testing

@testable import maichat

@Suite struct LeftoversTests {
  private let folder = TestFolder()

  /// The id of a process that is gone.
  private func endedProcess() throws -> pid_t {
    var process = pid_t()
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
    defer { free(arguments[0]) }
    try #require(posix_spawnp(&process, "true", nil, nil, &arguments, environ) == 0)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { try #require(errno == EINTR) }
    return process
  }

  @Test func whatAKilledProcessLeftIsRemovedAndNothingElse() throws {
    for name in [".maichat-export.aB3xYz", ".maichat-download.000000", ".maichat-write.Zzzzzz"] {
      folder.write("x", to: name)
    }
    for name in ["maichat-ask.abcdef", "maichat-edit.abcdef", "maichat-demo.abcdef"] {
      folder.write("x", to: "\(name)/sub/file")
    }
    let others = [
      ".maichat-export.toolong", ".maichat-export.a", "maichat-ask.abc-ef", "maichat-other.abcdef", "notes",
    ]
    for name in others { folder.write("x", to: name) }
    // Names of ours with other things behind them.
    #expect(symlink(folder.path("notes"), folder.path("maichat-edit.linked")) == 0)
    folder.makeFolder(".maichat-write.folder")
    #expect(Leftovers.remove(from: [folder.path, folder.path("none")]) == [])
    #expect(folder.names() == (others + ["maichat-edit.linked", ".maichat-write.folder"]).sorted())
  }

  @Test func whatALivingProcessUsesStays() throws {
    let draft = try DraftFile("a draft", in: folder.path)
    let export = try ExportFile(folder.path("out.md"), replaces: false, reserved: ReservedPlaces())
    let question = try #require(TemporaryFolder(.question, in: folder.path))
    let before = folder.names()
    #expect(before.count == 3)
    #expect(Leftovers.remove(from: [folder.path]) == [])
    #expect(folder.names() == before)
    draft.remove()
    question.remove()
    _ = consume export
    #expect(folder.names() == [])
  }

  @Test func aTextThatAnEditorWroteIsNeverRemoved() throws {
    let kept = try { () throws -> String in
      let draft = try DraftFile("a draft", in: folder.path)
      return folder.write("what somebody wrote", to: draft.path)
    }()
    let told = Leftovers.remove(from: [folder.path])
    #expect(told.count == 1 && told.first?.text.contains(kept) == true, "\(told)")
    #expect(folder.text(of: kept) == "what somebody wrote")
    // It is told once, and stays.
    #expect(Leftovers.remove(from: [folder.path]) == [])
    #expect(folder.text(of: kept) != nil)
  }

  @Test(.enabled(if: geteuid() != 0)) func whatCannotBeRemovedIsTold() {
    folder.write("x", to: ".maichat-export.abcdef")
    chmod(folder.path, 0o500)
    #expect(Leftovers.remove(from: [folder.path]).first?.text.contains("cannot remove") == true)
  }

  @Test func partsOfABackupGoWithTheirProcess() throws {
    let gone = try endedProcess()
    for name in ["b.part-\(gone)", "b.part-\(gone)-wal", "b.part-\(getpid())", "b.part-x", "c.part-\(gone)"] {
      folder.write("x", to: name)
    }
    #expect(Leftovers.removeParts(of: folder.path("b")) == [])
    #expect(folder.names() == ["b.part-\(getpid())", "b.part-x", "c.part-\(gone)"].sorted())
  }

  @Test func aProcessThatWaitsForAThreadStillEnds() async {
    await #expect(processExitsWith: .exitCode(7)) {
      ExitDeadline.begin(milliseconds: 10, status: 7)
      _ = poll(nil, 0, -1)
    }
  }
}
