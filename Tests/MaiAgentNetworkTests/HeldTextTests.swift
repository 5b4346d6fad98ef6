import ChatModel
import MaiAgentAPI
import TestSupport
import Testing

@testable import MaiAgentNetwork

/// Text that the decoder holds back until it knows what it is comes out when the reply ends before that.
@Suite struct HeldTextTests {
  private static let now = Timestamp(milliseconds: 1_000_000)

  private static func streaming(_ body: String, type: String = "text/event-stream") -> ReplyMachine {
    let configuration = NetworkConfiguration(baseURL: try! BaseURL("https://a.test"), key: APIKey("k.secret")!)
    var machine = ReplyMachine(
      ReplyRequest(chatbot: ChatbotID("b"), conversation: nil, text: "Hi", mode: .streaming),
      configuration: configuration)
    var random = SeededGenerator(seed: 1)
    _ = machine.started()
    _ = machine.requestSent(now: now)
    _ = machine.headArrived(ResponseHead(status: 200, contentType: type), now: now)
    let actions = machine.bytesArrived(Array(body.utf8), now: now, using: &random)
    #expect(actions.events == [])
    return machine
  }

  @Test(arguments: [
    ("data: {\"content\":\" <thin\"}\n\n", "text/event-stream", " <thin"),
    ("data: {\"content\":\"\\ud83d\"}\n\n", "text/event-stream", "\u{FFFD}"),
    ("{\"content\":\"half of it", "application/json", "half of it"),
  ]) func aStopAndABrokenConnectionKeepWhatCame(body: String, type: String, text: String) throws {
    var stopped = Self.streaming(body, type: type)
    #expect(stopped.stopped().events == [.textArrived(text), .stopped])
    var broken = Self.streaming(body, type: type)
    var random = SeededGenerator(seed: 1)
    let failure = Failure(kind: .interrupted, text: "broke", advice: "look")
    let actions = broken.transferEnded(.broken(failure), now: Self.now, using: &random)
    #expect(actions.events.first == .textArrived(text))
    #expect(actions.events.count == 2)
    let told = try #require(matched(actions.events.last) { if case .failed(let failure) = $0 { failure } else { nil } })
    #expect(told.kind == .interrupted && told.text == failure.text)
    var silent = Self.streaming(body, type: type)
    let ended = silent.timePassed(now: Self.now + .seconds(100_000), using: &random)
    #expect(ended.events.first == .textArrived(text))
    #expect(ended.events.count == 2)
  }
}
