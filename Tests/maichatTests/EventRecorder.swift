import ChatModel
import System

/// Keeps the events that are posted, in their order.
final class EventRecorder: EventSink {
  private let events = Lock<[Event]>([])

  func post(_ event: Event) -> SinkCapacity {
    events.withLock { $0.append(event) }
    return .ready
  }

  var all: [Event] { events.withLock { $0 } }
}
