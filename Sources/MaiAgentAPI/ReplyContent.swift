import ChatModel
import Text

/// What a reply has said so far, taken from the JSON of its events, or of a whole answer.
struct ReplyContent: Sendable {
  /// How the reply ends with a value.
  enum Ending: Equatable {
    /// It does not.
    case none
    case completed
    /// The service said that it failed.
    case reported(String)
    /// The bytes ended before the value did.
    case cut
  }

  /// Events that could not be read, or not to their end.
  private(set) var unreadable = 0
  /// The present event is counted among them.
  private var isMissed = false
  /// JSON values that followed each other; a list of events is one.
  private(set) var values = 0
  /// A value had content, or a part.
  private(set) var hasContent = false
  /// Some text or part was handed out.
  private(set) var hasText = false
  private(set) var citations = CitationList()
  /// As it was said last.
  private var unreadableSources = 0

  private var named: RemoteConversationID?
  private var messageID: RemoteMessageID?
  private var answer = AnswerText()
  private var part: Part?
  private var lastType: (name: String, kind: ReplyPart.Kind?)?
  /// The last event said of a tool or a thought that it is done. Something follows, or the reply is.
  private(set) var endsWithDonePart = false

  /// The part that more can be appended to.
  private struct Part: Sendable {
    var kind: ReplyPart.Kind
    var name: String
    var carry = TextCarry()
  }

  /// Takes all values that follow each other, up to one that ends the reply. `name` is that of the event they came with;
  /// `isWhole`: they are the whole answer.
  mutating func readValues(
    _ reader: inout JSONReader, name: String?, isWhole: Bool, _ events: inout [ReplyEvent]
  ) -> Ending {
    isMissed = false
    while let first = reader.peek() {
      values += 1
      // One event counts once; of a whole answer each value does.
      if isWhole { isMissed = false }
      if first == UInt8(ascii: "[") {
        // A list of events. What is in it ends the reply only behind it.
        var ending = Ending.none
        var isEmpty = true
        let isRead: Bool
        do throws(JSONProblem) {
          try reader.elements { (reader) throws(JSONProblem) in
            isEmpty = false
            let found = read(&reader, name: name, isWhole: isWhole, &events)
            if found != .none, ending == .none { ending = found }
          }
          isRead = !isEmpty && !reader.isCut
        } catch {
          isRead = false
          reader.position = reader.count
        }
        if !isRead { missed(&events) }
        if ending != .none { return ending }
        continue
      }
      let ending = read(&reader, name: name, isWhole: isWhole, &events)
      if ending != .none { return ending }
    }
    return .none
  }

  /// Takes the next value.
  private mutating func read(
    _ reader: inout JSONReader, name: String?, isWhole: Bool, _ events: inout [ReplyEvent]
  ) -> Ending {
    guard let payload = ReplyPayload(&reader) else {
      missed(&events)
      return .none
    }
    if payload.isBroken, !isWhole || !reader.isCut { missed(&events) }
    if named == nil, let id = payload.conversationID {
      named = RemoteConversationID(id)
      events.append(.conversationNamed(RemoteConversationID(id)))
    }
    if let id = payload.messageID(isWhole: isWhole), messageID?.rawValue != id {
      messageID = RemoteMessageID(id)
      events.append(.messageNamed(RemoteMessageID(id)))
    }
    if payload.hasCitations {
      payload.readCitations(into: &citations)
      if let list = citations.changed(isLast: false) { events.append(.citationsArrived(list)) }
      if citations.unreadable != unreadableSources {
        unreadableSources = citations.unreadable
        events.append(.sourcesUnreadable(unreadableSources))
      }
    }
    endsWithDonePart = false
    let ending: Ending
    if let (type, kind) = partType(payload, name) {
      ending = takePart(payload, kind, type, &events)
    } else {
      ending = takeAnswer(payload, &events)
      if ending == .none || ending == .completed, payload.losesText(under: name) { missed(&events) }
    }
    return ending == .none && isWhole && payload.isBroken && reader.isCut ? .cut : ending
  }

  private mutating func takeAnswer(_ payload: ReplyPayload, _ events: inout [ReplyEvent]) -> Ending {
    if payload.hasContent || payload.hasContentPayload { hasContent = true }
    let isDone = payload.isDone
    takeThought(payload, &events)
    if !(isDone && repeatsAll(payload)) {
      let text = payload.text(&answer.carry)
      if !text.isEmpty { say(answer.take(text), &events) }
    }
    if let error = payload.errorNode { return .reported(ErrorBody.words(in: error)) }
    if !payload.hasContent {
      if let detail = payload.detailNode { return .reported(ErrorBody.words(in: detail)) }
      if payload.typeName?.lowercased() == "error", let whole = payload.whole {
        return .reported(ErrorBody.words(in: whole))
      }
    }
    return isDone ? .completed : .none
  }

