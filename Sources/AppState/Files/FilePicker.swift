import ChatModel

/// Choosing files in folders: where one is, what is there, what passes the filter, and what is marked.
package struct FilePicker: ListPopup {
  package var list = ListPicker()
  /// Absolute once the folder was read; before that as it was asked for.
  package var folder: String
  /// nil while it is being read.
  package private(set) var content: FolderContent?
  package private(set) var isHiddenShown = false
  /// Absolute paths in the order in which they were marked; also of other folders.
  package private(set) var marked: [String] = []
  /// The entries that pass the filter, by their places in `content`.
  package private(set) var matches: [Int] = []
  /// What is known of the chosen entry; nil while it is being looked at.
  package var preview: FilePreview?
  /// The path of the entry that `preview` is about.
  package var previewed: String?

  package init(folder: String) { self.folder = folder }

  package var writes: Bool { true }

  package mutating func edit(_ action: EditorAction, in state: inout State) -> [Command] {
    list.edit(action, killed: &state.killed)
    return settle()
  }

  package mutating func select(_ row: Int, in state: inout State) -> [Command] {
    list.selected = row
    return settle()
  }

  /// The chosen entry; nil where none is.
  package var chosen: FolderEntry? {
    guard let content, matches.indices.contains(list.selected) else { return nil }
    return content.entries[matches[list.selected]]
  }

  /// The absolute path of an entry of the folder.
  package func path(of entry: FolderEntry) -> String {
    folder.hasSuffix("/") ? folder + entry.name : "\(folder)/\(entry.name)"
  }

  /// The folder that holds this one; nil at the top.
  package var parent: String? {
    guard folder != "/", folder.hasPrefix("/"), let slash = folder.lastIndex(of: "/") else { return nil }
    return slash == folder.startIndex ? "/" : String(folder[..<slash])
  }

  mutating func enter(_ folder: String) {
    self.folder = folder
    content = nil
    matches = []
    list.selected = 0
    preview = nil
    previewed = nil
  }

  mutating func take(_ content: FolderContent) {
    self.content = content
    folder = content.path
    match()
  }

  mutating func switchHidden() {
    isHiddenShown.toggle()
    match()
  }

  package mutating func switchMark(_ path: String) {
    if let index = marked.firstIndex(of: path) { marked.remove(at: index) } else { marked.append(path) }
  }

  /// Finds what passes the filter: every word of it somewhere in the name, whatever the case of letters. What begins with a
  /// dot is hidden unless it is wanted, by the switch or by a filter that begins so.
  mutating func match() {
    let words = SubstringMatcher.words(list.filter.text)
    let showsHidden = isHiddenShown || list.filter.text.hasPrefix(".")
    let entries = content?.entries ?? []
    let fitting = entries.indices.filter { index in
      let name = entries[index].name
      guard showsHidden || !name.hasPrefix(".") else { return false }
      return words.allSatisfy { $0.isIn(name) }
    }
    // What begins as it was typed stands first.
    let first = list.filter.text.lowercased().split(whereSeparator: \.isWhitespace).first ?? ""
    let begins = { (index: Int) in entries[index].name.lowercased().hasPrefix(first) }
    matches = first.isEmpty ? fitting : fitting.filter(begins) + fitting.filter { !begins($0) }
    list.selected = max(0, min(list.selected, matches.count - 1))
  }

  /// What follows from an edit of the filter or another choice: a slash in the filter leads to another folder, and what is
  /// chosen is looked at.
  fileprivate mutating func settle() -> [Command] {
    let typed = list.filter.text
    if typed == "~" { return [] }
    if let slash = typed.lastIndex(of: "/") {
      let asked = String(typed[...slash])
      let isWhole = asked.hasPrefix("/") || asked.hasPrefix("~")
      let target = isWhole ? asked : folder + (folder.hasSuffix("/") ? "" : "/") + asked
      list.filter = TextEditor(String(typed[typed.index(after: slash)...]))
      enter(target)
      return [.client(.browseFolder(target))]
    }
    match()
    let path = chosen.map { self.path(of: $0) }
    guard previewed != path else { return [] }
    previewed = path
    preview = nil
    return path.map { [.client(.previewFile($0))] } ?? []
  }
}

extension State {
  mutating func openPicker() -> [Command] {
    popups.append(FilePicker(folder: pickedFolder))
    return [.client(.browseFolder(pickedFolder))]
  }

  mutating func switchHidden() -> [Command] {
    popups[top: FilePicker.self]?.switchHidden()
    return popups[top: FilePicker.self]?.settle() ?? []
  }

  mutating func enterFolder(_ path: String) -> [Command] {
    popups[top: FilePicker.self]?.list.filter = TextEditor()
    popups[top: FilePicker.self]?.enter(path)
    return [.client(.browseFolder(path))]
  }

  mutating func takeFolder(_ asked: String, _ content: FolderContent) -> [Command] {
    guard let picker = popups[top: FilePicker.self], picker.content == nil, picker.folder == asked else { return [] }
    pickedFolder = content.path
    popups[top: FilePicker.self]?.take(content)
    return popups[top: FilePicker.self]?.settle() ?? []
  }

  mutating func takePreview(_ path: String, _ preview: FilePreview) {
    guard popups[top: FilePicker.self]?.previewed == path else { return }
    popups[top: FilePicker.self]?.preview = preview
  }
}
