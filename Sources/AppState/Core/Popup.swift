import ChatModel

/// What lies on top of the base screen and takes the keys first: a value with all that belongs to it alone, kept in
/// `State.popups`. How it is drawn and what its keys do is said where the screen is made.
/// Does not: know its place in the stack; while one of these functions runs, it is not in it.
package protocol Popup: Equatable, Sendable {
  /// Whether it leads to nothing but a change on disk or a question to the service.
  var writes: Bool { get }
  /// Fills in what the state knows, before it lies on top.
  mutating func open(in state: inout State, now: Timestamp) -> [Command]
  /// Changes the text of its field.
  mutating func edit(_ action: EditorAction, in state: inout State) -> [Command]
  /// Goes to the row that the view found; already within bounds.
  mutating func select(_ row: Int, in state: inout State) -> [Command]
  /// Leaves what was under way; nil where it stays open, as it is then.
  mutating func close(in state: inout State, now: Timestamp) -> [Command]?
}

extension Popup {
  package var writes: Bool { false }
  package mutating func open(in state: inout State, now: Timestamp) -> [Command] { [] }
  package mutating func edit(_ action: EditorAction, in state: inout State) -> [Command] { [] }
  package mutating func select(_ row: Int, in state: inout State) -> [Command] { [] }
  package mutating func close(in state: inout State, now: Timestamp) -> [Command]? { [] }

  fileprivate func equals(_ other: any Popup) -> Bool { other as? Self == self }
}

/// A popup of whatever type.
package struct AnyPopup: Equatable, Sendable {
  package var value: any Popup

  package init(_ value: any Popup) { self.value = value }

  package static func == (one: AnyPopup, other: AnyPopup) -> Bool { one.value.equals(other.value) }
}

extension UserEvent {
  /// The same as `popupOpened`.
  package static func opened(_ popup: some Popup) -> UserEvent { .popupOpened(AnyPopup(popup)) }

  /// The same as `popupChanged`.
  package static func changed(_ popup: some Popup) -> UserEvent { .popupChanged(AnyPopup(popup)) }
}

extension State {
  mutating func open(_ popup: any Popup, now: Timestamp) -> [Command] {
    var popup = popup
    let commands = popup.open(in: &self, now: now)
    popups.append(popup)
    return commands
  }

  /// Puts `popup` into the place of the one on top, which it was made from.
  mutating func changePopup(to popup: any Popup) -> [Command] {
    if let top = popups.top, type(of: top) == type(of: popup) {
      popups.removeTop()
      popups.append(popup)
    }
    return []
  }

  mutating func editPopup(_ action: EditorAction) -> [Command] {
    guard var popup = popups.removeTop() else { return [] }
    defer { popups.append(popup) }
    return popup.edit(action, in: &self)
  }

  mutating func selectInPopup(_ row: Int) -> [Command] {
    guard var popup = popups.removeTop() else { return [] }
    defer { popups.append(popup) }
    return popup.select(row, in: &self)
  }

  mutating func closePopup(now: Timestamp) -> [Command] {
    guard var popup = popups.removeTop() else { return [] }
    if let commands = popup.close(in: &self, now: now) { return commands }
    popups.append(popup)
    return []
  }
}
