import AppState
import Canvas
import ChatModel

// vi's keys in the composer. Insert mode has the keymap's keys, but for Esc. In the other modes what would type is vi's;
// everything with Ctrl or Alt, Enter and the arrows stay the keymap's.

extension ChatScreen {
  /// What `press` does by vi's keys; nil where it is none of them, or another kind of keys is used.
  func answerInVi(_ press: KeyPress, _ state: State) -> InputResult? {
    guard state.zone == .composer, state.settings.editing == .vi, state.settings.access == .readWrite,
      let conversation = state.focused
    else { return nil }
    let vi = conversation.vi
    if press == KeyPress(.escape) {
      return vi.mode != .normal || vi.isPending ? .vi(.escape) : nil
    }
    guard vi.mode != .insert else { return nil }
    let isFree = vi.mode == .normal && !vi.isPending
    switch (press.code, press.modifiers) {
    case (.character("j"), []) where isFree: return InputResult(command: .down)
    case (.character("k"), []) where isFree: return InputResult(command: .up)
    case (.character("/"), []) where isFree: return InputResult(command: .searchPrompts)
    case (.character(":"), []) where isFree: return InputResult(command: .palette)
    case (.character(let character), []): return .vi(.character(character))
    case (.character("r"), .control): return .vi(.redo)
    case (.backspace, []): return .vi(.character("h"))
    case (.delete, []): return .vi(.character("x"))
    default: return nil
    }
  }
}

extension InputResult {
  fileprivate static func vi(_ key: ViKey) -> InputResult { InputResult(events: [.composer(.viPressed(key))]) }
}

extension ViEditing.Mode {
  /// What the status line calls it.
  var word: String {
    switch self {
    case .insert: "insert"
    case .normal: "NORMAL"
    case .visual: "VISUAL"
    case .visualLines: "VISUAL LINES"
    }
  }
}
