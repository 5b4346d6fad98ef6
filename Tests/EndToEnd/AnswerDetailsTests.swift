import Foundation
import TestSupport
import Testing

/// What comes with a chatbot and its answers, and going from one profile to another.
@Suite(.watchingPrograms) struct AnswerDetailsEndToEndTests {
  @Test func aStarterIsTakenAndASourceOfTheAnswerIsReadAndSaved() throws {
    let home = try Home()
    try home.write("Downloads/maichat-keys.md", "mine")
    let chat = try Chat(home.environment(), arguments: ["--demo"], rows: 40)
    try chat.waitForStart()
    try chat.tmux.wait(for: "Welcome to the sandbox of maichat.")
    try chat.tmux.press("M-t")
    try chat.tmux.wait(for: "Conversation starters")
    try chat.tmux.press("1")
    try chat.tmux.wait(for: "> What can you do?")
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "2 開放時間.txt")
    try chat.tmux.press("Tab", "s")
    try chat.tmux.wait(for: "│ Ctrl-X ? shows every key.")
    try chat.tmux.wait(for: "score 91%")
    try chat.tmux.press("Tab")
    try chat.tmux.wait(for: "Source 2 of 2")
    try chat.tmux.press("1", "s")
    try chat.tmux.wait(for: "Save maichat-keys.md in")
    try chat.tmux.press("Enter")
    // What has the name stays.
    try chat.tmux.wait(for: "maichat-keys 2.md")
    let folder = home.folder.appending(path: "Downloads")
    #expect(try String(contentsOf: folder.appending(path: "maichat-keys.md"), encoding: .utf8) == "mine")
    #expect(
      try String(contentsOf: folder.appending(path: "maichat-keys 2.md"), encoding: .utf8).hasPrefix("# Keys"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    try chat.tmux.press("Escape")
    _ = try chat.tmux.wait("the sources closed") { !$0.contains { $0.contains("Source 1 of 2") } }
    try chat.tmux.press("C-x", "T")
    try chat.tmux.wait(for: "2 messages: 1 question with 16 characters")
    try chat.tmux.press("q")
    #expect(try chat.quit() == 0)
  }

  @Test(arguments: [("", "Api-Key"), ("key_scheme = \"bearer\"", "Bearer")])
  func aKeyGoesAsTheProfileSays(line: String, scheme: String) throws {
    let server = ScriptedServer { _ in [.respond(200, [], #"{"count":0,"next":null,"previous":null,"results":[]}"#)] }
    defer { server.stop() }
    let home = try Home()
    try home.write(
      "config/maichat/config.toml", "[profiles.default]\nbase_url = \"\(server.url())\"\n\(line)\n")
    let output = try Command.run(
      Maichat.path, ["chatbots"], environment: home.environment(["MAIAGENT_API_KEY": "a.key"]))
    #expect(output.status == 0, "\(output.errors)")
    #expect(server.log.requests.first?.header("Authorization") == "\(scheme) a.key")
  }

  @Test func anotherProfileIsGoneToFromInsideAndTheDraftStays() throws {
    let (first, second) = (
      FakeService { _ in streaming(["one"]) }, FakeService(chatbots: ["Back office"]) { _ in streaming(["two"]) }
    )
    let home = try Home()
    try home.write(
      "config/maichat/config.toml",
      """
      profile = "first"
      [profiles.first]
      base_url = "\(first.server.url())"
      chatbot = "bot-0"
      [profiles.second]
      base_url = "\(second.server.url())"
      chatbot = "bot-0"
      [profiles.broken]
      base_url = "gopher://nowhere"
      """)
    let chat = try Chat(home.environment(["MAIAGENT_API_KEY": FakeService.key]))
    try chat.waitForStart()
    try chat.tmux.wait(for: "Front desk")
    try chat.tmux.type("half a thought")
    try chat.tmux.press("C-x", "@")
    try chat.tmux.wait(for: "• first")
    try chat.tmux.type("second")
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "belongs to profile \"first\"")
    try chat.tmux.wait(for: "> half a thought")
    try chat.tmux.press("C-x", "n")
    try chat.tmux.wait(for: "Back office")
    try chat.send("Hello")
    try chat.tmux.wait(for: "two")
    #expect(first.prompts.isEmpty && second.prompts.count == 1)
    // One that cannot be used leaves the other one in use.
    try chat.tmux.press("C-x", "@")
    try chat.tmux.wait(for: "• second")
    try chat.tmux.type("broken")
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "a base URL begins with")
    try chat.tmux.wait(for: "two")
    #expect(try chat.quit() == 0)
  }
}
