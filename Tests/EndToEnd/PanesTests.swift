import Foundation
import TestSupport
import Testing

/// Several conversations side by side.
@Suite(.watchingPrograms) struct PanesTests {
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
    try chat.tmux.wait(for: "to 2 conversations")
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

  /// The screen is what it would be had it just been painted: nothing is left of frames before.
  private func expectUndamaged(_ chat: Chat, _ what: String) throws {
    let before = try chat.tmux.screen()
    try chat.tmux.press("C-l")
    try chat.tmux.wait("the screen painted anew, \(what)") { $0 == before }
  }

  @Test func fourPanesStreamAtOnceThroughZoomAndAStormOfResizes() throws {
    let home = try Home()
    let chat = try Chat(home.environment(), arguments: ["--demo"], columns: 120, rows: 40)
    try chat.waitForStart()
    try chat.tmux.press("C-x", "|")
    try chat.tmux.press("C-x", "-")
    try chat.tmux.press("M-1")
    try chat.tmux.press("C-x", "-")
    try chat.tmux.press("C-x", "b")
    try chat.tmux.wait(for: "to 4 conversations")
    try chat.send("/long 4000")
    try chat.tmux.wait(for: "streaming 4")
    try chat.tmux.press("C-x", "z")
    try chat.tmux.wait("one pane") { rows in !rows[0].contains("3 Tour guide") && rows[0].contains("2 Tour guide") }
    try chat.tmux.press("C-x", "z")
    for step in 0..<200 {
      try chat.tmux.resize(columns: 20 + step * 37 % 140, rows: 6 + step * 23 % 44)
      if step == 100 { try chat.tmux.press("PPage") }
    }
    try chat.tmux.resize(columns: 120, rows: 40)
    try chat.tmux.wait("all replies", deadline: 60_000) { rows in
      (1...4).allSatisfy { number in rows.contains { $0.contains("\(number) Tour guide") } }
        && !rows.joined().contains("streaming") && !rows.joined().contains("waiting")
    }
    try expectUndamaged(chat, "after the storm")
    #expect(try chat.quit() == 0)
  }

  @Test func chatbotsAreComparedInOneStep() throws {
    let home = try Home()
    let chat = try Chat(home.environment(), arguments: ["--demo"], columns: 120, rows: 30)
    try chat.waitForStart()
    try chat.tmux.type("/echo the same 問題 for all")
    try chat.tmux.press("C-x", "C")
    try chat.tmux.wait(for: "Compare chatbots")
    try chat.tmux.wait(for: "Echo")
    try chat.tmux.press("Tab", "Tab", "Enter")
    try chat.tmux.wait(for: "to 2 conversations: Tour guide + Echo")
    try chat.tmux.press("Enter")
    try chat.tmux.wait("both answers") { rows in
      rows.joined().components(separatedBy: "the same 問題 for all").count >= 5 && !rows.joined().contains("streaming")
    }
    try chat.tmux.press("C-x", "D")
    try chat.tmux.wait(for: "0 words less, 0 more")
    try chat.tmux.press("q")
    try chat.tmux.press("Tab", "e")
    try chat.tmux.wait(for: "another version of an earlier message")
    try chat.tmux.press("C-u")
    try chat.send("/echo another version")
    try chat.tmux.wait(for: "another version")
    try chat.tmux.wait("the branch's answer") { rows in
      let text = rows.joined()
      // What is typed and the line above it say so too, before anything is sent.
      return !text.contains("of an earlier message") && !text.contains("> /echo")
        && text.components(separatedBy: "another version").count >= 3 && !text.contains("streaming")
        && !text.contains("waiting")
    }
    try expectUndamaged(chat, "after comparing")
    #expect(try chat.quit() == 0)
  }
}
