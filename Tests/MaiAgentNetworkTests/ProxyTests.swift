import ChatModel
import MaiAgentAPI
import MaiAgentNetwork
import System
import TestSupport
import Testing

/// Each in a process of its own, since the environment belongs to the process.
@Suite struct ProxyTests {
  @Test func theProxyOfTheEnvironmentIsUsed() async {
    await #expect(processExitsWith: .success) {
      let proxy = ScriptedServer { _ in [.respond(200, [], "{\"content\":\"Yes\"}")] }
      defer { proxy.stop() }
      setenv("http_proxy", proxy.url("/"), 1)
      let rig = try Rig(ScriptedServer()) {
        $0.baseURL = try! BaseURL("http://chat.example.test/api")
        $0.plainHTTP = .allowed
      }
      rig.start()
      require(rig.sink.end() == .completed)
      require(proxy.log.requests.first?.target == "http://chat.example.test/api/chatbots/b1/completions/")
    }
  }

  @Test func aTunnelledRequestDoesNotShowTheProxyTheKey() async {
    await #expect(processExitsWith: .success) {
      let proxy = ScriptedServer { _ in [.respond(407, [], "{\"detail\":\"who are you\"}"), .close] }
      defer { proxy.stop() }
      setenv("https_proxy", proxy.url("/"), 1)
      let rig = try Rig(ScriptedServer()) {
        $0.baseURL = try! BaseURL("https://chat.example.test/api")
        $0.retries = RetryPolicy()
      }
      rig.start()
      let failure = rig.sink.failure()
      require(failure?.kind == .unreachable)
      require(failure?.text == "The proxy 127.0.0.1:\(proxy.port) wants a name and password (407).")
      require(proxy.log.requests.count == 1)
      let request = proxy.log.requests.first
      require(request?.method == "CONNECT" && request?.target == "chat.example.test:443")
      require(request?.headers.contains { $0.value.contains(Rig.key) } == false)
    }
  }

  @Test func aProxyThatForbidsAConnectionIsNamedAndNotAskedAgain() async {
    await #expect(processExitsWith: .success) {
      let proxy = ScriptedServer { _ in [.respond(403, [], "no"), .close] }
      defer { proxy.stop() }
      setenv("https_proxy", "http://me:hunter22@127.0.0.1:\(proxy.port)", 1)
      let rig = try Rig(ScriptedServer()) {
        $0.baseURL = try! BaseURL("https://chat.example.test/api")
        $0.retries = RetryPolicy()
      }
      rig.start()
      let failure = rig.sink.failure()
      require(failure?.text.contains("127.0.0.1:\(proxy.port)") == true && failure?.text.contains("403") == true)
      require(!"\(String(describing: failure))".contains("hunter22"))
      require(proxy.log.requests.count == 1)
    }
  }

  @Test func aProxyOfPlainHttpThatWantsAPasswordIsNamed() async {
    await #expect(processExitsWith: .success) {
      let proxy = ScriptedServer { _ in [.respond(407, [], "{\"detail\":\"who are you\"}")] }
      defer { proxy.stop() }
      setenv("http_proxy", proxy.url("/"), 1)
      let rig = try Rig(ScriptedServer()) {
        $0.baseURL = try! BaseURL("http://chat.example.test/api")
        $0.plainHTTP = .allowed
        $0.retries = RetryPolicy()
      }
      rig.start()
      require(
        rig.sink.failure()?.text == "The proxy 127.0.0.1:\(proxy.port) wants a name and password: who are you")
      require(proxy.log.requests.count == 1)
    }
  }

  @Test func throughAProxyAFilesHostIsJudgedByItsSpellingAndNothingIsResolved() async {
    await #expect(processExitsWith: .success) {
      let proxy = ScriptedServer { _ in [.respond(200, [], "file")] }
      defer { proxy.stop() }
      let folder = TestFolder()
      setenv("http_proxy", proxy.url("/"), 1)
      let rig = try Rig(ScriptedServer()) {
        $0.baseURL = try! BaseURL("http://chat.example.test/api")
        $0.plainHTTP = .allowed
      }
      func download(_ id: String, _ url: String) -> DownloadEvent? {
        rig.network.perform(
          .startDownload(
            DownloadID(id), DownloadRequest(url: url, name: "a", folder: folder.path, purpose: .looking)))
        func last() -> DownloadEvent? {
          rig.sink.all.lazy.compactMap { event -> DownloadEvent? in
            guard case .download(DownloadID(id), let event) = event else { return nil }
            if case .progressed = event { return nil }
            return event
          }.last
        }
        _ = waitUntil { last() != nil }
        return last()
      }
      for (index, host) in ["127.1", "0x7f.1", "2130706433", "[::ffff:7f00:1]", "localhost.", "a.localhost"]
        .enumerated()
      {
        guard case .failed(let failure)? = download("d\(index)", "http://\(host)/a") else { exit(1) }
        require(failure.kind == .configuration)
      }
      require(proxy.log.connectionCount == 0 && folder.names() == [])
      guard case .completed(let path)? = download("ok", "http://files.example.test/a") else { exit(1) }
      require(folder.names().map { folder.path($0) } == [path])
      require(proxy.log.requests.map(\.target) == ["http://files.example.test/a"])
    }
  }

  @Test func certificatesThatTheEnvironmentNamesCountAndAreNamedWhereTheyCannotBeRead() throws {
    func failure(caFile: String?) throws -> Failure {
      let rig = try Rig(ScriptedServer()) {
        $0.baseURL = try! BaseURL($0.baseURL.description.replacing("http:", with: "https:"))
        $0.environment = NetworkEnvironment(["SSL_CERT_FILE": "/dev/null/none.pem"])
        $0.caFile = caFile
      }
      rig.start()
      return try #require(rig.sink.failure())
    }
    let advice = try failure(caFile: nil).advice
    #expect(advice.contains("SSL_CERT_FILE"), "\(advice)")
    // The profile's own file comes before.
    let own = try failure(caFile: "/dev/null/own.pem").advice
    #expect(own.contains("ca_file") && !own.contains("SSL_CERT_FILE"), "\(own)")
  }

  @Test func exceptionsOfTheEnvironmentAreHonoured() async {
    await #expect(processExitsWith: .success) {
      let proxy = ScriptedServer { _ in [.respond(200, [], "{\"content\":\"Yes\"}")] }
      defer { proxy.stop() }
      setenv("http_proxy", proxy.url("/"), 1)
      setenv("no_proxy", "chat.invalid", 1)
      let rig = try Rig(ScriptedServer()) {
        $0.baseURL = try! BaseURL("http://chat.invalid/api")
        $0.plainHTTP = .allowed
      }
      rig.start()
      require(rig.sink.failure()?.kind == .unreachable)
      require(proxy.log.connectionCount == 0)
    }
  }

  @Test func thisMachineIsReachedWithoutAProxy() async {
    await #expect(processExitsWith: .success) {
      let proxy = ScriptedServer { _ in [.close] }
      defer { proxy.stop() }
      setenv("http_proxy", proxy.url("/"), 1)
      setenv("all_proxy", proxy.url("/"), 1)
      let rig = try Rig(ScriptedServer { _ in [.respond(200, [], "{\"content\":\"Yes\"}")] })
      rig.start()
      require(rig.sink.end() == .completed)
      require(proxy.log.connectionCount == 0)
    }
  }
}

/// Ends a process of its own in failure unless `condition` holds.
private func require(_ condition: Bool, line: Int = #line) {
  guard !condition else { return }
  print("ProxyTests.swift:\(line) does not hold")
  exit(1)
}
