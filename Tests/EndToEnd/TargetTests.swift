import Foundation
import TestSupport
import Testing

/// Where the real program sends what, seen from the servers that it may reach.
@Suite(.watchingPrograms) struct TargetTests {
  /// A service that takes any key and remembers what came.
  private static func server() -> ScriptedServer {
    ScriptedServer { request in
      if request.target.contains("/completions/") { return streaming(["ok"]) }
      return [
        .respond(
          200, [], #"{"count":2,"next":null,"results":[{"id":"bot-0","name":"Front desk"},{"id":"bot-1","name":"HR"}]}"#
        )
      ]
    }
  }

  private static let bot = "b0000000-0000-4000-8000-000000000001"

  private func run(
    _ home: Home, _ arguments: [String], _ environment: [String: String] = [:]
  ) throws -> Command.Output {
    try Command.run(Maichat.path, arguments, environment: home.environment(environment))
  }

  private func configure(_ home: Home, _ text: String) throws { try home.write("config/maichat/config.toml", text) }

  // MARK: Key and host

  /// A cell of README's table: where the key and the base URL come from, how the profile is chosen, and where the question
  /// arrives; nil: nowhere, status 2.
  private struct Cell {
    var key: String
    var url: String
    var choice: String
    var arrives: String?
  }

  private static let cells: [Cell] = ["name", "default", "only"].flatMap { choice in
    ["environment", "profile", "none"].flatMap { key in
      ["flag", "environment", "profile", "built-in"].map { url in
        let arrives: String? =
          switch (key, url, choice) {
          case ("none", _, _): nil
          case ("environment", _, _), ("profile", "profile", _), ("profile", "built-in", _): url
          // The environment does not count for a profile that is asked for by its name and has a key of its own.
          case ("profile", "environment", "name"): "built-in"
          default: nil
          }
        return Cell(key: key, url: url, choice: choice, arrives: arrives)
      }
    }
  }

  @Test func eachKeyArrivesAtItsOwnHostAndNowhereElse() throws {
    let servers = ["flag": Self.server(), "environment": Self.server(), "profile": Self.server()]
    // What goes to the built-in service asks for a way there, and gets none.
    let proxy = ScriptedServer { _ in [.stall] }
    defer { for server in Array(servers.values) + [proxy] { server.stop() } }
    for cell in Self.cells {
      let home = try Home()
      let name = cell.choice == "default" ? "default" : "work"
      var text = "[profiles.\(name)]\n"
      if cell.key == "profile" { text += "api_key = \"key-profile\"\n" }
      if cell.url == "profile" { text += "base_url = \"\(servers["profile"]!.url())\"\n" }
      if cell.choice != "only" { text += "[profiles.other]\napi_key = \"key-other\"\n" }
      try configure(home, text)
      var arguments = ["ask", "hello", "--chatbot", Self.bot]
      if cell.choice == "name" { arguments += ["--profile", name] }
      if cell.url == "flag" { arguments += ["--base-url", servers["flag"]!.url()] }
      var environment = ["HTTPS_PROXY": proxy.url("")]
      if cell.key == "environment" { environment["MAIAGENT_API_KEY"] = "key-environment" }
      if cell.url == "environment" { environment["MAIAGENT_BASE_URL"] = servers["environment"]!.url() }

      let before = servers.mapValues(\.log.requests.count)
      let tunnels = proxy.log.requests.count
      if cell.arrives == "built-in" {
        let running = try RunningCommand(Maichat.path, arguments, environment: home.environment(environment))
        let asked = proxy.log.waitForRequests(tunnels + 1)
        #expect(asked.last?.target == "api.maiagent.ai:443", "\(cell)")
        #expect(asked.last?.headers.contains { $0.value.contains("key-") } == false, "\(cell)")
        running.send(SIGKILL)
        _ = running.waitForExit()
      } else {
        let output = try run(home, arguments, environment)
        #expect(output.status == (cell.arrives == nil ? 2 : 0), "\(cell): \(output.errors)")
        #expect(proxy.log.requests.count == tunnels, "\(cell)")
      }
      for (place, server) in servers {
        let new = server.log.requests.dropFirst(before[place]!)
        if place == cell.arrives {
          #expect(new.contains { $0.target.contains("/completions/") }, "\(cell)")
          #expect(new.allSatisfy { $0.header("Authorization") == "Api-Key key-\(cell.key)" }, "\(cell)")
        } else {
          #expect(new.isEmpty, "\(cell) reached \(place)")
        }
      }
    }
  }

  @Test func anotherHostThanTheKeysIsNamedTogetherWithIt() throws {
    let (own, other) = (Self.server(), Self.server())
    defer { for server in [own, other] { server.stop() } }
    let home = try Home()
    try configure(home, "[profiles.work]\nbase_url = \"\(own.url())\"\napi_key = \"key-profile\"\n")
    for (arguments, environment) in [
      (["--base-url", other.url()], [:]), ([], ["MAIAGENT_BASE_URL": other.url()]),
    ] {
      for command in [["ask", "hello"], ["chatbots"], ["sync"]] {
        let output = try run(home, command + arguments, environment)
        #expect(output.status == 2, "\(command) \(output.errors)")
        #expect(output.errors.contains(own.url()) && output.errors.contains(other.url()), "\(output.errors)")
      }
    }
    #expect(own.log.connectionCount == 0 && other.log.connectionCount == 0)
    // The same place in another spelling is none.
    let spelled = "HTTP://127.0.0.1:\(own.port)/api/v1"
    #expect(try run(home, ["chatbots"], ["MAIAGENT_BASE_URL": spelled]).status == 0)
  }

