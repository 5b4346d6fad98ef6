import Foundation
import TestSupport
import Testing

/// Leaving the full screen while its history cannot be written.
@Suite(.watchingPrograms) struct UnsavedTests {
  private let home: Home
  private let service = FakeService { _ in streaming(["an answer"]) }

  init() throws { home = try Home() }

  private func rescue() -> String? { try? String(contentsOfFile: home.history + ".unsaved-1.json", encoding: .utf8) }

  /// A client whose question went out and is in memory only.
  private func asked() throws -> (Chat, HistoryLock) {
    _ = try Command.run(Maichat.path, ["ask", "first"], environment: service.environment(home))
    let chat = try Chat(service.environment(home))
    try chat.waitForStart()
    let lock = try HistoryLock(home.history, .writing)
    try chat.send("the second question")
    try chat.tmux.wait("what is not saved") { $0.contains { $0.contains("Not saved: 1 question") } }
    try chat.tmux.press("C-q")
    try chat.tmux.wait("the question") { $0.contains { $0.contains("save and quit") } }
    return (chat, lock)
  }

  @Test func whatIsNotSavedGoesToAFileAndIsToldOnTheShell() throws {
    let (chat, lock) = try asked()
    try chat.tmux.press("s")
    #expect(try chat.tmux.waitForExit() == 3)
    try lock.release()
    try chat.tmux.wait("the words after the end") { $0.contains { $0.contains("unsaved-1.json") } }
    #expect(rescue()?.contains("the second question") == true)
    let imported = try Command.run(
      Maichat.path, ["import", home.history + ".unsaved-1.json"], environment: service.environment(home))
    #expect(imported.status == 0)
    let listed = try Command.run(Maichat.path, ["search", "second question"], environment: service.environment(home))
    #expect(listed.text.contains("second"))
  }

  @Test func whatIsDiscardedIsToldOnTheShell() throws {
    let (chat, lock) = try asked()
    try chat.tmux.press("d")
    #expect(try chat.tmux.waitForExit() == 3)
    try lock.release()
    try chat.tmux.wait("the words after the end") { $0.contains { $0.contains("not kept: 1 question") } }
    #expect(rescue() == nil)
  }

  @Test func whoeverSendsATermLosesNothing() throws {
    let (chat, lock) = try asked()
    try chat.kill(SIGTERM)
    #expect(try chat.tmux.waitForExit() == 128 + Int(SIGTERM))
    try lock.release()
    #expect(rescue()?.contains("the second question") == true)
  }

  @Test func aDamagedHistoryIsSetAsideAfterAQuestion() throws {
    _ = try Command.run(Maichat.path, ["ask", "first"], environment: service.environment(home))
    var bytes = try Data(contentsOf: URL(filePath: home.history))
    for index in 4096..<bytes.count { bytes[index] = 0xA5 }
    try bytes.write(to: URL(filePath: home.history))
    let refused = try Chat(service.environment(home))
    try refused.tmux.wait("the question") { $0.contains { $0.contains("[y/N]") } }
    try refused.tmux.press("Enter")
    #expect(try refused.tmux.waitForExit() == 3)
    #expect(try Data(contentsOf: URL(filePath: home.history)) == bytes)
    let chat = try Chat(service.environment(home))
    try chat.tmux.wait("the question") { $0.contains { $0.contains("[y/N]") } }
    try chat.tmux.type("y")
    try chat.tmux.press("Enter")
    try chat.waitForStart()
    #expect(try Data(contentsOf: URL(filePath: home.history + ".damaged-1")) == bytes)
    #expect(try chat.quit() == 0)
  }
}
