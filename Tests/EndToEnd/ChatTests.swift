import DemoService
import Foundation
import TestSupport
import Testing

@Suite(.watchingPrograms) struct ChatTests {
  @Test func theDemoAnswersAndLeavesTheTerminalClean() throws {
    let home = try Home()
    let chat = try Chat(home.environment(), arguments: ["--demo"])
    try chat.waitForStart()
    try chat.send("/echo 漢字 and 😀 and plain")
    try chat.tmux.wait("the echo") { rows in rows.contains { $0.contains("漢字 and 😀 and plain") && !$0.contains("/") } }
    try chat.send("Hello there")
    try chat.tmux.wait("an answer") {
      $0.contains { $0.contains("Tour guide") } && $0.contains { $0.contains("not an AI") }
    }
    // A reply that runs is not left without a question.
    try chat.tmux.press("C-x", "q")
    #expect(try chat.quit() == 0)
    #expect(try chat.tmux.ask("#{alternate_on}") == "0")
    #expect(try chat.tmux.ask("#{cursor_flag}") == "1")
    #expect(!FileManager.default.fileExists(atPath: home.history), "the demo's history is its own")
  }

  @Test func whatWasThereIsThereAgain() throws {
    let service = FakeService { _ in
      streaming((1...80).map { "Line \($0).\n\n" })
    }
    let home = try Home()
    var chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.send("Opening hours")
    try chat.tmux.wait(for: "Line 80.")
    try chat.tmux.press("PageUp")
    try chat.tmux.press("PageUp")
    try chat.tmux.type("unsent 草稿")
    let before = try chat.tmux.wait("the draft, scrolled up") {
      $0.contains { $0.contains("unsent 草稿") } && !$0.contains { $0.contains("Line 80.") }
    }
    #expect(try chat.quit() == 0)
    chat = try Chat(service.environment(home))
    let after = try chat.tmux.wait(for: "unsent 草稿")
    let transcript = { (rows: [String]) in rows.filter { $0.contains("Line ") } }
    #expect(transcript(after) == transcript(before), "the same place")
    #expect(service.prompts.count == 1)
  }

  @Test func aKillLosesNothing() throws {
    let gate = Gate()
    let service = FakeService { request in
      request.text.contains("Second")
        ? streaming(["The whole answer."])
        : streaming(["The first half"], ending: [.wait(gate)] + finished)
    }
    let home = try Home()
    var chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.send("A long question")
    try chat.tmux.wait(for: "The first half")
    try chat.tmux.type("half a draft")
    try chat.tmux.wait(for: "half a draft")
    // The promise: a reply is at most 50 ms behind, a draft half a second.
    try waitOnDisk("half a draft", home)
    try waitOnDisk("The first half", home)
    try chat.kill(SIGKILL)
    chat = try Chat(service.environment(home))
    try chat.tmux.wait("the reply, marked") { rows in
      rows.contains { $0.contains("The first half") } && rows.contains { $0.contains("interrupted") }
        && rows.contains { $0.contains("half a draft") }
    }
    // One key asks again; the part that came stays.
    try chat.tmux.press("Tab")
    try chat.tmux.press("r")
    try chat.tmux.wait("a second request") { _ in service.prompts.count == 2 }
    #expect(service.prompts[1].contains("A long question"))
    gate.open()
    try chat.tmux.wait("both parts") { rows in rows.filter { $0.contains("The first half") }.count == 2 }
    #expect(try chat.quit() == 0)
  }

  @Test func stopClosesTheSocketAndKeepsWhatCame() throws {
    let service = FakeService { _ in streaming(["Half of it"], ending: [.stall]) }
    let home = try Home()
    let chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.send("Hello")
    try chat.tmux.wait(for: "Half of it")
    try chat.tmux.press("Escape")
    try chat.tmux.wait("the mark") { rows in
      rows.contains { $0.contains("Half of it") } && rows.contains { $0.contains("stopped") }
    }
    #expect(service.server.log.waitForHangup(connection: service.server.log.requests.last!.connection))
    #expect(try chat.quit() == 0)
  }

  @Test func synchronousModeShowsAClockAndIsRemembered() throws {
    let gate = Gate()
    let service = FakeService { _ in
      [.wait(gate), .respond(200, [], #"{"content":"All at once.","conversationId":"remote-1"}"#)]
    }
    let home = try Home()
    var chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.tmux.press("C-x", "s")
    try chat.tmux.wait(for: "arrive whole")
    try chat.send("Hello")
    try chat.tmux.wait(for: "waiting 1 s")
    gate.open()
    try chat.tmux.wait(for: "All at once.")
    #expect(service.prompts[0].contains(#""is_streaming":false"#))
    #expect(try chat.quit() == 0)
    chat = try Chat(service.environment(home))
    try chat.tmux.wait(for: "All at once.")
    try chat.send("Again")
    try chat.tmux.wait("a second request") { _ in service.prompts.count == 2 }
    #expect(service.prompts[1].contains(#""is_streaming":false"#))
    #expect(try chat.quit() == 0)
  }

  @Test func aFailureSaysWhyAndOneKeyRetries() throws {
    let service = FakeService { request in
      request.number < 3
        ? [.respond(500, [], #"{"detail":"The model is out."}"#)] : streaming(["Now it works."])
    }
    let home = try Home()
    let chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.send("Hello")
    try chat.tmux.wait("the reason") { rows in
      rows.contains { $0.contains("failed") } && rows.contains { $0.contains("The model is out.") }
    }
    while service.server.log.requests.count < 3 {
      let count = service.server.log.requests.count
      try chat.tmux.press("C-x", "y")
      try chat.tmux.wait("a request") { _ in service.server.log.requests.count > count }
      try chat.tmux.wait(for: "failed")
    }
    try chat.tmux.press("C-x", "y")
    try chat.tmux.wait(for: "Now it works.")
    #expect(try chat.quit() == 0)
  }

  @Test func hostileTextStaysText() throws {
    let hostile = "\u{1B}]0;owned\u{7}\u{1B}[2J\u{1B}[31mred\u{9B}5m\u{1B}]52;c;AAAA\u{7} \u{202E}gnol end"
    let service = FakeService { _ in streaming(hostile.unicodeScalars.map { String($0) }) }
    let home = try Home()
    let chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.tmux.paste("pasted \u{1B}[41mline\nsecond \u{7}line")
    try chat.tmux.wait(for: "second")
    #expect(service.prompts.isEmpty, "a pasted newline does not send")
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "gnol end")
    #expect(try chat.tmux.ask("#{pane_title}") != "owned")
    #expect(!(try chat.tmux.screen(styled: true).joined().contains("\u{1B}[31mred")))
    #expect(try chat.quit() == 0)
  }

  /// Waits until `text` is in the history's files.
  private func waitOnDisk(_ text: String, _ home: Home) throws {
    let isThere = waitUntil {
      ["", "-wal"].contains { suffix in
        (try? Data(contentsOf: URL(filePath: home.history + suffix)))?.range(of: Data(text.utf8)) != nil
      }
    }
    guard isThere else { throw Failure("not on disk: \(text)") }
  }
}
