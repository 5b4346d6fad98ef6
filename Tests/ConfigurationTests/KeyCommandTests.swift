import Foundation
import System
import TestSupport
import Testing

@testable import Configuration

@Suite struct KeyCommandTests {
  let environment = ["PATH": "/usr/bin:/bin", "TOKEN": "from environment"]

  private func failure(_ result: Result<SecretText, KeyCommand.Failure>) -> KeyCommand.Failure? {
    if case .failure(let failure) = result { failure } else { nil }
  }

  private func reason(_ result: Result<SecretText, KeyCommand.Failure>) -> KeyCommand.Failure.Reason? {
    failure(result)?.reason
  }

  @Test func theFirstLineIsTheKey() throws {
    let program = KeyCommand.program(["printf", " key-1 \\nsecond\\n"])
    #expect(try program.run(environment: environment).get().revealed == "key-1")
    let shell = KeyCommand.shell("echo \"$TOKEN\" | tr a-z A-Z; echo more")
    #expect(try shell.run(environment: environment).get().revealed == "FROM ENVIRONMENT")
  }

  @Test func aProgramGetsNoShell() throws {
    let program = KeyCommand.program(["echo", "$TOKEN;", "|", "`id`"])
    #expect(try program.run(environment: environment).get().revealed == "$TOKEN; | `id`")
  }

  @Test func standardInputIsEmptyAndSignalsAreAsUsual() throws {
    #expect(try KeyCommand.shell("cat; echo end").run(environment: environment).get().revealed == "end")
    // The client ignores SIGPIPE and blocks what it reads from a descriptor; a command must not inherit that.
    #if os(Linux)
      signal(SIGPIPE, SIG_IGN)
      let state = try KeyCommand.shell("grep -E 'SigBlk|SigIgn' /proc/self/status | cut -f2 | paste -sd ' '")
        .run(environment: environment).get().revealed
      let masks = state.split(separator: " ").compactMap { UInt64($0, radix: 16) }
      // Signals 32 and 33 are the C library's own.
      #expect(masks.map { $0 & 0x7FFF_FFFF } == [0, 0])
    #endif
  }

  @Test func aFailureNamesTheCommandAndNeverWhatItPrinted() throws {
    let command = KeyCommand.shell("passlike() { echo s3cr3t-key; echo 'gpg: no secret key' >&2; exit 7; }; passlike")
    let failure = try #require(self.failure(command.run(environment: environment)), "it should fail")
    #expect(failure.reason == .exited(status: 7))
    #expect(failure.message == "gpg: no secret key")
    #expect(failure.description == "passlike() failed with status 7: gpg: no secret key")
  }

  @Test func whatItPrintedIsTakenOutOfWhatItSaid() throws {
    let command = KeyCommand.shell("set -x; echo s3cr3t-key; exit 3")
    let failure = try #require(self.failure(command.run(environment: environment)), "it should fail")
    #expect(!failure.description.contains("s3cr3t"), "\(failure)")
    #expect(failure.message.contains("exit 3"))
  }

