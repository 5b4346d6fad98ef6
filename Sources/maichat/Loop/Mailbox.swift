import ChatModel
import System

/// Where the network's and the history's threads leave their events for the loop. Text for the same reply is joined, so that
/// a burst of chunks is one event; above a limit it tells the sender to pause.
final class Mailbox: EventSink, Sendable {
  /// Text waiting above this many bytes pauses its sender. A loop's turn takes `turnBytes`, so this is a few turns' worth:
  /// more would be memory for a screen that cannot keep up, less would stall the socket between turns.
  static let fullBytes = 256 << 10
  /// What one turn of the loop takes at most, so that a key never waits for more than this much reducing.
  static let turnBytes = 64 << 10

  fileprivate struct Content {
    var events: [Event] = []
    var bytes = 0
    /// Where in `events` the last event of a reply stands, if that is text, of the answer or of a part, that more can be
    /// joined to.
    var openText: [ReplyID: Int] = [:]
    var isFull = false
  }

  private let content = Lock(Content())
  private let pipe: WakePipe

  init() throws(SystemShortage) { pipe = try WakePipe() }

  /// Readable while events wait; for `poll`.
  var descriptor: Int32 { pipe.descriptor }

  /// Whether nothing waits.
  var isEmpty: Bool { content.withLock { $0.events.isEmpty } }

  func post(_ event: Event) -> SinkCapacity {
    let (wake, capacity) = content.withLock { content -> (Bool, SinkCapacity) in
      let wasEmpty = content.events.isEmpty
      content.add(event)
      if content.bytes >= Self.fullBytes { content.isFull = true }
      return (wasEmpty, content.isFull ? .full : .ready)
    }
    if wake { pipe.wake() }
    return capacity
  }

  /// Takes events in order, at most about `bytes` of text, and says whether senders that were paused may go on.
  func take(bytes: Int = turnBytes) -> (events: [Event], hasDrained: Bool) {
    content.withLock { content in
      var taken = 0
      var count = 0
      while count < content.events.count, count == 0 || taken < bytes {
        taken += content.events[count].textBytes
        count += 1
      }
      let events = Array(content.events.prefix(count))
      content.events.removeFirst(count)
      content.bytes -= taken
      content.openText = [:]
      if content.events.isEmpty { pipe.drain() }
      let hasDrained = content.isFull && content.bytes < Self.fullBytes / 2
      if hasDrained { content.isFull = false }
      return (events, hasDrained)
    }
  }
}

extension Mailbox.Content {
  fileprivate mutating func add(_ event: Event) {
    guard case .reply(let id, let replyEvent) = event else {
      events.append(event)
      return
    }
    bytes += event.textBytes
    if let index = openText[id], join(replyEvent, of: id, at: index) { return }
    openText[id] = replyEvent.isText ? events.count : nil
    events.append(event)
  }

  /// Appends the text of `more` to the event at `index`, where that is text of the same place.
  private mutating func join(_ more: ReplyEvent, of id: ReplyID, at index: Int) -> Bool {
    // The place is emptied first, so that the text is appended where it stands and not to a copy.
    switch (events[index], more) {
    case (.reply(_, .textArrived(var joined)), .textArrived(let text)):
      events[index] = .reply(id, .sent)
      joined += text
      events[index] = .reply(id, .textArrived(joined))
      return true
    case (.reply(_, .partArrived(let kind, let name, var joined)), .partArrived(let other, let same, let text))
    where kind == other && name == same:
      events[index] = .reply(id, .sent)
      joined += text
      events[index] = .reply(id, .partArrived(kind: kind, name: name, text: joined))
      return true
    default: return false
    }
  }
}

extension ReplyEvent {
  /// Whether more of the same can be joined to it.
  fileprivate var isText: Bool {
    switch self {
    case .textArrived, .partArrived: true
    default: false
    }
  }
}

extension Event {
  fileprivate var textBytes: Int {
    switch self {
    case .reply(_, .textArrived(let text)), .reply(_, .partArrived(_, _, let text)),
      .reply(_, .thoughtsWereText(let text)):
      text.utf8.count
    default: 0
    }
  }
}
