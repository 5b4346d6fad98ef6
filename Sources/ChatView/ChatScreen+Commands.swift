import Canvas
import ChatModel
import ChatStore

extension ChatScreen {
  /// What the user did by running `command`.
  mutating func run(_ command: ChatCommand, _ state: State, now: Timestamp) -> [UserEvent] {
    if command == .copySelection, state.focused?.composer.selection == nil {
      return [.noticed("Nothing is selected. Shift with an arrow selects, or \(texts.named(.setMark, .composer)).")]
    }
    if let action = command.editorAction { return [.composerEdited(action)] }
    switch command.home {
    case .everywhere: return runEverywhere(command, state, now: now)
    case .composer: return runInComposer(command, state)
    case .transcript: return runInTranscript(command, state, now: now)
    case .list: return runInList(command, state)
    }
  }

  // MARK: Everywhere

  private mutating func runEverywhere(_ command: ChatCommand, _ state: State, now: Timestamp) -> [UserEvent] {
    switch command {
    case .leader: return [.layerOpened(.leader(hintsAt: now))]
    case .new: return [.conversationBegun]
    case .chatbot:
      return state.pane.conversation.map { [.layerOpened(.chatbots(ChatbotPicker(purpose: .assign($0))))] } ?? []
    case .palette: return [.layerOpened(.palette(Chooser()))]
    case .search: return [.layerOpened(.search(SearchBoard()))]
    case .searchResults: return [.searchResumed]
    case .keys: return [.layerOpened(.keys(scroll: 0))]
    case .theme:
      let current = themes.firstIndex(of: state.settings.themeName) ?? 0
      return [.layerOpened(.themes(Chooser(selected: current)))]
    case .mode: return [.modeSwitched]
    case .list: return switchList(state)
    case .raw: return switchFormat(state)
    case .listWider: return resizeList(by: 2, state)
    case .listNarrower: return resizeList(by: -2, state)
    case .nextZone: return [.zoneCycled(.forward)]
    case .previousZone: return [.zoneCycled(.backward)]
    case .compose: return [.zoneFocused(.composer)]
    case .back: return goBack(state)
    case .stop: return stop(state)
    case .stopAll: return [.allRepliesStopped]
    case .attach: return [.attachWanted]
    case .detach: return detach(state)
    case .retryUploads: return [.uploadsRetried]
    case .retry: return [.replyRetried]
    case .undoDelete: return [.deletionUndone]
    case .pageUp: return scroll(.pages(-1), state)
    case .pageDown: return scroll(.pages(1), state)
    case .nextConversation: return neighbour(1, state).map { [.conversationOpened($0)] } ?? []
    case .previousConversation: return neighbour(-1, state).map { [.conversationOpened($0)] } ?? []
    case .copy: return copy(state, now: now)
    case .editor: return [.editorWanted]
    case .export: return state.exportForm.map { [.layerOpened(.export($0))] } ?? []
    case .fetchHistory: return [.remoteListSwitched]
    case .fetchMessages:
      return target(state).map { [.remoteFetchSwitched($0, isWhole: false)] } ?? []
    case .moveConversation: return target(state).map { [.conversationMoved($0)] } ?? []
    case .rename, .delete, .pin, .archive: return runOnTarget(command, state)
    case .nextUnread: return nextUnread(state).map { [.conversationOpened($0)] } ?? [.noticed("Nothing is unread.")]
    case .branches: return state.pane.conversation.map { [.layerOpened(.branches($0, Chooser()))] } ?? []
    case .demo:
      return state.settings.kind == .demo ? [.noticed("This is the demo already.")] : [.demoWanted]
    case .mouse: return [.mouseSwitched]
    case .reload: return [.reloadWanted]
    case .find: return [.findOpened]
    case .plain: return [.plainWanted]
    case .stars: return [.layerOpened(.stars(Chooser()))]
    case .outline: return outline(state)
    case .timing: return timing(state)
    case .starters: return starters(state)
    case .profiles:
      return state.settings.profiles.isEmpty
        ? [.noticed("The configuration has no profiles.")] : [.layerOpened(.profiles(Chooser()))]
    case .jumpBack: return [.jumped(.backward)]
    case .jumpForward: return [.jumped(.forward)]
    case .copyConversation: return [.conversationCopied]
    case .redraw: return [.redrawWanted]
    case .suspend: return [.suspendWanted]
    case .quit: return [.quitWanted(.asked)]
    default: return runOnPanes(command, state, now: now) ?? []
    }
  }

