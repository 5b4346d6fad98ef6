import Foundation
import TestSupport
import Testing

@Suite(.watchingPrograms) struct SetupTests {
  @Test func theFirstRunAsksChecksAndKeeps() throws {
    let service = FakeService(chatbots: ["Front desk", "人事 bot"]) { _ in streaming(["We open at nine."]) }
    let home = try Home()
    let environment = home.environment(["MAIAGENT_BASE_URL": service.server.url()])
    var chat = try Chat(environment)
    try chat.tmux.wait(for: "127.0.0.1")
    try chat.tmux.type("wrong-key")
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "Invalid API key format.")
    try chat.tmux.press("C-u")
    try chat.tmux.type(FakeService.key)
    let typed = try chat.tmux.wait(for: "•")
    #expect(!typed.joined().contains("secret"), "the key is masked")
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "人事 bot")
    try chat.tmux.press("Down", "Enter")
    try chat.tmux.wait("the greeting") { rows in rows.contains { $0.contains("A new conversation with 人事 bot") } }
    try chat.send("When do you open?")
    try chat.tmux.wait(for: "We open at nine.")
    #expect(service.server.log.requests.last { $0.method == "POST" }?.target == "/api/v1/chatbots/bot-1/completions/")
    #expect(try chat.quit() == 0)

    let config = home.folder.appending(path: "config/maichat/config.toml")
    let key = home.folder.appending(path: "config/maichat/keys/default")
    #expect(try String(contentsOf: key, encoding: .utf8) == FakeService.key + "\n")
    #expect(try !String(contentsOf: config, encoding: .utf8).contains("secret"))
    for file in [config, key, URL(filePath: home.history)] {
      let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(file.lastPathComponent)")
    }
    // The next start needs nothing.
    chat = try Chat(home.environment())
    try chat.waitForStart()
    try chat.tmux.press("C-x", "n")
    try chat.send("Again")
    try chat.tmux.wait("a second request") { _ in service.prompts.count == 2 }
    #expect(service.server.log.requests.last { $0.method == "POST" }?.target == "/api/v1/chatbots/bot-1/completions/")
    #expect(try chat.quit() == 0)
  }

  @Test func oneKeyOpensTheDemo() throws {
    let home = try Home()
    let chat = try Chat(home.environment())
    try chat.tmux.wait(for: "api.maiagent.ai")
    try chat.tmux.press("F2")
    try chat.waitForStart()
    try chat.send("/echo from the demo")
    try chat.tmux.wait(for: "from the demo")
    #expect(try chat.quit() == 0)
  }

  @Test func theFileAloneIsEnough() throws {
    let service = FakeService { _ in streaming(["Yes."]) }
    let home = try Home()
    let folder = home.folder.appending(path: "config/maichat")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try """
    [profiles.work]
    base_url = "\(service.server.url())"
    chatbot = "bot-0"
    api_key_command = "echo \(FakeService.key)"
    """.write(to: folder.appending(path: "config.toml"), atomically: true, encoding: .utf8)
    let chat = try Chat(home.environment())
    try chat.waitForStart()
    try chat.send("Hello")
    try chat.tmux.wait(for: "Yes.")
    #expect(try chat.quit() == 0)
  }

  @Test func withoutATerminalItIsOneSentence() throws {
    let home = try Home()
    let output = try Command.run(Maichat.path, [], environment: home.environment())
    #expect(output.status == 2)
    #expect(output.errors.split(separator: "\n").count == 1)
    #expect(output.errors.contains("needs a terminal"))
    let ask = try Command.run(Maichat.path, ["ask", "hello"], environment: home.environment())
    #expect(ask.status == 2)
    #expect(ask.errors.contains("MAIAGENT_API_KEY"))
  }

  @Test func mistakesInTheFileNameTheirPlace() throws {
    let home = try Home()
    let folder = home.folder.appending(path: "config/maichat")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try "[ui]\ntheme = \"nothere\"\nlist_widht = 20\n[keys.composer]\n\"Ctrl-S\" = \"sned\"\n".write(
      to: folder.appending(path: "config.toml"), atomically: true, encoding: .utf8)
    let output = try Command.run(
      Maichat.path, ["doctor"], environment: home.environment(["TERM": "xterm-256color"]))
    #expect(output.status == 2)
    #expect(output.text.contains("config.toml:3: ui.list_widht"))
    #expect(output.text.contains("config.toml:5: keys.composer.Ctrl-S"))
    #expect(output.text.contains("send"), "the nearest name")
    #expect(output.text.contains("nothere"))
  }
}
