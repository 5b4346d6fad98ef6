import ChatModel
import ChatStore

/// What the running replies are doing, in numbers for the screen.
struct ReplyActivity: Equatable {
  var streaming = 0
  var waiting = 0
  /// Characters a second of all streaming replies together; nil where none runs long enough to tell.
  var rate: Int?
  /// What the reply of the focused pane waits for, if it does.
  var focused: Focused?

  enum Focused: Equatable {
    /// Since when the answer is waited for.
    case waiting(since: Timestamp)
    case retrying(ScheduledRetry)
  }

  /// Counts the running replies of `state`.
  init(_ state: State, rates: ReplyRates) {
    let focusedID = state.pane.conversation
    for (reply, id) in state.replies {
      guard let conversation = state.conversations[id], let running = conversation.running,
        let index = conversation.index(of: running.message)
      else { continue }
      let message = conversation.messages[index]
      if message.status == .streaming {
        streaming += 1
        if let one = rates[reply] { rate = (rate ?? 0) + one }
        continue
      }
      waiting += 1
      guard id == focusedID else { continue }
      focused = running.retry.map { .retrying($0) } ?? .waiting(since: message.createdAt)
    }
  }
}

/// How fast replies arrive, read twice a second: a number that changes with each frame cannot be read.
struct ReplyRates: Equatable {
  private var readings: [ReplyID: Reading] = [:]
  /// When a rate is read next; nil while nothing streams.
  private(set) var due: Timestamp?

  private static let period: Int64 = 500

  private struct Reading: Equatable {
    /// Counts the half seconds since the first text.
    var period: Int64
    /// Characters a second since the first text.
    var rate: Int
  }

  /// Characters a second of `reply`; nil before its first half second has passed.
  subscript(reply: ReplyID) -> Int? { readings[reply]?.rate }

  /// Reads the rates that are due.
  mutating func update(_ state: State, now: Timestamp) {
    due = nil
    if state.replies.isEmpty {
      if !readings.isEmpty { readings = [:] }
      return
    }
    readings = readings.filter { state.replies[$0.key] != nil }
    for (reply, id) in state.replies {
      guard let conversation = state.conversations[id], let running = conversation.running,
        let index = conversation.index(of: running.message), conversation.messages[index].status == .streaming,
        let start = conversation.messages[index].firstTextAt, now >= start
      else { continue }
      let period = (now - start).value / Self.period
      let next = start + Milliseconds((period + 1) * Self.period)
      due = due.map { min($0, next) } ?? next
      guard period > 0, readings[reply]?.period != period else { continue }
      let rate = Int(Double(running.scalars) * 1000 / Double((now - start).value))
      readings[reply] = Reading(period: period, rate: rate)
    }
  }
}
