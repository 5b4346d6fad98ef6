import ChatModel

extension State {
  mutating func reduceReply(_ id: ReplyID, _ event: ReplyEvent, now: Timestamp) -> [Command] {
    // What comes after a stop or a deletion has no place any more.
    guard let place = replies[id], let running = conversations[place]?.running, running.id == id,
      let index = self[place].index(of: running.message)
    else { return [] }
    switch event {
    case .sent, .accepted:
      self[place].running!.retry = nil
      if self[place].messages[index].status == .sending {
        self[place].messages[index].status = .waiting
        self[place].messages[index].revision += 1
      }
      return []
    case .conversationNamed(let remote):
      let header = self[place].header
      guard header.remoteID != remote || header.presence != .both else { return [] }
      self[place].header.remoteID = remote
      self[place].header.presence = .both
      return [.history(.saveConversation(self[place].header, .remote))]
    case .textArrived(let text):
      guard !text.isEmpty else { return [] }
      append(text, to: index, of: place, now: now)
      return [.history(.appendText(place, running.message, text))]
    case .partArrived(let kind, let name, let text):
      let (number, part) = self[place].messages[index].takePart(kind, name: name, text: text)
      self[place].messages[index].status = .streaming
      self[place].messages[index].revision += 1
      return [.history(.appendPart(place, running.message, number: number, part))]
    case .thoughtsWereText(let text):
      // What ends the reply writes the whole message down.
      self[place].messages[index].parts.removeAll { $0.kind == .thinking && $0.name == ReplyPart.tagName }
      append(text, to: index, of: place, now: now)
      return []
    case .sourcesUnreadable(let count):
      self[place].messages[index].unreadableSources = count
      self[place].messages[index].revision += 1
      return []
    case .eventsUnreadable(let count):
      guard self[place].messages[index].unreadableEvents != count else { return [] }
      self[place].messages[index].unreadableEvents = count
      self[place].messages[index].revision += 1
      return [.history(.saveUnreadable(place, running.message, count))]
    case .citationsArrived(let citations):
      self[place].messages[index].citations = citations
      self[place].messages[index].revision += 1
      return []
    case .messageNamed(let remote):
      self[place].messages[index].remoteID = remote
      return []
    case .retryScheduled(let attempt, let at, let reason):
      self[place].running!.retry = ScheduledRetry(attempt: attempt, at: at, reason: reason)
      self[place].messages[index].status = .sending
      self[place].messages[index].revision += 1
      return []
    case .completed: return end(running, in: place, as: .complete, now: now)
    case .failed(let failure): return end(running, in: place, as: .failed(failure), now: now)
    case .stopped: return end(running, in: place, as: .stopped, now: now)
    }
  }

  /// Appends what arrived of a running answer to the message at `index`.
  private mutating func append(_ text: String, to index: Int, of id: ConversationID, now: Timestamp) {
    self[id].messages[index].text += text
    self[id].messages[index].revision += 1
    self[id].messages[index].status = .streaming
    if self[id].messages[index].firstTextAt == nil { self[id].messages[index].firstTextAt = now }
    self[id].running!.scalars += text.unicodeScalars.count
  }

  /// Takes `running` from the running replies and writes its message down as `status`.
  mutating func end(
    _ running: RunningReply, in id: ConversationID, as status: MessageStatus, now: Timestamp
  ) -> [Command] {
    replies[running.id] = nil
    if case .failed(let failure) = status, let withdrawn = withdraw(running, in: id, failure, now: now) {
      return withdrawn
    }
    self[id].running = nil
    guard let index = self[id].index(of: running.message) else { return [] }
    self[id].messages[index].status = status
    // What grew piece by piece may hold twice the memory it needs, and stays as long as the conversation is open.
    self[id].messages[index].text = self[id].messages[index].text.fitted
    self[id].messages[index].endedAt = now
    self[id].messages[index].revision += 1
    let question = self[id].messages[..<index].last { $0.author == .person }
    var commands = [
      Command.history(.saveReply(self[id].header, question: question, self[id].messages[index]))
    ]
    if status != .stopped && status != .interrupted {
      self[id].header.lastActivity = now
      var fields: HeaderFields = .activity
      if !panes.contains(where: { $0.conversation == id }) {
        self[id].header.unread += 1
        fields.insert(.unread)
      }
      commands.append(.history(.saveConversation(self[id].header, fields)))
      sortList([id])
    }
    guard status == .complete else { return commands + returnQueue(of: id, now: now) }
    commands += sendNext(in: id, now: now)
    return commands + fetchNames(id, of: self[id].messages[index])
  }
}

extension Message {
  /// Appends to the last part, or begins a new one; its number, and what came of it as a part by itself.
  fileprivate mutating func takePart(_ kind: ReplyPart.Kind, name: String, text more: String) -> (Int, ReplyPart) {
    let last = parts.count - 1
    if last >= 0, parts[last].kind == kind, parts[last].name == name, parts[last].offset == text.utf8.count {
      parts[last].text += more
      return (last, ReplyPart(kind: kind, name: name, text: more, offset: parts[last].offset))
    }
    let part = ReplyPart(kind: kind, name: name, text: more, offset: text.utf8.count)
    parts.append(part)
    return (last + 1, part)
  }
}

extension String {
  /// The same in as much memory as it needs.
  fileprivate var fitted: String {
    var text = self
    return text.withUTF8 { String(decoding: $0, as: UTF8.self) }
  }
}
