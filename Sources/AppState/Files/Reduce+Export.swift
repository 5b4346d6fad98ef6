import ChatModel

/// What to export, as which format, and where to.
package struct ExportForm: Popup {
  package var format: ExportFormat
  package var scope: Scope
  package var path: TextEditor
  /// The conversation that is looked at.
  package let current: ConversationID
  /// Those that are marked in the list, in its order.
  package let marked: [ConversationID]
  /// What the file is called by itself, without its ending.
  fileprivate let titles: [Scope: String]

  package enum Scope: Hashable, Sendable {
    case current, marked, all
  }

  /// What can be exported now.
  package var scopes: [Scope] { marked.isEmpty ? [.current, .all] : [.current, .marked, .all] }

  /// The file's name as long as nobody typed another.
  fileprivate var usualPath: String { "\(titles[scope] ?? "conversation").\(format.fileExtension)" }

  package mutating func edit(_ action: EditorAction, in state: inout State) -> [Command] {
    if state.export == nil { path.apply(action, killed: &state.killed) }
    return []
  }

  package mutating func switchFormat() {
    let all = ExportFormat.allCases
    let next = all[((all.firstIndex(of: format) ?? 0) + 1) % all.count]
    path = TextEditor(FileName.changed(path.text, from: format, to: next))
    format = next
  }

  package mutating func switchScope() {
    let usual = usualPath
    scope = scopes[((scopes.firstIndex(of: scope) ?? 0) + 1) % scopes.count]
    if path.text == usual { path = TextEditor(usualPath) }
  }
}

/// How far an export is.
package struct ExportProgress: Equatable, Sendable {
  package var path: String
  package var done = 0
  /// 0 until it is known.
  package var total = 0
}

/// Writing conversations into a file.
package enum ExportAction: Equatable, Sendable {
  case begun
  case stopped
}

extension State {
  mutating func reduce(_ action: ExportAction, now: Timestamp) -> [Command] {
    switch action {
    case .begun: return beginExport(now: now)
    case .stopped: return export == nil ? [] : [.client(.stopExport)]
    }
  }
}

extension State {
  /// A form for what is on the screen; nil where no conversation is.
  package var exportForm: ExportForm? {
    guard let current = zone == .list ? list.selected ?? pane.conversation : pane.conversation,
      let conversation = conversations[current]
    else { return nil }
    let marked = order.filter(list.marked.contains)
    var form = ExportForm(
      format: .markdown, scope: marked.isEmpty || zone != .list ? .current : .marked, path: TextEditor(),
      current: current, marked: marked,
      titles: [
        .current: FileName.safe(conversation.header.title), .marked: "maichat \(marked.count) conversations",
        .all: "maichat history",
      ])
    form.path = TextEditor(form.usualPath)
    return form
  }

  mutating func beginExport(now: Timestamp) -> [Command] {
    guard export == nil, let form = popups[top: ExportForm.self] else { return [] }
    guard !form.path.isEmpty else {
      show("Type the file's name first.", .warning, now: now)
      return []
    }
    let conversations: [ConversationID]? =
      switch form.scope {
      case .current: [form.current]
      case .marked: form.marked
      case .all: nil
      }
    export = ExportProgress(path: form.path.text)
    return [
      .client(.export(ExportRequest(format: form.format, conversations: conversations, path: form.path.text)))
    ]
  }

  mutating func reduceExport(_ event: ExportEvent, now: Timestamp) {
    switch event {
    case .progressed(let done, let total):
      export?.done = done
      export?.total = total
      return
    case .written(let path, let count, let place):
      let what = count == 1 ? "the conversation" : "\(count) conversations"
      let why = place == .besideAnother ? ", beside a file of the name that was asked for, which stays" : ""
      show("Wrote \(what) to \(path)\(why).", now: now)
    case .failed(let reason): show("Nothing was exported: \(reason)", .warning, now: now)
    case .stopped: show("The export was stopped; nothing of it is left.", now: now)
    }
    export = nil
    popups.removeAll(ExportForm.self)
  }
}
