import AppState
import Canvas
import ChatModel

/// The screen of the first run: asks where the service is and for the key, and offers the demo.
extension SetupForm: PopupView {
  /// Opens the demo; no letter, since letters go into the fields.
  private static var demoKey: KeyPress { KeyPress(.function(2)) }
  private static var widest: Int { 72 }

  func picture(_ context: PopupContext) -> PopupPicture? {
    let screen = context.screen
    let inner = Box.inner(screen)
    let margin = inner.columns.value < 30 ? 0 : max(1, (inner.columns.value - Self.widest) / 2)
    let width = max(0, inner.columns - Columns(2 * margin))
    let parts = fitting(parts(width: width, context), into: max(0, inner.rows.value))
    var content: [Row] = []
    var caret: Position?
    for part in parts {
      if let column = part.caret { caret = Position(column: Columns(margin) + column, row: Rows(content.count)) }
      for row in part.rows {
        var indented = Row([Span(TerminalText.blanks(Columns(margin)), Style(.popup))])
        indented.append(row)
        content.append(indented)
      }
    }
    return PopupPicture(
      Rect(origin: Position(column: 0, row: 0), size: screen), title: "maichat: set up", content,
      hints: [(Self.demoKey.name, "demo"), ("Enter", "check"), ("Tab", "other field"), ("Ctrl-Q", "quit")], caret: caret
    )
  }

  func result(of press: KeyPress, _ context: PopupContext) -> InputResult {
    if press == Self.demoKey { return [.program(.demo)] }
    if press.code == .tab { return [.setup(.fieldSwitched)] }
    switch PopupKey(press) {
    case .enter: return [.setup(.submitted)]
    case .up, .down: return [.setup(.fieldSwitched)]
    case let key: return key?.usual ?? edited(by: press, context)
    }
  }

  func result(ofPaste text: String, _ context: PopupContext) -> InputResult { pasted(text, join: "") }

  func refreshDue(_ context: PopupContext) -> Timestamp? {
    guard case .checking(let since) = phase else { return nil }
    return SecondsClock(since: since).due(now: context.now)
  }

  // MARK: Parts

  /// Some rows that stay or go together.
  private struct Part {
    var rows: [Row]
    /// Parts with the highest number go first where there is not enough room.
    var rank: Int
    /// The caret's column, in the part's first row.
    var caret: Columns?
  }

  private func parts(width: Columns, _ context: PopupContext) -> [Part] {
    let gap = Part(rows: [Row()], rank: 6)
    let intro = "maichat talks with MaiAgent chatbots. It needs to know where the service is, and your API key."
    return [
      gap, Part(rows: wrapped(intro, .popup, width), rank: 4), gap, field(.baseURL, width: width),
      field(.key, width: width), gap, Part(rows: status(width: width, context), rank: 2), gap,
      Part(rows: demo(width), rank: 3), gap, Part(rows: file(width, profile: context.state.settings.profile), rank: 5),
    ]
  }

  private func fitting(_ all: [Part], into room: Int) -> [Part] {
    var parts = all
    while parts.reduce(0, { $0 + $1.rows.count }) > room {
      let last = parts.map(\.rank).max() ?? 0
      guard last > 2 else { break }
      parts.removeAll { $0.rank == last }
    }
    // The field with the caret stays in view, and what was said about it as far as it goes.
    let fields = parts.filter { $0.rank < 2 }.reduce(0) { $0 + $1.rows.count }
    if fields > room { return parts.filter { $0.rank == 0 } }
    return parts.map { part in
      guard part.rank == 2 else { return part }
      var shorter = part
      let others = parts.reduce(0) { $0 + $1.rows.count } - part.rows.count
      shorter.rows = Array(part.rows.prefix(max(0, room - others)))
      return shorter
    }
  }

  private func field(_ field: SetupEntry.Part, width: Columns) -> Part {
    let isFocused = self.field == field
    let name: String =
      switch field {
      case .baseURL: width.value >= 36 ? "Base URL " : "URL "
      case .key: width.value >= 36 ? "API key  " : "Key "
      }
    let label = Row([Span((isFocused ? "› " : "  ") + name, Style(isFocused ? .titleFocused : .popup))])
      .clipped(to: Columns(width.value / 2))
    let style = Style(.popup, .underline)
    let (text, caret) =
      switch field {
      case .baseURL:
        FieldView.row(
          baseURL, width: max(0, width - label.columns), style: style,
          placeholder: "empty: the public MaiAgent service")
      case .key:
        FieldView.maskedRow(
          key, width: max(0, width - label.columns), style: style, placeholder: "paste it here; it stays hidden")
      }
    var row = label
    row.append(text)
    return Part(rows: [row], rank: isFocused ? 0 : 1, caret: isFocused ? label.columns + caret : nil)
  }

  private func status(width: Columns, _ context: PopupContext) -> [Row] {
    switch phase {
    case _ where context.state.settings.access == .readOnly:
      return wrapped(
        "maichat was started with --read-only and cannot keep a key. Start it without, or give the key in MAIAGENT_API_KEY.",
        .warning, width)
    case .editing:
      return wrapped("Enter asks the service whether both are right, and keeps them for the next start.", .dim, width)
    case .keyMissing:
      return wrapped("The API key is missing. Paste it into its field, then press Enter.", .warning, width)
    case .checking(let since):
      let seconds = SecondsClock(since: since).seconds(now: context.now)
      return Wrap.rows(
        of: [
          Span("checking… \(seconds) s ", Style(.streaming)), Span(" Esc", Style(.popupKey)),
          Span(" goes back to the fields", Style(.dim)),
        ], width: width)
    case .refused(let failure):
      return wrapped(failure.text, .error, width)
        + wrapped(failure.advice.isEmpty ? "Change what is wrong and press Enter." : failure.advice, .popup, width)
    }
  }

  private func demo(_ width: Columns) -> [Row] {
    Wrap.rows(
      of: [
        Span(Self.demoKey.name, Style(.popupKey)),
        Span(" opens the demo instead: no key, no network.", Style(.popup)),
      ], width: width)
  }

  private func file(_ width: Columns, profile: String) -> [Row] {
    let example = [
      "[profiles.\(Self.tomlKey(profile))]", "base_url = \"https://api.maiagent.ai/api/v1/\"",
      "api_key_command = [\"pass\", \"show\", \"maiagent\"]",
    ]
    return wrapped("The same in config.toml, where a password manager can give the key:", .dim, width)
      + example.map { Row([Span("  " + $0, Style(.code))]).clipped(to: width, ellipsis: .mark) }
  }

  private static func tomlKey(_ name: String) -> String {
    let isBare =
      !name.isEmpty
      && name.utf8.allSatisfy { byte in
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte)
          || (0x41...0x5A).contains(byte & 0xDF)
      }
    return isBare ? name : "\"\(name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }

  private func wrapped(_ text: String, _ role: Role, _ width: Columns) -> [Row] {
    Wrap.rows(of: [Span(text, Style(role))], width: width)
  }
}
