#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// The full screen ends whatever the network does: its thread stands still in a call that never comes back, so an end can
  /// only be that of the deadline.
  @Suite(.watchingPrograms) struct LeavingTests {
    /// How the full screen is left.
    enum Way: String, CaseIterable {
      case key, terminate, hangup

      var status: Int32 {
        switch self {
        case .key: 0
        case .terminate: 128 + SIGTERM
        case .hangup: 128 + SIGHUP
        }
      }
    }

    private func stall(_ call: String, _ home: Home) -> [String: String] {
      [
        "LD_PRELOAD": Faults.library, "FAULT_CALL": call, "FAULT_NUMBER": "1", "FAULT_ERROR": "0",
        "FAULT_REPORT": home.folder.appending(path: "stalled").path,
      ]
    }

    private func leave(_ screen: EmulatedChat, _ way: Way) {
      switch way {
      case .key: screen.terminal.type("\u{11}")
      case .terminate: kill(screen.child.pid, SIGTERM)
      case .hangup: kill(screen.child.pid, SIGHUP)
      }
    }

    /// Whether the call came; nothing comes back from it.
    private func isStalled(_ home: Home) -> Bool {
      FileManager.default.fileExists(atPath: home.folder.appending(path: "stalled").path)
    }

    @Test(arguments: ["getaddrinfo", "perform", "cleanup"], Way.allCases)
    func aNetworkThreadThatStandsStillKeepsNobody(call: String, way: Way) throws {
      try #require(FileManager.default.fileExists(atPath: Faults.library), "the library is built with the package")
      let home = try Home()
      let environment = home.environment([
        "MAIAGENT_API_KEY": "k", "MAIAGENT_BASE_URL": "https://stalled.test/api/",
      ]).merging(stall(call, home)) { $1 }
      let screen = try EmulatedChat(environment)
      try #require(screen.wait { screen.terminal.text.contains("?1049h") && screen.terminal.text.contains("> ") })
      // At the end the multi handle is closed, and only then.
      if call != "cleanup" { try #require(screen.wait { isStalled(home) }, "the network never came to \(call)") }
      leave(screen, way)
      let hasEnded = screen.wait { screen.child.exitStatus(.none) != nil }
      try #require(hasEnded, "it waits for its network")
      #expect(isStalled(home))
      #expect(screen.child.exitStatus(.untilItEnds) == way.status)
      #expect(screen.leftovers == [])
    }

    /// Who goes on with another profile leaves the network of the one before behind, whatever that does, and is served.
    @Test(arguments: ["getaddrinfo", "perform", "cleanup"]) func anotherProfileGoesOn(call: String) throws {
      try #require(FileManager.default.fileExists(atPath: Faults.library), "the library is built with the package")
      let service = FakeService { _ in streaming(["Open at nine."]) }
      let home = try Home()
      try home.write(
        "config/maichat/config.toml",
        """
        profile = "stalled"
        [profiles.stalled]
        base_url = "https://stalled.test/api/"
        chatbot = "bot-0"
        [profiles.sound]
        base_url = "\(service.server.url())"
        chatbot = "bot-0"
        """)
      let chat = try Chat(
        home.environment(["MAIAGENT_API_KEY": FakeService.key]), overriding: stall(call, home))
      try chat.waitForStart()
      if call != "cleanup" { try #require(waitUntil { isStalled(home) }, "the network never came to \(call)") }
      try chat.tmux.type("half a thought")
      try chat.tmux.press("C-x", "@")
      try chat.tmux.wait(for: "• stalled")
      try chat.tmux.type("sound")
      try chat.tmux.press("Enter")
      try chat.tmux.wait(for: "belongs to profile \"stalled\"")
      try chat.tmux.wait(for: "> half a thought")
      #expect(isStalled(home))
      try chat.tmux.press("C-x", "n")
      try chat.tmux.wait(for: "Front desk")
      try chat.send("Hello")
      try chat.tmux.wait(for: "Open at nine.")
      #expect(service.prompts.count == 1)
      #expect(try chat.quit() == 0)
    }

    /// What accepts a connection and says nothing keeps a reply waiting; nobody who leaves.
    @Test(arguments: ["silent proxy", "silent TLS"], Way.allCases)
    func aPeerThatSaysNothingKeepsNobody(peer: String, way: Way) throws {
      let silent = ScriptedServer { _ in [.stall] }
      defer { silent.stop() }
      let home = try Home()
      var environment = home.environment(["MAIAGENT_API_KEY": "k", "MAIAGENT_BASE_URL": "https://service.test/api/"])
      if peer == "silent proxy" {
        environment["https_proxy"] = silent.url("")
      } else {
        environment["MAIAGENT_BASE_URL"] = "https://127.0.0.1:\(silent.port)/api/"
      }
      let screen = try EmulatedChat(environment)
      try #require(
        screen.wait { silent.log.connectionCount > 0 && screen.terminal.text.contains("> ") }, "nobody connects")
      leave(screen, way)
      try #require(screen.wait { screen.child.exitStatus(.none) != nil }, "it waits for its peer")
      #expect(screen.child.exitStatus(.untilItEnds) == way.status)
    }

    /// A key command runs before there is a screen.
    @Test(arguments: [SIGTERM, SIGHUP, SIGINT]) func aKeyCommandThatIgnoresSignalsKeepsNobody(signal: Int32) throws {
      let home = try Home()
      let mark = home.folder.appending(path: "runs").path
      try home.write(
        "config/maichat/config.toml",
        """
        [profiles.a]
        base_url = "https://service.test/api/"
        api_key_command = "trap '' TERM HUP INT; echo $$ > '\(mark)'; while :; do sleep 1; done"
        """)
      let screen = try EmulatedChat(home.environment())
      func runner() -> pid_t? {
        (try? String(contentsOfFile: mark, encoding: .utf8)).flatMap { pid_t($0.trimmingCharacters(in: .newlines)) }
      }
      try #require(screen.wait { runner() != nil })
      let pid = try #require(runner())
      defer { kill(pid, SIGKILL) }
      kill(screen.child.pid, signal)
      try #require(screen.wait { screen.child.exitStatus(.none) != nil }, "it waits for its key command")
      // As every command that is told to end.
      #expect(screen.child.exitStatus(.untilItEnds) == 130)
      #expect(screen.leftovers == [])
    }
  }
#endif
