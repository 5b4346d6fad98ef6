import AppState
import Canvas
import ChatModel

extension ChatScreen {
  /// Hundredths of the room that a border moves by.
  static let borderStep = 5

  /// Goes to the pane of `number`, counted from 1.
  func focusPane(_ number: Int, _ state: State) -> [UserEvent] {
    let panes = state.tree.panes
    return [
      panes.indices.contains(number - 1) ? .panes(.focused(panes[number - 1])) : .noticed("There is no pane \(number).")
    ]
  }

  mutating func focus(columns: Int, rows: Int, _ state: State) -> [UserEvent] {
    let neighbour = layout(state).neighbour(
      of: state.focusedPane, columns: columns, rows: rows, last: state.lastPane)
    return [neighbour.map { .panes(.focused($0)) } ?? .noticed("There is no pane on that side.")]
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
