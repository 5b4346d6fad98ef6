import Foundation
import TestSupport
import Testing

/// A first question that no service took is a draft, wherever it was asked.
@Suite(.watchingPrograms) struct UnsentQuestionTests {
  let home: Home

  init() throws { home = try Home() }

  private func maichat(
    _ service: FakeService, _ arguments: String..., more: [String: String] = [:]
  ) throws -> Command.Output {
    try Command.run(
      Maichat.path, arguments,
      environment: service.environment(home, ["MAIAGENT_CHATBOT_ID": "bot-0"].merging(more) { $1 }))
  }

  /// What stands in the history's tables, as the lines of `sql`.
  private func rows(_ sql: String) throws -> [String] {
    let script =
      "import sqlite3, sys\nfor row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]): print(*row, sep='|')"
    let output = try Command.run("python3", ["-c", script, home.history, sql])
    try #require(output.status == 0, "\(output.errors)")
    return output.text.split(separator: "\n").map(String.init)
  }

  private var drafts: [String] {
    get throws {
      try rows(
        "SELECT text FROM draft d JOIN conversation c ON c.id = d.conversation WHERE deleted_at IS NULL ORDER BY text")
    }
  }

  @Test(arguments: [400, 401, 403, 404, 429])
  func aRefusalLeavesADraftAndNoConversation(status: Int) throws {
    let service = FakeService { _ in [.respond(status, [("Retry-After", "0")], #"{"detail":"Not you."}"#)] }
    let output = try maichat(service, "ask", "-n", "hello")
    #expect(output.status == 1 && output.errors.contains("Not you (status \(status))"), "\(output.errors)")
    #expect(output.errors.contains("The question is not sent; it is a draft in ") && !output.errors.contains(".."))
    #expect(try maichat(service, "list").text == "")
    #expect(try maichat(service, "search", "hello").status == 1)
    // What is for another machine has it, what is for people to read does not.
    #expect(try maichat(service, "export", "--all", "--format", "json").text.contains("\"text\":\"hello\""))
    #expect(try !maichat(service, "export", "--all").text.contains("hello"))
    #expect(try drafts == ["hello"])
  }

  @Test func aServiceThatIsNotThereLeavesOneDraftHoweverOftenItIsAsked() throws {
    let service = FakeService { _ in [] }
    let closed = ClosedPort()
    for _ in 0..<2 {
      let output = try maichat(service, "ask", "-n", "hello", more: ["MAIAGENT_BASE_URL": closed.url()])
      #expect(output.status == 1 && output.text == "", "\(output.errors)")
    }
    #expect(try drafts == ["hello"])
    #expect(try maichat(service, "list").text == "")
  }

  @Test func aKeyThatMayNotListChatbotsLeavesADraftToo() throws {
    let service = FakeService { _ in streaming(["ok"]) }
    let output = try Command.run(
      Maichat.path, ["ask", "-n", "--json", "hello"],
      environment: service.environment(home, ["MAIAGENT_API_KEY": "wrong"]))
    #expect(output.status == 1 && output.errors.contains("it is a draft in "), "\(output.errors)")
    #expect(try drafts == ["hello"])
  }

  @Test func aConversationThatHasBegunKeepsTheQuestionAndTheDraftInIt() throws {
    let service = FakeService { request in
      request.text.contains("first") ? streaming(["ok"]) : [.respond(401, [], #"{"detail":"Not you."}"#)]
    }
    #expect(try maichat(service, "ask", "-n", "first").status == 0)
    let id = String(try maichat(service, "list").text.prefix(8))
    let written = try Command.run(
      "python3",
      [
        "-c",
        "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute(\"INSERT INTO draft (conversation, text, caret)"
          + " SELECT id, 'unsent thoughts', 0 FROM conversation\"); d.commit()", home.history,
      ])
    try #require(written.status == 0, "\(written.errors)")
    let output = try maichat(service, "ask", "-n", "--conversation", id, "second")
    #expect(output.status == 1 && output.errors.contains("put aside") && !output.errors.contains("is a draft in"))
    #expect(try maichat(service, "show", id).text.contains("second"))
    #expect(try rows("SELECT text FROM stash") == ["unsent thoughts"])
  }

  @Test func eachQuestionEndsAsOneLineOfJSON() throws {
    let service = FakeService { _ in [.respond(404, [], #"{"detail":"No such chatbot."}"#)] }
    let output = try maichat(service, "ask", "-n", "--json", "hello")
    let last = try #require(output.text.split(separator: "\n").last)
    let row = try #require(try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
    #expect(row["type"] as? String == "end" && row["status"] as? String == "failed")
    #expect((row["failure"] as? [String: Any])?["status"] as? Int == 404)
  }

  @Test func theFullScreenHasItInTheComposerAgainAlsoAfterAKill() throws {
    let service = FakeService { _ in [.respond(404, [], #"{"detail":"No such chatbot."}"#)] }
    let chat = try Chat(service.environment(home, ["MAIAGENT_CHATBOT_ID": "bot-0"]))
    try chat.waitForStart()
    try chat.send("a long question")
    try chat.tmux.wait(for: "The question is not sent: No such chatbot (status 404).")
    #expect(try chat.composer().contains("a long question"))
    #expect(try waitUntil { try drafts == ["a long question"] })
    try chat.kill(SIGKILL)
    _ = try chat.tmux.waitForExit()
    #expect(try drafts == ["a long question"])
    #expect(try maichat(service, "list").text == "")
  }
}
