#if os(Linux)
  import Foundation
  import GRDB
  import TestSupport
  import Testing

  @testable import HistoryStore

  /// One call on the history and its neighbours fails, at each place that a command comes to. A sample in every run, twice
  /// as many in the slow one; MAICHAT_FAULTS=all goes over all places and errors, MAICHAT_FAULTS=7 over each seventh place.
  @Suite(.watchingPrograms) struct FaultTests {
    /// What is done while a call fails.
    enum Work: String, CaseIterable {
      case ask, list, search, export, backup, restore, vacuum, importing, sync, upgrade, creation, screen
    }

    /// The kinds of calls, and what each of them may fail with.
    private static let calls: [(name: String, errors: [Int32])] = [
      ("open", [EIO, EMFILE, EACCES, ENOSPC]), ("read", [EIO]), ("write", [EIO, ENOSPC]), ("pread", [EIO]),
      ("pwrite", [EIO, ENOSPC]), ("fsync", [EIO, ENOSPC]), ("ftruncate", [EIO, ENOSPC]),
      ("rename", [EIO, EACCES, ENOSPC]), ("unlink", [EIO, EACCES]), ("link", [EIO, EPERM, ENOSPC]),
      ("mkdir", [EIO, EACCES, ENOSPC]), ("mmap", [ENOMEM, EIO]), ("flock", [EIO, ENOLCK]), ("fcntl", [EACCES, ENOLCK]),
      ("getrandom", [ENOSYS, EIO]),
    ]
    /// Which places are tried: each one of so many; nil: a sample.
    private static let step = ProcessInfo.processInfo.environment["MAICHAT_FAULTS"].map { max(1, Int($0) ?? 1) }
    /// A call that a command does not come to so often is not looked for beyond this.
    private static let mostPlaces = 400

    /// One failure, and where it is to happen.
    private struct Fault: CustomStringConvertible {
      var work: Work
      var call: String
      var number: Int
      var code: Int32

      var description: String { "\(work) \(call) \(number) \(String(cString: strerror(code)))" }
    }

    private let service = FakeService(history: { request in
      request.target.contains("/conversations/")
        ? #"{"next":null,"results":[{"id":"far","title":"far away"}]}"# : #"{"next":null,"results":[]}"#
    }) { request in streaming([request.text.contains("second") ? "the reply" : "an answer"]) }

    @Test(arguments: Work.allCases) func whicheverCallFailsNothingIsLostWithoutAWord(work: Work) throws {
      try #require(FileManager.default.fileExists(atPath: Faults.library), "the library is built with the package")
      let prepared = try Home()
      try prepare(work, prepared)
      var fired = 0
      for (index, (call, codes)) in Self.calls.enumerated() {
        if let step = Self.step {
          for code in codes {
            for number in stride(from: 1, through: Self.mostPlaces, by: step) {
              guard try run(Fault(work: work, call: call, number: number, code: code), prepared) else { break }
              fired += 1
            }
          }
        } else if isSlowRun || (index + Work.allCases.firstIndex(of: work)!) % 2 == 0 {
          let number = 1 + (index * 5 + work.rawValue.utf8.count * 3) % 9
          let code = codes[(index + work.rawValue.utf8.count) % codes.count]
          if try run(Fault(work: work, call: call, number: number, code: code), prepared) { fired += 1 }
        }
      }
      #expect(fired >= (isSlowRun ? 3 : 1), "hardly any call failed: \(fired)")
    }

    /// Does the work with one failure in a copy of the home `prepared`; whether the failure came about.
    private func run(_ fault: Fault, _ prepared: Home) throws -> Bool {
      let home = try Home()
      try FileManager.default.removeItem(at: home.folder)
      try FileManager.default.copyItem(at: prepared.folder, to: home.folder)
      let report = temporaryPlace + "/" + home.folder.lastPathComponent + ".failed"
      defer { unlink(report) }
      let faulty = service.environment(home).merging([
        "LD_PRELOAD": Faults.library, "FAULT_CALL": fault.call, "FAULT_NUMBER": "\(fault.number)",
        "FAULT_ERROR": "\(fault.code)", "FAULT_WORD": home.folder.lastPathComponent, "FAULT_REPORT": report,
        // Nothing of it is in the system's own folder, where other tests are.
        "TMPDIR": home.folder.path,
      ]) { $1 }
      let asked = service.prompts.count
      let output: Command.Output
      var complaints: [String] = []
      if fault.work == .screen {
        let session = try ShortSession(environment: faulty)
        output = session.run()
        complaints = session.complaints
      } else {
        // What hangs is ended, and shows as a signal.
        output = try Command.run(
          "timeout", ["-s", "KILL", "60", Maichat.path] + arguments(fault.work, home), environment: faulty)
      }
      guard FileManager.default.fileExists(atPath: report) else { return false }
      for complaint in complaints { Issue.record("\(fault): \(complaint)") }
      try check(fault, output, home, wasAsked: service.prompts.count > asked)
      return true
    }

    private func target(_ home: Home) -> String { home.folder.appending(path: "target").path }

    private func prepare(_ work: Work, _ home: Home) throws {
      let folder = URL(filePath: home.history).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      if work == .creation { return }
      if work == .upgrade {
        let queue = try DatabaseQueue(path: home.history)
        try Schema.migrator.migrate(queue, upTo: "3")
        try queue.write { db in
          try db.execute(
            sql: """
              INSERT INTO conversation VALUES (1, 'c', NULL, 'default', NULL, '', 'first', 'user', 'streaming', 0, 0, 0, 1, 1,
                NULL, NULL, NULL);
              INSERT INTO message (key, conversation, ordinal, author, text, status, created_at)
              VALUES ('m', 1, 1, 'person', 'first', 'complete', 1);
              """)
        }
        return try queue.close()
      }
      func maichat(_ arguments: String...) throws {
        let output = try Command.run(Maichat.path, arguments, environment: service.environment(home))
        try #require(output.status == 0, "\(output.errors)")
      }
      try maichat("ask", "first")
      if work == .restore { try maichat("backup", target(home)) }
      if work == .importing {
        try maichat("export", "--all", "-o", target(home) + ".json")
        let text = try String(contentsOfFile: target(home) + ".json", encoding: .utf8)
        let other = text.replacingOccurrences(of: #""id":""#, with: #""id":"x"#)
          .replacingOccurrences(of: "first", with: "third").replacingOccurrences(of: "remote-1", with: "remote-3")
        try Data(other.utf8).write(to: URL(filePath: target(home) + ".json"))
      }
    }

    private func arguments(_ work: Work, _ home: Home) -> [String] {
      switch work {
      case .ask, .upgrade, .creation: ["ask", "second"]
      case .list: ["list"]
      case .search: ["search", "first"]
      case .export: ["export", "--all", "-o", target(home) + ".json"]
      case .backup: ["backup", target(home)]
      case .restore: ["restore", target(home)]
      case .vacuum: ["vacuum"]
      case .importing: ["import", target(home) + ".json"]
      case .sync: ["sync"]
      case .screen: []
      }
    }

    /// What must hold, whichever call failed: no trap and no hang, a word where it did not work, no whole file set aside,
    /// what was there is there, what was promised by status 0 holds, and no half-made file is left.
    private func check(_ fault: Fault, _ output: Command.Output, _ home: Home, wasAsked: Bool) throws {
      #expect(output.status <= 3, "\(fault): ended with \(output.status): \(output.errors)")
      #expect(output.status == 0 || !output.errors.isEmpty, "\(fault): failed without a word")
      // The full screen goes on, and may say what it will do.
      for word in fault.work == .screen ? [".. "] : ["in memory", "Mend", ".. "] {
        #expect(!output.errors.contains(word), "\(fault): \(output.errors)")
      }
      let folder = URL(filePath: home.history).deletingLastPathComponent()
      let names =
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
        + FileManager.default.contentsOfDirectory(atPath: home.folder.path)
      #expect(!names.contains { $0.contains("damaged") }, "\(fault): a whole file was set aside")
      let halves = names.filter { name in [".part-", ".restore-", ".maichat-"].contains { name.contains($0) } }
      #expect(halves.isEmpty || fault.call == "unlink", "\(fault): left behind \(halves)")
      let clean = service.environment(home)
      let listed = try Command.run(Maichat.path, ["list"], environment: clean)
      #expect(listed.status == 0, "\(fault): cannot be read any more: \(listed.errors)")
      if fault.work != .creation { #expect(listed.text.contains("first"), "\(fault): what was there is gone") }
      try checkPromise(fault, output, home, listed: listed.text, wasAsked: wasAsked)
    }

    private func checkPromise(
      _ fault: Fault, _ output: Command.Output, _ home: Home, listed: String, wasAsked: Bool
    ) throws {
      let isDone = output.status == 0
      func kept() throws -> String {
        try Command.run(
          Maichat.path, ["export", "--all", "--format", "json"], environment: service.environment(home)
        ).text
      }
      switch fault.work {
      case .ask, .upgrade, .creation:
        let found = try kept()
        let isKept =
          found.contains(#""text":"second""#) && found.contains(#""text":"the reply","status":"complete""#)
        if isDone { #expect(isKept, "\(fault): status 0, and question or reply is not kept: \(output.errors)") }
        let saysLost = output.errors.replacingOccurrences(of: "not kept yet", with: "").contains("not kept")
        #expect(!(saysLost && isKept), "\(fault): said to be lost, and is there: \(output.errors)")
      case .screen where wasAsked:
        let unsaved = try FileManager.default.contentsOfDirectory(
          at: URL(filePath: home.history).deletingLastPathComponent(), includingPropertiesForKeys: nil
        ).filter { $0.lastPathComponent.contains("unsaved") }.map { try String(contentsOf: $0, encoding: .utf8) }
        let found = try kept() + unsaved.joined()
        #expect(
          found.contains(#""text":"second""#) || output.errors.contains("not kept"),
          "\(fault): the question went out and is lost: \(output.errors.suffix(300))")
      case .screen: break
      case _ where !isDone: break
      case .list, .search: #expect(output.text.contains("first"), "\(fault)")
      case .export:
        let text = try String(contentsOfFile: target(home) + ".json", encoding: .utf8)
        #expect(text.hasSuffix("]}\n") && text.contains("first"), "\(fault)")
      case .backup:
        let copy = try Command.run(
          Maichat.path, ["restore", target(home), "--data-dir", home.folder.path + "/other"],
          environment: service.environment(home))
        #expect(copy.status == 0 && copy.text.contains("2 messages"), "\(fault): \(copy.errors)")
      case .restore: #expect(output.text.contains("2 messages"), "\(fault)")
      case .vacuum: break
      case .sync: #expect(listed.contains("far away"), "\(fault): status 0, and nothing is kept: \(output.errors)")
      case .importing: #expect(listed.contains("third"), "\(fault): status 0, and nothing is kept: \(output.errors)")
      }
    }

    /// A file under a name that is not on the disk with its folder is not there after a loss of power.
    @Test func anExportIsDoneWhenItsFolderIsOnTheDisk() throws {
      let home = try Home()
      try prepare(.export, home)
      let folder = home.folder.appending(path: "exported").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for number in 1...2 {
        let output = try Command.run(
          Maichat.path, ["export", "--all", "-o", "\(folder)/all\(number).json"],
          environment: service.environment(
            home,
            [
              "LD_PRELOAD": Faults.library, "FAULT_CALL": "fsync", "FAULT_NUMBER": "\(number)", "FAULT_ERROR": "\(EIO)",
              "FAULT_WORD": folder,
            ]))
        #expect(output.status == 2, "\(number): \(output.errors)")
        #expect(output.errors.contains("all\(number).json"), "\(output.errors)")
        #expect(!output.errors.contains("Wrote"), "\(output.errors)")
      }
    }
  }

  /// The library that lets calls fail.
  enum Faults {
    static let library = URL(filePath: Maichat.path).deletingLastPathComponent().appending(path: "libHistoryFaults.so")
      .path
  }
#endif
