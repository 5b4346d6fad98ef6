import Foundation
import TestSupport
import Testing

/// What becomes of text that was not sent.
@Suite(.watchingPrograms) struct ComposerEndToEndTests {
  @Test func textsPutAsideSurviveAKillAndComeBackAnywhere() throws {
    let service = FakeService { _ in streaming(["Hi."]) }
    let home = try Home()
    var chat = try Chat(service.environment(home))
    try chat.waitForStart()
    for text in ["first thought", "第二個想法"] {
      try chat.tmux.type(text)
      try chat.tmux.wait(for: "> \(text)")
      try chat.tmux.press("M-s")
      try chat.tmux.wait("the empty composer") { rows in !rows.contains { $0.hasPrefix("> \(text)") } }
    }
    try chat.tmux.wait("both on disk") { _ in
      let bytes = (try? Data(contentsOf: URL(filePath: home.history + "-wal"))) ?? Data()
      return bytes.range(of: Data("第二個想法".utf8)) != nil
    }
    try chat.kill(SIGKILL)
    #expect(try chat.tmux.waitForExit() == 137)
    chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.tmux.press("M-s")
    try chat.tmux.wait(for: "first thought")
    try chat.tmux.press("Down", "Enter")
    try chat.tmux.wait(for: "> first thought")
    #expect(try chat.quit() == 0)
    chat = try Chat(service.environment(home))
    try chat.tmux.wait(for: "> first thought")
    try chat.tmux.press("C-u", "M-s")
    try chat.tmux.wait(for: "> 第二個想法")
    #expect(try chat.quit() == 0)
  }

  /// A megabyte in one line: asked about, put in, edited at its end, with the terminal's cursor at the caret.
  @Test func aMegabyteIsAskedAboutAndNeverSentByItself() throws {
    let service = FakeService { _ in streaming(["Hi."]) }
    let home = try Home()
    let chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.tmux.paste(String(repeating: "漢字かな", count: 90_000) + "\n")
    try chat.tmux.wait(for: "1081 kB in 2 lines")
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "row ")
    try chat.tmux.type("end")
    let rows = try chat.tmux.wait("the text") { rows in rows.contains { $0 == "  end" } }
    let row = try #require(rows.firstIndex { $0 == "  end" })
    #expect(try chat.tmux.ask("#{cursor_x} #{cursor_y}") == "5 \(row)")
    #expect(service.prompts.isEmpty)
    try chat.tmux.press("C-_", "C-_")
    try chat.tmux.wait(for: "Type a message")
    #expect(try chat.quit() == 0)
  }

  @Test func promptsOfOtherConversationsAreFoundOnDisk() throws {
    let service = FakeService { _ in streaming(["Hi."]) }
    let home = try Home()
    var chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.send("When do you open on 星期一?")
    try chat.tmux.wait(for: "Hi.")
    try chat.tmux.press("C-x", "n")
    try chat.tmux.wait(for: "A new conversation")
    try chat.send("another one")
    try chat.tmux.wait(for: "Hi.")
    #expect(try chat.quit() == 0)
    chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.tmux.type("draft")
    try chat.tmux.press("C-r")
    try chat.tmux.type("星期")
    try chat.tmux.wait("the prompt") { rows in rows.contains { $0.contains("›  When do you open on 星期一?") } }
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "> When do you open on 星期一?")
    #expect(service.prompts.count == 2)
    #expect(try chat.quit() == 0)
  }
}