  private mutating func runOnTarget(_ command: ChatCommand, _ state: State) -> [UserEvent] {
    guard let id = target(state), let conversation = state.conversations[id] else { return [] }
    // What is marked goes together; a title is one conversation's own.
    let marked = state.zone == .list ? state.order.filter(state.list.marked.contains) : []
    let ids = marked.isEmpty ? [id] : marked
    switch command {
    case .rename: return [.layerOpened(.rename(id, TextEditor(conversation.header.title)))]
    case .delete: return [.conversationsDeleted(ids)]
    case .pin: return [.pinSwitched(ids)]
    case .archive: return [.archiveSwitched(ids)]
    default: return []
    }
  }

  /// Esc with no popup open: ends the filter or lets go of what is selected, else the running reply, else leaves the zone.
  private func goBack(_ state: State) -> [UserEvent] {
    if state.zone == .list && state.list.filter != nil { return [.listFilterClosed] }
    if state.zone == .composer && state.focused?.composer.isSelecting == true {
      return [.composerEdited(.dropSelection)]
    }
    if state.zone == .list && !state.list.marked.isEmpty { return [.listMarksCleared] }
    if state.zone == .transcript && state.pane.find != nil && state.focused?.running == nil { return [.findEnded] }
    if state.zone == .composer && state.focused?.edited != nil { return [.messageEditEnded] }
    if state.focused?.running != nil || state.focused?.isUploading == true { return [.replyStopped] }
    return state.zone == .composer ? [] : [.zoneFocused(.composer)]
  }

  /// Ctrl-C stops a reply and nothing else: who expects it to clear the line or to end the program must not lose text.
  private func stop(_ state: State) -> [UserEvent] {
    if state.focused?.running != nil || state.focused?.isUploading == true { return [.replyStopped] }
    let quit = "\(texts.named(.quit)) quits."
    let isEmpty = state.focused?.composer.isEmpty ?? true
    return [
      .noticed(isEmpty ? "No reply is running here. \(quit)" : "No reply is running here. Your text stays. \(quit)")
    ]
  }

  /// The only attached file goes at once; of several, one is chosen.
  private func detach(_ state: State) -> [UserEvent] {
    let files = state.focused?.attachments ?? []
    if files.count > 1 { return [.layerOpened(.attachments(Chooser(selected: files.count - 1)))] }
    if let file = files.first { return [.attachmentRemoved(file.id)] }
    let waits = state.focused?.queue.contains { !$0.attachments.isEmpty } == true
    return [
      .noticed(waits ? "The message waits already: \(texts.named(.back)) takes it back." : "No file is attached here.")
    ]
  }

  private mutating func copy(_ state: State, now: Timestamp) -> [UserEvent] {
    let pane = state.pane
    let size = layout(state).content(of: pane.id)?.size ?? contents[pane.id] ?? self.size
    guard let message = picture(of: pane, state, size: size, now: now)?.currentMessage else {
      return [.noticed("There is no message to copy yet.")]
    }
    return [.messageCopied(message)]
  }

  private mutating func star(_ command: ChatCommand, _ state: State, now: Timestamp) -> [UserEvent] {
    guard let message = currentMessage(state, now: now) else { return [.noticed("There is no message to star yet.")] }
    if command == .star { return [.starSwitched(message)] }
    return [.layerOpened(.starNote(message, TextEditor(state.stars[message]?.note ?? "")))]
  }

  // MARK: The list's place

  /// Shows or hides the list. Where it cannot stand beside the pane, showing it is going to it.
  private mutating func switchList(_ state: State) -> [UserEvent] {
    guard ScreenLayout.isWide(size) else {
      if state.list.isVisible && state.zone == .list { return [.listSwitched] }
      return (state.list.isVisible ? [] : [.listSwitched]) + [.zoneFocused(.list)]
    }
    _ = layout(state)
    var list = state.list
    list.isVisible.toggle()
    return [.listSwitched] + reanchored(state, list: list)
  }

  private mutating func resizeList(by columns: Int, _ state: State) -> [UserEvent] {
    guard state.list.isVisible, ScreenLayout.isWide(size) else {
      return [.noticed("The list has no width of its own to change at present.")]
    }
    _ = layout(state)
    var list = state.list
    // From what is seen, not from what a wider screen once allowed; within the bounds that the list keeps.
    list.columns = min(max(min(list.columns, ScreenLayout.listLimit(size)) + columns, 12), 60)
    return [.listResized(columns: list.columns)] + reanchored(state, list: list)
  }

