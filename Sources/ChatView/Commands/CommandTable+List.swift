import AppState

extension CommandTable {
  /// The list of conversations.
  mutating func addList() {
    zone = .list
    add(.listDown, "Choose the next conversation", "j", "Down", "Ctrl-N") { $0.select(1, $1.state) }
    add(.listUp, "Choose the previous conversation", "k", "Up", "Ctrl-P") { $0.select(-1, $1.state) }
    add(.listPageDown, "Choose a page down", "PgDn") { $0.select($0.listPage($1.state), $1.state) }
    add(.listPageUp, "Choose a page up", "PgUp") { $0.select(-$0.listPage($1.state), $1.state) }
    add(.listTop, "Choose the first conversation", "g", "Home") { $0.select(.min, $1.state) }
    add(.listEnd, "Choose the last conversation", "G", "End") { $0.select(.max, $1.state) }
    add(.open, "Open the chosen conversation", "Enter") { $0.open($1.state) }
    add(.filter, "Find conversations by typing", "/") {
      ($1.state.list.isVisible ? [] : $0.switchList($1.state)) + [.list(.filterOpened)]
    }
    add(.openBeside, "Open the chosen conversation in a pane of its own", "|") { screen, context in
      let shown = screen.list.shown(context.state)
      return screen.list.selection(context.state, in: shown).map { [.panes(.openedBeside(shown[$0]))] } ?? []
    }
    add(.mark, "Mark the conversation for the next command, or not", "Space") { screen, context in
      guard let id = screen.target(context.state) else { return [] }
      return [.list(.markSwitched(id))] + screen.select(1, context.state)
    }
    add(.archived, "Show or hide archived conversations", "A", does: .list(.archivedSwitched))
  }
}
