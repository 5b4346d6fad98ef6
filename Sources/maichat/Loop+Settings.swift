import Canvas
import ChatModel
import ChatStore
import ChatView
import Configuration
import Terminal

/// Puts into effect what the user sets while the client runs.
extension Loop {
  /// Looks whether the configuration has changed on disk.
  func readFiles(now: Timestamp) {
    reload.noticed(now: now)
    apply(reload.settled(now: now, theme: themeChoice.named), now: now)
  }

  func apply(_ result: ConfigurationReload.Result?, now: Timestamp) {
    guard let result else { return }
    if let (old, new) = result.live { apply(new, instead: old, now: now) }
    if let notice = result.notice { engine.feed(.outside(.client(.noticed(notice))), now: now) }
    gate.changed(by: .user, now: now)
  }

  private func apply(_ new: LiveSettings, instead old: LiveSettings, now: Timestamp) {
    if new.keymap != old.keymap || screen.themes != themes.names {
      screen = screen.changed(keymap: new.keymap, themes: themes.names)
    }
    screen.follow.manner = Follow.Manner(new.follow)
    terminal.setKeys(escapeDelay: Int64(new.escapeDelay), alt: new.alt)
    if new.theme != old.theme { themeChoice.named = new.theme }
    // Its file may be another one now, whatever its name is.
    useTheme(themeChoice.name, now: now)
    if new.mouse != old.mouse { useMouse(new.mouse == .reported, now: now) }
    engine.feed(
      .outside(.client(.attachmentLimitsChanged(bytes: new.attachmentBytes, count: new.attachmentCount))), now: now)
    if let columns = new.listWidth, columns != old.listWidth { feed(.listResized(columns: columns), now: now) }
    if let isVisible = new.isListVisible, isVisible != old.isListVisible, isVisible != engine.state.list.isVisible {
      feed(.listSwitched, now: now)
    }
  }

  func useTheme(_ name: String, now: Timestamp) {
    let (found, problems) = themes.find(name)
    if found != theme || found.name != engine.state.settings.themeName {
      theme = found
      engine.feed(.outside(.client(.themeChanged(found.name))), now: now)
    }
    if let problem = problems.first { engine.feed(.outside(.client(.noticed(problem.notice))), now: now) }
    gate.changed(by: .user, now: now)
  }

  func useMouse(_ isOurs: Bool, now: Timestamp) {
    let event: ClientEvent =
      terminal.useMouse(isOurs ? .reported : .left)
      ? .mouseChanged(isOurs: isOurs) : .noticed("This terminal does not report the mouse.")
    engine.feed(.outside(.client(event)), now: now)
    gate.changed(by: .user, now: now)
  }
}