  /// What an event thought that is of the answer itself.
  private mutating func takeThought(_ payload: ReplyPayload, _ events: inout [ReplyEvent]) {
    guard payload.hasThought else { return }
    let name = "reasoning"
    if part?.name != name || part?.kind != .thinking { endPart(&events) }
    var current = part ?? Part(kind: .thinking, name: name)
    let text = payload.thoughtText(&current.carry)
    guard !text.isEmpty || !current.carry.isEmpty else { return }
    hasContent = true
    part = current
    if !text.isEmpty { add(text, to: current, &events) }
  }

  /// Whether the last event says again all there was, as some services do; others leave it empty, or bring more.
  private func repeatsAll(_ payload: ReplyPayload) -> Bool {
    var fresh = TextCarry()
    let whole = payload.text(&fresh) + fresh.flush()
    return answer.repeats(whole)
  }

  private mutating func takePart(
    _ payload: ReplyPayload, _ kind: ReplyPart.Kind, _ name: String, _ events: inout [ReplyEvent]
  ) -> Ending {
    hasContent = true
    // What a tool says of its failure is not the reply's.
    let error = kind == .tool ? nil : payload.errorNode
    if part?.name != name || part?.kind != kind { endPart(&events) }
    var current = part ?? Part(kind: kind, name: name)
    var text = payload.text(&current.carry)
    if text.isEmpty, current.carry.isEmpty, error == nil { text = payload.partText(kind) }
    part = current
    if !text.isEmpty || kind == .tool && current.carry.isEmpty { add(text, to: current, &events) }
    if let error { return .reported(ErrorBody.words(in: error)) }
    guard payload.isDone else { return .none }
    // A tool that is done, or a thought, is not yet an answer.
    endsWithDonePart = kind != .status
    return endsWithDonePart ? .none : .completed
  }

  /// The type that says that an event is not the answer, and its kind.
  private mutating func partType(_ payload: ReplyPayload, _ name: String?) -> (String, ReplyPart.Kind)? {
    guard let type = payload.typeName ?? name else { return nil }
    if lastType?.name != type { lastType = (type, ReplyPart.Kind(type: type)) }
    return lastType?.kind.map { (type, $0) }
  }

  // MARK: Events

  private mutating func missed(_ events: inout [ReplyEvent]) {
    guard !isMissed else { return }
    isMissed = true
    unreadable += 1
    if case .eventsUnreadable? = events.last { events.removeLast() }
    events.append(.eventsUnreadable(unreadable))
  }

  private mutating func say(_ found: AnswerText.Found, _ events: inout [ReplyEvent]) {
    if !found.thought.isEmpty {
      endPart(&events)
      add(found.thought, to: Part(kind: .thinking, name: ReplyPart.tagName), &events)
    }
    guard !found.text.isEmpty else { return }
    endPart(&events)
    if found.takesThoughtsBack { return events.append(.thoughtsWereText(found.text)) }
    hasText = true
    if case .textArrived(var joined)? = events.last {
      // Taken out first, so that the text is appended in place and not to a copy.
      events.removeLast()
      joined += found.text
      events.append(.textArrived(joined))
    } else {
      events.append(.textArrived(found.text))
    }
  }

  private mutating func add(_ text: String, to part: Part, _ events: inout [ReplyEvent]) {
    hasText = true
    if case .partArrived(part.kind, part.name, var joined)? = events.last {
      events.removeLast()
      joined += text
      events.append(.partArrived(kind: part.kind, name: part.name, text: joined))
    } else {
      events.append(.partArrived(kind: part.kind, name: part.name, text: text))
    }
  }

  /// Nothing more is appended to the last part.
  private mutating func endPart(_ events: inout [ReplyEvent]) {
    guard var last = part else { return }
    part = nil
    let left = last.carry.flush()
    if !left.isEmpty { add(left, to: last, &events) }
  }

  /// The reply ends: what was held back.
  mutating func end(_ events: inout [ReplyEvent]) {
    endPart(&events)
    say(answer.end(), &events)
    if let list = citations.changed(isLast: true) { events.append(.citationsArrived(list)) }
  }
}
