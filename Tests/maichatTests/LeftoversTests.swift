import ChatModel
import Foundation
import System
import TestSupport
import Testing

@testable import maichat

@Suite struct LeftoversTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "maichat-left-\(UUID().uuidString)").path

  private func inFolder(_ body: () throws -> Void) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body()
  }

  private var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() }

  private func make(_ name: String, _ text: String = "x") {
    #expect(FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: Data(text.utf8)))
  }

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
    try inFolder {
      for name in [".maichat-export.aB3xYz", ".maichat-download.000000", ".maichat-write.Zzzzzz"] { make(name) }
      for name in ["maichat-ask.abcdef", "maichat-edit.abcdef", "maichat-demo.abcdef"] {
        try FileManager.default.createDirectory(atPath: "\(folder)/\(name)/sub", withIntermediateDirectories: true)
        make("\(name)/sub/file")
      }
      let others = [
        ".maichat-export.toolong", ".maichat-export.a", "maichat-ask.abc-ef", "maichat-other.abcdef", "notes",
      ]
      for name in others { make(name) }
      // Names of ours with other things behind them.
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/maichat-edit.linked", withDestinationPath: "\(folder)/notes")
      try FileManager.default.createDirectory(
        atPath: "\(folder)/.maichat-write.folder", withIntermediateDirectories: true)
      #expect(Leftovers.remove(from: [folder, "\(folder)/none"]) == [])
      #expect(names == (others + ["maichat-edit.linked", ".maichat-write.folder"]).sorted())
    }
  }

  @Test func whatALivingProcessUsesStays() throws {
    try inFolder {
      let draft = try DraftFile("a draft", in: folder)
      let export = try ExportFile("\(folder)/out.md", replaces: false, reserved: ReservedPlaces())
      let question = try #require(TemporaryFolder(.question, in: folder))
      let before = names
      #expect(before.count == 3)
      #expect(Leftovers.remove(from: [folder]) == [])
      #expect(names == before)
      draft.remove()
      question.remove()
      _ = consume export
      #expect(names == [])
    }
  }

  @Test func aTextThatAnEditorWroteIsNeverRemoved() throws {
    try inFolder {
      let kept = try { () throws -> String in
        let draft = try DraftFile("a draft", in: folder)
        try Data("what somebody wrote".utf8).write(to: URL(filePath: draft.path))
        return draft.path
      }()
      let told = Leftovers.remove(from: [folder])
      #expect(told.count == 1 && told.first?.text.contains(kept) == true, "\(told)")
      #expect(try String(contentsOfFile: kept, encoding: .utf8) == "what somebody wrote")
      // It is told once, and stays.
      #expect(Leftovers.remove(from: [folder]) == [])
      #expect(FileManager.default.fileExists(atPath: kept))
    }
  }

  @Test(.enabled(if: geteuid() != 0)) func whatCannotBeRemovedIsTold() throws {
    try inFolder {
      make(".maichat-export.abcdef")
      chmod(folder, 0o500)
      defer { chmod(folder, 0o700) }
      #expect(Leftovers.remove(from: [folder]).first?.text.contains("cannot remove") == true)
    }
  }

  @Test func partsOfABackupGoWithTheirProcess() throws {
    try inFolder {
      let gone = try endedProcess()
      for name in ["b.part-\(gone)", "b.part-\(gone)-wal", "b.part-\(getpid())", "b.part-x", "c.part-\(gone)"] {
        make(name)
      }
      #expect(Leftovers.removeParts(of: "\(folder)/b") == [])
      #expect(names == ["b.part-\(getpid())", "b.part-x", "c.part-\(gone)"].sorted())
    }
  }

  @Test func aProcessThatWaitsForAThreadStillEnds() async {
    await #expect(processExitsWith: .exitCode(7)) {
      ExitDeadline.begin(milliseconds: 10, status: 7)
      _ = poll(nil, 0, -1)
    }
  }
}