  @Test func failuresHaveReasons() {
    #expect(
      reason(KeyCommand.program(["maichat-no-such-program"]).run(environment: environment))
        == .notStarted("No such file or directory"))
    #expect(reason(KeyCommand.shell("exit 0").run(environment: environment)) == .printedNothing)
    #expect(reason(KeyCommand.shell("echo; echo key").run(environment: environment)) == .printedNothing)
    #expect(reason(KeyCommand.shell("printf 'a\\033[31mb\\n'").run(environment: environment)) == .unusableKey)
    #expect(reason(KeyCommand.shell("kill -9 $$").run(environment: environment)) == .killed(signal: 9))
    #expect(reason(KeyCommand.shell("no-such-program-either").run(environment: environment)) == .exited(status: 127))
  }

  @Test func aCommandThatHangsIsEnded() {
    let folder = TestFolder()
    let command = KeyCommand.shell("echo $$ > '\(folder.path)/pid'; exec sleep 1000")
    let result = command.run(environment: environment, milliseconds: 300)
    #expect(reason(result) == .timedOut(milliseconds: 300))
    if let process = folder.text(of: "pid").flatMap({ pid_t($0.withoutBlanks) }) {
      #expect(kill(process, 0) == -1, "the command still runs")
    }
  }

  @Test func aCommandIsCancelled() {
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    var byte: UInt8 = 1
    write(ends[1], &byte, 1)
    let result = KeyCommand.program(["sleep", "1000"]).run(environment: environment, cancellation: ends[0])
    #expect(reason(result) == .cancelled)
  }

  @Test func aDaemonThatKeepsTheOutputOpenIsNotWaitedFor() throws {
    let folder = TestFolder()
    let command = KeyCommand.shell("sleep 1000 & echo $! > '\(folder.path)/pid'; echo key")
    #expect(try command.run(environment: environment).get().revealed == "key")
    let daemon = try #require(folder.text(of: "pid").flatMap { pid_t($0.withoutBlanks) })
    #expect(kill(daemon, SIGKILL) == 0, "the daemon was still there")
  }

  /// Whether the process whose number the command wrote to a file is gone, or gone but for its parent's knowing.
  private func isGone(_ folder: TestFolder) throws -> Bool {
    let process = try #require(folder.text(of: "pid").flatMap { pid_t($0.withoutBlanks) })
    return waitUntil {
      guard kill(process, 0) == 0, let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      else { return true }
      return status.contains(") Z ")
    }
  }

  @Test func aCommandThatGoesOnAfterItsLineIsStoppedWithAllThatItStarted() throws {
    let folder = TestFolder()
    let command = KeyCommand.shell("sleep 1000 & echo $! > '\(folder.path)/pid'; echo key; wait")
    #expect(try command.run(environment: environment).get().revealed == "key")
    #expect(try isGone(folder), "a part of the command still runs")
  }

  @Test func aCommandThatPrintsNothingIsStoppedWithAllThatItStarted() throws {
    let folder = TestFolder()
    let command = KeyCommand.shell("sleep 1000 & echo $! > '\(folder.path)/pid'; wait")
    #expect(reason(command.run(environment: environment, milliseconds: 300)) == .timedOut(milliseconds: 300))
    #expect(try isGone(folder), "a part of the command still runs")
  }

  @Test func whatIsNoTextIsNoKey() {
    for printed in ["a\\0b", "a\\377b", "a\\302\\233b", "\\001"] {
      #expect(
        reason(KeyCommand.shell("printf '\(printed)\\n'").run(environment: environment)) == .unusableKey, "\(printed)")
    }
  }

  @Test func endlessOutputIsBounded() throws {
    #expect(try KeyCommand.program(["yes", "key"]).run(environment: environment).get().revealed == "key")
    #expect(reason(KeyCommand.shell("yes | tr -d '\\n'").run(environment: environment)) == .endlessLine)
    let long = KeyCommand.shell("head -c 3000000 /dev/zero | tr '\\0' 'e' >&2; echo key; exit 1")
    let failure = try #require(self.failure(long.run(environment: environment)), "it should fail")
    #expect(failure.message.count == 300)
  }

  /// A program that stays in the background would else hold open what the client has closed.
  @Test func aCommandGetsNothingOfWhatIsOpen() throws {
    let descriptor = open("/dev/null", O_RDONLY)
    defer { close(descriptor) }
    let command = KeyCommand.shell("test -e /dev/fd/\(descriptor) && echo open || echo closed")
    #expect(try command.run(environment: environment).get().revealed == "closed")
  }

  @Test func noDescriptorIsLeftOpen() async {
    // In a process of its own, where no other test opens anything.
    await #expect(processExitsWith: .success) {
      func count() -> Int { (0..<256).count { fcntl($0, F_GETFD) >= 0 } }
      func once() {
        _ = KeyCommand.program(["true"]).run(environment: ["PATH": "/usr/bin:/bin"])
        _ = KeyCommand.program(["maichat-no-such-program"]).run(environment: ["PATH": "/usr/bin:/bin"])
      }
      once()
      let before = count()
      for _ in 0..<100 { once() }
      precondition(count() < before + 50, "\(count()) descriptors in place of \(before)")
    }
  }

  @Test func settingsRunIt() throws {
    let text = "[profiles.default]\napi_key_command = [\"printf\", \"key-2\"]\n"
    let file = ConfigurationFile.parse(Array(text.utf8), path: "c", home: "/").values
    let settings = Settings.resolve(flags: .init(), environment: environment, file: file)
    #expect(settings.keySource.description == "the command printf")
    #expect(try settings.loadKey(environment: environment).key?.revealed == "key-2")
    let broken = ConfigurationFile.parse(
      Array("[profiles.default]\napi_key_command = \"exit 4 # topsecret\"\n".utf8), path: "c", home: "/"
    ).values
    let problem = #expect(throws: ConfigurationProblem.self) {
      try Settings.resolve(flags: .init(), environment: environment, file: broken).loadKey(environment: environment)
    }
    #expect(problem?.description == "api_key_command: exit failed with status 4")
  }
}
