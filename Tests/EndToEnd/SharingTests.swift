import Foundation
import TestSupport
import Testing

/// Two clients on one history file, and one that only looks.
@Suite(.watchingPrograms) struct SharingTests {
  /// What another process writes is seen within two seconds, or within this many milliseconds where others want the machine
  /// as well. Nobody asks for it before.
  private static let promised: Int64 = 10_000

  private func contains(_ text: String) -> ([String]) -> Bool { { rows in rows.contains { $0.contains(text) } } }

  /// Goes to the other one of two conversations, whichever stands above; it shows `text`.
  private func open(_ text: String, in chat: Chat) throws {
    for key in ["k", "j"] where !contains(text)(try chat.tmux.screen()) {
      try chat.tmux.press("C-x", key)
      _ = try? chat.tmux.wait(text, deadline: 6000, until: contains(text))
    }
    try chat.tmux.wait(for: text)
  }

  @Test func questionsOfOneConversationWaitForEachOtherAndLeaveNothingBehind() throws {
    let service = FakeService { request in
      streaming([["one", "two", "three", "four"].first { request.text.contains("\"\($0)\"") } ?? "first"])
    }
    let home = try Home()
    let environment = service.environment(home)
    #expect(try Command.run(Maichat.path, ["ask", "-n", "begin"], environment: environment).status == 0)
    let id = try Command.run(Maichat.path, ["list"], environment: environment).text.prefix(8)
    let asked = ["one", "two", "three", "four"]
    let asking = try asked.map {
      try RunningCommand(Maichat.path, ["ask", "-n", "--conversation", String(id), $0], environment: environment)
    }
    #expect(asking.map { $0.waitForExit() } == [0, 0, 0, 0])
    #expect(asking.map(\.text) == asked)
    #expect(try typed(home) == ["", ""], "neither drafts nor texts that were put aside")
  }

