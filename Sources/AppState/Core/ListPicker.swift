import ChatModel

/// A list with a filter: what was typed and which row is chosen. The rows themselves follow from the state.
package struct ListPicker: Equatable, Sendable {
  package var filter: TextEditor
  /// Counts from 0 among the rows that pass the filter.
  package var selected: Int

  package init(filter: TextEditor = TextEditor(), selected: Int = 0) {
    self.filter = filter
    self.selected = selected
  }

  /// What is chosen of `items`, which pass the filter; nil where there are none.
  package func chosen<Items: RandomAccessCollection>(of items: Items) -> Items.Element? where Items.Index == Int {
    items.isEmpty ? nil : items[row(of: items.count)]
  }

  /// The chosen row, within the `count` that there are.
  package func row(of count: Int) -> Int { min(max(0, selected), max(0, count - 1)) }

  /// After another text the first row is chosen. Returns whether it is another text.
  @discardableResult mutating func edit(_ action: EditorAction, killed: inout KillRing) -> Bool {
    let before = filter.text
    filter.apply(action, killed: &killed)
    if filter.text == before { return false }
    selected = 0
    return true
  }
}

/// A popup that is a list with a filter.
package protocol ListPopup: Popup {
  var list: ListPicker { get set }
}

extension ListPopup {
  package mutating func edit(_ action: EditorAction, in state: inout State) -> [Command] {
    list.edit(action, killed: &state.killed)
    return []
  }

  package mutating func select(_ row: Int, in state: inout State) -> [Command] {
    list.selected = row
    return []
  }
}
