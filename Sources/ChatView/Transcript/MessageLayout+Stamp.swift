import AppState
import Canvas
import ChatModel

extension MessageLayout {
  /// What a message's rows depend on besides its text.
  struct Stamp: Equatable {
    private var style: MessageStyle
    private var status: MessageStatus
    private var citations: [Citation]
    private var attachments: [Attachment]
    private var unreadable: String?
    private var lacksAnswer: Bool
  }
}

extension MessageLayout.Stamp {
  init(_ message: Message, style: MessageStyle) {
    self.style = style
    status = message.status
    citations = message.citations
    attachments = message.attachments
    unreadable = message.unreadableSentence
    lacksAnswer = message.lacksAnswer
  }

  func matches(_ message: Message, style: MessageStyle) -> Bool {
    self.style == style && status == message.status && citations == message.citations
      && attachments == message.attachments && unreadable == message.unreadableSentence
      && lacksAnswer == message.lacksAnswer
  }

  /// The rows below the body.
  func tail(counters: inout TranscriptCounters) -> [Row] {
    var rows: [Row] = []
    if lacksAnswer { rows += wrapped("The reply has no answer text.", .dim) }
    if let unreadable { rows += wrapped(unreadable, .warning) }
    for attachment in attachments {
      let facts = attachment.facts.isEmpty ? "" : " · \(attachment.facts)"
      rows += wrapped("+ \(attachment.shownName)\(facts)", .attachment)
    }
    for (index, source) in CitedSource.list(citations).enumerated() {
      rows += wrapped("\(index + 1) \(source.name)", .citation)
    }
    switch status {
    case .failed(let failure):
      rows += wrapped(failure.text, .failed) + wrapped(failure.advice, .text) + hint("To ask again: \(style.retryKey).")
    case .interrupted:
      rows += hint("maichat ended before this reply did. To ask again: \(style.retryKey).")
    case .sending:
      if let reason = style.retryReason { rows += wrapped(reason.text, .warning) }
    case .waiting, .streaming, .complete, .stopped: break
    }
    counters.rowsLaidOut += rows.count
    return rows
  }

  var isFolded: Bool { style.isFolded }

  var foldsCode: Bool { !style.foldedCodes.isEmpty }

  /// Whether the code block with the number `code` is folded.
  func folds(code: Int) -> Bool { style.foldedCodes.contains(code) }

  /// What stands in the place of `count` hidden rows, or more if that is not all: what is hidden is not laid out to be counted.
  func gap(_ count: Int, isAll: Bool) -> Row {
    Row([Span("▸ \(isAll ? "" : "over ")\(count) rows folded · \(style.foldKey) shows them", Style(.dim))])
      .clipped(to: Columns(style.width), ellipsis: .mark)
  }

  /// Only the last reply can be asked for again; the others keep the room, so that no row moves when a message follows.
  private func hint(_ text: String) -> [Row] {
    let rows = wrapped(text, .dim)
    return style.isLast ? rows : rows.map { _ in Row() }
  }

  private func wrapped(_ text: String, _ role: Role) -> [Row] {
    text.isEmpty ? [] : TranscriptText.rows(text, width: style.width, indent: 2, style: Style(role))
  }
}
