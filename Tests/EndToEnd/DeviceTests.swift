import Foundation
import TestSupport
import Testing

/// Outputs that take nothing, and inputs that never end.
@Suite(.watchingPrograms) struct DeviceTests {
  private let home: Home
  private let service = FakeService { _ in streaming(["an answer"]) }

  init() throws { home = try Home() }

  private func place(_ name: String) -> String { home.folder.appending(path: name).path }

  /// Runs a line of the shell in which "$0" is maichat; what hangs is ended, and shows as a signal.
  private func shell(_ line: String) throws -> Command.Output {
    try Command.run(
      "timeout", ["-s", "KILL", "60", "sh", "-c", line, Maichat.path, home.folder.path],
      environment: service.environment(home))
  }

  private func prepare() throws {
    for line in [
      #""$0" ask first"#, #""$0" backup "$1/copy""#, #""$0" export --all -o "$1/all.json""#,
    ] {
      let output = try shell(line)
      try #require(output.status == 0, "\(output.errors)")
    }
  }

  @Test(arguments: [
    "ask -n hello", "ask -n --json hello", "list", "list --json", "show a", "search first", "search --json first",
    "export --all", "export --all --format json -o -", #"import "$1/all.json""#, #"import --dry-run "$1/all.json""#,
    #"backup "$1/another$$""#, #"restore "$1/copy""#, "vacuum", "sync", "doctor", "chatbots", "keys", "--help",
    "--version",
    "ask --help", "sandbox --help",
  ])
  func anOutputThatTakesNothingIsToldAndFails(command: String) throws {
    try prepare()
    let id = try shell(#""$0" list"#).text.prefix(8)
    let line = #""$0" "# + command.replacingOccurrences(of: "show a", with: "show \(id)")
    for (place, reason) in [(">/dev/full", "No space left"), (">&-", "it is closed")] {
      let output = try shell(line + " " + place)
      #expect((1...3).contains(output.status), "\(command) \(place): \(output.status) \(output.errors)")
      #expect(
        output.errors.contains("cannot write to standard output: ") && output.errors.contains(reason),
        "\(command) \(place): \(output.errors)")
      #expect(output.errors.split(separator: "\n").count <= 2, "\(command) \(place): \(output.errors)")
    }
    // Where standard error takes nothing, nothing else changes.
    let usual = try shell(line).status
    for place in ["2>/dev/full", "2>&-"] {
      let status = try shell(line + " " + place).status
      #expect(status == usual, "\(command) \(place): \(status)")
    }
  }

  @Test(arguments: [
    ("import /dev/zero", "device"), ("import /dev/full", "device"), ("import /dev/random", "device"),
    ("import --dry-run /dev/zero", "device"), ("import - </dev/zero", "max_pipe"), ("ask - </dev/zero", "too much"),
    ("ask -n --attach /dev/zero see", "device"), ("restore /dev/zero", "device"), ("restore /dev/full", "device"),
    ("backup --overwrite /dev/full", "no ordinary file"), ("export --all --force -o /dev/full", "device"),
    ("list --data-dir /dev/full", "/dev/full"), ("ask -n --data-dir /dev/zero hello", "/dev/zero"),
    ("ask -n --config /dev/zero hello", "device"), ("ask -n --config /dev/full hello", "device"),
  ])
  func aDeviceIsRefusedWithASentence(command: String, words: String) throws {
    try prepare()
    try home.write("config/maichat/config.toml", "[import]\nmax_pipe = 1\n")
    let output = try shell(#""$0" "# + command)
    #expect((1...3).contains(output.status), "\(command): \(output.status) \(output.errors)")
    #expect(output.errors.contains(words), "\(command): \(output.errors)")
    #expect(output.text.isEmpty || command.hasPrefix("ask"), "\(command): \(output.text)")
  }
}
