import Canvas

/// The keys of popups. They are fixed, so that no configuration can lock anybody in.
enum PopupKey {
  case up, down, pageUp, pageDown, home, end
  case enter, close, redraw, suspend, quit

  init?(_ press: KeyPress) {
    switch (press.code, press.modifiers) {
    case (.up, []), (.character("p"), .control): self = .up
    case (.down, []), (.character("n"), .control): self = .down
    case (.pageUp, []): self = .pageUp
    case (.pageDown, []): self = .pageDown
    case (.home, []): self = .home
    case (.end, []): self = .end
    case (.enter, []): self = .enter
    case (.escape, []), (.character("c"), .control): self = .close
    case (.character("l"), .control): self = .redraw
    case (.character("z"), .control): self = .suspend
    case (.character("q"), .control): self = .quit
    default: return nil
    }
  }

  /// What the keys that mean the same in every popup do; nil for the others.
  var usual: InputResult? {
    switch self {
    case .close: [.popupClosed]
    case .redraw: [.program(.redraw)]
    case .suspend: [.program(.suspend)]
    case .quit: [.program(.quit(.asked))]
    default: nil
    }
  }
}
