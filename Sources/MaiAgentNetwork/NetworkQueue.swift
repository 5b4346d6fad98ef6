import ChatModel
import System

/// What other threads ask of the network, in order.
final class NetworkQueue: Sendable {
  enum Work: Sendable {
    case command(NetworkCommand)
    case configure(NetworkConfiguration)
    case sinkDrained
    /// A file that goes up was opened, or more of it was read.
    case fileRead
    case check(NetworkConfiguration, @Sendable (Result<[Chatbot], Failure>) -> Void)
  }

  /// What adding came to.
  enum Addition {
    /// The thread may sleep and must be woken.
    case first
    /// It has been woken and did not come yet.
    case more
    /// It takes nothing any more.
    case ended
  }

  private struct Content {
    var work: [Work] = []
    var isEnding = false
  }
  private let content = Lock(Content())

  init() {}

  func add(_ work: Work) -> Addition {
    content.withLock { content in
      guard !content.isEnding else { return .ended }
      content.work.append(work)
      return content.work.count == 1 ? .first : .more
    }
  }

  func end() { content.withLock { $0.isEnding = true } }

  func take() -> (work: [Work], isEnding: Bool) {
    content.withLock { content in
      let work = content.work
      content.work = []
      return (work, content.isEnding)
    }
  }
}
