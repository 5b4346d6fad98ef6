import ChatModel
import Threading

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
    /// Where in `events` the last event of a reply stands, if that is text that more can be joined to.
    var openText: [ReplyID: Int] = [:]
    var isFull = false
  }

  private let content = Lock(Content())
  private let pipe = WakePipe()

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
    guard case .textArrived(let text) = replyEvent else {
      openText[id] = nil
      events.append(event)
      return
    }
    bytes += text.utf8.count
    if let index = openText[id], case .reply(_, .textArrived(var joined)) = events[index] {
      // The place is emptied first, so that the text is appended where it stands and not to a copy.
      events[index] = .reply(id, .sent)
      joined += text
      events[index] = .reply(id, .textArrived(joined))
    } else {
      openText[id] = events.count
      events.append(event)
    }
  }
}

extension Event {
  fileprivate var textBytes: Int {
    if case .reply(_, .textArrived(let text)) = self { text.utf8.count } else { 0 }
  }
}
