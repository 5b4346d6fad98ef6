import AppState
import Canvas
import ChatModel
import Testing

@testable import ChatView

@Suite struct ProfilesTests {
  private var bench: ScreenHarness {
    var bench = ScreenHarness.new
    bench.state.settings.profile = "work"
    bench.state.settings.profiles = [
      ConfiguredProfile(name: "home", host: "home.example.org", key: "key from a file"),
      ConfiguredProfile(name: "work", host: "api.test", key: "key from MAIAGENT_API_KEY"),
    ]
    return bench
  }

  @Test func profilesAreListedWithTheirHostsAndEnterGoesOnWithOne() {
    var bench = bench
    bench.press("Ctrl-X")
    bench.press("@")
    let rows = bench.rows()
    #expect(rows.contains { $0.contains("home") && $0.contains("home.example.org, key from a file") })
    #expect(rows.contains { $0.contains("• work") && $0.contains("api.test, key from MAIAGENT_API_KEY") })
    bench.press("Enter")
    #expect(bench.commands.last == .client(.useProfile("home")) && bench.state.popups.isEmpty)
  }

  @Test func theOneInUseAndOneWhileAReplyRunsAreNotGoneTo() {
    var bench = bench
    bench.feed(.user(.program(.profile("work"))))
    #expect(!bench.commands.contains { if case .client(.useProfile) = $0 { true } else { false } })
    bench.state.startReply()
    bench.feed(.user(.program(.profile("home"))))
    #expect(bench.state.notice?.text.contains("under way") == true)
    #expect(!bench.commands.contains { if case .client(.useProfile) = $0 { true } else { false } })
    var none = ScreenHarness.new
    none.press("Ctrl-X")
    #expect(none.press("@").contains(.noticed("The configuration has no profiles.")))
  }
}
