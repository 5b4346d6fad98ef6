import Foundation
import GRDB
import TestSupport
import Testing

@Suite(.watchingPrograms) struct AskTests {
  private func ask(
    _ arguments: [String], _ service: FakeService, _ home: Home, input: String? = nil
  ) throws -> Command.Output {
    try Command.run(
      Maichat.path, ["ask"] + arguments, environment: service.environment(home), input: input.map { Data($0.utf8) })
  }

  @Test func theReplyComesExactlyAsItWasSent() throws {
    let text = "漢字 😀\u{1B}[31m e\u{301}\r\n\ttab\u{202E}"
    let service = FakeService { _ in streaming(text.unicodeScalars.map { String($0) }) }
    let home = try Home()
    let output = try ask(["What", "is", "it?"], service, home)
    #expect(output.status == 0)
    #expect(output.bytes == Data(text.utf8), "exact bytes where no terminal is")
    #expect(output.errors == "")
    #expect(service.prompts.count == 1)
    #expect(service.prompts[0].contains(#""content":"What is it?""#))
    #expect(service.prompts[0].contains(#""is_streaming":true"#))
    #expect(service.prompts[0].contains(#""conversation":null"#))
  }

  @Test func argumentsAndStandardInputAreOneQuestion() throws {
    let service = FakeService { _ in streaming(["ok"]) }
    let home = try Home()
    _ = try ask([], service, home, input: "from a pipe\n")
    _ = try ask(["Explain:"], service, home, input: "line 1\nline 2\n")
    #expect(service.prompts[0].contains(#""content":"from a pipe\n""#))
    #expect(service.prompts[1].contains(#""content":"Explain:\n\nline 1\nline 2\n""#))
    let nothing = try ask([], service, home, input: " \n")
    #expect(nothing.status == 2)
    #expect(nothing.errors.contains("nothing to ask"))
  }

