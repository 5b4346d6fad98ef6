import ChatModel
import MaiAgentAPI
import MaiAgentNetwork
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

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
      let rig = try Rig(ScriptedServer()) { $0.baseURL = try! BaseURL("https://chat.example.test/api") }
      rig.start()
      require(rig.sink.failure()?.kind == .unreachable)
      let request = proxy.log.requests.first
      require(request?.method == "CONNECT" && request?.target == "chat.example.test:443")
      require(request?.headers.contains { $0.value.contains(Rig.key) } == false)
    }
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
