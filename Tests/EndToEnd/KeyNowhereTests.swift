import Foundation
import TestSupport
import Testing

/// The key goes to its service in one header, and nowhere else: what any server does with it reaches neither the screen nor
/// the disk, whatever is logged.
@Suite(.watchingPrograms) struct KeyNowhereTests {
  private static let key = FakeService.key
  private static let bot = "b0000000-0000-4000-8000-000000000001"
  private static let chatbots = ServerStep.respond(
    200, [], #"{"count":1,"next":null,"results":[{"id":"\#(bot)","name":"Front desk"}]}"#)

  /// A service that gives the key back in some way.
  enum Echo: String, CaseIterable {
    case json, page, plain, reason, header, cookie, redirect, event, malformed, cut, big, list
  }

  private static func steps(_ echo: Echo) -> [ServerStep] {
    let words = "Api-Key \(key) is not known"
    switch echo {
    case .json: return [.respond(401, [], #"{"detail":"\#(words)","errors":{"\#(key)":["\#(key)"]}}"#)]
    case .page: return [.respond(403, [("Content-Type", "text/html")], "<h1>\(words)</h1><p title='\(key)'>\(key)</p>")]
    case .plain: return [.respond(400, [("Content-Type", "text/plain")], "\(words)\n\(key)")]
    case .reason: return [.send("HTTP/1.1 401 \(key)\r\nContent-Length: 0\r\n\r\n")]
    case .header:
      return [
        .respond(
          401, [("WWW-Authenticate", words), ("X-Key", key), ("Retry-After", key), ("Content-Type", "text/\(key)")], key
        )
      ]
    case .cookie: return [.respond(400, [("Set-Cookie", "key=\(key)"), ("Server", key)], "{\"error\":\"\(key)\"}")]
    case .redirect: return [.respond(302, [("Location", "http://127.0.0.1:9/\(key)?key=\(key)#\(key)")])]
    case .event:
      return [
        .streamHead(), .chunk(streamEvent("Half")), .chunk("data: {\"error\":\"\(words)\"}\n\n"), .lastChunk,
      ]
    case .malformed: return [.respond(200, [("Content-Type", "text/html")], "<html>\(words)")]
    case .cut:
      return [
        .send("HTTP/1.1 401 No\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{\"detail\":\"\(words)"),
        .close,
      ]
    case .big:
      // What is read of it ends in the middle of the key.
      let text = "{\"detail\":\"" + String(repeating: " ", count: (64 << 10) - 11 - 12) + key
      return [.respond(401, [], text + String(repeating: ".", count: 1000) + "\"}")]
    case .list: return [.respond(200, [], #"{"results":{"\#(key)":1},"detail":"\#(words)"}"#)]
    }
  }

  /// Looks for the key, and for a piece of it, in all that is on the disk of `home`, and in `outputs`.
  private func search(_ home: Home, _ outputs: [Command.Output], _ what: String) throws {
    let secret = Data("secret-k".utf8)
    for file in try FileManager.default.subpathsOfDirectory(atPath: home.folder.path) {
      let path = home.folder.appending(path: file)
      #expect(!file.contains(Self.key), "\(what)")
      guard let bytes = try? Data(contentsOf: path) else { continue }
      #expect(bytes.range(of: secret) == nil, "\(what): \(file)")
    }
    for output in outputs {
      #expect(output.bytes.range(of: secret) == nil, "\(what)")
      #expect(!output.errors.contains("secret-k"), "\(what): \(output.errors)")
    }
  }

  private func home() throws -> Home {
    let home = try Home()
    try home.write("config/maichat/config.toml", "[log]\nlevel = \"debug\"\n")
    return home
  }

  @Test(arguments: Echo.allCases) func whatAServiceSaysOfTheKeyIsNotSaidAgain(echo: Echo) throws {
    let server = ScriptedServer { request in
      request.target.contains("/completions/") || echo == .list ? Self.steps(echo) : [Self.chatbots]
    }
    defer { server.stop() }
    let home = try home()
    let environment = home.environment(["MAIAGENT_API_KEY": Self.key, "MAIAGENT_BASE_URL": server.url()])
    let outputs = try [
      ["ask", "hello", "--chatbot", Self.bot], ["ask", "--json", "hello", "--chatbot", Self.bot],
      ["ask", "--no-stream", "hello", "--chatbot", Self.bot], ["chatbots"], ["sync"], ["doctor"], ["list"],
      ["export", "--all", "--format", "json"],
    ].map { try Command.run(Maichat.path, $0, environment: environment) }
    #expect(outputs[..<3].allSatisfy { $0.status == 1 || echo == .list }, "\(echo)")
    try search(home, outputs, "\(echo)")
    for request in server.log.requests {
      #expect(request.header("Authorization") == "Api-Key \(Self.key)")
      #expect(!request.target.contains(Self.key) && !request.text.contains(Self.key))
      #expect(request.headers.count { $0.value.contains(Self.key) } == 1)
    }
  }

  @Test func theLogOfTheFullScreenIsFreeOfItAtItsMostTalkative() throws {
    let server = ScriptedServer { request in
      guard request.target.contains("/completions/") else { return [Self.chatbots] }
      let echo = Echo.allCases.first { request.text.contains("play \($0.rawValue)") }
      return echo.map(Self.steps) ?? streaming(["Hello"])
    }
    defer { server.stop() }
    let home = try home()
    let chat = try Chat(
      home.environment(["MAIAGENT_API_KEY": Self.key, "MAIAGENT_BASE_URL": server.url()]),
      arguments: ["--chatbot", Self.bot])
    try chat.waitForStart()
    try chat.send("hello")
    try chat.tmux.wait(for: "Hello")
    func logged() -> String {
      let file = home.folder.appending(path: "state/maichat/maichat.log")
      return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }
    let failing = Echo.allCases.filter { $0 != .list }
    for (index, echo) in failing.enumerated() {
      try chat.send("play \(echo.rawValue)")
      let isLogged = waitUntil { logged().components(separatedBy: " debug ").count > index + 1 }
      try #require(isLogged, "\(echo): \(logged())")
      #expect(try !chat.tmux.screen().contains { $0.contains("secret-k") }, "\(echo)")
    }
    #expect(logged().contains("(key)"), "it was said, and taken out")
    #expect(try chat.quit() == 0)
    try search(home, [], "full screen")
  }

  @Test func neitherAStorageNorWhereARedirectLeadsSeesIt() throws {
    let elsewhere = ScriptedServer { _ in [.respond(204)] }
    let place = elsewhere.url("")
    let server = ScriptedServer { request in
      switch request.target {
      case "/api/v1/attachments-upload/": return [.respond(404)]
      case "/api/v1/upload-presigned-url/":
        return [.respond(200, [], #"{"url":"\#(place)/bucket","fields":{"key":"k","policy":"p"}}"#)]
      case "/api/v1/attachments/":
        return [.respond(201, [], #"{"id":"f1","type":"other","filename":"a.txt","file":"\#(place)/f"}"#)]
      case "/api/v1/chatbots/\(Self.bot)/completions/":
        return request.text.contains("away") ? [.respond(307, [("Location", "\(place)/away")])] : streaming(["ok"])
      default: return [Self.chatbots]
      }
    }
    defer {
      server.stop()
      elsewhere.stop()
    }
    let home = try home()
    try home.write("a.txt", "some text")
    let environment = home.environment(["MAIAGENT_API_KEY": Self.key, "MAIAGENT_BASE_URL": server.url()])
    let file = home.folder.appending(path: "a.txt").path
    let sent = try Command.run(
      Maichat.path, ["ask", "--attach", file, "hello", "--chatbot", Self.bot], environment: environment)
    #expect(sent.text == "ok" && sent.status == 0, "\(sent.errors)")
    #expect(elsewhere.log.requests.map(\.target) == ["/bucket"])
    let away = try Command.run(Maichat.path, ["ask", "away", "--chatbot", Self.bot], environment: environment)
    #expect(away.status == 1)
    #expect(elsewhere.log.requests.count == 1, "a redirect of a question is not followed")
    for request in elsewhere.log.requests {
      #expect(!request.headers.contains { $0.value.contains(Self.key) })
      #expect(!request.target.contains(Self.key) && !request.text.contains(Self.key))
    }
    try search(home, [sent, away], "storage")
  }

  @Test(arguments: [407, 403]) func aProxyThatSaysItIsNotQuoted(status: Int) throws {
    // Without TLS the proxy sees all of the request, and may give all of it back.
    let proxy = ScriptedServer { request in
      [
        .respond(
          status, [("Proxy-Authenticate", "Basic realm=\"\(Self.key)\"")],
          request.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n"))
      ]
    }
    defer { proxy.stop() }
    let home = try Home()
    try home.write(
      "config/maichat/config.toml",
      """
      [log]
      level = "debug"
      [profiles.lab]
      base_url = "http://api.test/api/v1/"
      allow_plain_http = true
      api_key = "\(Self.key)"
      """)
    let secret = "proxy-password-0815"
    let environment = home.environment(["http_proxy": "http://user:\(secret)@127.0.0.1:\(proxy.port)"])
    let outputs = try [["ask", "hello", "--chatbot", Self.bot], ["chatbots"], ["doctor"]].map {
      try Command.run(Maichat.path, $0, environment: environment)
    }
    #expect(outputs[0].status == 1)
    let requests = proxy.log.requests
    #expect(requests.contains { $0.header("Authorization") == "Api-Key \(Self.key)" }, "the way leads through it")
    try FileManager.default.removeItem(at: home.folder.appending(path: "config/maichat/config.toml"))
    try search(home, outputs, "proxy \(status)")
    for output in outputs { #expect(!output.errors.contains(secret) && !output.text.contains(secret)) }
  }

  @Test func aServiceThatHangsUpInTheMiddleOfAnUploadDoesNotEndTheProgram() throws {
    let gate = Gate()
    let server = ScriptedServer(bodies: { target in
      target.contains("attachments-upload") ? .stall(after: 100_000, until: gate) : .keep
    }) { request in request.target.contains("attachments-upload") ? [.close] : [Self.chatbots] }
    let breaking = ScriptedServer(bodies: { target in
      target.contains("attachments-upload") ? .cut(after: 1 << 20) : .keep
    }) { _ in [Self.chatbots] }
    defer {
      server.stop()
      breaking.stop()
    }
    let home = try home()
    try home.write("a.txt", String(repeating: "some text\n", count: 3 << 20))
    let arguments = ["ask", "--attach", home.folder.appending(path: "a.txt").path, "hello", "--chatbot", Self.bot]
    let environment = home.environment(["MAIAGENT_API_KEY": Self.key, "MAIAGENT_BASE_URL": server.url()])
    let running = try RunningCommand(Maichat.path, arguments, environment: environment)
    // What goes out by TLS is written without a flag against the signal.
    #expect(waitUntil { server.log.connectionCount > 0 } && running.ignores(SIGPIPE))
    running.send(SIGKILL)
    gate.open()
    _ = running.waitForExit()
    let output = try Command.run(
      Maichat.path, arguments, environment: environment.merging(["MAIAGENT_BASE_URL": breaking.url()]) { $1 })
    #expect(output.status == 1 && output.errors.contains("The connection broke"), "\(output.errors)")
  }
}
