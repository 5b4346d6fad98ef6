import ChatModel
import System

/// What the search's thread is asked for, and its sleep. Of several searches only the newest counts.
final class SearchQueue: Sendable {
  private struct Content {
    var request: SearchRequest?
    var newest = 0
    var hasNews = false
    var hasEnded = false
  }
  private let content = Lock(Content())
  private let pipe: WakePipe

  init() throws(SystemShortage) { pipe = try WakePipe() }

  /// What there is to do.
  struct Work {
    var request: SearchRequest?
    /// Whether something was written since.
    var hasNews: Bool
    var hasEnded: Bool
  }

  /// Asks for `request` in the place of what was asked for before.
  func push(_ request: SearchRequest) {
    content.withLock {
      $0.request = request
      $0.newest = request.number
    }
    pipe.wake()
  }

  /// Something was written.
  func noteNews() {
    let wakes = content.withLock { content -> Bool in
      defer { content.hasNews = true }
      return !content.hasNews && !content.hasEnded
    }
    if wakes { pipe.wake() }
  }

  func end() {
    content.withLock { $0.hasEnded = true }
    pipe.wake()
  }

  /// Whether the search `number` is the newest, and anybody waits.
  func isWanted(_ number: Int) -> Bool { content.withLock { !$0.hasEnded && $0.newest == number } }

  /// Whether nothing more important than the index has come.
  var isIdle: Bool { content.withLock { !$0.hasEnded && $0.request == nil } }

  /// Sleeps until there is something to do, or until `milliseconds` have passed, and takes it.
  func take(within milliseconds: Int32?) -> Work {
    while true {
      if let work = taken() { return work }
      var polled = pollfd(fd: pipe.descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&polled, 1, milliseconds ?? -1) == 0 {
        return taken() ?? Work(request: nil, hasNews: false, hasEnded: false)
      }
      pipe.drain()
    }
  }

  private func taken() -> Work? {
    content.withLock { content in
      guard content.request != nil || content.hasNews || content.hasEnded else { return nil }
      defer { (content.request, content.hasNews) = (nil, false) }
      return Work(request: content.request, hasNews: content.hasNews, hasEnded: content.hasEnded)
    }
  }
}
