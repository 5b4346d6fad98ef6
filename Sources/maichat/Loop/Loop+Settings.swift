import AppState
import Canvas
import ChatModel
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
    if let (old, new, keymap) = result.live { apply(new, instead: old, keymap, now: now) }
    if let notice = result.notice { engine.feed(.outside(.client(.noticed(notice))), now: now) }
    gate.changed(by: .user, now: now)
  }

  private func apply(_ new: Preferences, instead old: Preferences, _ keymap: Keymap, now: Timestamp) {
    if keymap != screen.keymap || screen.themes != themes.names {
      screen = screen.changed(keymap: keymap, themes: themes.names)
    }
    for setting in SettingTable.liveChanges(from: old, to: new) { apply(setting, of: new, now: now) }
    // Its file may be another one now, whatever its name is.
    useTheme(themeChoice.name, now: now)
  }

  private func apply(_ setting: LiveSetting, of new: Preferences, now: Timestamp) {
    switch setting {
    case .theme: themeChoice.named = new.theme
    case .listWidth: if let columns = new.listWidth { feed(.list(.resized(columns: columns)), now: now) }
    case .listVisible:
      if let isVisible = new.isListVisible, isVisible != engine.state.list.isVisible {
        feed(.list(.switched), now: now)
      }
    case .follow: screen.follow.mode = new.follow
    case .escapeDelay, .alt: terminal.setKeys(escapeDelay: Int64(new.escapeDelay), alt: new.alt)
    case .mouse: useMouse(new.usesMouse, now: now)
    case .attachmentSize, .attachmentCount:
      engine.feed(
        .outside(.client(.attachmentLimitsChanged(bytes: new.attachmentBytes, count: new.attachmentCount))), now: now)
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
