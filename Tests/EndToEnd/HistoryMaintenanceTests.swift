import Foundation
import TestSupport
import Testing

/// Histories that are locked, damaged, missing or taken away, as the shell's commands meet them.
@Suite(.watchingPrograms) struct HistoryMaintenanceTests {
  private let home: Home
  private let service = FakeService { _ in streaming(["an answer"]) }

  init() throws { home = try Home() }

  private func maichat(_ arguments: String...) throws -> Command.Output {
    try Command.run(Maichat.path, arguments, environment: service.environment(home))
  }

  @Test(arguments: HistoryLock.Kind.allCases) func aQuestionWaitsForALockedHistoryAndIsKept(how: HistoryLock.Kind)
    throws
  {
    #expect(try maichat("ask", "first").status == 0)
    let holder = try HistoryLock(home.history, how)
    let asking = try RunningCommand(Maichat.path, ["ask", "second"], environment: service.environment(home))
    // The question goes out meanwhile.
    #expect(waitUntil { asking.text == "an answer" })
    try holder.release()
    #expect(asking.waitForExit() == 0)
    #expect(try maichat("search", "second", "--json").text.contains("second"))
  }

  @Test(arguments: HistoryLock.Kind.allCases) func aSignalEndsTheWaitForALockedHistory(how: HistoryLock.Kind) throws {
    #expect(try maichat("ask", "first").status == 0)
    let holder = try HistoryLock(home.history, how)
    defer { try? holder.release() }
    // The one that began to wait first is still waiting when the other one, which was told to end, has ended.
    let running = try (0..<2).map { _ in
      let asking = try RunningCommand(Maichat.path, ["ask", "second"], environment: service.environment(home))
      #expect(waitUntil { asking.text == "an answer" })
      return asking
    }
    running[1].interrupt()
    #expect(running[1].waitForExit() == 130)
    #expect(!running[0].hasEnded, "it was the signal that ended the wait")
  }

  @Test func aFolderWithoutAHistoryIsToldWhereOneIsNamed() throws {
    let folder = home.folder.appending(path: "nothing").path
    for arguments in [
      ["list"], ["show", "a"], ["search", "a"], ["export", "--all"], ["backup", "\(folder).copy"], ["vacuum"],
    ] {
      let output = try Command.run(
        Maichat.path, arguments + ["--data-dir", folder], environment: service.environment(home))
      #expect(output.status == 3, "\(arguments)")
      #expect(output.errors.contains(folder), "\(arguments)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder))
    #expect(try maichat("list").status == 0, "the first use is no mistake")
  }

  @Test func aDamagedHistoryStaysUntilItIsRepaired() throws {
    #expect(try maichat("ask", "first").status == 0)
    var bytes = try Data(contentsOf: URL(filePath: home.history))
    for index in 4096..<bytes.count { bytes[index] = 0xA5 }
    try bytes.write(to: URL(filePath: home.history))
    for arguments in [["ask", "second"], ["list"], ["export", "--all"], ["vacuum"], ["sync"]] {
      let output = try Command.run(Maichat.path, arguments, environment: service.environment(home))
      #expect(output.status == 3, "\(arguments)")
      #expect(output.errors.contains("damaged"), "\(arguments): \(output.errors)")
    }
    #expect(service.prompts.count == 1, "no question went out")
    #expect(try Data(contentsOf: URL(filePath: home.history)) == bytes)
    let doctor = try maichat("doctor", "--repair")
    #expect(doctor.text.contains("\(home.history).damaged-1"))
    #expect(try Data(contentsOf: URL(filePath: home.history + ".damaged-1")) == bytes)
    #expect(try maichat("ask", "third").status == 0)
    let again = try maichat("doctor", "--repair")
    #expect(again.text.contains("nothing to repair") && again.text.contains("\(home.history).damaged-1"))
  }

  #if os(Linux)
    /// Whoever is ended while a damaged history is set aside leaves its log to no new one: that goes first.
    @Test func theLogOfADamagedHistoryIsSetAsideBeforeIt() throws {
      #expect(try maichat("ask", "first").status == 0)
      var bytes = try Data(contentsOf: URL(filePath: home.history))
      for index in 4096..<bytes.count { bytes[index] = 0xA5 }
      try bytes.write(to: URL(filePath: home.history))
      try Data("a log".utf8).write(to: URL(filePath: home.history + "-wal"))
      let mark = home.folder.appending(path: "stalled").path
      // The second renaming never comes back.
      let repairing = try RunningCommand(
        Maichat.path, ["doctor", "--repair"],
        environment: service.environment(
          home,
          [
            "LD_PRELOAD": Faults.library, "FAULT_CALL": "rename", "FAULT_NUMBER": "2", "FAULT_ERROR": "0",
            "FAULT_WORD": "history.sqlite", "FAULT_REPORT": mark,
          ]))
      try #require(waitUntil { FileManager.default.fileExists(atPath: mark) }, "nothing is set aside")
      #expect(!FileManager.default.fileExists(atPath: home.history + "-wal"))
      #expect(try Data(contentsOf: URL(filePath: home.history)) == bytes)
      repairing.send(SIGKILL)
      #expect(repairing.waitForExit() == 128 + SIGKILL)
    }
  #endif

  @Test func aHistoryThatIsTakenAwayDuringAReplyIsToldAndTheRestIsInAFile() throws {
    let gate = Gate()
    let slow = FakeService { _ in streaming(["half "], ending: [.wait(gate), .chunk(streamEvent("whole"))] + finished) }
    let asking = try RunningCommand(Maichat.path, ["ask", "the question"], environment: slow.environment(home))
    #expect(waitUntil { asking.text == "half " })
    try FileManager.default.moveItem(atPath: home.history, toPath: home.history + ".moved")
    gate.open()
    #expect(asking.waitForExit() == 3)
    #expect(asking.text == "half whole")
    #expect(!FileManager.default.fileExists(atPath: home.history))
    let rescue = home.history + ".unsaved-1.json"
    #expect(try String(contentsOfFile: rescue, encoding: .utf8).contains("half whole"))
    #expect(try maichat("import", rescue).status == 0)
    #expect(try maichat("search", "whole", "--json").text.contains("half whole"))
  }

  @Test func aBackupGoesBackIntoItsPlace() throws {
    #expect(try maichat("ask", "before").status == 0)
    let copy = home.folder.appending(path: "copy.sqlite").path
    #expect(try maichat("backup", copy).status == 0)
    #expect(try maichat("ask", "after").status == 0)
    let restored = try maichat("restore", copy)
    #expect(restored.status == 0)
    #expect(restored.text.contains("1 conversations, 2 messages"))
    let listed = try maichat("list").text
    #expect(listed.contains("before") && !listed.contains("after"))
    #expect(try maichat("restore", home.history + ".before-restore-1").status == 0)
    #expect(try maichat("list").text.contains("after"))
    #expect(try maichat("restore", home.folder.appending(path: "none").path).status == 3)
  }
}
