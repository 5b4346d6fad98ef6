import ChatModel

extension State {
  /// The leader's hints show after this pause, so that they never flash at those who know the keys.
  private static let hintDelay = Milliseconds(400)

  mutating func push(_ layer: Layer, now: Timestamp) -> [Command] {
    if case .leader = layer {
      layers.append(.leader(hintsAt: now + Self.hintDelay))
      return []
    }
    if case .themes(let chooser, _) = layer {
      layers.append(.themes(chooser, original: settings.themeName))
      return []
    }
    if case .chatbots(let picker) = layer {
      layers.append(.chatbots(atCurrent(picker)))
      return chatbots.phase == .loaded ? [] : loadChatbots(now: now)
    }
    if case .prompts = layer { return beginPromptSearch() }
    if case .search = layer { return beginSearch() }
    if case .setup(let form) = layer {
      // Also where nothing is typed: whatever opens it again, the address that it began with stays.
      let form = resumed(form)
      layers.append(.setup(form))
      leftSetup = form
      return []
    }
    layers.append(layer)
    if case .comparison = layer { return chatbots.phase == .loaded ? [] : loadChatbots(now: now) }
    return []
  }

  /// `picker` with the chatbot in use chosen, so that Enter alone changes nothing. Of a conversation that was fetched only
  /// the chatbot's name may be known.
  func atCurrent(_ picker: ChatbotPicker) -> ChatbotPicker {
    var picker = picker
    let current: (id: ChatbotID?, name: String) =
      switch picker.purpose {
      case .assign(let id), .assignAndSend(let id), .setUp(let id):
        (conversations[id]?.header.chatbot, conversations[id]?.header.chatbotName ?? "")
      case .begin: (settings.chatbot, "")
      }
    picker.chooser.selected =
      chatbots.known.firstIndex { $0.id == current.id }
      ?? chatbots.known.firstIndex { current.id == nil && !current.name.isEmpty && $0.name == current.name } ?? 0
    return picker
  }

  mutating func closeLayer(now: Timestamp) -> [Command] {
    if case .setup(let form) = layers.last, case .checking = form.phase {
      changeSetup { $0.phase = .editing }
      return []
    }
    if case .search = layers.last { return closeSearch() }
    if case .image(let viewing) = layers.last { return closeImage(viewing) }
    if case .copyHints(_, _, held: true) = layers.popLast() { followAgain(now: now) }
    return []
  }

  mutating func editLayer(_ action: EditorAction) -> [Command] {
    guard let top = layers.last else { return [] }
    if case .search = top { return editSearch(action) }
    if var chooser = top.chooser {
      chooser.edit(action, killed: &killed)
      layers[layers.count - 1] = top.choosing(chooser)
      return settlePicker()
    }
    switch top {
    case .prompts(var search):
      search.edit(action, killed: &killed)
      layers[layers.count - 1] = .prompts(search)
    case .paste(let text):
      // A terminal that stalls hands a paste out in parts.
      if case .insert(let more) = action { layers[layers.count - 1] = .paste(text + more) }
    case .rename(let id, var editor):
      editor.apply(action, killed: &killed)
      layers[layers.count - 1] = .rename(id, editor)
    case .starNote(let message, var editor):
      editor.apply(action, killed: &killed)
      layers[layers.count - 1] = .starNote(message, editor)
    case .layoutName(var editor):
      editor.apply(action, killed: &killed)
      layers[layers.count - 1] = .layoutName(editor)
    case .export(var form):
      guard export == nil else { break }
      form.path.apply(action, killed: &killed)
      layers[layers.count - 1] = .export(form)
    case .saving(var form):
      guard form.download == nil else { break }
      form.folder.apply(action, killed: &killed)
      layers[layers.count - 1] = .saving(form)
    case .setup:
      // The key must not land among what yank brings back elsewhere.
      var cut = KillRing()
      changeSetup { form in
        guard case .checking = form.phase else {
          switch form.field {
          case .baseURL: form.baseURL.apply(action, killed: &cut)
          case .key: form.key.apply(action.withoutSelecting, killed: &cut)
          }
          form.phase = .editing
          return
        }
      }
    default: break
    }
    return []
  }

