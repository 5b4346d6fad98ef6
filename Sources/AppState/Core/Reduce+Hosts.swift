import ChatModel

// A conversation belongs to a profile and to the service that the profile led to when it was talked in. A profile's name may
// lead elsewhere tomorrow: then the conversation is read, and nothing of it goes out until the user moves it.

extension HostURL {
  /// What tells it from `other` in few columns: its host and port, or all of it where it has these in common with `other`.
  package func name(besides other: HostURL?) -> String {
    func authority(_ host: HostURL) -> Substring? {
      let parts = host.rawValue.split(separator: "/", maxSplits: 2)
      return parts.count > 1 && parts[0].hasSuffix(":") ? parts[1] : nil
    }
    guard let own = authority(self), own != other.flatMap(authority) else { return rawValue }
    return String(own)
  }
}

extension State {
  /// Where a conversation belongs that is not at home with the service that is configured.
  package enum Elsewhere: Equatable, Sendable {
    case profile(String)
    case host(HostURL)
  }

  /// Where `header` belongs, if not to the service that is configured. One whose service nobody knows belongs to that of its
  /// profile.
  package func elsewhere(_ header: ConversationHeader) -> Elsewhere? {
    guard header.profile == settings.profile else { return .profile(header.profile) }
    guard let own = header.host, let here = settings.host, own != here else { return nil }
    return .host(own)
  }

  /// Whether messages, files and questions of `header` may go to the service that is configured.
  package func belongsHere(_ header: ConversationHeader) -> Bool { elsewhere(header) == nil }

  /// Why nothing of `header` goes out, as a sentence and what to do; nil where it may.
  package func refusal(of header: ConversationHeader) -> String? {
    switch elsewhere(header) {
    case nil: nil
    case .profile(let name):
      "This conversation belongs to profile \"\(name)\": start maichat with --profile \(name) to go on with it."
    case .host(let host):
      "Not sent: it belongs to another service. Ctrl-X G in the full screen moves it from \(host) to "
        + "\(settings.host?.rawValue ?? ""), where profile \"\(settings.profile)\" leads now."
    }
  }

  /// The same in the middle of a sentence that begins with the conversation's title.
  func reasonElsewhere(_ header: ConversationHeader) -> String? {
    switch elsewhere(header) {
    case nil: nil
    case .profile(let name): "belongs to profile \"\(name)\""
    case .host(let host): "belongs to \(host)"
    }
  }

  /// Gives a conversation of which nobody knows the service the one that is configured, since something of it goes there.
  mutating func adopt(_ id: ConversationID) -> [Command] {
    guard let conversation = conversations[id], conversation.header.host == nil, let here = settings.host else {
      return []
    }
    self[id].header.host = here
    return conversation.isKept ? [.history(.saveConversation(self[id].header, .unknownHost))] : []
  }

  /// Takes a conversation along to the service that its profile leads to now, as the user wants.
  mutating func move(_ id: ConversationID, now: Timestamp) -> [Command] {
    guard let conversation = conversations[id] else { return [] }
    guard settings.connection == .configured, let here = settings.host else {
      show("There is no service to move it to: base URL and key are not set.", .warning, now: now)
      return []
    }
    switch elsewhere(conversation.header) {
    case nil:
      show("This conversation belongs to \(here) already.", now: now)
      return []
    case .profile(let name):
      show("This conversation belongs to profile \"\(name)\": Ctrl-X @ goes on with that one.", .warning, now: now)
      return []
    case .host: break
    }
    guard conversation.running == nil, !conversation.runsElsewhere, conversation.queue.isEmpty,
      conversation.edited == nil
    else {
      show("Finish or stop what is under way in this conversation, and then move it.", .warning, now: now)
      return []
    }
    // Whether the service is another one altogether is told by its chatbots, whatever was opened before.
    guard chatbots.phase == .loaded else {
      moving.insert(id)
      show("AskSession \(here) for its chatbots, and then moving this conversation there.", now: now)
      return loadChatbots(now: now)
    }
    self[id].header.host = here
    let place = here.name(besides: conversation.header.host)
    var notice = "Moved to \(place)."
    let isKnown = conversation.header.chatbot.map { chatbot in chatbots.known.contains { $0.id == chatbot } }
    let isAnother = isKnown != true
    if isAnother {
      // Another service altogether: it knows neither the chatbot nor the conversation.
      self[id].header.chatbot = nil
      self[id].header.chatbotName = ""
      self[id].header.remoteID = nil
      self[id].header.presence = .local
      self[id].header.earlier = .unknown
      notice += " Ctrl-X c chooses a chatbot there."
    }
    var commands: [Command] = []
    // What was uploaded is at the other service.
    for file in conversation.attachments {
      guard case .uploaded = file.state, isAnother || !file.path.isEmpty else { continue }
      let stays = file.path.isEmpty
      _ = self[id].change(file.id) { attachment in
        attachment.state = stays ? .refused(Attachment.leftBehindReason) : .checking
        attachment.storedKey = nil
      }
      if !stays { commands.append(.client(.checkFile(file.id, file.path))) }
    }
    if isAnother {
      moved[id] = now
      for index in conversation.messages.indices { self[id].messages[index].leaveService() }
      for pane in panes.indices where panes[pane].conversation == id {
        guard let window = panes[pane].window else { continue }
        let messages = asMoved(window.messages, in: id)
        panes[pane].window?.messages = messages
      }
    }
    show(notice, now: now)
    if conversation.isKept {
      commands.append(.history(.saveConversation(self[id].header, [.host, .chatbot, .remote])))
      if isAnother { commands.append(.history(.leaveService(id))) }
    }
    return commands + (conversation.attachments.isEmpty ? [] : saveDraft(id))
  }

  /// `messages` of the conversation `id` without names of a service that it was moved from: they may have been read before
  /// that was written down.
  func asMoved(_ messages: [Message], in id: ConversationID) -> [Message] {
    guard let moment = moved[id] else { return messages }
    return messages.map { message in
      var message = message
      if message.createdAt <= moment { message.leaveService() }
      return message
    }
  }

  /// Moves what waited for the chatbots of the service, which are known now.
  mutating func moveWaiting(now: Timestamp) -> [Command] {
    let waiting = moving.sorted()
    moving = []
    return waiting.flatMap { move($0, now: now) }
  }

  /// Says of what waited for the chatbots of the service that it is not moved, since they did not come; whether any did.
  mutating func leaveWaiting(_ failure: Failure, now: Timestamp) -> Bool {
    let titles = moving.sorted().compactMap { conversations[$0]?.title }
    moving = []
    guard let first = titles.first else { return false }
    let what = titles.count == 1 ? "\"\(first)\" is" : "\(titles.count) conversations are"
    show("\(what) not moved: the chatbots cannot be listed. \(failure.sentence)", .warning, now: now)
    return true
  }
}
