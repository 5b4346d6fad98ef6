import AppState
import Canvas
import ChatModel

/// Goes through folders, and attaches a file or all that are marked.
extension FilePicker: PickerPopup {
  func picker(_ context: PopupContext) -> PickerView {
    let entries = content?.entries ?? []
    let filter = list.filter.text
    var picker = PickerView(
      Self.shortened(folder.isEmpty ? "Files" : folder), list,
      placeholder: "type a part of a name, or a path (/ ~/ ../)", matches, of: max(entries.count, 12), notes: notes,
      actions: actions(context)
    ) { index in
      let entry = entries[index]
      return PickerRow(
        label: entry.name.excerpt(300) + (entry.isFolder ? "/" : ""),
        mark: marked.contains(path(of: entry)) ? "✓" : "", hit: filter)
    }
    picker.shown = matches.count == entries.count ? nil : matches.count
    picker.details = details(context)
    picker.widest = 110
    return picker
  }

  /// Enter: into a folder; else everything that is marked, or this file.
  func actions(_ context: PopupContext) -> [PopupAction] {
    let path = chosen.map { self.path(of: $0) }
    let folder = chosen?.isFolder == true ? path : nil
    let file = folder == nil ? path : nil
    func entering(_ folder: String?) -> InputResult? { folder.map { [.attachments(.folderEntered($0))] } }
    var image: InputResult?
    if case .file(let facts, _) = preview, facts.type.kind == .image { image = [.images(.fileOpened(facts.path))] }
    // In a filter the arrows move its caret.
    let turning =
      list.filter.isEmpty
      ? [
        PopupAction("Left", "Backspace", label: "up", does: entering(parent)),
        PopupAction("Right", does: entering(folder)),
      ]
      : [PopupAction("Left", label: "up", does: edited(by: KeyPress(.left), context))]
    return [
      PopupAction(
        "Enter", label: marked.isEmpty ? "open, attach" : "attach \(marked.count)",
        does: entering(folder) ?? file.map { [.attachments(.attached(marked.isEmpty ? [$0] : marked))] }),
      PopupAction("Tab", label: "mark", moves: .down, does: file.map(marking)),
    ] + turning + [
      PopupAction("Alt-V", label: image == nil ? nil : "view", does: image),
      PopupAction(
        "Alt-H", label: isHiddenShown ? "without hidden" : "hidden", does: [.attachments(.hiddenFilesSwitched)]),
      PopupAction("Alt-Enter", does: marked.isEmpty ? nil : [.attachments(.attached(marked))]),
    ]
  }

  private func marking(_ path: String) -> InputResult {
    var changed = self
    changed.switchMark(path)
    return [.changed(changed)]
  }

  /// The end of a long path says more than its start.
  private static func shortened(_ path: String) -> String {
    let count = path.unicodeScalars.count
    return count <= 60 ? path : "…" + String(path.unicodeScalars.suffix(59))
  }

  private var notes: [Span] {
    guard let content = content else { return [Span("Reading the folder …", Style(.dim))] }
    var notes: [Span] = []
    if let problem = content.problem { notes.append(Span(problem, Style(.warning))) }
    if matches.isEmpty, content.problem == nil {
      let isEmpty = content.entries.isEmpty
      notes.append(Span(isEmpty ? "Nothing is in here." : "No name is like this.", Style(.popup)))
    }
    return notes
  }

  /// What is known of the chosen entry.
  private func details(_ context: PopupContext) -> [Span] {
    guard let entry = chosen else { return [] }
    var lines = [Span(entry.name.excerpt(300), Style(.strong))]
    switch preview {
    case nil: lines.append(Span("being looked at …", Style(.dim)))
    case .unreadable(let reason): lines.append(Span(reason, Style(.warning)))
    case .folder(let modified): lines.append(Span("folder, changed \(moment(modified, context.zone))", Style(.dim)))
    case .file(let facts, let about):
      lines.append(Span("\(facts.type.label), \(ByteCount(facts.size))", Style(.popup)))
      if facts.size > context.state.settings.attachments.bytes {
        lines.append(
          Span("more than the \(ByteCount(context.state.settings.attachments.bytes)) that may be sent", Style(.warning))
        )
      }
      lines.append(Span("changed \(moment(facts.modified, context.zone))", Style(.dim)))
      if !about.isEmpty { lines.append(Span("", Style(.dim))) }
      for line in about { lines.append(Span(line.replacing("\t", with: "  "), Style(.dim))) }
    }
    return lines
  }

  private func moment(_ nanoseconds: Int64, _ zone: TranscriptZone) -> String {
    let time = zone.read(Timestamp(milliseconds: nanoseconds / 1_000_000))
    return "\(time.date(limit: 11)) \(time.clock)"
  }
}