  mutating func selectInLayer(_ row: Int) -> [Command] {
    guard let top = layers.last else { return [] }
    if var chooser = top.chooser {
      chooser.selected = row
      layers[layers.count - 1] = top.choosing(chooser)
      return settlePicker()
    }
    switch top {
    case .keys: layers[layers.count - 1] = .keys(scroll: row)
    case .difference(let difference, _): layers[layers.count - 1] = .difference(difference, scroll: row)
    case .sources(let sources, let chosen, _):
      layers[layers.count - 1] = .sources(sources, chosen: chosen, scroll: row)
    case .timing(let times, _): layers[layers.count - 1] = .timing(times, scroll: row)
    case .prompts: changePromptSearch { $0.chooser.selected = row }
    case .search(var board):
      board.selected = row
      layers[layers.count - 1] = .search(board)
    default: break
    }
    return []
  }

  // MARK: Setup

  /// Changes the setup form wherever it lies in the stack.
  mutating func changeSetup(_ change: (inout SetupForm) -> Void) {
    for index in layers.indices {
      guard case .setup(var form) = layers[index] else { continue }
      change(&form)
      layers[index] = .setup(form)
      leftSetup = form
    }
  }

  /// `form`, or what was typed into the last one and never accepted.
  private func resumed(_ form: SetupForm) -> SetupForm {
    guard var left = leftSetup else { return form }
    if case .checking = left.phase { left.phase = .editing }
    return left
  }

  /// Says why they were refused, and goes to the field that has to be changed.
  mutating func refuseSetup(_ failure: Failure, _ part: SetupEntry.Part?) {
    let wrong: SetupEntry.Part? =
      switch failure.kind {
      case _ where part != nil: part
      case .unauthorized, .forbidden: .key
      case .notFound, .rejected, .redirected, .unreachable, .malformed: .baseURL
      default: nil
      }
    changeSetup { form in
      guard case .checking = form.phase else { return }
      form.phase = .refused(failure)
      if let wrong { form.field = wrong }
    }
  }

  mutating func switchSetupField() -> [Command] {
    changeSetup { $0.field = $0.field == .key ? .baseURL : .key }
    return []
  }

  mutating func submitSetup(now: Timestamp) -> [Command] {
    var commands: [Command] = []
    changeSetup { form in
      if case .checking = form.phase { return }
      guard !form.key.isEmpty else {
        form.field = .key
        form.phase = .keyMissing
        return
      }
      form.phase = .checking(since: now)
      commands = [.client(.checkSetup(form.entry))]
    }
    return commands
  }

  /// Only what is still being waited for is kept: the user may have turned back meanwhile.
  mutating func keepSetup(_ entry: SetupEntry) -> [Command] {
    let isWaitedFor = layers.contains {
      guard case .setup(let form) = $0, case .checking = form.phase else { return false }
      return form.entry == entry
    }
    return isWaitedFor ? [.client(.keepSetup(entry))] : []
  }

  mutating func finishSetup(profile: String, service: String, host: HostURL?, now: Timestamp) -> [Command] {
    layers.removeAll { if case .setup = $0 { true } else { false } }
    leftSetup = nil
    settings.connection = .configured
    settings.profile = profile
    settings.service = service
    settings.host = host
    introductions = Introductions()
    for id in order where self[id].isUntouched || self[id].messages.isEmpty {
      self[id].header.profile = profile
      self[id].header.host = self[id].header.host ?? host
    }
    show("Connected to \(service). The key is kept for the next start.", now: now)
    guard settings.chatbot == nil, let id = pane.conversation else { return loadChatbots(now: now) }
    return push(.chatbots(ChatbotPicker(purpose: .setUp(id))), now: now)
  }

  // MARK: Leaving

  mutating func quit(_ confirmation: UserEvent.Confirmation, now: Timestamp) -> [Command] {
    let running = replies.count + uploads.count
    if confirmation == .asked && (running > 0 || !unsaved.isEmpty) {
      layers.removeAll { if case .quitting = $0 { true } else { false } }
      layers.append(.quitting(running: running))
      return []
    }
    var commands: [Command] = []
    for id in order {
      commands += stop(id, as: .interrupted, now: now)
      if self[id].draftDue != nil { commands += saveDraft(id) }
      commands += saveScroll(id)
    }
    if settings.access == .readWrite { commands.append(.history(.saveSession(session))) }
    if confirmation == .discarding { commands.append(.client(.discardUnsaved)) }
    return commands + [.client(.quit)]
  }
}

extension Chooser {
  fileprivate mutating func edit(_ action: EditorAction, killed: inout KillRing) {
    let before = filter.text
    filter.apply(action, killed: &killed)
    if filter.text != before { selected = 0 }
  }
}
