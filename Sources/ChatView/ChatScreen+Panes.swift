import Canvas
import ChatModel
import ChatStore

extension ChatCommand {
  /// The commands that go to a pane by its number, from 1.
  static let panesByNumber: [ChatCommand] = [.pane1, .pane2, .pane3, .pane4, .pane5, .pane6, .pane7, .pane8, .pane9]
}

extension ChatScreen {
  /// Hundredths of the room that a border moves by.
  private static let step = 5

  /// What the user did by running `command`; nil where it is not about panes.
  mutating func runOnPanes(_ command: ChatCommand, _ state: State, now: Timestamp) -> [UserEvent]? {
    switch command {
    case .splitRight: return [.paneSplit(.columns)]
    case .splitBelow: return [.paneSplit(.rows)]
    case .nextPane: return [.panesCycled(.forward)]
    case .previousPane: return [.panesCycled(.backward)]
    case .lastPane: return [.lastPaneFocused]
    case .closePane: return [.paneClosed]
    case .zoom: return [.zoomSwitched]
    case .balance: return [.panesBalanced]
    case .broadcast: return [.broadcastSwitched]
    case .compare: return [.layerOpened(.comparison(Chooser(), chosen: []))]
    case .lockScroll: return [.scrollLockSwitched]
    case .difference: return difference(state, now: now)
    case .layouts: return [.layerOpened(.layouts(Chooser()))]
    case .saveLayout: return [.layerOpened(.layoutName(TextEditor()))]
    case .swapPane: return [.panesSwapped(.forward)]
    case .rotatePanes: return [.panesRotated]
    case .paneLeft: return focus(columns: -1, rows: 0, state)
    case .paneRight: return focus(columns: 1, rows: 0, state)
    case .paneUp: return focus(columns: 0, rows: -1, state)
    case .paneDown: return focus(columns: 0, rows: 1, state)
    case .paneWider: return [.paneResized(.columns, percent: Self.step)]
    case .paneNarrower: return [.paneResized(.columns, percent: -Self.step)]
    case .paneTaller: return [.paneResized(.rows, percent: Self.step)]
    case .paneLower: return [.paneResized(.rows, percent: -Self.step)]
    default:
      guard let index = ChatCommand.panesByNumber.firstIndex(of: command) else { return nil }
      let order = state.tree.panes
      return order.indices.contains(index)
        ? [.paneFocused(order[index])] : [.noticed("There is no pane \(index + 1).")]
    }
  }

  private mutating func focus(columns: Int, rows: Int, _ state: State) -> [UserEvent] {
    let neighbour = layout(state).neighbour(
      of: state.focusedPane, columns: columns, rows: rows, last: state.lastPane)
    return [neighbour.map { .paneFocused($0) } ?? .noticed("There is no pane on that side.")]
  }

  /// What keeps the same text at the top of each pane after the panes were given other places; forgets closed ones. To be
  /// asked after each turn.
  package mutating func settled(_ state: State) -> [UserEvent] {
    if panes.count > state.panes.count {
      let ids = Set(state.panes.map(\.id))
      panes = panes.filter { ids.contains($0.key) }
      contents = contents.filter { ids.contains($0.key) }
    }
    return reanchored(state, list: state.list)
  }
}
