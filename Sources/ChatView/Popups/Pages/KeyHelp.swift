import AppState
import Canvas
import ChatModel

/// All commands with their keys, zone by zone, and what the keys of popups are.
struct KeyHelp: ScrollingPopup {
  var scroll = 0

  var title: String { "Keys and commands" }
  var widest: Columns { 104 }
  var closingKey: Character { "?" }

  /// As wide as most of the standard keys; more of them go on below. As wide as the longest name.
  private static let keyColumns = 18
  private static let nameColumns = 23

  // MARK: Rows

  func rows(width: Columns, _ context: PopupContext) -> [Row] {
    var rows: [Row] = []
    let table = KeyTable(context.keymap)
    for zone in CommandZone.allCases {
      rows += heading(Self.heading(zone), width)
      for entry in table.lines(of: zone) {
        let keys = entry.keys.isEmpty ? "–" : entry.keys.joined(separator: ", ")
        rows += line(keys, entry.command.row.title, entry.command.rawValue, width)
      }
    }
    rows += heading("In popups", width)
    for (keys, does) in Self.popupKeys { rows += line(keys, does, "", width) }
    rows += heading("To change keys", width)
    rows.removeFirst()
    let advice =
      "Write into config.toml, under [keys.everywhere], [keys.composer], [keys.transcript] or [keys.list]: "
      + "\"F5\" = \"retry\" binds a key to the command of that name, \"Ctrl-Z\" = false takes a key away. "
      + "Keys of popups are fixed."
    return rows + Wrap.rows(of: [Span(advice, Style(.popup))], width: width)
  }

  private static func heading(_ zone: CommandZone) -> String {
    switch zone {
    case .everywhere: "Everywhere"
    case .composer: "While you write"
    case .transcript: "In the transcript"
    case .list: "In the list of conversations"
    }
  }

  private static let popupKeys: [(keys: String, does: String)] = [
    ("Esc, Ctrl-C", "Close"), ("Enter", "Choose"), ("Up, Down", "Go a row up or down; also Ctrl-P and Ctrl-N"),
    ("PgUp, PgDn", "Go a page up or down"), ("Home, End", "Go to the first or last row, while nothing is typed"),
    ("Ctrl-R", "Read the list of chatbots again"), ("F2", "Open the demo from the setup screen"),
    ("Ctrl-L", "Paint the screen anew"), ("Ctrl-Z", "Go back to the shell until fg"), ("Ctrl-Q", "Quit"),
    ("others", "Edit the field, as while you write"),
  ]

  private func heading(_ text: String, _ width: Columns) -> [Row] {
    [Row(), Row([Span(text, Style(.heading))])]
  }

  /// Keys in rows; one begins anew behind a comma only, not within a name.
  private static func rows(ofKeys keys: String, width: Columns) -> [Row] {
    var rows: [Row] = []
    var text = ""
    for key in keys.split(separator: ", ") {
      let longer = text.isEmpty ? String(key) : "\(text), \(key)"
      if text.isEmpty || TerminalText(longer).columns < width {
        text = longer
      } else {
        rows.append(Row([Span(text + ",", Style(.popupKey))]))
        text = String(key)
      }
    }
    rows.append(Row([Span(text, Style(.popupKey))]))
    return rows.map { $0.fitted(to: width, ellipsis: .mark) }
  }

  private func line(_ keys: String, _ title: String, _ name: String, _ width: Columns) -> [Row] {
    let keySpan = Span(keys, Style(.popupKey))
    let titleSpan = Span(title, Style(.popup))
    guard width.value >= 40 else {
      let indent = Row([Span(width.value >= 10 ? "  " : "", Style(.popup))])
      return Wrap.rows(of: [keySpan], width: width)
        + Wrap.rows(of: [titleSpan], width: width, firstPrefix: indent, prefix: indent)
    }
    let column = Columns(Self.keyColumns + 1)
    let keyRows = Self.rows(ofKeys: keys, width: column - 1)
    let room = width - (width.value >= 76 ? Columns(Self.nameColumns) : 0)
    let titleRows = Wrap.rows(of: [titleSpan], width: room - column)
    var rows = (0..<max(keyRows.count, titleRows.count)).map { index in
      var row = (index < keyRows.count ? keyRows[index] : Row()).padded(to: column)
      if index < titleRows.count { titleRows[index].spans.forEach { row.append($0) } }
      return row
    }
    if room < width {
      rows[0].pad(to: room)
      rows[0].append(Span(name, Style(.dim)))
    }
    return rows
  }
}
