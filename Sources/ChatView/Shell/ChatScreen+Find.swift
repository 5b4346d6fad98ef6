import AppState
import Canvas
import ChatModel

extension ChatScreen {
  /// Whether keys go to the field of what is looked for.
  func isFinding(_ state: State) -> Bool {
    state.zone == .transcript && state.pane.find?.isTyping == true && state.popups.isEmpty
  }

  /// What `press` does in the field.
  mutating func find(_ press: KeyPress, _ state: State) -> [UserEvent] {
    switch (press.code, press.modifiers) {
    case (.enter, []): return [.find(.settled)]
    case (.escape, []), (.character("c"), .control): return [.find(.ended)]
    case (.up, []), (.character("p"), .control): return findNext(.backward, state)
    case (.down, []), (.character("n"), .control): return findNext(.forward, state)
    case (.character("r"), .alt): return [.find(.kindSwitched)] + firstMatch(state) { $0.isRegex.toggle() }
    case (.character("l"), .control): return [.program(.redraw)]
    case (.character("z"), .control): return [.program(.suspend)]
    case (.character("q"), .control): return [.program(.quit(.asked))]
    default: return keymap.editing(press).map { findEdited($0, state) } ?? []
    }
  }

  mutating func findEdited(_ action: EditorAction, _ state: State) -> [UserEvent] {
    var killed = state.killed
    return [.find(.edited(action))] + firstMatch(state) { $0.editor.apply(action, killed: &killed) }
  }

  /// Goes to the match that is nearest to where the search began, for what is looked for after `change`.
  private mutating func firstMatch(_ state: State, _ change: (inout Find) -> Void) -> [UserEvent] {
    guard var find = state.pane.find, let shown = state.shown else { return [] }
    change(&find)
    var pane = state.pane
    pane.scroll = find.origin
    let pattern = find.pattern
    let back: [UserEvent] = state.pane.scroll == find.origin ? [] : [.paging(.scrolled(pane.id, find.origin))]
    guard !pattern.isEmpty, pattern.problem == nil else { return [.find(.moved(pane.id, nil))] + back }
    prepare(pane.id)
    let size = contentSize(state)
    let lines = panes[pane.id]!.transcript.lines(of: pane, conversation: shown, size: size)
    guard let first = lines.first else { return [] }
    let start = first.source ?? (first.place.row > 0 ? Int.max : -1)
    let goal = Find.Goal(
      message: shown.messages[first.index].id, source: start, direction: .forward, includes: true, reach: .nearest)
    var budget = FindMatches.sliceBudget
    let events = look(for: goal, pane, pattern, shown, size, budget: &budget)
    guard let events else { return [.find(.aimed(pane.id, goal))] + back }
    if case .find(.moved(_, nil))? = events.first { return events.prefix(1) + back + events.dropFirst() }
    return events
  }

  /// Goes to the next match that way: from the one that is shown, else from the top of the view.
  mutating func findNext(_ direction: UserEvent.Direction, _ state: State) -> [UserEvent] {
    let pane = state.pane
    guard let find = pane.find, !find.pattern.isEmpty, let shown = state.shown else {
      return [.noticed("Nothing is looked for: \(texts.named(.find, .transcript)) asks what.")]
    }
    if let problem = find.pattern.problem { return [.noticed(problem)] }
    if find.search != nil || find.goal != nil { return [.noticed("Still looking.")] }
    let size = contentSize(state)
    prepare(pane.id)
    let lines = panes[pane.id]!.transcript.lines(of: pane, conversation: shown, size: size)
    guard let first = lines.first else { return [] }
    var (index, source, includes) = (first.index, first.source ?? (first.place.row > 0 ? Int.max : -1), true)
    if let match = find.match, let place = shown.index(of: match.message),
      panes[pane.id]!.transcript.row(
        showing: match.range.lowerBound, of: match.message, pane: pane, conversation: shown, size: size) != nil
    {
      (index, source, includes) = (place, match.range.lowerBound, false)
    }
    let goal = Find.Goal(
      message: shown.messages[index].id, source: source, direction: direction, includes: includes, reach: .round)
    var budget = FindMatches.sliceBudget
    return look(for: goal, pane, find.pattern, shown, size, budget: &budget) ?? [.find(.aimed(pane.id, goal))]
  }

