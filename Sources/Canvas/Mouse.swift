/// What the mouse did. Only its left button and its wheel count.
package struct MouseInput: Hashable, Sendable {
  package var action: Action
  /// The cell under the pointer; may lie outside of the screen, never left of it or above.
  package var position: Position

  package enum Action: Hashable, Sendable {
    case press, release
    /// Moved while the button is held.
    case drag
    case wheelUp, wheelDown
  }

  /// The mouse doing `action` at `position`.
  package init(_ action: Action, at position: Position) {
    self.action = action
    self.position = position
  }
}