  // MARK: Composer

  private mutating func runInComposer(_ command: ChatCommand, _ state: State) -> [UserEvent] {
    switch command {
    case .send: return [.promptSubmitted]
    case .previousPrompt: return [.promptRecalled(.backward)]
    case .nextPrompt: return [.promptRecalled(.forward)]
    case .takeBack: return [.followUpTakenBack]
    case .searchPrompts: return [.layerOpened(.prompts(PromptSearch()))]
    case .stash: return [.draftStashed]
    case .up: return moveCaret(-1, state)
    case .down: return moveCaret(1, state)
    case .selectUp: return select(rows: -1, state)
    case .selectDown: return select(rows: 1, state)
    default: return []
    }
  }

  /// By a row; past the first and the last row stand the prompts sent before.
  private mutating func moveCaret(_ rows: Int, _ state: State) -> [UserEvent] {
    guard let text = state.focused?.composer else { return [] }
    if let caret = composer.caret(movedBy: rows, from: text.caret) { return [.composerEdited(.moveTo(caret))] }
    return [.promptRecalled(rows < 0 ? .backward : .forward)]
  }

  /// By a row; past the first and the last row to the text's end.
  private mutating func select(rows: Int, _ state: State) -> [UserEvent] {
    guard let text = state.focused?.composer else { return [] }
    guard let caret = composer.caret(movedBy: rows, from: text.caret) else {
      return [.composerEdited(.selecting(rows < 0 ? .moveToStart : .moveToEnd))]
    }
    return [.composerEdited(.selecting(.moveTo(caret)))]
  }

  // MARK: Transcript

  private mutating func runInTranscript(_ command: ChatCommand, _ state: State, now: Timestamp) -> [UserEvent] {
    switch command {
    case .rowDown: return scroll(.rows(1), state)
    case .rowUp: return scroll(.rows(-1), state)
    case .nextMessage: return scroll(.messages(1), state)
    case .previousMessage: return scroll(.messages(-1), state)
    case .nextCode: return scroll(.codeBlocks(1), state)
    case .previousCode: return scroll(.codeBlocks(-1), state)
    case .nextHeading: return scroll(.headings(1), state)
    case .previousHeading: return scroll(.headings(-1), state)
    case .fold: return fold(state, now: now)
    case .foldAll: return foldAll(state)
    case .links:
      let links = links(state, now: now)
      return links.isEmpty ? [.noticed("There is no link in this message.")] : [.layerOpened(.links(links, Chooser()))]
    case .sources: return sources(state, now: now)
    case .attachments: return attachments(state, now: now)
    case .editMessage: return editMessage(state, now: now)
    case .findNext: return findNext(.forward, state)
    case .findPrevious: return findNext(.backward, state)
    case .copyHints: return copyHints(state, now: now)
    case .selectRows: return beginSelection(state)
    case .markPlace: return [.layerOpened(.placeName(isSetting: true))]
    case .goToPlace: return [.layerOpened(.placeName(isSetting: false))]
    case .star, .starNote: return star(command, state, now: now)
    case .halfPageDown: return scroll(.halfPages(1), state)
    case .halfPageUp: return scroll(.halfPages(-1), state)
    case .top: return scroll(.top, state)
    case .end: return scroll(.end, state)
    default: return []
    }
  }

  // MARK: List

  private mutating func runInList(_ command: ChatCommand, _ state: State) -> [UserEvent] {
    switch command {
    case .listDown: return select(1, state)
    case .listUp: return select(-1, state)
    case .listPageDown: return select(listPage(state), state)
    case .listPageUp: return select(-listPage(state), state)
    case .listTop: return select(.min, state)
    case .listEnd: return select(.max, state)
    case .open: return open(state)
    case .openBeside:
      let shown = list.shown(state)
      return list.selection(state, in: shown).map { [.conversationOpenedBeside(shown[$0])] } ?? []
    case .mark:
      guard let id = target(state) else { return [] }
      return [.listMarkSwitched(id)] + select(1, state)
    case .archived: return [.archivedSwitched]
    case .filter: return (state.list.isVisible ? [] : switchList(state)) + [.listFilterOpened]
    default: return []
    }
  }

  private mutating func open(_ state: State) -> [UserEvent] {
    let shown = list.shown(state)
    guard let selected = list.selection(state, in: shown) else { return [] }
    return [.conversationOpened(shown[selected])] + (state.list.filter == nil ? [] : [.listFilterClosed])
  }
}
