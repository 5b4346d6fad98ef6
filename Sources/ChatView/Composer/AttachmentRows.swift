import AppState
import Canvas
import ChatModel

/// The files that go with messages which are not sent, a row each, above the line that says to whom the text goes.
struct AttachmentRows {
  var texts: ScreenTexts

  /// How many rows they take on a screen of `size`: few, since they take them from the transcript.
  static func count(_ state: State, _ size: Size) -> Int {
    let count = state.focused?.allAttachments.count ?? 0
    return min(count, size.rows.value < 10 ? 1 : max(1, size.rows.value / 6))
  }

  /// The rows, `count` of them; the last one sums up those that have none.
  func rows(_ state: State, count: Int, width: Columns) -> [Row] {
    let files = state.focused?.allAttachments ?? []
    guard count < files.count else { return files.prefix(count).map { row($0, width) } }
    return files.prefix(count - 1).map { row($0, width) } + [summary(files.dropFirst(count - 1), width, of: count)]
  }

  private func row(_ file: DraftAttachment, _ width: Columns) -> Row {
    var facts: [String] = []
    if let known = file.file { facts += [known.type.label, "\(ByteCount(known.size))"] }
    let (word, role) = words(file)
    let end = Row([
      Span(facts.map { " · " + $0 }.joined(), Style(.dim)), Span(" · ", Style(.dim)), Span(word, Style(role)),
    ])
    let name = Row([Span(" + " + file.name.excerpt(300), Style(.attachment))])
    // A long name leaves the rest two thirds.
    let room = max(width - end.columns, Columns(width.value / 3))
    var row = name.clipped(to: min(name.columns, room), ellipsis: .mark)
    for span in end.spans { row.append(span) }
    return row.fitted(to: width, ellipsis: .mark)
  }

  private func summary(_ files: ArraySlice<DraftAttachment>, _ width: Columns, of count: Int) -> Row {
    var parts = ["\(files.count) \(count == 1 ? "files" : "more files")"]
    func tell(_ word: String, _ fits: (DraftAttachment.State) -> Bool) {
      let number = files.count { fits($0.state) }
      if number > 0 { parts.append("\(number) \(word)") }
    }
    tell("failed") { if case .failed = $0 { true } else { false } }
    tell("cannot be sent") { if case .refused = $0 { true } else { false } }
    tell("uploading") { if case .uploading = $0 { true } else { false } }
    tell("uploaded") { if case .uploaded = $0 { true } else { false } }
    let hasOpenProblem = files.contains {
      if case .failed = $0.state { true } else if case .refused = $0.state { true } else { false }
    }
    return Row([Span(" + " + parts.joined(separator: " · "), Style(hasOpenProblem ? .failed : .attachment))])
      .fitted(to: width, ellipsis: .mark)
  }

  private func words(_ file: DraftAttachment) -> (String, Role) {
    switch file.state {
    case .checking: ("being looked at", .dim)
    case .ready: ("attached", .dim)
    case .waiting: ("waits for its upload", .dim)
    case .uploading(let progress): (progress.words, .streaming)
    case .uploaded: ("uploaded", .success)
    case .failed(let failure):
      ("failed, \(texts.named(.retryUploads)) tries again: \(Self.reason(failure, file))", .failed)
    case .refused(let reason): ("cannot be sent: it \(reason)", .failed)
    }
  }

  /// Why it failed, without its name, which stands before it.
  private static func reason(_ failure: Failure, _ file: DraftAttachment) -> String {
    for prefix in ["\"\(file.name)\": ", "\"\(file.name)\" "] where failure.text.hasPrefix(prefix) {
      return String(failure.text.dropFirst(prefix.count)).excerpt(400)
    }
    return failure.text.excerpt(400)
  }
}