  @Test func withoutStreamingTheReplyArrivesWhole() throws {
    let service = FakeService { _ in [.respond(200, [], #"{"content":"Whole.","conversationId":"remote-9"}"#)] }
    let home = try Home()
    let output = try ask(["--no-stream", "hello"], service, home)
    #expect(output.text == "Whole.")
    #expect(service.prompts[0].contains(#""is_streaming":false"#))
  }

  @Test func aConversationGoesOn() throws {
    let service = FakeService { request in streaming([request.text.contains("remote-1") ? "second" : "first"]) }
    let home = try Home()
    #expect(try ask(["one"], service, home).text == "first")
    let listed = try Command.run(Maichat.path, ["list", "--json"], environment: service.environment(home)).text
    let id = try #require(try row(listed)["id"] as? String)
    #expect(try ask(["two", "--conversation", String(id.prefix(8))], service, home).text == "second")
    #expect(try ask(["three", "--conversation", "remote-1"], service, home).text == "second", "the service's own id")
    #expect(service.prompts[1].contains(#""conversation":"remote-1""#))

    let shown = try Command.run(Maichat.path, ["show", id], environment: service.environment(home)).text
    for part in ["# one", "first", "two", "second", "three"] { #expect(shown.contains(part)) }
    let unknown = try ask(["x", "--conversation", "nothing"], service, home)
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("maichat list"))
  }

  @Test func withSeveralChatbotsItSaysWhichThereAre() throws {
    let service = FakeService(chatbots: ["Front desk", "HR bot"]) { _ in streaming(["ok"]) }
    let home = try Home()
    let output = try ask(["hello"], service, home)
    #expect(output.status == 2)
    #expect(output.errors.contains("bot-0  Front desk"))
    #expect(output.errors.contains("bot-1  HR bot"))
    #expect(service.prompts.isEmpty)
    #expect(try ask(["hello", "--chatbot", "bot-1"], service, home).text == "ok")
    #expect(service.server.log.requests.last?.target == "/api/v1/chatbots/bot-1/completions/")
  }

  @Test func eachEventIsALineOfJSON() throws {
    let service = FakeService { _ in streaming(["Hello ", "you"]) }
    let home = try Home()
    let output = try ask(["--json", "hello"], service, home)
    let rows = try output.text.split(separator: "\n").map { try row(String($0)) }
    #expect(rows.first?["type"] as? String == "conversation")
    let text = rows.filter { $0["type"] as? String == "text" }.compactMap { $0["text"] as? String }.joined()
    #expect(text == "Hello you")
    #expect(rows.last?["type"] as? String == "end")
    #expect(rows.last?["status"] as? String == "complete")
    #expect(rows.last?["text"] as? String == "Hello you")
  }

  @Test func thoughtsAreNotPrintedUnlessTheirTagIsNeverClosed() throws {
    let service = FakeService { request in
      streaming(["<thi", "nk>hm ", "hm"] + (request.text.contains("closed") ? ["</think>\n", "Yes"] : []))
    }
    let home = try Home()
    #expect(try ask(["closed"], service, home).text == "Yes")
    #expect(try ask(["open"], service, home).text == "<think>hm hm")
    let rows = try ask(["--json", "open"], service, home).text.split(separator: "\n").map { try row(String($0)) }
    let said = rows.compactMap { row in (row["type"] as? String).map { "\($0) \(row["part"] as? String ?? "")" } }
    #expect(said.first { $0.hasPrefix("text") } == "text thinking")
    #expect(said.suffix(3) == ["withdrawn thinking", "text answer", "end answer"])
    #expect(rows.last?["text"] as? String == "<think>hm hm")
  }

  @Test func thoughtsOutliveAKillWhileTheyCome() throws {
    let service = FakeService { _ in streaming(["<think>one ", "two three"], ending: [.stall]) }
    let home = try Home()
    let running = try RunningCommand(Maichat.path, ["ask", "--json", "hello"], environment: service.environment(home))
    #expect(waitUntil { running.text.contains("three") }, "they are shown as they come")
    func shown() throws -> String {
      try Command.run(
        "bash", ["-c", "'\(Maichat.path)' show --json $('\(Maichat.path)' list | cut -c1-8)"],
        environment: service.environment(home)
      ).text
    }
    #expect(waitUntil { (try? shown().contains("one two three")) == true }, "and journaled")
    running.send(SIGKILL)
    _ = running.waitForExit()
    let text = try shown()
    #expect(text.contains(#""status":"interrupted""#) && text.contains(#""text":"one two three""#), "\(text)")
  }

  @Test func whatOfItsSourcesCannotBeReadIsSaidAndKept() throws {
    let service = FakeService { _ in
      [
        .streamHead(), .chunk(streamEvent("Yes")),
        .chunk("data: {\"citations\":[{\"filename\":\"a.pdf\"},7,{}]}\n\n"),
      ] + finished
    }
    let home = try Home()
    let output = try ask(["hello"], service, home)
    #expect(output.text == "Yes" && output.errors.contains("2 sources could not be read."), "\(output.errors)")
    let exported = try Command.run(
      Maichat.path, ["export", "--all", "--format", "json"], environment: service.environment(home)
    ).text
    #expect(exported.contains(#""unreadableSources":2"#))
    let text = try Command.run(
      Maichat.path, ["export", "--all", "--format", "text"], environment: service.environment(home)
    ).text
    #expect(text.contains("2 sources could not be read."))
  }

  @Test func aRefusalIsOneSentenceAndStatusOne() throws {
    let service = FakeService { _ in [.respond(500, [], #"{"detail":"The model is out."}"#)] }
    let home = try Home()
    let output = try ask(["hello"], service, home)
    #expect(output.status == 1)
    #expect(output.errors.contains("The model is out (status 500). "))
    #expect(output.text == "")
  }

  @Test func whatCameBeforeACutIsPrintedAndKept() throws {
    let service = FakeService { _ in streaming(["Half a "], ending: [.close]) }
    let home = try Home()
    let output = try ask(["hello"], service, home)
    #expect(output.status == 1)
    #expect(output.text == "Half a ")
    let listed = try Command.run(Maichat.path, ["list", "--json"], environment: service.environment(home)).text
    let id = try #require(try row(listed)["id"] as? String)
    let shown = try Command.run(Maichat.path, ["show", "--json", id], environment: service.environment(home)).text
    let reply = try row(String(try #require(shown.split(separator: "\n").last)))
    #expect(reply["text"] as? String == "Half a ")
    #expect(reply["status"] as? String == "failed")
    #expect(service.prompts.count == 1, "a request that may have been taken is not repeated")
  }

  @Test func theKeyIsNowhereButInTheHeader() throws {
    let service = FakeService { _ in [.respond(400, [], #"{"detail":"bad \#(FakeService.key)"}"#)] }
    let home = try Home()
    let output = try ask(["hello"], service, home)
    #expect(!output.errors.contains(FakeService.key))
    #expect(!output.text.contains(FakeService.key))
    for file in try FileManager.default.subpathsOfDirectory(atPath: home.folder.path) {
      let path = home.folder.appending(path: file)
      guard let bytes = try? Data(contentsOf: path) else { continue }
      #expect(bytes.range(of: Data(FakeService.key.utf8)) == nil, "\(file)")
    }
    for request in service.server.log.requests { #expect(!request.target.contains(FakeService.key)) }
  }

  @Test func aReaderThatGoesAwayEndsIt() throws {
    let service = FakeService { _ in
      [.streamHead(), .chunk(streamEvent("line\n")), .endless(ServerStep.chunked(Array(streamEvent("more\n").utf8)))]
    }
    let home = try Home()
    let line = "'\(Maichat.path)' ask hello | head -n 1; echo ${PIPESTATUS[0]}"
    let output = try Command.run("bash", ["-c", line], environment: service.environment(home))
    #expect(output.text == "line\n0\n")
    #expect(output.errors == "")
    #expect(
      service.server.log.waitForHangup(connection: service.server.log.requests.last!.connection), "the socket is closed"
    )
  }

  @Test func controlCStopsItAndKeepsWhatCame() throws {
    let service = FakeService { _ in streaming(["Half"], ending: [.stall]) }
    let home = try Home()
    let running = try RunningCommand(Maichat.path, ["ask", "hello"], environment: service.environment(home))
    #expect(waitUntil { running.text == "Half" })
    running.interrupt()
    #expect(running.waitForExit() == 130)
    let shown = try Command.run(
      "bash", ["-c", "'\(Maichat.path)' show --json $('\(Maichat.path)' list | cut -c1-8)"],
      environment: service.environment(home))
    #expect(shown.text.contains(#""status":"stopped","text":"Half""#))
  }

  /// Where nothing could ever be kept, nothing is sent.
  @Test(arguments: ["a folder", "a pipe", "a link to a device", "another program's database", "a newer version"])
  func aHistoryThatIsNoneIsRefusedBeforeAnythingIsSent(what: String) throws {
    let service = FakeService { _ in streaming(["ok"]) }
    let home = try Home()
    try home.write("data/maichat/x", "")
    let path = home.history
    switch what {
    case "a folder": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    case "a pipe": try #require(mkfifo(path, 0o600) == 0)
    case "a link to a device": try #require(symlink("/dev/zero", path) == 0)
    case "another program's database":
      let other = try DatabaseQueue(path: path)
      try other.write { try $0.execute(sql: "CREATE TABLE t (a); PRAGMA application_id = 7; PRAGMA user_version = 3") }
      try other.close()
    default:
      #expect(try ask(["first"], service, home).status == 0)
      let newer = try DatabaseQueue(path: path)
      try newer.write { try $0.execute(sql: "PRAGMA user_version = 1000") }
      try newer.close()
    }
    let before = service.server.log.requests.count
    let output = try ask(["hello"], service, home)
    #expect(output.status == 3 && output.text == "", "\(what): \(output.errors)")
    #expect(output.errors.contains(path), "\(output.errors)")
    #expect(service.server.log.requests.count == before, "\(what): nothing is sent")
    let listed = try Command.run(Maichat.path, ["list"], environment: service.environment(home))
    #expect(listed.status == 3)
    #expect(listed.errors.contains(path))
  }

  @Test func aLimitOfFileSizesIsToldLikeAFullDisk() throws {
    let service = FakeService { _ in streaming(["ok"]) }
    let home = try Home()
    #expect(try ask(["first"], service, home).status == 0)
    let output = try Command.run(
      "/bin/sh", ["-c", "ulimit -f 1; exec \"$0\" ask -n second >/dev/null", Maichat.path],
      environment: service.environment(home))
    #expect(output.status == 3, "\(output.status): \(output.errors)")
    #expect(output.errors.contains("ulimit -f"), "\(output.errors)")
    #expect(try Command.run(Maichat.path, ["list"], environment: service.environment(home)).text.contains("first"))
  }

  @Test func aReplyWithoutTextIsToldAndIsNoFailure() throws {
    let service = FakeService { _ in streaming([]) }
    let home = try Home()
    let output = try ask(["hello"], service, home)
    #expect(output.status == 0 && output.text == "", "\(output.errors)")
    #expect(output.errors == "maichat: the reply has no answer text.\n")
  }

  @Test func standardInputIsGivenOnce() throws {
    let service = FakeService { _ in streaming(["ok"]) }
    let output = try ask(["-", "-"], service, Home(), input: "x")
    #expect(output.status == 2 && output.errors.contains("once"), "\(output.errors)")
    #expect(service.prompts.isEmpty)
  }

  @Test func whatIsRepeatedIsToldInOneSentence() throws {
    let count = Counter()
    let service = FakeService { _ in count.next() == 1 ? [.respond(503, [("Retry-After", "0")])] : streaming(["ok"]) }
    let output = try ask(["hello"], service, Home())
    #expect(output.errors.contains("without saying why: attempt 2 in "), "\(output.errors)")
  }

  private func row(_ line: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }
}
