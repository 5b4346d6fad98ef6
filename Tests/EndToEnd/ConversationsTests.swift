import Foundation
import TestSupport
import Testing

@Suite(.watchingPrograms) struct ConversationsTests {
  @Test func conversationsGoOnInTheBackground() throws {
    let gate = Gate()
    let service = FakeService { request in
      request.text.contains("slow")
        ? streaming(["Slow "], conversation: "r1", ending: [.wait(gate), .chunk(streamEvent("answer."))] + finished)
        : streaming(["Quick answer."], conversation: "r2")
    }
    let home = try Home()
    let chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.send("a slow question")
    try chat.tmux.wait(for: "Slow")
    try chat.tmux.press("C-x", "n")
    try chat.send("a quick question")
    try chat.tmux.wait(for: "Quick answer.")
    gate.open()
    // The list says that something new is there.
    try chat.tmux.wait("an unread mark") { rows in
      rows.contains { $0.contains("a slow question") && $0.contains("1") }
    }
    try chat.tmux.press("C-x", "k")
    try chat.tmux.wait(for: "Slow answer.")
    #expect(try chat.quit() == 0)
  }

  @Test func renameDeleteAndUndo() throws {
    let service = FakeService { _ in streaming(["ok"]) }
    let home = try Home()
    let chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.send("first question")
    try chat.tmux.wait(for: "ok")
    try chat.tmux.press("C-x", "R")
    try chat.tmux.press("C-u")
    try chat.tmux.type("合約問題")
    try chat.tmux.press("Enter")
    try chat.tmux.wait("the new name in the list") { $0.contains { $0.contains("合約問題") } }
    try chat.tmux.press("C-x", "d")
    try chat.tmux.wait("the notice") { $0.contains { $0.contains("Deleted") } }
    #expect(try Command.run(Maichat.path, ["list"], environment: service.environment(home)).text == "")
    try chat.tmux.press("C-x", "u")
    try chat.tmux.wait("it is back") { $0.contains { $0.contains("is back") } }
    #expect(try chat.quit() == 0)
    let listed = try Command.run(Maichat.path, ["list"], environment: service.environment(home)).text
    #expect(listed.contains("合約問題"))
  }

  @Test func theHelpShowsKeysAndThePaletteRunsCommands() throws {
    let home = try Home()
    let chat = try Chat(home.environment(), arguments: ["--demo"])
    try chat.waitForStart()
    try chat.tmux.press("C-x", "?")
    try chat.tmux.wait("the keys") { rows in rows.contains { $0.contains("Keys and commands") } }
    try chat.tmux.press("Escape")
    try chat.tmux.wait("the help to go") { rows in !rows.contains { $0.contains("Keys and commands") } }
    try chat.tmux.press("C-x", "p")
    try chat.tmux.wait("the palette") { rows in rows.contains { $0.contains("type to find") } }
    try chat.tmux.type("quit")
    try chat.tmux.wait(for: "Ctrl-Q")
    try chat.tmux.press("Enter")
    #expect(try chat.tmux.waitForExit() == 0)
  }

  @Test func aChatbotIsChosenFromTheList() throws {
    let service = FakeService(chatbots: ["Front desk", "HR bot", "法務"]) { _ in streaming(["ok"]) }
    let home = try Home()
    let chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.send("hello")
    try chat.tmux.wait(for: "法務")
    try chat.tmux.type("hr")
    try chat.tmux.wait("the filtered list") { rows in
      rows.contains { $0.contains("HR bot") } && !rows.contains { $0.contains("法務") }
    }
    try chat.tmux.press("Enter")
    try chat.tmux.wait("a request") { _ in service.prompts.count == 1 }
    #expect(service.server.log.requests.last { $0.method == "POST" }?.target == "/api/v1/chatbots/bot-1/completions/")
    #expect(try chat.quit() == 0)
  }

  @Test func readOnlySendsAndWritesNothing() throws {
    let service = FakeService { _ in streaming(["ok"]) }
    let home = try Home()
    var chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.send("first question")
    try chat.tmux.wait(for: "ok")
    #expect(try chat.quit() == 0)
    let before = try Data(contentsOf: URL(filePath: home.history))
    chat = try Chat(service.environment(home), arguments: ["--read-only"])
    try chat.tmux.wait(for: "first question")
    try chat.send("second")
    try chat.tmux.wait(for: "read-only")
    #expect(try chat.quit() == 0)
    #expect(service.prompts.count == 1)
    #expect(try Data(contentsOf: URL(filePath: home.history)) == before)
  }
}
