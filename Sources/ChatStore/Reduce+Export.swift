import ChatModel

/// What to export, as which format, and where to.
package struct ExportForm: Equatable, Sendable {
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
}

/// How far an export is.
package struct ExportProgress: Equatable, Sendable {
  package var path: String
  package var done = 0
  /// 0 until it is known.
  package var total = 0
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

  mutating func switchExportFormat(_ direction: UserEvent.Direction) -> [Command] {
    changeExport { form in
      let all = ExportFormat.allCases
      let index = (all.firstIndex(of: form.format) ?? 0) + (direction == .forward ? 1 : all.count - 1)
      let format = all[index % all.count]
      form.path = TextEditor(FileName.changed(form.path.text, from: form.format, to: format))
      form.format = format
    }
  }

  mutating func switchExportScope() -> [Command] {
    changeExport { form in
      let usual = form.usualPath
      let index = form.scopes.firstIndex(of: form.scope) ?? 0
      form.scope = form.scopes[(index + 1) % form.scopes.count]
      if form.path.text == usual { form.path = TextEditor(form.usualPath) }
    }
  }

  private mutating func changeExport(_ change: (inout ExportForm) -> Void) -> [Command] {
    guard export == nil, case .export(var form) = layers.last else { return [] }
    change(&form)
    layers[layers.count - 1] = .export(form)
    return []
  }

  mutating func beginExport(now: Timestamp) -> [Command] {
    guard export == nil, case .export(let form) = layers.last else { return [] }
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
    layers.removeAll { if case .export = $0 { true } else { false } }
  }
}
