import Foundation
import TestSupport
import Testing

/// Several conversations side by side.
@Suite @EndToEndThread struct PanesTests {
  @Test func onePromptGoesToManyAndThePanesSurviveAKill() throws {
    let service = FakeService { request in
      streaming([request.text.contains("to both") ? "Second answer." : "First answer."])
    }
    let home = try Home()
    var chat = try Chat(service.environment(home), columns: 120, rows: 30)
    try chat.waitForStart()
    try chat.send("left question")
    try chat.tmux.wait(for: "First answer.")
    try chat.tmux.press("C-x", "|")
    try chat.tmux.wait("the second pane") { $0[0].contains("›2 ") }
    try chat.tmux.press("C-x", "b")
    try chat.tmux.wait(for: "(2 conversations)")
    try chat.send("to both")
    try chat.tmux.wait("both requests") { _ in service.prompts.filter { $0.contains("to both") }.count == 2 }
    try chat.tmux.wait("both answers") { rows in
      rows.joined().components(separatedBy: "Second answer.").count == 3
    }
    try chat.tmux.wait("the panes on disk") { _ in
      let bytes = (try? Data(contentsOf: URL(filePath: home.history + "-wal"))) ?? Data()
      return String(decoding: bytes, as: UTF8.self).contains(/"conversations":\["[0-9a-f-]+","[0-9a-f-]+"\]/)
    }
    try chat.kill(SIGKILL)
    #expect(try chat.tmux.waitForExit() == 137)
    chat = try Chat(service.environment(home), columns: 120, rows: 30)
    try chat.tmux.wait("both panes") { rows in rows[0].contains(" 1 ") && rows[0].contains("2 Front desk") }
    try chat.tmux.wait("their texts") { rows in rows.joined().components(separatedBy: "to both").count >= 3 }
    try chat.tmux.resize(columns: 50, rows: 20)
    try chat.tmux.wait("one pane") { rows in !rows[0].contains("1 Front desk") || !rows[0].contains("2 Front desk") }
    try chat.tmux.resize(columns: 120, rows: 30)
    try chat.tmux.wait("both again") { rows in rows[0].contains("1 Front desk") && rows[0].contains("2 Front desk") }
    #expect(try chat.quit() == 0)
  }
}
