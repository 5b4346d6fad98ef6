import AppState

extension CommandTable {
  /// Panes: making them, going between them, and what they hold together.
  mutating func addPanes() {
    zone = .everywhere
    add(
      .splitRight, "Open a pane to the right, with a new conversation", "Ctrl-X |", synonyms: ["vertical", "vsplit"],
      does: .panes(.split(.columns)))
    add(
      .splitBelow, "Open a pane below, with a new conversation", "Ctrl-X -", synonyms: ["horizontal", "hsplit"],
      does: .panes(.split(.rows)))
    add(.nextPane, "Go to the next pane", "Ctrl-X o", does: .panes(.cycled(.forward)))
    add(.previousPane, "Go to the pane before", does: .panes(.cycled(.backward)))
    add(.lastPane, "Go to the pane that had the focus last", "Ctrl-X ;", does: .panes(.lastFocused))
    add(.closePane, "Close the pane; its conversation stays", "Ctrl-X x", does: .panes(.closed))
    add(
      .zoom, "Give the pane all the room, or share it again", "Ctrl-X z", synonyms: ["fullscreen", "maximize"],
      does: .panes(.zoomSwitched))
    add(.balance, "Give all panes the same room", "Ctrl-X =", does: .panes(.balanced))
    add(
      .broadcast, "Send to the conversations of all panes, or to one", "Ctrl-X b",
      does: .panes(.broadcastSwitched))
    add(
      .compare, "Ask several chatbots the same, side by side", "Ctrl-X C",
      does: .opened(ComparisonPicker()))
    add(.lockScroll, "Scroll all panes together, or each by itself", "Ctrl-X L", does: .panes(.scrollLockSwitched))
    add(.difference, "Show how the answers of two panes differ, word by word", "Ctrl-X D") {
      $0.difference($1.state, now: $1.now)
    }
    add(.layouts, "Show panes as they were kept under a name", "Ctrl-X v", does: .opened(LayoutsPopup()))
    add(
      .saveLayout, "Keep how the panes stand, under a name", "Ctrl-X V", does: .opened(LayoutNamePopup()))
    add(.swapPane, "Swap the pane with the next one", "Ctrl-X S", does: .panes(.swapped(.forward)))
    add(.rotatePanes, "Move each pane to the next place", "Ctrl-X O", does: .panes(.rotated))
    add(.paneLeft, "Go to the pane on the left", "Alt-Left") { $0.focus(columns: -1, rows: 0, $1.state) }
    add(.paneRight, "Go to the pane on the right", "Alt-Right") { $0.focus(columns: 1, rows: 0, $1.state) }
    add(.paneUp, "Go to the pane above", "Alt-Up") { $0.focus(columns: 0, rows: -1, $1.state) }
    add(.paneDown, "Go to the pane below", "Alt-Down") { $0.focus(columns: 0, rows: 1, $1.state) }
    add(
      .paneWider, "Make the pane wider", "Ctrl-X Right",
      does: .panes(.resized(.columns, percent: ChatScreen.borderStep)))
    add(
      .paneNarrower, "Make the pane narrower", "Ctrl-X Left",
      does: .panes(.resized(.columns, percent: -ChatScreen.borderStep)))
    add(
      .paneTaller, "Make the pane taller", "Ctrl-X Down", does: .panes(.resized(.rows, percent: ChatScreen.borderStep)))
    add(.paneLower, "Make the pane lower", "Ctrl-X Up", does: .panes(.resized(.rows, percent: -ChatScreen.borderStep)))
    add(.pane1, "Go to pane 1", "Alt-1") { $0.focusPane(1, $1.state) }
    add(.pane2, "Go to pane 2", "Alt-2") { $0.focusPane(2, $1.state) }
    add(.pane3, "Go to pane 3", "Alt-3") { $0.focusPane(3, $1.state) }
    add(.pane4, "Go to pane 4", "Alt-4") { $0.focusPane(4, $1.state) }
    add(.pane5, "Go to pane 5", "Alt-5") { $0.focusPane(5, $1.state) }
    add(.pane6, "Go to pane 6", "Alt-6") { $0.focusPane(6, $1.state) }
    add(.pane7, "Go to pane 7", "Alt-7") { $0.focusPane(7, $1.state) }
    add(.pane8, "Go to pane 8", "Alt-8") { $0.focusPane(8, $1.state) }
    add(.pane9, "Go to pane 9", "Alt-9") { $0.focusPane(9, $1.state) }
  }
}
