import ChatModel

/// The screen of the first run: where the service is and which key to use.
package struct SetupForm: Popup {
  package var baseURL: TextEditor
  /// Shown masked; forgotten as soon as it was accepted.
  package var key = TextEditor()
  /// Which field has the caret.
  package var field: SetupEntry.Part
  package var phase = Phase.editing

  /// To: editing -> checking -> refused -> editing ...; leaves when accepted.
  package enum Phase: Equatable, Sendable {
    case editing
    /// Enter was pressed before the key was there.
    case keyMissing
    case checking(since: Timestamp)
    case refused(Failure)
  }

  package init(baseURL: String) {
    self.baseURL = TextEditor(baseURL)
    field = baseURL.isEmpty ? .baseURL : .key
  }

  package var writes: Bool { true }

  /// What is checked, as it stands in the fields.
  package var entry: SetupEntry { SetupEntry(baseURL: baseURL.text, key: key.text) }

  var isChecking: Bool { if case .checking = phase { true } else { false } }

  /// What was typed into the last one and never accepted is there again; also where nothing is typed: whatever opens it
  /// again, the address that it began with stays.
  package mutating func open(in state: inout State, now: Timestamp) -> [Command] {
    if let left = state.leftSetup {
      self = left
      if isChecking { phase = .editing }
    }
    state.leftSetup = self
    return []
  }

  package mutating func edit(_ action: EditorAction, in state: inout State) -> [Command] {
    if isChecking { return [] }
    // The key must not land among what yank brings back elsewhere.
    var cut = KillRing()
    switch field {
    case .baseURL: baseURL.apply(action, killed: &cut)
    case .key: key.apply(action.withoutSelecting, killed: &cut)
    }
    phase = .editing
    state.leftSetup = self
    return []
  }

  /// While it is checked, goes back to the fields.
  package mutating func close(in state: inout State, now: Timestamp) -> [Command]? {
    guard isChecking else { return [] }
    phase = .editing
    state.leftSetup = self
    return nil
  }
}

/// The screen of the first run.
package enum SetupAction: Equatable, Sendable {
  case fieldSwitched
  case submitted

  /// Whether it changes something on disk or sends something.
  var writes: Bool {
    switch self {
    case .submitted: true
    case .fieldSwitched: false
    }
  }
}

extension State {
  mutating func reduce(_ action: SetupAction, now: Timestamp) -> [Command] {
    switch action {
    case .fieldSwitched: return switchSetupField()
    case .submitted: return submitSetup(now: now)
    }
  }
}

extension State {
  /// Changes the setup form wherever it lies in the stack.
  private mutating func changeSetup(_ change: (inout SetupForm) -> Void) {
    var changed: SetupForm?
    popups.change(SetupForm.self) { form in
      change(&form)
      changed = form
    }
    leftSetup = changed ?? leftSetup
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
      guard form.isChecking else { return }
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
      if form.isChecking { return }
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
    let isWaitedFor = popups.all(SetupForm.self).contains { $0.isChecking && $0.entry == entry }
    return isWaitedFor ? [.client(.keepSetup(entry))] : []
  }

  mutating func finishSetup(profile: String, service: String, host: HostURL?, now: Timestamp) -> [Command] {
    popups.removeAll(SetupForm.self)
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
    return open(ChatbotPicker(purpose: .setUp(id)), now: now)
  }
}
