import AppState
import Canvas
import ChatModel

/// Shows how long the replies of a conversation took: average, median, and one row for each.
struct TimingPopup: ScrollingPopup {
  var times: ConversationTimes
  var scroll = 0

  var widest: Columns { 90 }
  var closingKey: Character { "T" }
  var title: String { "Timing" }

  private static let label: Columns = 9
  private static let cell: Columns = 11

  func rows(width: Columns, _ context: PopupContext) -> [Row] {
    let (asked, answered) = (times.questions, times.replies.count)
    var rows = Wrap.rows(
      of: [
        Span("\(asked + answered) messages", Style(.popup, .bold)),
        Span(
          ": \(Self.counted(asked, "question")) with \(Self.counted(times.questionCharacters, "character")), "
            + "\(answered == 1 ? "1 reply" : "\(answered) replies") with "
            + Self.counted(times.replyCharacters, "character"), Style(.popup)),
      ], width: width)
    if !times.isWhole {
      rows += Wrap.rows(
        of: [Span("These are the messages in memory; earlier ones are on disk.", Style(.warning))], width: width)
    }
    rows.append(Row())
    rows.append(row("", ["first text", "total", "char/s", "characters"], "", .dim, width))
    for (name, value) in [("average", times.average), ("median", times.median)] {
      let cells = [
        Self.seconds(value(\.firstText)), Self.seconds(value(\.total)), Self.rate(value(\.rate)),
        Self.rate(value { Double($0.characters) }),
      ]
      rows.append(row(name, cells, "", .popup, width))
    }
    rows.append(Row())
    for (index, reply) in times.replies.enumerated() {
      let cells = [
        Self.seconds(reply.firstText), Self.seconds(reply.total), Self.rate(reply.rate), "\(reply.characters)",
      ]
      rows.append(row("\(index + 1)", cells, Self.about(reply), .popup, width))
    }
    return rows
  }

  private func row(_ label: String, _ cells: [String], _ end: String, _ role: Role, _ width: Columns) -> Row {
    var row = Row([Span(label, Style(.dim))]).fitted(to: Self.label, ellipsis: .mark, style: Style(.popup))
    for cell in cells {
      let span = Span(cell, Style(role))
      let blank = max(0, (Self.cell - span.columns).value)
      row.append(Span(String(repeating: " ", count: blank), Style(.popup)))
      row.append(span)
    }
    if !end.isEmpty { row.append(Span("  " + end, Style(.dim))) }
    return row.clipped(to: width, ellipsis: .mark)
  }

  private static func about(_ reply: ReplyTimes) -> String {
    let mark =
      switch reply.status {
      case .complete: ""
      case .sending, .waiting, .streaming: "running · "
      case .stopped: "stopped · "
      case .interrupted: "interrupted · "
      case .failed: "failed · "
      }
    return mark + reply.question
  }

  private static func counted(_ number: Int, _ word: String) -> String {
    "\(number) \(word)\(number == 1 ? "" : "s")"
  }

  /// Tenths of a second, and minutes where there are some.
  static func seconds(_ milliseconds: Double?) -> String {
    guard let milliseconds, milliseconds.isFinite else { return "–" }
    let tenths = Int((min(milliseconds, 1e12) / 100).rounded())
    let (minutes, rest) = (tenths / 600, tenths % 600)
    let text = "\(rest / 10).\(rest % 10)"
    return minutes == 0 ? "\(text) s" : "\(minutes):\(rest < 100 ? "0" : "")\(text) min"
  }

  private static func rate(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "–" }
    return "\(Int(min(value, 1e12).rounded()))"
  }
}
