import ChatModel

/// Choosing files in folders: where one is, what is there, what passes the filter, and what is marked.
package struct FilePicker: Equatable, Sendable {
  package var chooser = Chooser()
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

  /// The chosen entry; nil where none is.
  package var chosen: FolderEntry? {
    guard let content, matches.indices.contains(chooser.selected) else { return nil }
    return content.entries[matches[chooser.selected]]
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
    chooser.selected = 0
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

  mutating func switchMark(_ path: String) {
    if let index = marked.firstIndex(of: path) { marked.remove(at: index) } else { marked.append(path) }
  }

  /// Finds what passes the filter: every word of it somewhere in the name, whatever the case of letters. What begins with a
  /// dot is hidden unless it is wanted, by the switch or by a filter that begins so.
  mutating func match() {
    let words = chooser.filter.text.lowercased().split(whereSeparator: \.isWhitespace)
    let showsHidden = isHiddenShown || chooser.filter.text.hasPrefix(".")
    let entries = content?.entries ?? []
    let fitting = entries.indices.filter { index in
      let name = entries[index].name
      guard showsHidden || !name.hasPrefix(".") else { return false }
      guard !words.isEmpty else { return true }
      let lower = name.lowercased()
      return words.allSatisfy { lower.contains($0) }
    }
    // What begins as it was typed stands first.
    let first = words.first ?? ""
    let begins = { (index: Int) in entries[index].name.lowercased().hasPrefix(first) }
    matches = first.isEmpty ? fitting : fitting.filter(begins) + fitting.filter { !begins($0) }
    chooser.selected = max(0, min(chooser.selected, matches.count - 1))
  }
}

extension State {
  mutating func openPicker() -> [Command] {
    layers.append(.files(FilePicker(folder: pickedFolder)))
    return [.client(.browseFolder(pickedFolder))]
  }

  private mutating func changePicker(_ change: (inout FilePicker) -> Void) {
    guard case .files(var picker) = layers.last else { return }
    change(&picker)
    layers[layers.count - 1] = .files(picker)
  }

  mutating func switchMark(_ path: String) -> [Command] {
    changePicker { $0.switchMark(path) }
    return []
  }

  mutating func switchHidden() -> [Command] {
    changePicker { $0.switchHidden() }
    return settlePicker()
  }

  mutating func enterFolder(_ path: String) -> [Command] {
    changePicker {
      $0.chooser.filter = TextEditor()
      $0.enter(path)
    }
    return [.client(.browseFolder(path))]
  }

  mutating func takeFolder(_ asked: String, _ content: FolderContent) -> [Command] {
    guard case .files(let picker) = layers.last, picker.content == nil, picker.folder == asked else { return [] }
    pickedFolder = content.path
    changePicker { $0.take(content) }
    return settlePicker()
  }

  mutating func takePreview(_ path: String, _ preview: FilePreview) {
    changePicker { if $0.previewed == path { $0.preview = preview } }
  }

  /// What follows from an edit of the picker's filter or choice: a slash in the filter leads to another folder, and what is
  /// chosen is looked at.
  mutating func settlePicker() -> [Command] {
    guard case .files(var picker) = layers.last else { return [] }
    defer { layers[layers.count - 1] = .files(picker) }
    let typed = picker.chooser.filter.text
    if typed == "~" { return [] }
    if let slash = typed.lastIndex(of: "/") {
      let folder = String(typed[...slash])
      let isWhole = folder.hasPrefix("/") || folder.hasPrefix("~")
      let target = isWhole ? folder : picker.folder + (picker.folder.hasSuffix("/") ? "" : "/") + folder
      picker.chooser.filter = TextEditor(String(typed[typed.index(after: slash)...]))
      picker.enter(target)
      return [.client(.browseFolder(target))]
    }
    picker.match()
    guard let chosen = picker.chosen else {
      picker.previewed = nil
      picker.preview = nil
      return []
    }
    let path = picker.path(of: chosen)
    guard picker.previewed != path else { return [] }
    picker.previewed = path
    picker.preview = nil
    return [.client(.previewFile(path))]
  }
}