  /// Goes to the match that `goal` asks for; nil where more than `budget` allows has to be looked through before.
  private mutating func look(
    for goal: Find.Goal, _ pane: Pane, _ pattern: TextPattern, _ shown: Conversation, _ size: Size, budget: inout Int
  ) -> [UserEvent]? {
    guard let index = shown.index(of: goal.message) else { return [.find(.moved(pane.id, nil))] }
    let hasEarlier = shown.loading == .loaded(hasEarlier: true)
    let (direction, isForward) = (goal.direction, goal.direction == .forward)
    switch panes[pane.id]!.matches.next(
      direction, from: index, source: goal.source, includes: goal.includes, of: pattern, in: shown, budget: &budget)
    {
    case .found(let match): return show(match, pane, shown, size)
    case .unfinished: return nil
    case .none: break
    }
    if goal.reach == .round {
      if isForward ? shown.hasLater : hasEarlier {
        return [.find(.moved(pane.id, nil)), .find(.continued(pane.id, direction, wrapping: false))]
      }
      if isForward ? hasEarlier : shown.hasLater {
        return [.find(.moved(pane.id, nil)), .find(.continued(pane.id, direction, wrapping: true))]
      }
    }
    let isNearest = goal.reach == .nearest
    let last = shown.messages.count - 1
    switch panes[pane.id]!.matches.next(
      isNearest ? .backward : direction, from: isNearest ? index : isForward ? 0 : last,
      source: isNearest ? goal.source : isForward ? -1 : Int.max, includes: !isNearest, of: pattern, in: shown,
      budget: &budget)
    {
    case .found(let match):
      let end = isForward ? "from the top" : "from the end"
      return show(match, pane, shown, size) + (isNearest ? [] : [.noticed("Search goes on \(end).")])
    case .unfinished: return nil
    case .none: break
    }
    guard isNearest else {
      return [.find(.moved(pane.id, nil)), .noticed("\"\(pattern.text.excerpt(100))\" is not found.")]
    }
    let further: UserEvent.Direction? = hasEarlier ? .backward : shown.hasLater ? .forward : nil
    return [.find(.moved(pane.id, nil))] + (further.map { [.find(.continued(pane.id, $0, wrapping: false))] } ?? [])
  }

  /// Whether looking for a text goes on in the next frames.
  package func isLooking(_ state: State) -> Bool {
    state.panes.contains { pane in
      pane.find != nil && (pane.find?.goal != nil || panes[pane.id]?.matches.isUnfinished == true)
    }
  }

  private mutating func show(
    _ match: Find.Match, _ pane: Pane, _ shown: Conversation, _ size: Size
  ) -> [UserEvent] {
    let position = panes[pane.id]!.transcript.position(
      showing: match.range.lowerBound, of: match.message, pane: pane, conversation: shown, size: size)
    return [.find(.moved(pane.id, match))] + (position.map { [.paging(.scrolled(pane.id, $0))] } ?? [])
  }

  /// The place that the outline led to.
  private mutating func soughtPlace(_ pane: Pane, _ state: State) -> [UserEvent] {
    guard let scrollTarget = pane.scrollTarget, let shown = state.shown(in: pane), let size = contents[pane.id] else {
      return []
    }
    prepare(pane.id)
    let position = panes[pane.id]!.transcript.position(
      atTop: scrollTarget.range.lowerBound, of: scrollTarget.message, pane: pane, conversation: shown, size: size)
    return [.paging(.targetShown(pane.id, position ?? pane.scroll))]
  }

