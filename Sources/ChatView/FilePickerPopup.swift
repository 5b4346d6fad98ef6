import Canvas
import ChatModel
import ChatStore

/// Goes through folders, and attaches a file or all that are marked.
struct FilePickerPopup: ChooserPopup {
  var picker: FilePicker
  var keymap: Keymap
  var limits: AttachmentLimits
  var zone: TranscriptZone

  /// Rows further from the chosen one are never drawn.
  private static let reach = 40

  var chooser: Chooser { picker.chooser }

  /// Enter: into a folder; else everything that is marked, or this file.
  var chosen: LayerResult? {
    guard let entry = picker.chosen else { return nil }
    if entry.isFolder { return LayerResult(events: [.folderEntered(picker.path(of: entry))]) }
    return LayerResult(events: [.filesAttached(picker.marked.isEmpty ? [picker.path(of: entry)] : picker.marked)])
  }

  var view: ChooserView {
    let entries = picker.content?.entries ?? []
    let items = picker.matches.enumerated().map { row, index in
      guard abs(row - chooser.selected) <= Self.reach else { return ChooserItem(label: "") }
      let entry = entries[index]
      return ChooserItem(
        label: entry.name.excerpt(300) + (entry.isFolder ? "/" : ""),
        mark: picker.marked.contains(picker.path(of: entry)) ? "✓" : "", hit: chooser.filter.text)
    }
    let count = picker.marked.count
    var view = ChooserView(
      title: Self.shortened(picker.folder.isEmpty ? "Files" : picker.folder), chooser: chooser,
      placeholder: "type a part of a name, or a path (/ ~/ ../)", items: items, total: max(entries.count, 12),
      notes: notes,
      hints: [
        ("Enter", count == 0 ? "open, attach" : "attach \(count)"), ("Tab", "mark"), ("Left", "up"),
      ] + (isImage ? [("Alt-V", "view")] : []) + [
        ("Alt-H", picker.isHiddenShown ? "without hidden" : "hidden"), ("Esc", "close"),
      ])
    view.shown = picker.matches.count == entries.count ? nil : picker.matches.count
    view.details = details
    view.widest = 110
    return view
  }

  /// The end of a long path says more than its start.
  private static func shortened(_ path: String) -> String {
    let count = path.unicodeScalars.count
    return count <= 60 ? path : "…" + String(path.unicodeScalars.suffix(59))
  }

  private var notes: [Span] {
    guard let content = picker.content else { return [Span("Reading the folder …", Style(.dim))] }
    var notes: [Span] = []
    if let problem = content.problem { notes.append(Span(problem, Style(.warning))) }
    if picker.matches.isEmpty, content.problem == nil {
      let isEmpty = content.entries.isEmpty
      notes.append(Span(isEmpty ? "Nothing is in here." : "No name is like this.", Style(.popup)))
    }
    return notes
  }

  /// What is known of the chosen entry.
  private var details: [Span] {
    guard let entry = picker.chosen else { return [] }
    var lines = [Span(entry.name.excerpt(300), Style(.strong))]
    switch picker.preview {
    case nil: lines.append(Span("being looked at …", Style(.dim)))
    case .unreadable(let reason): lines.append(Span(reason, Style(.warning)))
    case .folder(let modified): lines.append(Span("folder, changed \(moment(modified))", Style(.dim)))
    case .file(let facts, let about):
      lines.append(Span("\(facts.type.label), \(ByteCount(facts.size))", Style(.popup)))
      if facts.size > limits.bytes {
        lines.append(Span("more than the \(ByteCount(limits.bytes)) that may be sent", Style(.warning)))
      }
      lines.append(Span("changed \(moment(facts.modified))", Style(.dim)))
      if !about.isEmpty { lines.append(Span("", Style(.dim))) }
      for line in about { lines.append(Span(line.replacing("\t", with: "  "), Style(.dim))) }
    }
    return lines
  }

