import Foundation
import TestSupport
import Testing

/// A history on a disk without any room left.
@Suite(
  .enabled(if: ReadOnlyMount.isPossible, "needs the right to mount, which these tests have not got here"),
  .watchingPrograms)
struct FullDiskTests {
  private let home: Home
  private let service = FakeService { _ in streaming(["an answer"]) }

  init() throws { home = try Home() }

  /// Runs a command whose `--data-dir` is a full disk that holds the history.
  private func full(_ command: String) throws -> Command.Output {
    let place = home.folder.appending(path: "full").path
    let script = """
      mount -t tmpfs -o size=1m none "$0" && cp -r "$1"/. "$0" && { dd if=/dev/zero of="$0/rest" bs=4k 2>/dev/null; true; }
      \(command) --data-dir "$0" </dev/null
      """
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let data = URL(filePath: home.history).deletingLastPathComponent().path
    return try Command.run(
      "unshare", ["-m", "sh", "-c", script, place, data], environment: service.environment(home))
  }

  @Test func everythingThatReadsGoesOn() throws {
    #expect(try Command.run(Maichat.path, ["ask", "first"], environment: service.environment(home)).status == 0)
    for command in ["list", "search first", "export --all", "backup '\(home.folder.path)/copy'"] {
      let output = try full("'\(Maichat.path)' \(command)")
      #expect(output.status == 0, "\(command): \(output.errors)")
    }
    #expect(try full("'\(Maichat.path)' list").text.contains("first"))
    #expect(try full("'\(Maichat.path)' doctor").text.contains("1 conversations, 2 messages"))
  }

  @Test func whatWritesSaysThatTheDiskIsFull() throws {
    #expect(try Command.run(Maichat.path, ["ask", "first"], environment: service.environment(home)).status == 0)
    let copy = "\(home.folder.path)/copy"
    #expect(try Command.run(Maichat.path, ["backup", copy], environment: service.environment(home)).status == 0)
    for command in ["ask second", "vacuum", "sync", "backup \"$0/copy\"", "restore '\(copy)'"] {
      let output = try full("'\(Maichat.path)' \(command)")
      #expect(output.status == 3, "\(command)")
      #expect(output.errors.contains("full"), "\(command): \(output.errors)")
    }
    #expect(try full("'\(Maichat.path)' restore '\(copy)'").errors.contains("is not restored: the disk of "))
    #expect(try full("'\(Maichat.path)' ask second").text == "an answer", "the answer is there all the same")
  }
}
