import ChatModel
import MaiAgentAPI
import MaiAgentNetwork
import TestSupport
import Testing

@testable import DemoService

/// The client's own network at work with the sandbox.
@Suite struct ClientTests {
  @Test func chatbotsAreListed() async throws {
    try await withSandbox { server throws in
      let client = try RealClient(server)
      defer { client.network.shutDown() }
      client.network.perform(.loadChatbots)
      var found: [Chatbot] = []
      _ = waitUntil {
        found = client.all.flatMap { event -> [Chatbot] in
          if case .chatbots(.pageArrived(let page, _)) = event { page } else { [] }
        }
        return !found.isEmpty
      }
      #expect(found.map(\.name) == CastMember.all.map(\.name))
      #expect(found.first?.id.rawValue == tourGuide)
    }
  }

  @Test(arguments: [ReplyMode.streaming, .synchronous])
  func aConversationGoesOn(_ mode: ReplyMode) async throws {
    try await withSandbox { server throws in
      let client = try RealClient(server)
      defer { client.network.shutDown() }
      client.ask("Hello", id: "1", of: tourGuide, mode: mode)
      #expect(client.end("1") == .completed)
      #expect(client.text("1") == DemoScript.text)
      let citations = client.reply("1").compactMap { if case .citationsArrived(let list) = $0 { list } else { nil } }
      #expect(citations.last?.map(\.filename) == Source.all.map(\.filename))
      let conversation = try #require(client.conversation("1"))
      client.ask("again 再", id: "2", of: tourGuide, conversation: RemoteConversationID(conversation), mode: mode)
      #expect(client.end("2") == .completed)
      #expect(client.text("2").contains("> again 再"))
      #expect(client.conversation("2") == conversation)
    }
  }

  @Test func errorsReachTheClientAsTheServiceSendsThem() async throws {
    try await withSandbox { server throws in
      let client = try RealClient(server)
      defer { client.network.shutDown() }
      for (number, prompt) in ["/error 401", "/error 503 3", "/cut 20", "/reset", "/midstream"].enumerated() {
        client.ask(prompt, id: "\(number)")
        let failure = try #require(
          matched(client.end("\(number)")) { if case .failed(let failure)? = $0 { failure } else { nil } },
          "\(prompt) did not fail")
        switch prompt {
        case "/error 401": #expect(failure.status == 401)
        case "/error 503 3": #expect(failure.status == 503)
        case "/cut 20": #expect(client.text("\(number)") == SampleText.prose(20))
        case "/midstream": #expect(failure.text.contains(Directive.midstreamWords))
        default: break
        }
      }
    }
  }

  @Test func aRetryGetsThroughAFlakyAnswer() async throws {
    try await withSandbox { server throws in
      let client = try RealClient(server, retries: RetryPolicy())
      defer { client.network.shutDown() }
      client.ask("/flaky 1")
      #expect(client.end() == .completed)
      #expect(client.reply().contains { if case .retryScheduled = $0 { true } else { false } })
    }
  }

  @Test func thirtyTwoRepliesComeAtOnce() async throws {
    try await withSandbox(SandboxServer.Options(rate: 20_000, chunk: 4)) { server throws in
      let client = try RealClient(server)
      defer { client.network.shutDown() }
      for number in 0..<32 { client.ask("/long 2000", id: "\(number)") }
      for number in 0..<32 {
        #expect(client.end("\(number)") == .completed)
        #expect(client.text("\(number)") == SampleText.markdown(2_000))
      }
      #expect(Set((0..<32).compactMap { client.conversation("\($0)") }).count == 32)
      #expect(waitUntil { server.runningReplies == 0 })
    }
  }

  @Test(arguments: [ReplyMode.streaming, .synchronous])
  func aClientThatStopsIsNoticed(_ mode: ReplyMode) async throws {
    try await withSandbox { server throws in
      let client = try RealClient(server)
      defer { client.network.shutDown() }
      // Silence before the first byte, in the middle, between words; and a reply that never waits.
      for (number, prompt) in ["/stall", "/silence 1000", "/slow 1000", "/paragraph 2000000"].enumerated() {
        client.ask(prompt, id: "\(number)", mode: mode)
      }
      #expect(waitUntil { server.runningReplies >= 3 })
      for number in 0..<4 {
        client.stop("\(number)")
        #expect(client.end("\(number)") != nil)
      }
      #expect(waitUntil { server.runningReplies == 0 })
    }
  }
}