  /// Whether what is chosen was found to be an image.
  private var isImage: Bool {
    if case .file(let facts, _) = picker.preview { facts.type.kind == .image } else { false }
  }

  private func moment(_ nanoseconds: Int64) -> String {
    let time = zone.read(Timestamp(milliseconds: nanoseconds / 1_000_000))
    return "\(time.date(limit: 11)) \(time.clock)"
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    let isFilterEmpty = chooser.filter.isEmpty
    switch press {
    case KeyPress(.tab):
      guard let entry = picker.chosen, !entry.isFolder else { return listResult(of: KeyPress(.down), on: screen) }
      let next = listResult(of: KeyPress(.down), on: screen).events
      return LayerResult(events: [.fileMarked(picker.path(of: entry))] + next)
    case KeyPress(.character("v"), .alt):
      guard isImage, case .file(let facts, _) = picker.preview else { return .nothing }
      return LayerResult(events: [.localImageWanted(facts.path)])
    case KeyPress(.character("h"), .alt): return LayerResult(events: [.hiddenFilesSwitched])
    case KeyPress(.enter, .alt):
      return picker.marked.isEmpty ? .nothing : LayerResult(events: [.filesAttached(picker.marked)])
    case KeyPress(.left) where isFilterEmpty, KeyPress(.backspace) where isFilterEmpty:
      return picker.parent.map { LayerResult(events: [.folderEntered($0)]) } ?? .nothing
    case KeyPress(.right) where isFilterEmpty:
      guard let entry = picker.chosen, entry.isFolder else { return .nothing }
      return LayerResult(events: [.folderEntered(picker.path(of: entry))])
    default: return listResult(of: press, on: screen)
    }
  }
}

/// Takes one of the attached files away.
struct AttachmentsPopup: ChooserPopup {
  var chooser: Chooser
  var keymap: Keymap
  private let files: [DraftAttachment]
  private let matching: [DraftAttachment]

  init(chooser: Chooser, files: [DraftAttachment], keymap: Keymap) {
    self.chooser = chooser
    self.files = files
    self.keymap = keymap
    let needle = Needle(chooser.filter.text)
    matching = files.filter { needle.isIn($0.name) }
  }

  var chosen: LayerResult? {
    matching.indices.contains(view.selected)
      ? LayerResult(events: [.attachmentRemoved(matching[view.selected].id)]) : nil
  }

  var view: ChooserView {
    ChooserView(
      title: "Take a file away", chooser: chooser, placeholder: "type a part of a name",
      items: matching.map { file in
        ChooserItem(
          label: file.name.excerpt(300),
          note: file.file.map { "\($0.type.label), \(ByteCount($0.size))" } ?? "", hit: chooser.filter.text)
      },
      total: files.count,
      notes: matching.isEmpty ? [Span("No attached file is like this.", Style(.popup))] : [],
      hints: [("Enter", "take it away"), ("Esc", "close")])
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    press == KeyPress(.delete) ? chosen ?? .nothing : listResult(of: press, on: screen)
  }
}

/// Asks whether files whose paths were pasted are to be attached; the paths stand in the text already.
struct PastedFilesPopup: Popup {
  var files: [FoundFile]

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? {
    let names = files.prefix(3).map { file in
      let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
      return "\"\(name.excerpt(100))\" (\(file.facts.type.label), \(ByteCount(file.facts.size)))"
    }
    let more = files.count > 3 ? " and \(files.count - 3) more" : ""
    let question =
      files.count == 1
      ? "The pasted text is the path of a file: \(names[0]). Attach it?"
      : "The pasted text is the paths of \(files.count) files: \(names.joined(separator: ", "))\(more). Attach them?"
    return QuestionBox.picture(
      title: "Attach", question, hints: [("Enter", "attach"), ("Esc", "leave it as text")], on: screen)
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    guard let key = PopupKey(press) else { return .nothing }
    return key == .enter ? LayerResult(events: [.pastedFilesAttached]) : key.usual ?? .nothing
  }
}