  // MARK: Doubt

  @Test func doubtStopsWhateverWouldConnect() throws {
    let server = Self.server()
    defer { server.stop() }
    let own = "base_url = \"\(server.url())\"\napi_key = \"k\"\n"
    let doubts: [(file: String, arguments: [String], words: String)] = [
      ("[profiles.work\n" + own, [], "config.toml:1"),
      ("[profiles.work]\nbase_ulr = \"x\"\n" + own, [], "did you mean base_url?"),
      ("[profiles.work]\nmode = 3\n" + own, [], "config.toml:2"),
      ("profile = \"wrok\"\n[profiles.work]\n" + own, [], "did you mean work?"),
      ("[profiles.work]\n" + own, ["--profile", "wrok"], "did you mean work?"),
      ("[profiles.work]\n" + own, ["--config", "/dev/null/none.toml"], "/dev/null/none.toml"),
      ("[profiles.work]\n" + own, ["--config", "/dev"], "it is a folder"),
      ("[profiles.a]\n\(own)[profiles.b]\n" + own, [], "none is chosen"),
      ("[profile.work]\n" + own, [], "did you mean [profiles]?"),
      ("base_url = \"\(server.url())\"\n", [], "base_url"),
      ("[profiles.work]\nbase_url = \"\(server.url())\"\napi_key_file = \"none\"\n", [], "none"),
    ]
    for environment in [[:], ["MAIAGENT_API_KEY": "k"]] {
      for doubt in doubts where environment.isEmpty || !doubt.file.contains("api_key_file") {
        let home = try Home()
        try configure(home, doubt.file)
        // A key of the environment makes the doubt no smaller; one way to connect tells.
        let commands =
          [["ask", "hello", "--chatbot", Self.bot]] + (environment.isEmpty ? [["chatbots"], ["sync"]] : [])
        for command in commands {
          let output = try run(
            home, command + doubt.arguments, environment.merging(["HTTPS_PROXY": server.url("")]) { $1 })
          #expect(output.status == 2, "\(command) \(doubt): \(output.errors)")
          #expect(output.errors.contains(doubt.words), "\(command) \(doubt): \(output.errors)")
          #expect(output.text == "")
        }
        // What does not connect says it and goes on.
        if environment.isEmpty {
          let listed = try run(home, ["list"] + doubt.arguments)
          #expect(listed.status != 2)
          if !doubt.file.contains("api_key_file") { #expect(listed.errors.contains(doubt.words), "\(listed.errors)") }
        }
        let checked = try run(home, ["doctor"] + doubt.arguments, environment.merging(["TERM": "xterm"]) { $1 })
        #expect(checked.status == 2 && checked.text.contains("history"), "\(checked.text)")
        if !doubt.file.contains("api_key_file") {
          #expect(!checked.text.contains(/ok +configuration/), "\(checked.text)")
        }
      }
    }
    #expect(server.log.connectionCount == 0)
  }

  @Test func otherMistakesStayWarnings() throws {
    let server = Self.server()
    defer { server.stop() }
    let home = try Home()
    try configure(
      home,
      """
      [profiles.work]
      base_url = "\(server.url())"
      api_key = "k"
      chatbot = "bot-0"
      [ui]
      theme = "nothere"
      esc_dealy = 3
      [network]
      connect_timeout = "soon"
      [log]
      level = 3
      """)
    let output = try run(home, ["ask", "hello"])
    #expect(output.status == 0 && output.text == "ok")
    for word in ["esc_dealy", "connect_timeout", "level"] { #expect(output.errors.contains(word)) }
  }

  @Test func theFullScreenShowsDoubtAndReadsAgain() throws {
    let server = Self.server()
    defer { server.stop() }
    let home = try Home()
    let good = "[profiles.work]\nbase_url = \"\(server.url())\"\napi_key = \"k\"\nchatbot = \"bot-0\"\n"
    try configure(home, "[profiles.work]\nbase_ulr = \"\(server.url())\"\nmoode = 1\n")
    try home.write("good.toml", good)
    let config = home.folder.appending(path: "config/maichat/config.toml").path
    let editor = home.folder.appending(path: "editor.sh")
    try home.write("editor.sh", "#!/bin/sh\ncp '\(home.folder.path)/good.toml' \"$1\"\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: editor.path)
    let chat = try Chat(home.environment(["EDITOR": editor.path]))
    let screen = try chat.tmux.wait(for: "did you mean base_url?").joined()
    for word in ["wrong with the configuration", "base_ulr", "moode", "edit the file", "demo", "quit"] {
      #expect(screen.contains(word))
    }
    try chat.tmux.press("r")
    try chat.tmux.wait(for: "still wrong")
    #expect(server.log.connectionCount == 0)
    try chat.tmux.press("e")
    try chat.waitForStart()
    try chat.send("hello")
    try chat.tmux.wait(for: "ok")
    #expect(try String(contentsOfFile: config, encoding: .utf8) == good)
    #expect(try chat.quit() == 0)

    try configure(home, "profile = \"x\"\n")
    let second = try Chat(home.environment())
    try second.tmux.wait(for: "[profiles.x]")
    try second.tmux.press("q")
    #expect(try second.tmux.waitForExit() == 2)
    let demo = try Chat(home.environment())
    try demo.tmux.wait(for: "[profiles.x]")
    try demo.tmux.press("d")
    try demo.waitForStart()
    #expect(try demo.quit() == 0)
  }

  // MARK: Conversations

  @Test func aConversationIsSentToItsOwnHostOnly() throws {
    let (first, second) = (Self.server(), Self.server())
    defer { for server in [first, second] { server.stop() } }
    let home = try Home()
    func point(to server: ScriptedServer) throws {
      try configure(
        home, "[profiles.work]\nbase_url = \"\(server.url())\"\napi_key = \"k\"\nchatbot = \"bot-0\"\n")
    }
    try point(to: first)
    #expect(try run(home, ["ask", "one"]).text == "ok")
    let id = try #require(run(home, ["list"]).text.split(separator: " ").first.map(String.init))
    // The profile of that name leads elsewhere now.
    try point(to: second)
    var output = try run(home, ["ask", "two", "--conversation", id])
    #expect(output.status == 2)
    #expect(output.errors.contains(first.url()) && output.errors.contains(second.url()), "\(output.errors)")
    output = try run(
      home, ["ask", "two", "--conversation", id], ["MAIAGENT_API_KEY": "e", "MAIAGENT_BASE_URL": second.url()])
    #expect(output.status == 2)
    #expect(second.log.requests.allSatisfy { !$0.target.contains("/completions/") })
    output = try run(home, ["sync", id])
    #expect(output.status == 2 && output.errors.contains(first.url()), "\(output.errors)")
    #expect(try run(home, ["show", id]).text.contains("one"), "it is read all the same")
    // The full screen says so, and moves it on purpose.
    let chat = try Chat(home.environment())
    try chat.waitForStart()
    try chat.tmux.press("C-x", "j")
    try chat.tmux.wait(for: "nothing is sent")
    try chat.send("three")
    try chat.tmux.wait(for: "Not sent: it belongs to another service. Ctrl-X G")
    try chat.tmux.press("C-x", "G")
    try chat.tmux.wait(for: "Moved to")
    try chat.tmux.press("Enter")
    try chat.tmux.wait("the question there") { _ in
      second.log.requests.contains { $0.target.contains("/completions/") && $0.text.contains("three") }
    }
    #expect(try chat.quit() == 0)
    #expect(try run(home, ["ask", "four", "--conversation", id]).status == 0)
    try point(to: first)
    #expect(try run(home, ["ask", "five", "--conversation", id]).status == 2)
    #expect(first.log.requests.count { $0.target.contains("/completions/") } == 1)
  }

  // MARK: Chatbots

  @Test func aChatbotIsNamedByIDBeginningOrName() throws {
    let server = Self.server()
    defer { server.stop() }
    let home = try Home()
    let environment = ["MAIAGENT_API_KEY": "k", "MAIAGENT_BASE_URL": server.url()]
    for (named, id) in [("bot-1", "bot-1"), ("hr", "bot-1"), ("Front desk", "bot-0"), (Self.bot, Self.bot)] {
      #expect(try run(home, ["ask", "hello", "--chatbot", named], environment).status == 0)
      #expect(server.log.requests.last { $0.method == "POST" }?.target == "/api/v1/chatbots/\(id)/completions/")
    }
    let count = server.log.requests.count { $0.method == "POST" }
    for (named, words) in [("bot", ["bot-0", "bot-1", "Front desk"]), ("nobody", ["nobody", "bot-0"])] {
      let output = try run(home, ["ask", "hello", "--chatbot", named], environment)
      #expect(output.status == 2)
      for word in words { #expect(output.errors.contains(word), "\(output.errors)") }
    }
    // A conversation goes on with its own chatbot.
    let id = try #require(run(home, ["list", "--json"]).text.split(separator: "\n").first { $0.contains("\"bot-0\"") })
    let row = try #require(try JSONSerialization.jsonObject(with: Data(id.utf8)) as? [String: Any])
    let conversation = try #require(row["id"] as? String)
    for other in ["bot-1", "HR", Self.bot] {
      let output = try run(home, ["ask", "x", "--conversation", conversation, "--chatbot", other], environment)
      #expect(output.status == 2 && output.errors.contains("bot-0"), "\(other): \(output.errors)")
    }
    #expect(server.log.requests.count { $0.method == "POST" } == count)
    for own in ["bot-0", "front desk"] {
      #expect(try run(home, ["ask", "x", "--conversation", conversation, "--chatbot", own], environment).status == 0)
    }
  }
}
