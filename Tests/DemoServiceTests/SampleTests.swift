import TestSupport
import Testing

@testable import DemoService

/// Conversations to be fetched, in either order.
@Suite struct SampleTests {
  @Test(arguments: [SandboxServer.Wire.MessageOrder.newestFirst, .oldestFirst])
  func theSamplesAreHandedOutPageByPage(order: SandboxServer.Wire.MessageOrder) async throws {
    let options = SandboxServer.Options(wire: SandboxServer.Wire(messageOrder: order), samples: .conversations)
    try await withSandbox(options) { server throws in
      let titles = try server.request("GET", "/api/v1/conversations/?pageSize=100").json.results("title")
      #expect(titles.count == 3 && titles.contains("開放時間與借閱規則"))
      #expect((titles.first == "開放時間與借閱規則") == (order == .oldestFirst))
      let page = try server.request(
        "GET", "/api/v1/messages/?conversation=5a3b1e00-0000-4000-8000-000000000001&pageSize=50")
      let texts = page.json.results("content")
      #expect(texts.count == 50 && page.json["next"]?.text?.contains("cursor=") == true)
      #expect(texts.first?.hasPrefix(order == .oldestFirst ? "第 1 題：" : "第 60 題的回答") == true)
    }
  }
}
