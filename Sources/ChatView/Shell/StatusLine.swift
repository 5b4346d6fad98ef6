import AppState
import Canvas
import ChatModel

/// Makes the last row of the screen: what is happening on the left, keys that work right now on the right.
struct StatusLine {
  var texts: ScreenTexts
  var activity: ReplyActivity
  var now: Timestamp

  /// The row, exactly `width` columns wide; and when a clock in it changes next.
  func row(_ state: State, width: Columns) -> (row: Row, due: Timestamp?) {
    let hints = hints(state).map(row)
    // The service gives way to the first two hints, the other hints to the service.
    let wanted = hints.prefix(2).reduce(0) { $0 + $1.columns }
    var (said, due) = happening(state, .withService)
    if said.columns + wanted + 3 > width { (said, due) = happening(state, .short) }
    var row = Row([Span(" ", Style(.status))])
    if state.settings.editing == .vi, state.zone == .composer, state.popups.isEmpty, let focused = state.focused {
      row.append(Span(focused.vi.mode.word + " ", Style(.statusKey)))
    }
    row.append(said.clipped(to: max(1, width - row.columns - 1), ellipsis: .mark))
    var room = width - row.columns - 2
    let shown = hints.prefix { hint in
      room -= hint.columns
      return room >= 0
    }
    row.pad(to: width - shown.reduce(0) { $0 + $1.columns }, style: Style(.status))
    for hint in shown { row.append(hint) }
    return (row.fitted(to: width, style: Style(.status)), due)
  }

  // MARK: What is happening

  private enum Length {
    case withService, short
  }

  private func happening(_ state: State, _ length: Length) -> (Row, Timestamp?) {
    if let notice = state.notice {
      return (line(notice.text, notice.severity == .warning ? .warning : .notice), nil)
    }
    if let problem = state.historyProblem {
      let unsaved = state.unsaved.isEmpty ? "" : "Not saved: \(state.unsaved.words). "
      return (line(unsaved + problem.text, .error), nil)
    }
    switch activity.focused {
    case .retrying(let retry) where now < retry.at:
      let left = Self.length(from: now, to: retry.at)
      let seconds = (left + 999) / 1000
      let reason = retry.reason.status.map { "\($0)" } ?? retry.reason.clause.excerpt(40)
      return (
        line("\(reason): attempt \(retry.attempt) in \(seconds) s" + stopHint, .warning),
        now + Milliseconds(left - (seconds - 1) * 1000)
      )
    case .retrying: return (line("sending" + stopHint, .status), nil)
    case .waiting(let since):
      let waited = Self.length(from: since, to: now)
      return (line("waiting \(waited / 1000) s" + stopHint, .status), now + Milliseconds(1000 - waited % 1000))
    case nil: break
    }
    var parts = fetching(state)
    if activity.streaming > 0 { parts.append("streaming \(activity.streaming)") }
    if activity.waiting > 0 { parts.append("waiting \(activity.waiting)") }
    if let rate = activity.rate { parts.append("\(rate) char/s") }
    if case .building(let percent) = state.search.index { parts.append("search index \(percent) %") }
    if length == .withService || parts.isEmpty { parts.append(service(state)) }
    if state.focused?.header.mode == .synchronous { parts.append("whole replies") }
    return (line(parts.joined(separator: " · "), .status), nil)
  }

  /// What is being fetched of the service's own history.
  private func fetching(_ state: State) -> [String] {
    var parts: [String] = []
    if let listing = state.remote.listing {
      parts.append("listing conversations: \(listing.listed.count), \(texts.named(.fetchHistory)) stops")
    }
    let fetches = state.remote.fetches.values.filter { $0.purpose != .names && !$0.isMerging }
    if !fetches.isEmpty { parts.append("fetching messages: \(fetches.reduce(0) { $0 + $1.count })") }
    return parts
  }

  private var stopHint: String {
    let key = texts.key(.back, .composer)
    return key.isEmpty ? "" : " · \(key) stops"
  }

  private func service(_ state: State) -> String {
    if state.settings.kind == .demo { return "sandbox" }
    if state.settings.connection == .missing { return "not connected" }
    return state.settings.service.excerpt(200)
  }

  private func line(_ text: String, _ role: Role) -> Row { Row([Span(text.excerpt(1000), Style(role))]) }

  /// Milliseconds between two moments, never negative; a day at most, whatever the moments are.
  private static func length(from start: Timestamp, to end: Timestamp) -> Int64 {
    let (length, overflow) = end.milliseconds.subtractingReportingOverflow(start.milliseconds)
    return overflow ? 0 : min(max(0, length), 86_400_000)
  }

  // MARK: Hints

  private struct Hint {
    var command: ChatCommand
    var word: String
    init(_ command: ChatCommand, _ word: String) {
      self.command = command
      self.word = word
    }
  }

  private func row(_ hint: (key: String, word: String)) -> Row {
    Row([Span(hint.key, Style(.statusKey)), Span(" \(hint.word)  ", Style(.status))])
  }

  /// The keys that do something right now, those that matter most first.
  private func hints(_ state: State) -> [(key: String, word: String)] {
    // Popups name their keys themselves.
    if let top = state.top { return top is LeaderHints ? [(texts.key(.leader), "and one more key")] : [] }
    let zone = CommandZone(state.zone)
    let isFiltering = state.zone == .list && state.list.filter != nil
    let running = state.focused?.running != nil
    var hints: [Hint] = []
    if running && state.zone != .list { hints.append(Hint(.back, "stop")) }
    if state.focused?.isUploading == true && state.zone != .list { hints.append(Hint(.back, "take back")) }
    switch state.zone {
    case .composer:
      hints.append(Hint(.send, running ? "send after it" : "send"))
      hints += [Hint(.keys, "keys"), Hint(.nextZone, "read"), Hint(.newline, "new line")]
    case .transcript:
      if !running { hints.append(Hint(.compose, "write")) }
      hints += [Hint(.keys, "keys"), Hint(.nextZone, state.list.isVisible ? "list" : "write")]
      if !running && state.focused?.messages.isEmpty == false { hints.append(Hint(.retry, "retry")) }
      hints += [Hint(.nextMessage, "next message"), Hint(.copy, "copy")]
    case .list where isFiltering: hints += [Hint(.back, "end filter"), Hint(.keys, "keys"), Hint(.nextZone, "write")]
    case .list:
      hints += [
        Hint(.open, "open"), Hint(.keys, "keys"), Hint(.filter, "filter"), Hint(.nextZone, "write"),
        Hint(.new, "new"), Hint(.rename, "rename"), Hint(.delete, "delete"),
      ]
    }
    let works = hints.filter { state.settings.access == .readWrite || $0.command.row.inReadOnly == .useful }
    let named = works.map { (texts.key($0.command, zone), $0.word) }.filter { !$0.0.isEmpty }
    return (isFiltering ? [("Enter", "open")] : []) + named
  }
}
