import Configuration
import Foundation
import TestSupport
import Testing

/// What was typed into the set-up screen and not accepted is there again; of the key nothing reaches the disk.
@Suite(.watchingPrograms) struct SetupDraftTests {
  private static let key = "half.a-key-that-nobody-took"
  private static let address = "https://chat.example.org/api/v1/"

  /// Types a key and an address into the screen of a first start.
  private func fill(_ chat: Chat) throws {
    try chat.tmux.wait(for: "api.maiagent.ai")
    try chat.tmux.type(Self.key)
    try chat.tmux.press("Tab", "C-u")
    try chat.tmux.type(Self.address)
    try chat.tmux.wait("both fields") { rows in
      rows.contains { $0.contains(Self.address) } && rows.contains { $0.contains("•••") }
    }
  }

  /// The files of `home` with `text` in them.
  private func files(_ home: Home, with text: String) throws -> [String] {
    let all = try #require(FileManager.default.enumerator(at: home.folder, includingPropertiesForKeys: nil))
    return all.compactMap { $0 as? URL }.filter { file in
      (try? Data(contentsOf: file))?.range(of: Data(text.utf8)) != nil
    }.map(\.lastPathComponent)
  }

  @Test(arguments: ["Ctrl-Q", "F2", "SIGTERM", "SIGHUP", "SIGQUIT"])
  func whateverLeavesItTheAddressIsThereAtTheNextStart(way: String) throws {
    let home = try Home()
    var chat = try Chat(home.environment())
    try fill(chat)
    switch way {
    case "Ctrl-Q": try chat.tmux.press("C-q")
    case "F2":
      try chat.tmux.press("F2")
      try chat.waitForStart()
      try chat.tmux.press("C-q")
    case "SIGTERM": try chat.kill(SIGTERM)
    case "SIGHUP": try chat.kill(SIGHUP)
    default: try chat.kill(SIGQUIT)
    }
    _ = try chat.tmux.waitForExit()
    let kept = try files(home, with: "chat.example.org")
    #expect(kept == ["setup-default.txt"])
    let path = home.folder.appending(path: "state/maichat/setup-default.txt").path
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
    #expect(mode?.intValue == 0o600)
    #expect(try files(home, with: "half.a-key") == [], "the key is on the disk")
    chat = try Chat(home.environment())
    let rows = try chat.tmux.wait(for: Self.address)
    #expect(rows.contains { $0.contains("paste it here") } && !rows.joined().contains("•"))
    #expect(try chat.quit() == 0)
  }

  @Test func theKeyIsThereAgainInTheSameProcessAlone() throws {
    let home = try Home()
    try home.write("config/maichat/config.toml", "[profiles.work]\nbase_url = \"https://work.example.org/\"\n")
    var chat = try Chat(home.environment())
    try chat.tmux.wait(for: "work.example.org")
    try chat.tmux.type(Self.key)
    try chat.tmux.wait(for: String(repeating: "•", count: 16))
    try chat.tmux.press("F2")
    try chat.waitForStart()
    try chat.tmux.press("C-x", "@")
    try chat.tmux.wait(for: "Profiles")
    try chat.tmux.press("Enter")
    try chat.tmux.wait("the screen as it was left") { rows in
      rows.contains { $0.contains("set up") } && rows.contains { $0.contains("••••••••") }
    }
    #expect(try chat.quit() == 0)
    #expect(try files(home, with: "half.a-key") == [])
    chat = try Chat(home.environment())
    let rows = try chat.tmux.wait(for: "paste it here")
    #expect(!rows.joined().contains("•"))
    #expect(try chat.quit() == 0)
  }

  @Test func anAcceptedAddressIsForgotten() throws {
    let service = FakeService { _ in streaming(["Yes."]) }
    let home = try Home()
    let file = home.folder.appending(path: "state/maichat/setup-default.txt").path
    try home.write("state/maichat/setup-default.txt", service.server.url() + "\n")
    let chat = try Chat(home.environment())
    try chat.tmux.wait(for: "127.0.0.1")
    try chat.tmux.type(FakeService.key)
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "Front desk")
    #expect(!FileManager.default.fileExists(atPath: file))
    #expect(try chat.quit() == 0)
  }

  @Test func theQuestionThatOpenedItIsThereAtTheNextStart() throws {
    let home = try Home()
    var chat = try Chat(home.environment())
    try chat.tmux.wait(for: "api.maiagent.ai")
    try chat.tmux.press("Escape")
    try chat.waitForStart()
    try chat.send("When do you open?")
    try chat.tmux.wait(for: "paste it here")
    #expect(try chat.quit() == 0)
    chat = try Chat(home.environment())
    try chat.tmux.wait(for: "paste it here")
    try chat.tmux.press("Escape")
    try chat.tmux.wait(for: "> When do you open?")
    #expect(try chat.quit() == 0)
  }
}
