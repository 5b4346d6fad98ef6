import ChatModel
import GRDB
import System
import TestSupport
import Testing

@testable import HistoryStore

/// A history in a folder of its own, a clock that stands where it is put, and the events that were posted.
final class HistoryFixture: Sendable {
  let home = TestFolder()
  let events = EventList()
  let clock = Lock(Timestamp(milliseconds: 1_000_000))

  /// The file's path, in a folder that is not there yet.
  var path: String { home.path("data/history.sqlite") }

  /// On a machine that has much to do, another's transaction may take long; a test that wants to be told so says when.
  func open(
    _ access: Access = .readWrite, at path: String? = nil,
    limits: History.Limits = History.Limits(busySeconds: Double(patience) / 1000),
    events: EventList? = nil
  ) -> History {
    var limits = limits
    limits.now = { [clock] in clock.withLock { $0 } }
    do {
      return try History(path: path ?? self.path, access: access, sink: events ?? self.events, limits: limits)
    } catch { preconditionFailure("\(error)") }
  }

  /// Leaves a good history behind, with one conversation of many messages.
  func fill(_ header: ConversationHeader) {
    let history = open()
    history.perform(.saveTurn(ReplyID("r"), header, (0..<300).map { .question("q\($0)", "text \($0)") }))
    history.close()
  }

  /// Changes or asks the file behind the room's back.
  func sql<Result>(_ work: (Database) throws -> Result) throws -> Result {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    defer { try? queue.close() }
    return try queue.writeWithoutTransaction(work)
  }
}

/// The history events in the order they were posted.
final class EventList: EventSink {
  private let content = Lock<[HistoryEvent]>([])

  func post(_ event: Event) -> SinkCapacity {
    if case .history(let event) = event { content.withLock { $0.append(event) } }
    return .ready
  }

  var all: [HistoryEvent] { content.withLock { $0 } }

  /// Waits until an event for which `isWanted` holds was posted.
  func wait(_ isWanted: (HistoryEvent) -> Bool) -> Bool { waitUntil { all.contains(where: isWanted) } }

  func wait(for event: HistoryEvent) -> Bool { wait { $0 == event } }
}

extension History {
  /// Performs `command` and waits until everything before it is done.
  func performAndWait(_ commands: HistoryCommand..., events: EventList) {
    for command in commands { perform(command) }
    let marker = ConversationID("marker-\(UInt64.random(in: .min ... .max))")
    perform(.loadMessages(marker, before: nil, limit: 1))
    let isDone = events.wait { event in
      if case .loadFailed(marker, _) = event { true } else { false }
    }
    #expect(isDone, "the history did not answer")
  }
}

extension HistoryEvent {
  var problem: HistoryProblem? {
    switch self {
    case .turnNotSaved(_, let problem), .saveFailed(let problem), .loadFailed(_, let problem): problem
    default: nil
    }
  }
}

// MARK: Samples

extension ConversationHeader {
  static func sample(_ id: String, at moment: Int64 = 1000) -> ConversationHeader {
    ConversationHeader(
      id: ConversationID(id), profile: "default", createdAt: Timestamp(milliseconds: moment),
      lastActivity: Timestamp(milliseconds: moment))
  }

  /// One in which every field says something.
  static func full(_ id: String) -> ConversationHeader {
    ConversationHeader(
      id: ConversationID(id), remoteID: RemoteConversationID("remote\u{0}-\(id)"), profile: "wörk",
      host: HostURL("https://höst.example/\u{0}api/v1/"), chatbot: ChatbotID("bot-7"), chatbotName: "Bot \u{0} 機器人",
      title: "Title\u{0}\u{1B}[31m 題 👩‍👩‍👧",
      titleSource: .user, mode: .synchronous, isPinned: true, isArchived: true, unread: 3,
      createdAt: Timestamp(milliseconds: -5),
      lastActivity: Timestamp(milliseconds: 8_640_000_000_000_000))
  }
}

extension Message {
  static func question(_ id: String, _ text: String = "why?") -> Message {
    Message(id: MessageID(id), author: .person, text: text, createdAt: Timestamp(milliseconds: 1000))
  }

  static func running(_ id: String, reply: String = "reply") -> Message {
    Message(
      id: MessageID(id), author: .assistant, status: .sending, createdAt: Timestamp(milliseconds: 1001),
      reply: ReplyID(reply))
  }

  func with(_ change: (inout Message) -> Void) -> Message {
    var message = self
    change(&message)
    return message
  }
}