  /// What was put aside in the history of `home`, and what is a draft there.
  private func typed(_ home: Home) throws -> [String] {
    let script = """
      import sqlite3, sys
      for table in "stash", "draft":
          print(*[row[0] for row in sqlite3.connect(sys.argv[1]).execute("SELECT text FROM " + table)])
      """
    let lines = try Command.run("python3", ["-c", script, home.history]).text
    return lines.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  @Test func aQuestionLeavesAloneWhatSomebodyTypesThere() throws {
    let service = FakeService { _ in streaming(["an answer"]) }
    let home = try Home()
    let environment = service.environment(home)
    let chat = try Chat(environment)
    try chat.waitForStart()
    try chat.send("begin")
    try chat.tmux.wait(for: "an answer")
    try chat.tmux.type("typed here")
    #expect(try waitUntil { try typed(home) == ["", "typed here"] })
    let id = try Command.run(Maichat.path, ["list"], environment: environment).text.prefix(8)
    let output = try Command.run(
      Maichat.path, ["ask", "-n", "--conversation", String(id), "asked beside it"], environment: environment)
    #expect(output.status == 0 && output.errors == "", "\(output.errors)")
    try chat.tmux.wait("the other's question", deadline: Self.promised, until: contains("asked beside it"))
    #expect(try chat.composer() == "> typed here")
    #expect(try typed(home) == ["", "typed here"])
    #expect(try chat.quit() == 0)
  }

  @Test func whatOneWritesTheOtherShows() throws {
    let gate = Gate()
    let service = FakeService { request in
      request.text.contains("slow")
        ? streaming(["上午九點"], ending: [.wait(gate), .chunk(streamEvent("開門。"))] + finished)
        : streaming(["第一個回答。"])
    }
    let home = try Home()
    let environment = service.environment(home)
    let (first, second) = (try Chat(environment), try Chat(environment))
    try first.waitForStart()
    try second.waitForStart()
    try first.send("第一個問題")
    try first.tmux.wait(for: "第一個回答。")
    try second.tmux.wait("the conversation in the other's list", deadline: Self.promised, until: contains("第一個問題"))
    try open("第一個回答。", in: second)
    // A reply that runs there is shown as running here, and is not interrupted.
    try first.send("a slow one")
    try second.tmux.wait("the growing reply", deadline: Self.promised, until: contains("上午九點"))
    try second.tmux.wait(for: "runs in another maichat")
    try second.tmux.type("typed here")
    // What is renamed there and pinned here stays.
    try first.tmux.press("C-x", "R")
    try first.tmux.press("C-u")
    try first.tmux.type("合約")
    try first.tmux.press("Enter")
    try second.tmux.press("C-x", "i")
    try second.tmux.wait("the new name and the pin", deadline: Self.promised) { rows in
      rows.contains { $0.contains("▲") && $0.contains("合約") }
    }
    gate.open()
    try second.tmux.wait("the end of the reply", deadline: Self.promised, until: contains("上午九點開門。"))
    #expect(try second.composer() == "> typed here")
    #expect(try first.quit() == 0)
    #expect(try second.quit() == 0)
    let listed = try Command.run(Maichat.path, ["list"], environment: environment).text
    #expect(listed.contains("▲") && listed.contains("合約"))
  }

  @Test func aReplyWhoseClientWasKilledIsInterruptedInTheOther() throws {
    let service = FakeService { _ in streaming(["half"], ending: [.stall]) }
    let home = try Home()
    let (first, second) = (try Chat(service.environment(home)), try Chat(service.environment(home)))
    try first.waitForStart()
    try second.waitForStart()
    try first.send("問題甲")
    try first.tmux.wait(for: "half")
    try second.tmux.wait("the conversation", deadline: Self.promised, until: contains("問題甲"))
    try open("half", in: second)
    try first.kill(SIGKILL)
    try second.tmux.wait("the interruption", deadline: Self.promised, until: contains("interrupted"))
    #expect(try second.quit() == 0)
  }

  @Test func readOnlyFollowsAndSendsNothing() throws {
    let service = FakeService { _ in streaming(["the answer"]) }
    let home = try Home()
    let writer = try Chat(service.environment(home))
    try writer.waitForStart()
    try writer.send("first question")
    try writer.tmux.wait(for: "the answer")
    let requests = service.server.log.requests.count
    // Whichever conversation is open at its start.
    let reader = try Chat(service.environment(home), arguments: ["--read-only"])
    try reader.tmux.wait(for: "first question")
    // Each command that writes or sends is refused with the reason.
    for keys in [
      ["C-x", "R"], ["C-x", "n"], ["C-x", "d"], ["C-x", "A"], ["C-x", "H"], ["C-x", "M"], ["C-x", "c"], ["x"],
    ] {
      for key in keys { try reader.tmux.press(key) }
      try reader.tmux.wait(for: "started with --read-only")
    }
    #expect(service.server.log.requests.count == requests)
    try open("the answer", in: reader)
    try writer.send("second question")
    try reader.tmux.wait("the new question", deadline: Self.promised, until: contains("second question"))
    #expect(try reader.quit() == 0)
    #expect(try writer.quit() == 0)
  }

  @Test func theServicesHistoryIsFetchedAndStaysWithoutTheService() throws {
    let service = FakeService(history: { request in
      if request.target.contains("/conversations/") {
        return #"{"next":null,"results":[{"id":"far","title":"借書規則","inbox":{"name":"Front desk"}}]}"#
      }
      guard request.target.contains("conversation=far") else { return #"{"next":null,"results":[]}"# }
      let (low, high) = request.target.contains("cursor=2") ? (1, 30) : (31, 60)
      let items = (low...high).reversed().map {
        #"{"id":"m\#($0)","type":"\#($0 % 2 == 1 ? "incoming" : "outgoing")","content":"訊息 \#($0) 號","#
          + #""createdAt":"\#(1_760_000_000_000 + $0 * 1000)","conversation":"far"}"#
      }
      let next = low == 31 ? #""http://elsewhere.test/api/messages/?conversation=far&cursor=2""# : "null"
      return #"{"next":\#(next),"results":[\#(items.joined(separator: ","))]}"#
    }) { _ in streaming(["好的。"], conversation: "far") }
    let home = try Home()
    let chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.tmux.press("C-x", "H")
    try chat.tmux.wait("the listed conversation") { rows in rows.contains { $0.contains("↓ 借書規則") } }
    try open("訊息 60 號", in: chat)
    try chat.tmux.press("Tab", "g")
    // The page before is fetched when its place is reached.
    _ = try chat.tmux.wait("the first message") { rows in
      if rows.contains(where: { $0.contains("訊息 1 號") }) { return true }
      try? chat.tmux.press("g")
      return false
    }
    try chat.tmux.press("i")
    try chat.send("謝謝")
    try chat.tmux.wait(for: "好的。")
    #expect(service.prompts.last?.contains(#""conversation":"far""#) == true)
    #expect(try chat.quit() == 0)
    service.server.stop()
    let environment = service.environment(home)
    let listed = try Command.run(Maichat.path, ["list", "--json"], environment: environment).text
    let id = try #require(listed.firstMatch(of: /"id":"([^"]*)"/)?.1)
    let shown = try Command.run(Maichat.path, ["show", String(id)], environment: environment).text
    #expect(shown.contains("訊息 1 號") && shown.contains("訊息 60 號") && shown.contains("好的。"))
    #expect(shown.ranges(of: "訊息 31 號").count == 1)
  }

  @Test func syncFetchesFromTheShell() throws {
    let service = FakeService(history: { request in
      request.target.contains("/conversations/")
        ? #"[{"id":"far","title":"借書規則"}]"# : #"[{"id":"m","type":"incoming","content":"可以借幾本？"}]"#
    }) { _ in [.close] }
    let home = try Home()
    let environment = service.environment(home)
    let once = try Command.run(Maichat.path, ["sync", "--messages"], environment: environment)
    #expect(once.status == 0 && once.text.contains("1 conversations at the service") && once.text.contains("借書規則"))
    #expect(try Command.run(Maichat.path, ["sync"], environment: environment).text.contains("1 of them here as well"))
    #expect(try Command.run(Maichat.path, ["sync", "--read-only"], environment: environment).status == 2)
    let closed = ClosedPort()
    let failed = try Command.run(
      Maichat.path, ["sync"], environment: service.environment(home, ["MAIAGENT_BASE_URL": closed.url()]))
    #expect(failed.status == 1 && failed.errors.contains("cannot be listed"))
  }
}