  /// What a search on disk, or the opening of a message, has led to, once that is in memory, and what looking further in
  /// slices has found.
  mutating func soughtMatches(_ state: State) -> [UserEvent] {
    var budget = FindMatches.sliceBudget
    return state.panes.flatMap { pane -> [UserEvent] in
      if pane.scrollTarget != nil { return soughtPlace(pane, state) }
      guard let find = pane.find, let shown = state.shown(in: pane), let size = contents[pane.id],
        !find.pattern.isEmpty
      else { return [] }
      if let goal = find.goal {
        prepare(pane.id)
        return look(for: goal, pane, find.pattern, shown, size, budget: &budget) ?? []
      }
      if let seeking = find.seeking, let index = shown.index(of: seeking.message) {
        prepare(pane.id)
        return look(for: seeking, at: index, pane, find.pattern, shown, size, budget: &budget)
      }
      if panes[pane.id]?.matches.isUnfinished == true {
        _ = panes[pane.id]!.matches.count(find.pattern, in: shown, at: nil, budget: &budget)
      }
      return []
    }
  }

  private mutating func look(
    for seeking: Find.Seeking, at index: Int, _ pane: Pane, _ pattern: TextPattern, _ shown: Conversation, _ size: Size,
    budget: inout Int
  ) -> [UserEvent] {
    let isForward = seeking.direction == .forward
    if seeking.staysThere {
      let (ranges, isAll) = panes[pane.id]!.matches.look(in: shown.messages[index], for: pattern, budget: &budget)
      if let range = isForward ? ranges.first : isAll ? ranges.last : nil {
        return show(Find.Match(message: seeking.message, range: range), pane, shown, size)
      }
      return isAll ? [.find(.moved(pane.id, nil))] : []
    }
    let goal = Find.Goal(
      message: seeking.message, source: isForward ? -1 : Int.max, direction: seeking.direction, includes: true,
      reach: .round)
    return look(for: goal, pane, pattern, shown, size, budget: &budget) ?? [.find(.aimed(pane.id, goal))]
  }

  /// `rows` with what is looked for, and what is selected, marked.
  mutating func marked(_ rows: [Row], _ pane: Pane, _ shown: Conversation, _ size: Size) -> [Row] {
    var rows = rows
    if let find = pane.find, !find.pattern.isEmpty, find.pattern.problem == nil {
      let current = find.match.flatMap {
        panes[pane.id]!.transcript.row(
          showing: $0.range.lowerBound, of: $0.message, pane: pane, conversation: shown, size: size)
      }
      // Names and times are no text of a message.
      let lines = panes[pane.id]!.transcript.lines(of: pane, conversation: shown, size: size)
      let texts = rows.indices.map { lines.indices.contains($0) && lines[$0].source != nil ? rows[$0].text : "" }
      rows = FindMarks.marked(rows, panes[pane.id]!.matches.places(of: find.pattern, in: texts), current: current)
    }
    if let selection = pane.selection,
      let chosen = panes[pane.id]!.transcript.rows(
        of: selection, pane: pane, conversation: shown, size: size)
    {
      for index in chosen where rows.indices.contains(index) { rows[index] = rows[index].selected(width: size.columns) }
    }
    return rows
  }

  /// What is said of the search in the pane's title; nil where nothing is looked for.
  mutating func findState(_ pane: Pane, _ shown: Conversation) -> String? {
    guard let find = pane.find, !find.editor.isEmpty else { return nil }
    let text = (find.isRegex ? "regex " : "/") + find.editor.text.excerpt(40)
    if find.pattern.problem != nil { return "\(text): not complete" }
    if let search = find.search { return "\(text): looking, \(search.count) messages" }
    if find.goal != nil { return "\(text): looking" }
    prepare(pane.id)
    var budget = FindMatches.sliceBudget
    let (count, current, isWhole) = panes[pane.id]!.matches.count(
      find.pattern, in: shown, at: find.match, budget: &budget)
    let isAll = isWhole && shown.loading == .loaded(hasEarlier: false) && !shown.hasLater
    return "\(text) \(current.map { "\($0)/" } ?? "")\(count)\(isAll ? "" : "+")"
  }
}
