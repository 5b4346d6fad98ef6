import AppState
import ChatModel
import Foundation
import HistoryStore
import System
import TestSupport

// How long a history of a million messages takes to start, to search, to open and to delete. README, "Measuring and
// fuzzing", says how to run it; the file it makes in the folder given is kept for the next run.

/// What the history said, and when.
final class Answers: EventSink {
  private let events = Lock<[(at: Double, event: HistoryEvent)]>([])

  func post(_ event: Event) -> SinkCapacity {
    let now = milliseconds()
    if case .history(let event) = event { events.withLock { $0.append((now, event)) } }
    return .ready
  }

  func clear() { events.withLock { $0 = [] } }

  /// Waits for an event, and says when it came.
  func wait(_ isWanted: (HistoryEvent) -> Bool) -> Double {
    while true {
      if let found = events.withLock({ $0 }).first(where: { isWanted($0.event) }) { return found.at }
      usleep(200)
    }
  }
}

func milliseconds(_ clock: clockid_t = CLOCK_MONOTONIC) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
}

func resident() -> Int {
  let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
  return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4 / 1024 : 0
}

func report(_ what: String, _ value: Double, _ more: String = "") {
  print(what + String(repeating: " ", count: max(1, 48 - what.count)) + "\((value * 10).rounded() / 10) ms  \(more)")
  fflush(nil)
}

guard CommandLine.arguments.count > 1 else {
  print("usage: HistoryBenchmarks FOLDER")
  exit(2)
}
let path = "\(CommandLine.arguments[1])/history.sqlite"
let answers = Answers()
if access(path, F_OK) != 0 {
  let start = milliseconds()
  try History(path: path, access: .readWrite, sink: answers).close()
  try SyntheticHistory.large.fill(path)
  report("write \(SyntheticHistory.large.messages) messages", milliseconds() - start)
}

var start = milliseconds()
let history = try History(path: path, access: .readWrite, sink: answers)
let restored = try history.restored(conversations: 200, messages: State.pageSize)
report("open and read what the first frame shows", milliseconds() - start, "\(resident()) MB")

start = milliseconds()
if try HistoryMaintenance.examine(path, .quick).index != .whole {
  let end = answers.wait { $0 == .searchIndexChanged(.whole) }
  report("build the index", end - start, "\(resident()) MB")
}

func search(_ text: String) {
  for round in ["first", "again"] {
    answers.clear()
    let start = milliseconds()
    history.perform(.search(SearchRequest(number: Int(start), text: text)))
    var count = 0
    let first = answers.wait {
      if case .searchAnswered(let answer) = $0, answer.number == Int(start) { true } else { false }
    }
    let last = answers.wait {
      guard case .searchAnswered(let answer) = $0, answer.number == Int(start), answer.phase != .searching else {
        return false
      }
      count = answer.count
      return true
    }
    let whole = ((last - start) * 10).rounded() / 10
    report("search \(text), \(round)", first - start, "whole \(whole) ms, \(count) found")
  }
}
for text in [
  "server", "the", "e", "er", "zq", "的", "請問", "咖啡", "の", "サーバー", "ー", SyntheticHistory.rareCharacter,
  SyntheticHistory.rarePair, SyntheticHistory.rareWord, "nothinglikethis", "server error", "\"server error\"",
  "server -the", "serv*", "the before:2024-08-01", "請問 role:bot", "server has:code", "in:synthetic-0 server",
  "chatbot:技術 server", "title:server", "the chatbot:nobody", "→",
] { search(text) }

let long = ConversationID(SyntheticHistory.conversation(0))
answers.clear()
start = milliseconds()
history.perform(.loadMessages(long, before: nil, limit: State.pageSize))
report(
  "open 100,000 messages at the end", answers.wait { if case .messagesLoaded = $0 { true } else { false } } - start)
answers.clear()
start = milliseconds()
history.perform(.deleteConversation(long))
history.perform(.loadMessages(long, before: nil, limit: 1))
report("delete 100,000 messages", answers.wait { if case .loadFailed = $0 { true } else { false } } - start)
history.perform(.restoreConversation(long))

// The list as the client takes it.
var state = State(settings: Settings(), identifiers: try .random(), now: readClock())
state.restore(
  session: nil, headers: restored.headers, drafts: restored.drafts, isWholeList: restored.isWholeList, open: nil)
let before = resident()
let pages = Answers()
let reader = try History(path: path, access: .readOnly, sink: pages)
final class Pages: EventSink {
  let events = Lock<[HistoryEvent]>([])
  func post(_ event: Event) -> SinkCapacity {
    if case .history(let event) = event { events.withLock { $0.append(event) } }
    return .ready
  }
}
let sink = Pages()
let list = try History(path: path, access: .readOnly, sink: sink)
start = milliseconds()
list.perform(.loadConversations)
var (longest, total, isLast) = (0.0, 0.0, false)
while !isLast {
  let events = sink.events.withLock { events in
    defer { events = [] }
    return events
  }
  for event in events {
    if case .conversationsLoaded(_, _, true) = event { isLast = true }
    let began = milliseconds(CLOCK_THREAD_CPUTIME_ID)
    _ = reduce(&state, .outside(.history(event)), now: readClock())
    let step = milliseconds(CLOCK_THREAD_CPUTIME_ID) - began
    longest = max(longest, step)
    total += step
  }
  usleep(500)
}
report(
  "take the list of \(state.order.count) conversations", milliseconds() - start,
  "longest step \((longest * 10).rounded() / 10) ms, all \(total.rounded()) ms, \(resident() - before) MB more")
start = milliseconds()
_ = reduce(&state, .user(.conversations(.begun)), now: readClock())
report("begin a conversation among them", milliseconds() - start, "\(resident()) MB")
list.close()
reader.close()
history.close()
