import ChatModel
import MaiAgentAPI
import TestSupport
import Testing

@testable import MaiAgentNetwork

/// Drives a machine and checks that every action it returns is allowed where it stands.
private struct Driver {
  var machine: ReplyMachine
  var random: SeededGenerator
  var now = Timestamp(milliseconds: 1_000_000)
  private(set) var events: [ReplyEvent] = []
  private(set) var hasTransfer = false
  private(set) var opened = 0
  private(set) var problems: [String] = []

  init(seed: UInt64 = 1, conversation: String? = nil, change: (inout NetworkConfiguration) -> Void = { _ in }) {
    random = SeededGenerator(seed: seed)
    var configuration = NetworkConfiguration(baseURL: try! BaseURL("https://a.test"), key: APIKey("k.secret")!)
    change(&configuration)
    let request = ReplyRequest(
      chatbot: ChatbotID("b"), conversation: conversation.map { RemoteConversationID($0) }, text: "Hi", mode: .streaming
    )
    machine = ReplyMachine(request, configuration: configuration)
  }

  static func isFinal(_ event: ReplyEvent?) -> Bool {
    switch event {
    case .completed, .failed, .stopped: true
    default: false
    }
  }

  mutating func check(_ actions: ReplyMachine.Actions) {
    for event in actions.events {
      if Self.isFinal(events.last) { problems.append("\(event) after \(events.last!)") }
      if case .textArrived("") = event { problems.append("empty text") }
      events.append(event)
    }
    switch actions.transfer {
    case .none: break
    case .open:
      if hasTransfer { problems.append("opened a second transfer") }
      hasTransfer = true
      opened += 1
    case .close, .release:
      if !hasTransfer { problems.append("closed what is not open") }
      hasTransfer = false
    }
    if Self.isFinal(events.last) != (machine.state == .finished) { problems.append("finished without a last event") }
  }

  mutating func start() { check(machine.started()) }
  mutating func sent() { check(machine.requestSent(now: now)) }
  mutating func head(_ head: ResponseHead) { check(machine.headArrived(head, now: now)) }
  mutating func bytes(_ text: String) { check(machine.bytesArrived(Array(text.utf8), now: now, using: &random)) }
  mutating func ended(_ end: TransferEnd) {
    hasTransfer = false
    check(machine.transferEnded(end, now: now, using: &random))
  }
  mutating func pass(_ time: Milliseconds) {
    now = now + time
    check(machine.timePassed(now: now, using: &random))
  }
  mutating func stop() { check(machine.stopped()) }
}

private let stream = ResponseHead(status: 200, contentType: "text/event-stream")
private let broken = TransferEnd.broken(Failure(kind: .interrupted, text: "broke", advice: "look"))
private let refused = TransferEnd.notSent(.passing, Failure(kind: .unreachable, text: "refused", advice: "check"))

