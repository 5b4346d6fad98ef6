import AppState
import Canvas
import ChatModel
import Markdown
import TestSupport
import Testing

@testable import ChatView

/// A random life of two conversations in one pane. After each step the picture that the warm view draws must be the one
/// that a new view draws.
@Suite struct TranscriptScriptTests {
  @Test(arguments: SeededGenerator.seeds(4, slow: 12)) func warmEqualsCold(seed: UInt64) throws {
    var life = TranscriptLife(seed: seed)
    for step in 0..<250 {
      let what = life.step()
      let warm = life.picture()
      var cold = TranscriptView.sample(grain: life.grain)
      let expected = cold.picture(
        pane: life.pane, conversation: life.conversation, size: life.size, focus: life.focus, now: life.now)
      guard warm == expected else {
        let rows = zip(warm.rows, expected.rows).enumerated().filter { $0.1.0 != $0.1.1 }
        Issue.record(
          "seed \(seed) step \(step) \(what): \(rows.map { ($0, $1.0.text, $1.1.text) }) \(life.pane.scroll) \(life.size)"
        )
        return
      }
      try #require(
        warm.rows.count == max(0, life.size.rows.value)
          && warm.rows.allSatisfy({ $0.columns.value <= max(0, life.size.columns.value) }),
        "seed \(seed) step \(step) \(what): rows do not fit \(life.size)")
      let motion = life.motion()
      let position = cold.position(after: motion, pane: life.pane, conversation: life.conversation, size: life.size)
      #expect(life.position(after: motion) == position, "seed \(seed) step \(step) \(what): \(motion)")
    }
  }
}

/// The state of the script.
private struct TranscriptLife {
  var pane = Pane.sample()
  var conversations: [Conversation]
  var shown = 0
  var size = Size(40, 12)
  var now = monday
  var focus = TranscriptFocus.unfocused
  /// Parts so small that most messages have several.
  let grain: MarkdownGrain
  private var view: TranscriptView
  private var random: SeededGenerator
  private var made = 0

