import Foundation
import TestSupport
import Testing

/// A folder that the kernel lets nobody write to, root or not, for one command.
enum ReadOnlyMount {
  /// A shell line that runs `command` where `folder` is mounted read-only.
  static func line(_ folder: String, _ command: String) -> String {
    "unshare -m sh -c 'mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && \(command)' '\(folder)'"
  }

  /// Whether this machine lets the tests mount anything: containers mostly do not, and other systems have no `unshare`.
  static let isPossible: Bool = {
    let folder = TestFolder()
    let probe = line(folder.path, "! touch \"$0/x\" 2>/dev/null")
    return (try? Command.run("sh", ["-c", probe]))?.status == 0
  }()
}

/// A history on a mount that is truly read-only.
@Suite(
  .enabled(if: ReadOnlyMount.isPossible, "needs the right to mount, which these tests have not got here"),
  .watchingPrograms)
struct ReadOnlyMountTests {
  let home: Home
  let service = FakeService { _ in streaming(["上午九點開門。"]) }

  init() throws { home = try Home() }

  private var folder: String { home.folder.appending(path: "data").path }

  private func mounted(_ words: String...) throws -> Command.Output {
    let command = ([Maichat.path] + words).map { "\"\($0)\"" }.joined(separator: " ")
    return try Command.run(
      "sh", ["-c", ReadOnlyMount.line(folder, command)], environment: service.environment(home))
  }

  /// Asks a question, and ends in the way that is asked for.
  private func write(isKilled: Bool) throws {
    let chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.send("幾點開門？")
    try chat.tmux.wait(for: "上午九點開門。")
    if isKilled { try chat.kill(SIGKILL) } else { #expect(try chat.quit() == 0) }
  }

  /// Also what a client that was killed had written, and nobody has put into the file yet.
  @Test(arguments: [false, true]) func itIsReadFromTheShell(isKilled: Bool) throws {
    try write(isKilled: isKilled)
    let before = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/maichat").sorted()
    #expect(try mounted("list").text.contains("幾點開門？"))
    #expect(try mounted("search", "九點").text.contains("上午九點開門。"))
    let id = try #require(try mounted("list").text.split(separator: " ").first)
    #expect(try mounted("export", "--format", "text", String(id)).text.contains("上午九點開門。"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/maichat").sorted() == before)
    let refused = try mounted("vacuum")
    #expect(refused.status == 3 && refused.errors.contains("read"), "\(refused.errors)")
  }

  @Test func itIsReadOnTheScreen() throws {
    try write(isKilled: false)
    let requests = service.server.log.requests.count
    let line = ReadOnlyMount.line(folder, "exec \"\(Maichat.path)\" --read-only")
    let tmux = try Tmux(columns: 100, rows: 30, command: line, environment: service.environment(home))
    try tmux.wait(for: "上午九點開門。")
    try tmux.wait(for: "read-only")
    try tmux.press("C-x", "f")
    try tmux.type("九點")
    try tmux.wait(for: "found in 1 conversation")
    try tmux.press("Escape")
    try tmux.wait("the search to close") { rows in !rows.contains { $0.contains("found in 1 conversation") } }
    try tmux.press("C-q")
    #expect(try tmux.waitForExit() == 0)
    #expect(service.server.log.requests.count == requests)
  }
}