@Suite struct ReplyMachineTests {
  @Test func aReplyGoesItsWay() {
    var driver = Driver()
    #expect(driver.machine.started() == ReplyMachine.Actions(transfer: .open))
    #expect(driver.machine.state == .sending)
    #expect(driver.machine.deadline == nil)
    #expect(driver.machine.requestSent(now: driver.now) == ReplyMachine.Actions(events: [.sent]))
    #expect(driver.machine.state == .waiting)
    #expect(driver.machine.deadline == driver.now + .seconds(120))
    #expect(driver.machine.headArrived(stream, now: driver.now) == ReplyMachine.Actions(events: [.accepted]))
    #expect(driver.machine.state == .streaming)
    let bytes = Array("data: {\"content\":\"a\"}\n\ndata: {\"done\":true}\n\n".utf8)
    #expect(
      driver.machine.bytesArrived(bytes, now: driver.now, using: &driver.random)
        == ReplyMachine.Actions(events: [.textArrived("a"), .completed], transfer: .release))
    #expect(driver.machine.state == .finished)
    #expect(driver.machine.deadline == nil)
    #expect(driver.machine.transferEnded(.complete, now: driver.now, using: &driver.random) == ReplyMachine.Actions())
  }

  @Test func aRetryWaitsAndBeginsAnew() throws {
    var driver = Driver()
    driver.start()
    driver.ended(refused)
    let moment = try #require(
      matched(driver.machine.state) { if case .retryWaiting(let moment) = $0 { moment } else { nil } },
      "\(driver.machine.state)")
    #expect(driver.machine.deadline == moment)
    #expect(
      driver.events
        == [
          .retryScheduled(attempt: 2, at: moment, reason: Failure(kind: .unreachable, text: "refused", advice: "check"))
        ])
    driver.pass(Milliseconds((moment - driver.now).value - 1))
    #expect(driver.opened == 1)
    driver.pass(1)
    #expect(driver.opened == 2)
    #expect(driver.machine.state == .sending)
    // What came of the first try is not what comes of the second.
    driver.sent()
    driver.head(ResponseHead(status: 503))
    driver.bytes("first")
    driver.ended(.complete)
    driver.pass(.seconds(60))
    driver.sent()
    driver.head(ResponseHead(status: 500))
    driver.bytes("second")
    driver.ended(.complete)
    guard case .failed(let failure)? = driver.events.last else { return }
    #expect(failure.text == "second")
    #expect(driver.problems == [])
  }

  @Test func aPauseIsNoSilence() {
    var driver = Driver()
    driver.start()
    driver.sent()
    driver.head(stream)
    driver.machine.paused()
    #expect(driver.machine.deadline == nil)
    driver.pass(.seconds(1000))
    #expect(driver.machine.state == .streaming)
    driver.machine.resumed(now: driver.now)
    #expect(driver.machine.deadline == driver.now + .seconds(120))
    driver.pass(.seconds(120))
    #expect(driver.machine.state == .finished)
    #expect(!driver.hasTransfer)
  }

  @Test func adviceKnowsWhetherTheConversationIsOld() {
    for conversation in [nil, "c1"] {
      var driver = Driver(conversation: conversation)
      driver.start()
      driver.sent()
      driver.head(ResponseHead(status: 404))
      driver.ended(.complete)
      guard case .failed(let failure)? = driver.events.last else { return }
      #expect(failure.advice.contains("new conversation") == (conversation != nil))
    }
  }

  /// Random events in any order, also such as no connection would bring.
  @Test func anyOrderOfEventsKeepsTheRules() {
    for seed in SeededGenerator.seeds(300) {
      var order = SeededGenerator(seed: seed)
      var driver = Driver(seed: seed) { $0.bodyLimit = 200 }
      for _ in 0..<40 {
        switch Int.random(in: 0..<11, using: &order) {
        case 0: driver.start()
        case 1: if driver.hasTransfer { driver.sent() }
        case 2: if driver.hasTransfer { driver.head(stream) }
        case 3:
          if driver.hasTransfer {
            driver.head(ResponseHead(status: [200, 302, 400, 429, 503].randomElement(using: &order)!, retryAfter: "1"))
          }
        case 4, 5:
          if driver.hasTransfer {
            driver.bytes(
              ["data: {\"content\":\"a\"}\n\n", "data: {\"done\":true}\n\n", "{", "x"].randomElement(using: &order)!)
          }
        case 6:
          if driver.hasTransfer { driver.ended([.complete, broken, refused].randomElement(using: &order)!) }
        case 7: if Int.random(in: 0..<6, using: &order) == 0 { driver.stop() }
        case 8: driver.machine.paused()
        case 9: driver.machine.resumed(now: driver.now)
        default: driver.pass([1, 1000, .seconds(130)].randomElement(using: &order)!)
        }
      }
      driver.stop()
      #expect(driver.problems == [], "seed \(seed)")
      #expect(driver.events.isEmpty || Driver.isFinal(driver.events.last), "seed \(seed)")
      #expect(!driver.hasTransfer, "seed \(seed)")
      // Once it may have been taken, only 429 and 503 lead to another try.
      #expect(driver.opened <= 4, "seed \(seed)")
    }
  }
}

@Suite struct ResponseHeadTests {
  private func head(_ lines: [String]) -> ResponseHead {
    var head = ResponseHead()
    for line in lines { head.read(line) }
    return head
  }

  @Test func readsWhatMatters() {
    let head = head([
      "HTTP/1.1 429 Too Many\r\n", "CONTENT-TYPE:\t application/json \r\n", "Retry-After: 7\r\n", "X: y\r\n",
      "location: /x\r\n", "\r\n",
    ])
    #expect(head.status == 429)
    #expect(head.contentType?.hasPrefix("application/json") == true)
    #expect(head.retryAfter == "7")
    #expect(head.location == "/x")
    #expect(head.isComplete)
  }

  @Test func interimAnswersAndTrailersDoNotCount() {
    let interim = head(["HTTP/1.1 103 Early\r\n", "Location: /no\r\n", "\r\n"])
    #expect(!interim.isComplete)
    let head = head([
      "HTTP/1.1 103 Early\r\n", "Location: /no\r\n", "\r\n", "HTTP/2 200\r\n", "\r\n", "Retry-After: 9\r\n",
    ])
    #expect(head.status == 200 && head.isComplete && head.location == nil && head.retryAfter == nil)
  }

  @Test func sizeCountsOverAllBlocks() {
    var head = ResponseHead()
    for _ in 0..<1000 { head.read("HTTP/1.1 103 Early\r\n") }
    #expect(head.bytes == 20_000)
  }

  @Test func nonsenseIsNoStatus() {
    #expect(head(["HTTP/1.1\r\n", "\r\n"]).status == 0)
    #expect(!head(["HTTP/1.1 abc\r\n", "\r\n"]).isComplete)
  }
}
