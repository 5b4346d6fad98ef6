import ChatModel

/// Choosing who is asked.
package enum ChatbotsAction: Equatable, Sendable {
  case chosen(Chatbot)
  case requested
  /// A pane shows a conversation that this chatbot could begin.
  case introductionRequested(ChatbotID)
  case starterChosen(String)

  /// Whether it changes something on disk or sends something.
  var writes: Bool {
    switch self {
    case .starterChosen, .chosen: true
    case .requested, .introductionRequested: false
    }
  }
}

extension State {
  mutating func reduce(_ action: ChatbotsAction, now: Timestamp) -> [Command] {
    switch action {
    case .chosen(let chatbot): return choose(chatbot, now: now)
    case .requested: return loadChatbots(now: now)
    case .introductionRequested(let chatbot): return askIntroduction(chatbot)
    case .starterChosen(let text): return takeStarter(text, now: now)
    }
  }
}

extension State {
  mutating func loadChatbots(now: Timestamp) -> [Command] {
    if case .loading = chatbots.phase { return [] }
    guard settings.connection == .configured else { return [] }
    chatbots.phase = .loading(since: now)
    return [.network(.loadChatbots)]
  }

  mutating func reduceChatbots(_ event: ChatbotsEvent, now: Timestamp) -> [Command] {
    switch event {
    case .pageArrived(let page, let isLast):
      for chatbot in page {
        if let index = chatbots.known.firstIndex(where: { $0.id == chatbot.id }) {
          chatbots.known[index] = chatbot
        } else {
          chatbots.known.append(chatbot)
        }
      }
      if isLast {
        chatbots.phase = .loaded
        useWantedChatbot(now: now)
      }
      if var picker = popups[top: ChatbotPicker.self], picker.list == ListPicker() {
        picker.selectCurrent(in: self)
        popups[top: ChatbotPicker.self] = picker
      }
      let commands = nameChatbots(page) + (isLast ? moveWaiting(now: now) : [])
      guard isLast, chatbots.known.count == 1, popups[top: ChatbotPicker.self]?.isForWantOfOne == true
      else { return commands }
      // With one chatbot there is nothing to choose.
      return commands + choose(chatbots.known[0], now: now)
    case .failed(let failure):
      chatbots.phase = .failed(failure)
      // It may be an id, which the service knows though it does not list it.
      if let wanted = settings.wantedChatbot { use(Chatbot(id: ChatbotID(wanted), name: "")) }
      if leaveWaiting(failure, now: now) { return [] }
      // The picker shows it by itself.
      if popups.top is ChatbotPicker { return [] }
      show("The chatbots cannot be listed: \(failure.sentence)", .warning, now: now)
      return []
    }
  }

  /// Finds the chatbot that the user asked for by its name or a part of its id, now that all are known.
  private mutating func useWantedChatbot(now: Timestamp) {
    guard let wanted = settings.wantedChatbot else { return }
    let meant = chatbots.known.meant(by: wanted)
    if meant.count == 1 { return use(meant[0]) }
    settings.wantedChatbot = nil
    let some = meant.prefix(5).map { "\($0.id) (\($0.name))" }.joined(separator: ", ")
    show(
      meant.isEmpty
        ? "No chatbot's name is \"\(wanted)\", and no id begins so: Ctrl-X c chooses one."
        : "\"\(wanted)\" may mean \(some): Ctrl-X c chooses one.", .warning, now: now)
  }

  /// Makes `chatbot` the one of new conversations, and of those that nobody has begun.
  private mutating func use(_ chatbot: Chatbot) {
    settings.wantedChatbot = nil
    settings.chatbot = chatbot.id
    for id in order where self[id].isUntouched && belongsHere(self[id].header) {
      assign(chatbot, to: id)
    }
  }

  /// What runs belongs to the service that it was asked of.
  mutating func changeProfile(_ name: String, now: Timestamp) -> [Command] {
    if name == settings.profile && settings.kind == .service {
      show("This is profile \"\(name)\" already.", now: now)
      return []
    }
    guard replies.isEmpty, uploads.isEmpty, downloads.isEmpty else {
      show("Something is under way: wait for its end, or stop it, and then change the profile.", .warning, now: now)
      return []
    }
    return [.client(.useProfile(name))]
  }

  /// Conversations show their chatbot's present name, also offline later.
  private mutating func nameChatbots(_ page: [Chatbot]) -> [Command] {
    let names = Dictionary(page.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
    var commands: [Command] = []
    for id in order {
      guard let header = conversations[id]?.header, belongsHere(header),
        let chatbot = header.chatbot, let name = names[chatbot], name != header.chatbotName
      else { continue }
      self[id].header.chatbotName = name
      if self[id].isKept && settings.access == .readWrite {
        commands.append(.history(.saveConversation(self[id].header, .chatbot)))
      }
    }
    return commands
  }

  /// Makes `chatbot` that of the conversation; a draft may be on disk already that has none.
  @discardableResult mutating func assign(_ chatbot: Chatbot, to id: ConversationID) -> [Command] {
    guard conversations[id] != nil else { return [] }
    self[id].header.chatbot = chatbot.id
    self[id].header.chatbotName = chatbot.name
    return self[id].isKept ? [.history(.saveConversation(self[id].header, .chatbot))] : []
  }

  /// A conversation belongs to the chatbot it began with, since the service keeps it there: another choice begins another.
  mutating func choose(_ chatbot: Chatbot, now: Timestamp) -> [Command] {
    guard let picker = popups[top: ChatbotPicker.self] else { return [] }
    popups.removeTop()
    settings.chatbot = chatbot.id
    switch picker.purpose {
    case .setUp(let id):
      return assign(chatbot, to: id) + [.client(.keepChatbot(chatbot.id))] + focus(.composer)
    case .assign(let id), .assignAndSend(let id):
      guard let conversation = conversations[id] else { return [] }
      // It is a chatbot of the service that is configured.
      if !belongsHere(conversation.header) { return beginWith(chatbot, now: now) }
      if !conversation.messages.isEmpty && conversation.header.chatbot != chatbot.id
        && conversation.header.chatbot != nil
      {
        return beginWith(chatbot, now: now)
      }
      var commands = assign(chatbot, to: id)
      if case .assignAndSend = picker.purpose, pane.conversation == id { commands += submit(now: now) }
      return commands + focus(.composer)
    case .begin: return beginWith(chatbot, now: now)
    }
  }

  private mutating func beginWith(_ chatbot: Chatbot, now: Timestamp) -> [Command] {
    let commands = begin(now: now)
    if let id = pane.conversation { assign(chatbot, to: id) }
    return commands
  }
}
