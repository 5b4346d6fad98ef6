import AppState
import Canvas

/// A key of a popup's own: what acts and what the lower line says are the same list.
struct PopupAction {
  /// Their names; the first stands in the lower line.
  fileprivate let keys: [String]
  /// What they do, in words; nil where the lower line is silent about them.
  fileprivate let label: String?
  private let does: () -> InputResult?
  /// Where in a list they go after that.
  let moves: PopupKey?

  init(
    _ keys: String..., label: String? = nil, moves: PopupKey? = nil,
    does: @autoclosure @escaping () -> InputResult? = nil
  ) {
    self.keys = keys
    self.label = label
    self.moves = moves
    self.does = does
  }

  /// Empty where there is nothing to do it with.
  var result: InputResult { does() ?? [] }
}

extension [PopupAction] {
  /// The one that `press` is a key of.
  func action(of press: KeyPress) -> PopupAction? {
    first { $0.keys.contains { KeyPress(name: $0) == press } }
  }

  /// What the lower line says; of closing too, where no action stands for that.
  var hints: [(key: String, does: String)] {
    let own = compactMap { action in action.label.map { (key: action.keys[0], does: $0) } }
    return action(of: KeyPress(.escape)) == nil ? own + [("Esc", "close")] : own
  }
}
