import ChatModel
import TestSupport
import Testing

@testable import HistoryStore

/// After each reply the service's last messages are merged. What that costs must not follow how long the conversation is.
@Suite struct MergeCostTests {
  let fixture = HistoryFixture()
  private let events = EventList()

  private static var header: ConversationHeader {
    var header = ConversationHeader.sample("c", at: 1_000_000)
    header.remoteID = RemoteConversationID("r")
    header.presence = .both
    return header
  }

  private static let answer = String(repeating: "An answer that is neither short nor long. ", count: 50)

  /// The turn `number`, from 1, as it is written down here; all of them on one day.
  private static func turn(_ number: Int, named: Bool = false) -> [Message] {
    (0..<2).map { side in
      var message = Message(
        id: MessageID("\(side)-\(number)"), author: side == 0 ? .person : .assistant,
        text: side == 0 ? "question \(8000 + number)" : "\(8000 + number) \(answer)",
        createdAt: Timestamp(milliseconds: 1_000_000 + Int64(number) * 10_000))
      if named { message.remoteID = RemoteMessageID("\(side)-\(number)") }
      return message
    }
  }

  /// The service's newest messages behind the turn `number`.
  private static func page(_ number: Int) -> RemotePage {
    RemotePage(
      messages: (max(1, number - 4)...number).flatMap { turn($0) }.map {
        RemoteMessage(
          id: RemoteMessageID($0.id.rawValue), author: $0.author, text: $0.text + "\n", createdAt: $0.createdAt)
      }, next: "cursor=x")
  }

  private struct Cost: Equatable {
    var rows: Int
    var bytes: Int
    /// What the client is told to take.
    var messages: Int
    var messageBytes: Int
  }

  private func told() -> [Message] {
    events.all.flatMap { event -> [Message] in
      if case .changed(let changes) = event { changes.messages.map(\.message) } else { [] }
    }
  }

  /// Takes a turn and what the service says behind it.
  private func take(_ number: Int, _ history: History) -> Cost {
    let (before, toldBefore) = (history.counters, told().count)
    history.performAndWait(
      .saveTurn(ReplyID("t\(number)"), Self.header, Self.turn(number)),
      .mergeMessages(Self.header.id, Self.page(number), .names),
      .readAgain(Self.header.id, []), events: events)
    let after = history.counters
    let new = told().dropFirst(toldBefore)
    return Cost(
      rows: after.mergedRows - before.mergedRows, bytes: after.mergedBytes - before.mergedBytes, messages: new.count,
      messageBytes: new.reduce(0) { $0 + $1.text.utf8.count / 1000 })
  }

