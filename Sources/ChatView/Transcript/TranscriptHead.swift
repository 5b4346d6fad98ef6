import AppState
import Canvas
import ChatModel

/// Makes the row above a message's text: who, in which state, when.
struct TranscriptHead {
  var zone: TranscriptZone
  var now: Timestamp
  var width: Int
  var stars: [MessageID: Star] = [:]

  /// The head row of `message`; and when a clock in it changes next.
  func row(_ message: Message, in conversation: Conversation, isCurrent: Bool) -> (row: Row, clockDue: Timestamp?) {
    let (status, clockDue) = status(of: message, in: conversation)
    let role: Role = message.author == .person ? .you : .assistant
    let attributes: Attributes = isCurrent ? .reverse : []
    let time = Span(zone.read(message.createdAt).clock, Style(.time))
    var row = Row([Span(Self.name(of: message, in: conversation), Style(role, attributes))])
    if let star = stars[message.id] {
      row.append(Span(" ★\(star.note.isEmpty ? "" : " " + star.note.excerpt(200))", Style(.pinned)))
    }
    var space = width - (status.map { $0.columns.value + 2 } ?? 0)
    let showsTime = space >= row.columns.value + 1 + time.columns.value
    if !showsTime && row.columns.value > space {
      // The state matters more than the end of a long name, but somebody must have it.
      space = max(space, min(width, 4))
      row = row.clipped(to: Columns(space), ellipsis: .mark)
    }
    if let status {
      row.append(Span("  "))
      row.append(status)
    }
    if let feedback = message.feedback {
      let word = Span(feedback == .like ? "  + liked" : "  - disliked", Style(.dim))
      if row.columns.value + word.columns.value + (showsTime ? time.columns.value + 1 : 0) <= width { row.append(word) }
    }
    if showsTime {
      row.append(Span(String(repeating: " ", count: width - row.columns.value - time.columns.value)))
      row.append(time)
    }
    return (row.clipped(to: Columns(width), ellipsis: .mark), clockDue)
  }

  static func name(of message: Message, in conversation: Conversation) -> String {
    switch message.author {
    case .person: "you"
    case .assistant: conversation.header.chatbotName.isEmpty ? "assistant" : conversation.header.chatbotName
    }
  }

  private func status(of message: Message, in conversation: Conversation) -> (Span?, Timestamp?) {
    switch message.status {
    case .sending:
      if let running = conversation.running, running.message == message.id, let retry = running.retry, now < retry.at {
        let left = elapsed(from: now, to: retry.at)
        let seconds = (left + 999) / 1000
        return (
          Span("◌ attempt \(retry.attempt) in \(seconds) s", Style(.warning)),
          now + Milliseconds(left - (seconds - 1) * 1000)
        )
      }
      return (Span("◌ sending", Style(.streaming)), nil)
    case .waiting:
      let waited = elapsed(from: message.createdAt, to: now)
      return (
        Span("◌ waiting \(waited / 1000) s", Style(.streaming)), now + Milliseconds(1000 - waited % 1000)
      )
    case .streaming: return (Span("● streaming", Style(.streaming)), nil)
    case .complete: return (nil, nil)
    case .stopped: return (Span("■ stopped", Style(.warning)), nil)
    case .interrupted: return (Span("! interrupted", Style(.warning)), nil)
    case .failed: return (Span("✗ failed", Style(.failed)), nil)
    }
  }

  /// Milliseconds, never negative; a century where the moments are nonsense.
  private func elapsed(from start: Timestamp, to end: Timestamp) -> Int64 {
    let (length, overflow) = end.milliseconds.subtractingReportingOverflow(start.milliseconds)
    let century: Int64 = 3_155_760_000_000
    return overflow ? (end < start ? 0 : century) : min(max(0, length), century)
  }
}