  var conversation: Conversation { conversations[shown] }

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    grain = MarkdownGrain(part: [1, 20, 60, 4096][Int(seed % 4)])
    view = .sample(grain: grain)
    conversations = [.sample(), .sample()]
    conversations[1].header.id = ConversationID("d")
    conversations[1].loading = .loaded(hasEarlier: true)
    for _ in 0..<30 { ask() }
  }

  mutating func picture() -> TranscriptPicture {
    view.picture(pane: pane, conversation: conversation, size: size, focus: focus, now: now)
  }

  mutating func position(after motion: TranscriptMotion) -> ScrollPosition {
    view.position(after: motion, pane: pane, conversation: conversation, size: size)
  }

  mutating func motion() -> TranscriptMotion {
    let count = Int.random(in: -4...4, using: &random)
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return .top
    case 1: return .end
    case 2: return .pages(count)
    case 3: return .halfPages(count)
    case 4: return .messages(count)
    case 5: return .codeBlocks(count)
    case 6: return .headings(count)
    default: return .rows(count * 2)
    }
  }

  /// Changes the form of the pane, mostly with the same text at its top.
  mutating func change(_ change: (inout Pane) -> Void) {
    var other = pane
    change(&other)
    if Bool.random(using: &random),
      let position = view.reanchored(conversation, from: pane, size, to: other, size)
    {
      other.scroll = position
    }
    pane = other
  }

  /// Something that can be folded; nil for all.
  mutating func fold() -> Fold? {
    guard let message = conversation.messages.randomElement(using: &random)?.id else { return nil }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return nil
    case 1: return .code(message, Int.random(in: 0..<3, using: &random))
    default: return .message(message)
    }
  }

  /// Does one thing; returns what.
  mutating func step() -> String {
    switch Int.random(in: 0..<24, using: &random) {
    case 20:
      retry()
      return "retry"
    case 0..<6:
      arrive()
      return "arrive"
    case 6:
      end()
      return "end"
    case 7:
      ask()
      return "ask"
    case 8..<12:
      let motion = motion()
      pane.scroll = position(after: motion)
      return "\(motion)"
    case 12: return resize()
    case 13: return prepend()
    case 14:
      change { $0.format = $0.format == .raw ? .markdown : .raw }
      return "format"
    case 21, 22:
      let fold = fold()
      change { pane in fold.map { pane.folding.toggle($0) } ?? pane.folding.toggleAll() }
      return "\(fold.map { "\($0)" } ?? "fold all")"
    case 23:
      pane.firstUnread = conversation.messages.randomElement(using: &random)?.id
      return "unread"
    case 15:
      now = now + Milliseconds(Int64.random(in: 0...30_000, using: &random))
      return "time"
    case 16:
      focus = focus == .focused ? .unfocused : .focused
      return "focus"
    case 17:
      shown = 1 - shown
      pane.conversation = conversation.header.id
      pane.scroll = .following
      return "switch"
    case 18:
      let loadings: [Conversation.Loading] = [
        .loading, .loaded(hasEarlier: true), .loaded(hasEarlier: false),
        .failed(HistoryProblem(kind: .damaged, text: "The file is damaged.")),
      ]
      conversations[shown].loading = loadings.randomElement(using: &random)!
      return "loading"
    default:
      annotate()
      return "annotate"
    }
  }

  private mutating func message(_ author: Author, _ status: MessageStatus = .complete, text: String) -> Message {
    made += 1
    return Message(
      id: MessageID("x\(made)"), author: author, text: text, status: status, createdAt: now)
  }

  private mutating func ask() {
    if conversation.messages.last?.status.isRunning == true { end() }
    if Int.random(in: 0..<5, using: &random) == 0 { now = now + .seconds(40_000) }
    let question = message(.person, text: random.text(6))
    let answer = message(.assistant, .sending, text: "")
    conversations[shown].messages += [question, answer]
    conversations[shown].running = RunningReply(id: ReplyID("r\(made)"), message: answer.id, startedAt: now)
  }

  private mutating func arrive() {
    guard let last = conversation.messages.last, last.status.isRunning else { return ask() }
    conversations[shown].arrive(random.text(8))
  }

  private mutating func end() {
    guard let last = conversation.messages.indices.last else { return }
    let failure = Failure(kind: .server, status: 500, text: "It broke.\n\(random.text(3))", advice: "Try again later.")
    let all: [MessageStatus] = [.complete, .stopped, .interrupted, .failed(failure), .waiting]
    conversations[shown].messages[last].status = all.randomElement(using: &random)!
    conversations[shown].messages[last].revision += 1
  }

  private mutating func retry() {
    let failure = Failure(kind: .throttled, status: 429, text: "Too many. \(random.text(3))", advice: "")
    conversations[shown].running?.retry =
      Bool.random(using: &random) ? nil : ScheduledRetry(attempt: 2, at: now + 2500, reason: failure)
  }

  private mutating func annotate() {
    // Most often one near the end, where the view mostly is.
    let from = Bool.random(using: &random) ? 0 : max(0, conversation.messages.count - 4)
    guard let index = (from..<conversation.messages.count).randomElement(using: &random) else { return }
    let name = random.text(2)
    switch Int.random(in: 0..<3, using: &random) {
    case 0:
      conversations[shown].messages[index].citations = [Citation(filename: name), Citation(filename: "hours.pdf")]
    case 1:
      conversations[shown].messages[index].attachments = [
        Attachment(id: AttachmentID("a"), type: "image", filename: name, file: "")
      ]
    default:
      // Another text, as when another program changed the history; longer or shorter than the one before.
      conversations[shown].messages[index].text = random.text(12)
      if conversation.messages[index].status == .streaming { conversations[shown].messages[index].status = .complete }
    }
    conversations[shown].messages[index].revision += 1
  }

  private mutating func prepend() -> String {
    let new = (0..<Int.random(in: 1...5, using: &random)).map { _ in message(.assistant, text: random.text(12)) }
    conversations[shown].messages.insert(contentsOf: new, at: 0)
    return "prepend"
  }

  private mutating func resize() -> String {
    let new = Size(
      Int.random(in: 1...(Bool.random(using: &random) ? 100 : 8), using: &random),
      Int.random(in: 0...30, using: &random))
    if let position = view.reanchored(pane: pane, conversation: conversation, from: size, to: new) {
      pane.scroll = position
    }
    size = new
    return "resize to \(new)"
  }
}
