import Canvas
import ChatModel
import ChatStore

/// Makes the row above a message's text: who, in which state, when.
struct TranscriptHead {
  var zone: TranscriptZone
  var now: Timestamp
  var width: Int

  /// The head row of `message`; and when a clock in it changes next.
  func row(_ message: Message, in conversation: Conversation, isCurrent: Bool) -> (row: Row, clockDue: Timestamp?) {
    let (status, clockDue) = status(of: message, in: conversation)
    let role: Role = message.author == .person ? .you : .assistant
    let attributes: Attributes = isCurrent ? .reverse : []
    let time = Span(zone.read(message.createdAt).clock, Style(.time))
    var name = TerminalText(Self.name(of: message, in: conversation))
    var space = width - (status.map { $0.columns.value + 2 } ?? 0)
    let showsTime = space >= name.columns.value + 1 + time.columns.value
    if !showsTime && name.columns.value > space {
      // The state matters more than the end of a long name, but somebody must have it.
      space = max(space, min(width, 4))
      name = name.shortened(to: space)
    }
    var row = Row([Span(name, Style(role, attributes))])
    if let status {
      row.append(Span("  "))
      row.append(status)
    }
    if showsTime {
      row.append(Span(String(repeating: " ", count: width - row.columns.value - time.columns.value)))
      row.append(time)
    }
    return (row.shortened(to: width), clockDue)
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
        let left = (retry.at - now).value
        let seconds = (left + 999) / 1000
        let due = retry.at + Milliseconds((1 - seconds) * 1000)
        return (Span("◌ attempt \(retry.attempt) in \(seconds) s", Style(.warning)), due)
      }
      return (Span("◌ sending", Style(.streaming)), nil)
    case .waiting:
      let seconds = max(0, (now - message.createdAt).value) / 1000
      let due = max(now, message.createdAt) + Milliseconds(1000 - max(0, (now - message.createdAt).value) % 1000)
      return (Span("◌ waiting \(seconds) s", Style(.streaming)), due)
    case .streaming: return (Span("● streaming", Style(.streaming)), nil)
    case .complete: return (nil, nil)
    case .stopped: return (Span("■ stopped", Style(.warning)), nil)
    case .interrupted: return (Span("! interrupted", Style(.warning)), nil)
    case .failed: return (Span("✗ failed", Style(.failed)), nil)
    }
  }
}
