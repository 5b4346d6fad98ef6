#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// Where the system refuses descriptors or threads the full screen works, or says so and ends; the terminal is given back
  /// either way. A sample in every run; MAICHAT_FAULTS=all goes over all of them.
  @Suite(.watchingPrograms) struct ShortageTests {
    private static let isWhole = ProcessInfo.processInfo.environment["MAICHAT_FAULTS"] == "all"
    private let service = FakeService { _ in streaming(["an answer"]) }

    /// Asks one question and leaves; what is wrong with how that went.
    private func faults(_ home: Home, _ more: [String: String], _ words: [String]) throws -> [String] {
      let chat = try EmulatedChat(service.environment(home, ["MAIAGENT_CHATBOT": "bot-0"].merging(more) { $1 }), words)
      let hasBegun = chat.wait { chat.hasEnded || chat.terminal.text.contains("> ") }
      guard hasBegun else { return ["it neither starts nor ends"] }
      if !chat.hasEnded {
        chat.terminal.type("hello\r")
        // An answer, or a sentence that says why there is none.
        let isTold = chat.wait {
          chat.hasEnded || chat.terminal.text.contains("an answer") || chat.terminal.text.contains("again")
        }
        if !isTold { return ["the question leads to nothing: \(chat.terminal.text)"] }
        chat.terminal.type("\u{11}")
        // It asks where the reply still runs or something is not saved, in words that are painted in pieces.
        _ = waitUntil(interval: 100) {
          chat.terminal.take(milliseconds: 100)
          if !chat.hasEnded { chat.terminal.type("y") }
          return chat.hasEnded
        }
      }
      guard chat.wait({ chat.hasEnded }) else { return ["it does not end"] }
      let status = chat.child.exitStatus(.untilItEnds) ?? -1
      var faults = chat.leftovers.map { "\($0) is left" }
      if !(0...3).contains(status) { faults.append("status \(status)") }
      if status != 0, !chat.terminal.text.contains("maichat: ") { faults.append("status \(status) without a word") }
      return faults
    }

    @Test func anyNumberOfDescriptorsIsEnoughOrRefused() throws {
      let limits = Self.isWhole ? Array(5...40) : [5, 12, 20, 27, 28, 30, 31, 33]
      for limit in limits {
        let home = try Home()
        let words = ["/bin/sh", "-c", "ulimit -n \(limit); exec '\(Maichat.path)'"]
        let found = try faults(home, [:], words)
        #expect(found == [], "\(limit) descriptors")
      }
    }

    @Test(arguments: ["eventfd", "epoll", "timerfd", "pipe", "inotify", "socketpair", "socket", "thread"])
    func oneRefusalIsNoTrap(call: String) throws {
      try #require(FileManager.default.fileExists(atPath: Faults.library), "the library is built with the package")
      var fired = 0
      for code in Self.isWhole ? [EMFILE, EAGAIN, ENFILE] : [call == "thread" ? EAGAIN : EMFILE] {
        for number in 1...50 {
          let home = try Home()
          let report = home.folder.appending(path: "failed").path
          let found = try faults(
            home,
            [
              "LD_PRELOAD": Faults.library, "FAULT_CALL": call, "FAULT_NUMBER": "\(number)", "FAULT_ERROR": "\(code)",
              "FAULT_REPORT": report,
            ], [Maichat.path])
          #expect(found == [], "\(call) \(number) \(String(cString: strerror(code)))")
          guard FileManager.default.fileExists(atPath: report) else { break }
          fired += 1
        }
      }
      #expect(fired > 0, "\(call) is never asked for")
    }
  }
#endif
