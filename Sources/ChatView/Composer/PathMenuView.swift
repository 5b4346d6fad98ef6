import AppState
import Canvas
import ChatModel

/// The names that complete the path which is being typed behind an `@`. Like the list of commands it takes no key that
/// writes or sends: Tab alone completes.
struct PathMenuView {
  /// Those that fit; never empty.
  let entries: [FolderEntry]
  let selected: Int
  private let folder: String

  /// nil while no path is typed, its folder is being read, or nothing fits.
  init?(_ state: State) {
    guard state.zone == .composer, state.popups.isEmpty, !state.commandMenu.isHidden,
      state.settings.access == .readWrite, let composer = state.focused?.composer, composer.selection == nil,
      let path = TypedPath(composer), let listing = state.folder, listing.path == path.folder
    else { return nil }
    let typed = path.name.lowercased()
    let fitting = (listing.entries ?? []).filter { entry in
      entry.name.lowercased().hasPrefix(typed) && (typed.hasPrefix(".") || !entry.name.hasPrefix("."))
    }
    guard let first = fitting.first else { return nil }
    // The name of a file that is attached needs no list.
    let isAttached = state.focused?.attachments.contains { $0.path == path.folder + path.name } ?? false
    guard fitting.count > 1 || first.name != path.name || !isAttached else { return nil }
    entries = fitting
    folder = path.folder
    selected = min(max(0, state.commandMenu.selected), fitting.count - 1)
  }

  /// Whether the names for what is being typed are not there yet: its Tab must not go elsewhere.
  static func isReading(_ state: State) -> Bool {
    guard state.zone == .composer, state.popups.isEmpty, state.settings.access == .readWrite,
      let listing = state.folder, listing.entries == nil, let composer = state.focused?.composer
    else { return false }
    return TypedPath(composer)?.folder == listing.path
  }

  /// What the user did by `press`; nil for keys that are not the list's.
  func events(for press: KeyPress) -> [UserEvent]? {
    switch (press.code, press.modifiers) {
    case (.tab, []): [.composer(.pathCompleted(entries[selected]))]
    case (.down, []), (.character("n"), .control): [.composer(.menuMoved(min(selected + 1, entries.count - 1)))]
    case (.up, []), (.character("p"), .control): [.composer(.menuMoved(max(selected - 1, 0)))]
    case (.escape, []): [.composer(.menuClosed)]
    default: nil
    }
  }

  /// The list, its lower edge at the row `bottom`, on a screen of `columns`; nil where there is no room.
  func picture(above bottom: Int, columns: Columns) -> PopupPicture? {
    let menu = ComposerMenu(
      title: folder.isEmpty ? "Files here" : folder.excerpt(40), count: entries.count, selected: selected,
      hints: [("Tab", "completes and attaches"), ("Enter", "sends as it is"), ("Esc", "hides")])
    return menu.picture(above: bottom, columns: columns) { index, width in
      let style = Style(index == selected ? .popupSelected : .popup)
      let name = entries[index].name.excerpt(300) + (entries[index].isFolder ? "/" : "")
      return Row([Span((index == selected ? "› " : "  ") + name, style)]).fitted(
        to: width, ellipsis: .mark, style: style)
    }
  }
}
