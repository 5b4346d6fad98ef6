import AppState
import ChatModel

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

/// How fast replies arrive, all read at the same moments, twice a second at most: a number that changes with each frame
/// cannot be read, and each change costs bytes.
struct ReplyRates: Equatable {
  private var readings: [ReplyID: Reading] = [:]
  /// When rates are read next; nil while nothing streams.
  private(set) var due: Timestamp?

  /// Milliseconds between two readings on a fast terminal; before that much has arrived, there is nothing to tell.
  private static let period: Int64 = 500

  private struct Reading: Equatable {
    /// The moment it was due.
    var at: Int64
    /// Characters a second since the first text.
    var rate: Int
  }

  /// Characters a second of `reply`; nil before its first reading.
  subscript(reply: ReplyID) -> Int? { readings[reply]?.rate }

  /// Reads the rates that are due; half as often for each `slowness` of the terminal.
  mutating func update(_ state: State, now: Timestamp, slowness: Int = 0) {
    due = nil
    if state.replies.isEmpty {
      if !readings.isEmpty { readings = [:] }
      return
    }
    readings = readings.filter { state.replies[$0.key] != nil }
    let period = Self.period << Int64(slowness)
    let sinceLast = now.milliseconds % period
    for (reply, id) in state.replies {
      guard let conversation = state.conversations[id], let running = conversation.running,
        let index = conversation.index(of: running.message), conversation.messages[index].status == .streaming,
        let start = conversation.messages[index].firstTextAt, now >= start
      else { continue }
      due = now + Milliseconds(period - sinceLast)
      let at = now.milliseconds - sinceLast
      guard at - start.milliseconds >= Self.period, readings[reply]?.at != at else { continue }
      let rate = Int(Double(running.scalars) * 1000 / Double((now - start).value))
      readings[reply] = Reading(at: at, rate: Self.rounded(rate))
    }
  }

  /// `rate` to two digits: the third is noise, and a number that stays costs no bytes.
  private static func rounded(_ rate: Int) -> Int {
    var unit = 1
    while rate / unit >= 100 { unit *= 10 }
    return (rate + unit / 2) / unit * unit
  }
}
