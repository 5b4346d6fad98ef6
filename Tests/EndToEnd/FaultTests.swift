#if os(Linux)
  import Foundation
  import GRDB
  import TestSupport
  import Testing

  @testable import ChatHistory

  /// One call on the history and its neighbours fails, at each place that a command comes to. A sample in every run;
  /// MAICHAT_FAULTS=all goes over all places and errors.
  @Suite @EndToEndThread struct FaultTests {
    /// What is done while a call fails.
    enum Work: String, CaseIterable {
      case ask, list, export, backup, vacuum, importing, upgrade, creation
    }

    private static let calls = [
      "open", "read", "write", "pread", "pwrite", "fsync", "ftruncate", "rename", "unlink", "mkdir", "mmap", "flock",
      "fcntl",
    ]
    private static let isWhole = ProcessInfo.processInfo.environment["MAICHAT_FAULTS"] == "all"
    /// A call that a command does not come to so often is not looked for beyond this.
    private static let mostPlaces = 400

    private let service = FakeService { _ in streaming(["an answer"]) }
    private let library = URL(filePath: Maichat.path).deletingLastPathComponent()
      .appending(path: "libHistoryFaults.so").path

    @Test(arguments: Work.allCases) func whicheverCallFailsNothingIsLostWithoutAWord(work: Work) throws {
      try #require(FileManager.default.fileExists(atPath: library), "the library is built with the package")
      var fired = 0
      for (index, call) in Self.calls.enumerated() {
        if Self.isWhole {
          for code in [EIO, ENOSPC, EMFILE, EACCES] {
            for number in 1...Self.mostPlaces {
              guard try run(work, call, number, code) else { break }
              fired += 1
            }
          }
        } else {
          let number = 1 + (index * 5 + work.rawValue.utf8.count * 3) % 9
          let code = [EIO, ENOSPC, EMFILE, EACCES][(index + work.rawValue.utf8.count) % 4]
          if try run(work, call, number, code) { fired += 1 }
        }
      }
      #expect(fired >= 3, "hardly any call failed: \(fired)")
    }

    /// Does `work` with one failure in a home of its own; whether the failure came about.
    private func run(_ work: Work, _ call: String, _ number: Int, _ code: Int32) throws -> Bool {
      let home = try Home()
      let place = "\(work) \(call) \(number) \(String(cString: strerror(code)))"
      let clean = service.environment(home)
      let target = home.folder.appending(path: "target-history").path
      try prepare(work, home, clean, target)
      let report = home.folder.appending(path: "failed").path
      let faulty = clean.merging([
        "LD_PRELOAD": library, "FAULT_CALL": call, "FAULT_NUMBER": "\(number)", "FAULT_ERROR": "\(code)",
        "FAULT_WORD": "history", "FAULT_REPORT": report,
      ]) { $1 }
      // What hangs is ended, and shows as a signal.
      let output = try Command.run(
        "timeout", ["-s", "KILL", "60", Maichat.path] + arguments(work, target), environment: faulty)
      guard FileManager.default.fileExists(atPath: report) else { return false }
      try check(work, output, home, clean, target, place)
      return true
    }

    private func prepare(_ work: Work, _ home: Home, _ clean: [String: String], _ target: String) throws {
      let folder = URL(filePath: home.history).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      if work == .creation { return }
      if work == .upgrade {
        let queue = try DatabaseQueue(path: home.history)
        try Schema.migrator.migrate(queue, upTo: "3")
        return try queue.close()
      }
      try #require(try Command.run(Maichat.path, ["ask", "first"], environment: clean).status == 0)
      if work == .importing {
        try #require(
          try Command.run(Maichat.path, ["export", "--all", "-o", target + ".json"], environment: clean).status == 0)
        let text = try String(contentsOfFile: target + ".json", encoding: .utf8)
        let other = text.replacingOccurrences(of: #""id":""#, with: #""id":"x"#).replacingOccurrences(
          of: "first", with: "third")
        try Data(other.utf8).write(to: URL(filePath: target + ".json"))
      }
    }

    private func arguments(_ work: Work, _ target: String) -> [String] {
      switch work {
      case .ask, .upgrade, .creation: ["ask", "second"]
      case .list: ["list"]
      case .export: ["export", "--all", "-o", target + ".json"]
      case .backup: ["backup", target]
      case .vacuum: ["vacuum"]
      case .importing: ["import", target + ".json"]
      }
    }

    /// What must hold, whichever call failed.
    private func check(
      _ work: Work, _ output: Command.Output, _ home: Home, _ clean: [String: String], _ target: String, _ place: String
    ) throws {
      #expect(output.status <= 3, "\(place): ended with \(output.status): \(output.errors)")
      #expect(output.status == 0 || !output.errors.isEmpty, "\(place): failed without a word")
      for word in ["in memory", "Mend", ".. "] { #expect(!output.errors.contains(word), "\(place): \(output.errors)") }
      let folder = URL(filePath: home.history).deletingLastPathComponent()
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(!names.contains { $0.contains("damaged") }, "\(place): a whole file was set aside")
      let listed = try Command.run(Maichat.path, ["list"], environment: clean)
      #expect(listed.status == 0, "\(place): cannot be read any more: \(listed.errors)")
      if work != .upgrade && work != .creation { #expect(listed.text.contains("first"), "\(place)") }
      guard output.status == 0 else { return }
      switch work {
      case .ask, .upgrade, .creation:
        let found = try Command.run(Maichat.path, ["export", "--all", "--format", "json"], environment: clean).text
        #expect(found.contains(#""text":"second""#), "\(place): status 0, and the question is not kept")
        #expect(
          found.contains(#""text":"an answer","status":"complete""#), "\(place): status 0, and the reply is not kept")
      case .list: #expect(output.text.contains("first"), "\(place)")
      case .export: #expect(try String(contentsOfFile: target + ".json", encoding: .utf8).hasSuffix("]}\n"), "\(place)")
      case .backup:
        let copy = try Command.run(
          Maichat.path, ["restore", target, "--data-dir", home.folder.path + "/other"], environment: clean)
        #expect(copy.status == 0 && copy.text.contains("2 messages"), "\(place): \(copy.errors)")
      case .vacuum: break
      case .importing: #expect(listed.text.contains("third"), "\(place)")
      }
    }
  }
#endif
