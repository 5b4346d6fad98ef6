#if os(Linux)
  import System
  import Foundation
  import TestSupport
  import Testing

  /// A disk on which every write takes long to arrive.
  @Suite(.watchingPrograms) struct SlowDiskTests {
    /// The steps that make a new history do not each wait for the disk: others would wait for all of them.
    @Test func theFirstQuestionOfAllWaitsForTheDiskAFewTimes() throws {
      let service = FakeService { _ in streaming(["an answer"]) }
      for (number, isReached) in [(1, true), (20, false)] {
        let home = try Home()
        let report = temporaryPlace + "/" + home.folder.lastPathComponent + ".failed"
        defer { unlink(report) }
        let asked = try Command.run(
          Maichat.path, ["ask", "-n", "hello"],
          environment: service.environment(
            home,
            [
              "LD_PRELOAD": Faults.library, "FAULT_CALL": "fsync", "FAULT_NUMBER": "\(number)", "FAULT_ERROR": "\(EIO)",
              "FAULT_WORD": home.folder.lastPathComponent, "FAULT_REPORT": report,
            ]))
        #expect(FileManager.default.fileExists(atPath: report) == isReached, "\(number): \(asked.errors)")
      }
    }

    private static let isWhole = ProcessInfo.processInfo.environment["MAICHAT_FAULTS"] != nil

    @Test(arguments: isWhole ? [200, 1000] : [200]) func threeQuestionsAtOnceAreAllKept(milliseconds: Int) throws {
      let service = FakeService { request in
        let number = request.text.firstMatch(of: /question ([1-3])/)?.1 ?? "?"
        return streaming(["answer ", "\(number)"], conversation: "remote-\(number)")
      }
      let home = try Home()
      let script = """
        for i in 1 2 3; do
          { "$0" ask -n "question $i" > "$1/out$i" 2> "$1/err$i"; echo $? > "$1/status$i"; } &
        done
        wait
        """
      let slow = service.environment(
        home,
        [
          "LD_PRELOAD": Faults.library, "FAULT_CALL": "fsync", "FAULT_DELAY": "\(milliseconds * 1000)",
          "FAULT_WORD": home.folder.lastPathComponent,
        ])
      let started = steadyMilliseconds()
      let run = try Command.run("sh", ["-c", script, Maichat.path, home.folder.path], environment: slow)
      #expect(run.status == 0)
      #expect(steadyMilliseconds() - started >= milliseconds, "the disk was slow")
      let kept = try Command.run(
        Maichat.path, ["export", "--all", "--format", "json"], environment: service.environment(home)
      ).text
      for number in 1...3 {
        func file(_ name: String) throws -> String {
          try String(contentsOf: home.folder.appending(path: "\(name)\(number)"), encoding: .utf8)
        }
        let errors = try file("err")
        #expect(try file("status") == "0\n", "\(errors)")
        #expect(try file("out") == "answer \(number)")
        let lost = errors.replacingOccurrences(of: "not kept yet", with: "")
        #expect(!lost.contains("not kept"), "\(errors)")
        #expect(kept.contains(#""text":"question \#(number)""#), "\(errors)")
        #expect(kept.contains(#""text":"answer \#(number)","status":"complete""#), "\(errors)")
      }
    }
  }
#endif
