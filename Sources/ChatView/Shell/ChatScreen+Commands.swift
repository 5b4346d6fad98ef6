import AppState
import Canvas
import ChatModel

extension ChatScreen {
  /// What the user did by running `command`.
  package mutating func run(_ command: ChatCommand, _ state: State, now: Timestamp) -> [UserEvent] {
    if command == .copySelection, state.focused?.composer.selection == nil {
      return [.noticed("Nothing is selected. Shift with an arrow selects, or \(texts.named(.setMark, .composer)).")]
    }
    switch command.row.action {
    case .edits(let action): return [.composer(.edited(action))]
    case .runs(let run): return run(&self, CommandContext(state: state, now: now))
    }
  }

  // MARK: Everywhere

  mutating func rename(_ state: State) -> [UserEvent] {
    guard let id = target(state), let conversation = state.conversations[id] else { return [] }
    return [.opened(RenamePopup(conversation: id, field: TextEditor(conversation.header.title)))]
  }

  /// The conversations marked in the list, or else the one under the cursor, as one event.
  mutating func onTargets(_ state: State, _ event: ([ConversationID]) -> UserEvent) -> [UserEvent] {
    guard let id = target(state), state.conversations[id] != nil else { return [] }
    let marked = state.zone == .list ? state.order.filter(state.list.marked.contains) : []
    return [event(marked.isEmpty ? [id] : marked)]
  }

  /// Esc with no popup open: ends the filter or lets go of what is selected, else the running reply, else leaves the zone.
  func goBack(_ state: State) -> [UserEvent] {
    if state.zone == .list && state.list.filter != nil { return [.list(.filterClosed)] }
    if state.zone == .composer && state.focused?.composer.isSelecting == true {
      return [.composer(.edited(.dropSelection))]
    }
    if state.zone == .list && !state.list.marked.isEmpty { return [.list(.marksCleared)] }
    if state.zone == .transcript && state.pane.find != nil && state.focused?.running == nil { return [.find(.ended)] }
    if state.zone == .composer && state.focused?.edited != nil { return [.composer(.messageEditEnded)] }
    if state.focused?.running != nil || state.focused?.isUploading == true { return [.replies(.stopped)] }
    return state.zone == .composer ? [] : [.zoneFocused(.composer)]
  }

  /// Ctrl-C stops a reply and nothing else: who expects it to clear the line or to end the program must not lose text.
  func stop(_ state: State) -> [UserEvent] {
    if state.focused?.running != nil || state.focused?.isUploading == true { return [.replies(.stopped)] }
    let quit = "\(texts.named(.quit)) quits."
    let isEmpty = state.focused?.composer.isEmpty ?? true
    return [
      .noticed(isEmpty ? "No reply is running here. \(quit)" : "No reply is running here. Your text stays. \(quit)")
    ]
  }

  /// The only attached file goes at once; of several, one is chosen.
  func detach(_ state: State) -> [UserEvent] {
    let files = state.focused?.attachments ?? []
    if files.count > 1 { return [.opened(AttachmentsPopup(list: ListPicker(selected: files.count - 1)))] }
    if let file = files.first { return [.attachments(.removed(file.id))] }
    let waits = state.focused?.queue.contains { !$0.attachments.isEmpty } == true
    return [
      .noticed(waits ? "The message waits already: \(texts.named(.back)) takes it back." : "No file is attached here.")
    ]
  }

  mutating func copy(_ state: State, now: Timestamp) -> [UserEvent] {
    let pane = state.pane
    let size = layout(state).content(of: pane.id)?.size ?? contents[pane.id] ?? self.size
    guard let message = picture(of: pane, state, size: size, now: now)?.currentMessage else {
      return [.noticed("There is no message to copy yet.")]
    }
    return [.copying(.message(message))]
  }

  mutating func star(_ state: State, now: Timestamp, _ event: (MessageID) -> UserEvent) -> [UserEvent] {
    guard let message = currentMessage(state, now: now) else { return [.noticed("There is no message to star yet.")] }
    return [event(message)]
  }

  // MARK: The list's place

  /// Shows or hides the list. Where it cannot stand beside the pane, showing it is going to it.
  mutating func switchList(_ state: State) -> [UserEvent] {
    guard ScreenLayout.isWide(size) else {
      if state.list.isVisible && state.zone == .list { return [.list(.switched)] }
      return (state.list.isVisible ? [] : [.list(.switched)]) + [.zoneFocused(.list)]
    }
    _ = layout(state)
    var list = state.list
    list.isVisible.toggle()
    return [.list(.switched)] + reanchored(state, list: list)
  }

  mutating func resizeList(by columns: Int, _ state: State) -> [UserEvent] {
    guard state.list.isVisible, ScreenLayout.isWide(size) else {
      return [.noticed("The list has no width of its own to change at present.")]
    }
    _ = layout(state)
    var list = state.list
    // From what is seen, not from what a wider screen once allowed; within the bounds that the list keeps.
    list.columns = min(max(min(list.columns, ScreenLayout.listLimit(size)) + columns, 12), 60)
    return [.list(.resized(columns: list.columns))] + reanchored(state, list: list)
  }

  // MARK: Composer

  /// By a row; past the first and the last row stand the prompts sent before.
  mutating func moveCaret(_ rows: Int, _ state: State) -> [UserEvent] {
    guard let text = state.focused?.composer else { return [] }
    if let caret = composer.caret(movedBy: rows, from: text.caret) { return [.composer(.edited(.moveTo(caret)))] }
    return [.composer(.recalled(rows < 0 ? .backward : .forward))]
  }

  /// By a row; past the first and the last row to the text's end.
  mutating func select(rows: Int, _ state: State) -> [UserEvent] {
    guard let text = state.focused?.composer else { return [] }
    guard let caret = composer.caret(movedBy: rows, from: text.caret) else {
      return [.composer(.edited(.selecting(rows < 0 ? .moveToStart : .moveToEnd)))]
    }
    return [.composer(.edited(.selecting(.moveTo(caret))))]
  }

  // MARK: List

  mutating func open(_ state: State) -> [UserEvent] {
    let shown = list.shown(state)
    guard let selected = list.selection(state, in: shown) else { return [] }
    return [.conversations(.opened(shown[selected]))] + (state.list.filter == nil ? [] : [.list(.filterClosed)])
  }
}