  @Test func theThousandthReplyCostsWhatTheTenthDid() throws {
    let history = fixture.open(events: events)
    defer { history.close() }
    history.performAndWait(.saveConversation(Self.header), events: events)
    var tenth: Cost?
    for number in 1...10 { tenth = take(number, history) }
    // Most of what lies between was named before.
    history.performAndWait(
      .saveTurn(ReplyID("many"), Self.header, (11...989).flatMap { Self.turn($0, named: true) }), events: events)
    var thousandth: Cost?
    for number in 990...1000 { thousandth = take(number, history) }
    #expect(tenth == thousandth)
    let cost = try #require(thousandth)
    // Ten rows by their names, the last two turns to be compared, and both new messages to be named.
    #expect(cost.rows <= 16 && cost.bytes < 3000, "\(cost)")
    #expect(try history.messages(of: Self.header.id).count == 2000)
    #expect(
      try history.messages(of: Self.header.id).suffix(4).map { $0.remoteID?.rawValue }
        == ["0-999", "1-999", "0-1000", "1-1000"])
  }

  @Test func whereNothingIsNewNothingIsRead() throws {
    let history = fixture.open(events: events)
    defer { history.close() }
    history.performAndWait(.saveConversation(Self.header), events: events)
    for number in 1...8 { _ = take(number, history) }
    let (before, toldBefore) = (history.counters, told().count)
    history.performAndWait(.mergeMessages(Self.header.id, Self.page(8), .names), events: events)
    #expect(history.counters.mergedRows - before.mergedRows == 10, "each name is looked up")
    #expect(history.counters.mergedBytes == before.mergedBytes)
    #expect(told().count == toldBefore)
  }

  @Test func whatTheServiceSaysOtherwiseIsTaken() throws {
    let history = fixture.open(events: events)
    defer { history.close() }
    history.performAndWait(.saveConversation(Self.header), events: events)
    for number in 1...8 { _ = take(number, history) }
    var page = Self.page(8)
    page.messages[3].feedback = .dislike
    page.messages[5].citations = [Citation(filename: "late.pdf")]
    for _ in 1...2 { history.performAndWait(.mergeMessages(Self.header.id, page, .names), events: events) }
    let messages = try history.messages(of: Self.header.id)
    #expect(messages.count == 16)
    #expect(messages.filter { $0.feedback == .dislike }.map(\.id) == [MessageID("1-5")])
    #expect(messages.filter { !$0.citations.isEmpty }.map(\.id) == [MessageID("1-6")])
  }

  /// Whatever was asked again here or said elsewhere: each message is there once, in the order in which it was said.
  @Test(arguments: SeededGenerator.seeds(12)) func manyTurnsAreMergedEachOnce(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let history = fixture.open(events: events)
    defer { history.close() }
    history.performAndWait(.saveConversation(Self.header), events: events)
    var (service, expected): ([RemoteMessage], [String]) = ([], [])
    var clock: Int64 = 1_000_000
    var number = 0
    var question = ""
    func tick() -> Timestamp {
      clock += Int64.random(in: 1000...60_000, using: &random)
      return Timestamp(milliseconds: clock)
    }
    func say(_ author: Author, _ text: String, here: Bool) {
      number += 1
      let moment = tick()
      service.append(
        RemoteMessage(
          id: RemoteMessageID("s\(number)"), author: author, text: text + (Bool.random(using: &random) ? "\r\n" : ""),
          createdAt: moment + Milliseconds(Int64.random(in: -500...500, using: &random))))
      guard here else { return }
      history.perform(
        .saveTurn(
          ReplyID("r\(number)"), Self.header,
          [Message(id: MessageID("l\(number)"), author: author, text: text, createdAt: moment)]))
    }
    for step in 0..<40 {
      switch Int.random(in: 0..<6, using: &random) {
      case 0 where !question.isEmpty:
        // Asked again here: the service has the question twice.
        say(.person, question, here: false)
        say(.assistant, "again \(step)", here: true)
        expected.append("again \(step)")
      case 1:
        say(.person, "elsewhere \(step)", here: false)
        say(.assistant, "there \(step)", here: false)
        expected += ["elsewhere \(step)", "there \(step)"]
        question = ""
      default:
        question = Bool.random(using: &random) ? "好" : "question \(step)"
        say(.person, question, here: true)
        say(.assistant, Int.random(in: 0..<4, using: &random) == 0 ? "好。" : "answer \(step)", here: true)
        expected += [question, service.last!.text.trimmed]
      }
      guard step % 3 != 1 else { continue }
      let page = RemotePage(messages: Array(service.suffix(10)), next: "x")
      history.performAndWait(
        .mergeMessages(Self.header.id, page, Bool.random(using: &random) ? .names : .newest), events: events)
    }
    history.performAndWait(
      .mergeMessages(Self.header.id, RemotePage(messages: Array(service.suffix(10))), .names), events: events)
    let messages = try history.messages(of: Self.header.id)
    #expect(messages.map { $0.text.trimmed } == expected, "seed \(seed)")
    let names = messages.compactMap(\.remoteID)
    #expect(Set(names).count == names.count && names.count == messages.count, "seed \(seed)")
  }
}

extension String {
  fileprivate var trimmed: String { RemoteMerge.comparable(self) }
}
