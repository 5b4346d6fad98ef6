import AppState

extension CommandTable {
  /// Commands that work in every zone.
  mutating func addEverywhere() {
    zone = .everywhere
    add(.leader, "First key of two; a list of the second ones appears") { _, context in
      [.opened(LeaderHints(hintsAt: context.now))]
    }
    add(
      .new, "Begin a new conversation", "Ctrl-X n", also: [.list: ["n"]], synonyms: ["chat", "session", "fresh"],
      inReadOnly: .useless, does: .conversations(.begun))
    add(.chatbot, "Choose the chatbot", "Ctrl-X c", synonyms: ["model", "assistant", "agent", "bot"]) { _, context in
      context.state.pane.conversation.map { [.opened(ChatbotPicker(purpose: .assign($0)))] } ?? []
    }
    add(.palette, "Find and run any command", "Ctrl-X p", does: .opened(PalettePopup()))
    add(
      .keys, "Show all keys and commands", "Ctrl-X ?", synonyms: ["help", "shortcuts", "bindings", "commands"],
      does: .opened(KeyHelp()))
    add(
      .mode, "Replies as they are written, or whole", "Ctrl-X s", synonyms: ["streaming"], does: .replies(.modeSwitched)
    )
    add(.list, "Show or hide the conversation list", "Ctrl-X l", synonyms: ["sidebar"]) { $0.switchList($1.state) }
    add(
      .raw, "Show messages as raw text or formatted", "Ctrl-X r", also: [.transcript: ["R"]],
      synonyms: ["source", "markdown"]
    ) { $0.switchFormat($1.state) }
    add(.theme, "Choose the colours", "Ctrl-X t", synonyms: ["colors", "appearance"]) { screen, context in
      let current = screen.themes.firstIndex(of: context.state.settings.themeName) ?? 0
      return [.opened(ThemePopup(list: ListPicker(selected: current)))]
    }
    add(
      .search, "Search all messages and titles", "Ctrl-X f", synonyms: ["grep", "history"],
      does: .opened(SearchSession()))
    add(.searchResults, "Go back to what was found last", "Ctrl-X F", does: .search(.resumed))
    add(.moveConversation, "Move the conversation to where its profile leads now", "Ctrl-X G") { screen, context in
      screen.target(context.state).map { [.conversations(.moved($0))] } ?? []
    }
    add(
      .retry, "Try the last reply again", "Ctrl-X y", also: [.transcript: ["r"]],
      synonyms: ["regenerate", "again", "resend"], inReadOnly: .useless, does: .replies(.retried))
    add(.rename, "Rename the conversation", "Ctrl-X R", also: [.list: ["r"]], synonyms: ["title"], inReadOnly: .useless)
    { $0.rename($1.state) }
    add(
      .delete, "Delete the conversation", "Ctrl-X d", also: [.list: ["d"]], synonyms: ["remove", "trash"],
      inReadOnly: .useless
    ) { screen, context in
      screen.onTargets(context.state) { .conversations(.deleted($0)) }
    }
    add(
      .undoDelete, "Bring back what was deleted last", "Ctrl-X u", also: [.list: ["u"]],
      synonyms: ["restore", "undelete"], does: .conversations(.deletionUndone))
    add(.pin, "Pin the conversation to the top, or let it go", "Ctrl-X i", also: [.list: ["p"]]) { screen, context in
      screen.onTargets(context.state) { .conversations(.pinSwitched($0)) }
    }
    add(.archive, "Archive the conversation, or bring it back", "Ctrl-X A", also: [.list: ["a"]], synonyms: ["hide"]) {
      screen, context in
      screen.onTargets(context.state) { .conversations(.archiveSwitched($0)) }
    }
    add(.copy, "Copy the message", "Ctrl-X w", also: [.transcript: ["y"]], synonyms: ["yank", "clipboard"]) {
      $0.copy($1.state, now: $1.now)
    }
    add(
      .editor, "Write the text in your editor ($VISUAL, $EDITOR)", "Ctrl-X e", synonyms: ["vim", "emacs", "compose"],
      does: .composer(.editorOpened))
    add(.export, "Write conversations to a file", "Ctrl-X E", synonyms: ["save", "download", "dump"]) { _, context in
      context.state.exportForm.map { [.opened($0)] } ?? []
    }
    add(
      .fetchHistory, "List the conversations at the service, or stop that", "Ctrl-X H", synonyms: ["sync"],
      does: .remote(.listSwitched))
    add(.fetchMessages, "Fetch new messages from the service, or stop that", "Ctrl-X M", synonyms: ["sync"]) {
      screen, context in
      screen.target(context.state).map { [.remote(.fetchSwitched($0, isWhole: false))] } ?? []
    }
    add(.nextUnread, "Open the next conversation with something unread", "Alt-A", "Ctrl-X U") { screen, context in
      screen.nextUnread(context.state).map { [.conversations(.opened($0))] } ?? [.noticed("Nothing is unread.")]
    }
    add(.branches, "Go to a branch of this conversation", "Ctrl-X B", synonyms: ["fork", "tree"]) { _, context in
      context.state.pane.conversation.map { [.opened(BranchesPopup(conversation: $0))] } ?? []
    }
    add(.nextConversation, "Go to the next conversation in the list", "Ctrl-X j") { screen, context in
      screen.neighbour(1, context.state).map { [.conversations(.opened($0))] } ?? []
    }
    add(.previousConversation, "Go to the previous conversation in the list", "Ctrl-X k") { screen, context in
      screen.neighbour(-1, context.state).map { [.conversations(.opened($0))] } ?? []
    }
    add(.listWider, "Make the list wider", "Ctrl-X >") { $0.resizeList(by: 2, $1.state) }
    add(.listNarrower, "Make the list narrower", "Ctrl-X <") { $0.resizeList(by: -2, $1.state) }
    add(.nextZone, "Go to the next part of the screen", "Tab", does: .zoneCycled(.forward))
    add(.previousZone, "Go to the previous part of the screen", "Shift-Tab", does: .zoneCycled(.backward))
    add(
      .compose, "Go to the text to send", also: [.transcript: ["i"]], inReadOnly: .useless,
      does: .zoneFocused(.composer))
    add(.back, "Close what is on top, stop the reply, or go to the text", "Esc", synonyms: ["cancel"]) {
      $0.goBack($1.state)
    }
    add(.stop, "Stop the reply and keep what came", "Ctrl-C", synonyms: ["cancel", "abort", "interrupt"]) {
      $0.stop($1.state)
    }
    add(
      .attach, "Attach files to the message", "Ctrl-X a", synonyms: ["file", "upload", "add"],
      does: .attachments(.pickerOpened))
    add(.detach, "Take an attached file away", "Ctrl-X Backspace") { $0.detach($1.state) }
    add(.retryUploads, "Try failed uploads again", "Ctrl-X Y", does: .attachments(.retried))
    add(.stopAll, "Stop all replies that are running", does: .replies(.allStopped))
    add(.pageUp, "Scroll the transcript a page up", "PgUp") { $0.scroll(.pages(-1), $1.state) }
    add(.pageDown, "Scroll the transcript a page down", "PgDn", also: [.transcript: ["Space"]]) {
      $0.scroll(.pages(1), $1.state)
    }
    add(.mouse, "Use the mouse, or leave it to the terminal", "Ctrl-X m", does: .program(.mouseSwitched))
    add(
      .reload, "Read the configuration and the theme again", "Ctrl-X ,", synonyms: ["refresh", "config"],
      does: .program(.reload))
    add(
      .stars, "Go to a starred message", "Ctrl-X *", synonyms: ["bookmarks", "favorites"],
      does: .opened(StarsPopup()))
    add(
      .plain, "Show the conversation in your pager ($PAGER)", "Ctrl-X P", synonyms: ["less", "pager"],
      does: .copying(.plainShown))
    add(.timing, "Show how long the replies took", "Ctrl-X T", synonyms: ["latency", "speed", "stats"]) {
      $0.timing($1.state)
    }
    add(.starters, "Take one of the questions that the chatbot suggests", "Alt-T") { $0.starters($1.state) }
    add(
      .profiles, "Go on with another profile of the configuration", "Ctrl-X @",
      synonyms: ["account", "login", "switch"]
    ) { _, context in
      context.state.settings.profiles.isEmpty
        ? [.noticed("The configuration has no profiles.")] : [.opened(ProfilesPopup())]
    }
    add(
      .jumpBack, "Go back to where you came from", "Alt-O", also: [.transcript: ["Ctrl-O"]],
      does: .bookmarks(.jumped(.backward)))
    add(.jumpForward, "Go forth again", "Alt-I", does: .bookmarks(.jumped(.forward)))
    add(.redraw, "Paint the screen anew", "Ctrl-L", synonyms: ["refresh", "repaint"], does: .program(.redraw))
    add(.suspend, "Go back to the shell until fg", "Ctrl-Z", synonyms: ["background"], does: .program(.suspend))
    add(.demo, "Open the demo, without key or network", synonyms: ["sandbox", "try"]) { _, context in
      context.state.settings.kind == .demo ? [.noticed("This is the demo already.")] : [.program(.demo)]
    }
    add(.quit, "Quit", "Ctrl-Q", "Ctrl-X q", synonyms: ["exit", "bye", "leave"], does: .program(.quit(.asked)))
    add(.find, "Find a text in this conversation", "Ctrl-X /", also: [.transcript: ["/"]], does: .find(.opened))
    add(
      .copyConversation, "Copy the whole conversation", "Ctrl-X W", also: [.transcript: ["Y"]],
      does: .copying(.conversation))
    add(
      .outline, "Go to a question or heading of this conversation", "Ctrl-X g", also: [.transcript: ["O"]],
      synonyms: ["headings", "toc"]
    ) { $0.outline($1.state) }
  }
}
