import AppState
import Canvas
import ChatModel

// The base screen. Nothing in here is told that something changed: each frame compares stamps. What is kept between
// frames is laid-out rows and where things stood, never state of the client: a screen that has just been made draws the
// same frame from the same state.

/// The whole screen: the list, the panes, the composer, the status line, and the popups over them. Turns the state into
/// frames and keys into what the user did; owns the layout caches.
/// Does not: hold state of the client.
package struct ChatScreen {
  let texts: ScreenTexts
  package let themes: [String]
  private(set) var size = Size(columns: 80, rows: 24)
  var popups: PopupStackView
  var list: ConversationListView
  var composer = ComposerView()
  var panes: [PaneID: PaneView] = [:]
  /// The size at which each pane's place was chosen: rows are counted at a width.
  var contents: [PaneID: Size] = [:]
  /// What the button of the mouse went down on, while it is held.
  var hold: MouseHold?
  /// How panes keep up with replies, and how slow counters are.
  package var follow = Follow()
  /// What was read off the clock, for as long as it holds.
  var rates = ReplyRates()
  private let zone: TranscriptZone
  /// When a clock on the last frame changes.
  private var due: Timestamp?

  /// The keys that count.
  package var keymap: Keymap { texts.keymap }

  /// A screen whose keys are `keymap`'s, which offers `themes` by name and shows times of `zone`.
  package init(keymap: Keymap, themes: [String], zone: TranscriptZone = .local) {
    texts = ScreenTexts(keymap: keymap)
    self.themes = themes
    self.zone = zone
    list = ConversationListView(zone: zone)
    popups = PopupStackView(keymap: keymap, themes: themes, zone: zone)
  }

  /// The same screen with other keys and other themes to choose from.
  package func changed(keymap: Keymap, themes: [String]) -> ChatScreen {
    var screen = ChatScreen(keymap: keymap, themes: themes, zone: zone)
    screen.size = size
    screen.contents = contents
    screen.follow = follow
    return screen
  }

  /// Takes the terminal's first size.
  package mutating func resize(_ size: Size) { self.size = size }

  /// Takes a new size of the terminal; what follows keeps the same text at the top of each pane.
  package mutating func resized(to size: Size, state: State) -> [UserEvent] {
    _ = layout(state)
    self.size = size
    composer.update(state, size: size)
    return reanchored(state, list: state.list)
  }

  /// When a clock on the last frame changes next; nil while none is shown, so that an idle client sleeps.
  package func refreshDue(_ state: State, now: Timestamp) -> Timestamp? {
    [due, popups.refreshDue(state, now: now)].compactMap { $0 }.min()
  }

  /// What the last frame showed to be missing: earlier messages, when a pane came near the first one in memory.
  package mutating func wanted(_ state: State) -> [UserEvent] {
    soughtMatches(state) + state.introductionsWanted.map { .chatbots(.introductionRequested($0)) }
      + state.panes.compactMap { pane in
        guard pane.reading == nil, let view = panes[pane.id], let shown = state.shown(in: pane),
          let side = view.wanted(shown, fromService: state.canFetchEarlier(shown.header.id))
        else { return nil }
        return .paging(.messagesRequested(pane.id, side))
      }
  }

  /// Where panes that follow stood in the last frame, as far as `state` does not know; changes nothing that is shown.
  package func followed(_ state: State) -> [UserEvent] {
    state.panes.compactMap { pane in panes[pane.id]?.followed(by: pane).map { .paging(.followed(pane.id, $0)) } }
  }

  // MARK: Drawing

  /// The screen as it is at `now`.
  package mutating func frame(_ state: State, now: Timestamp) -> Frame {
    var frame = Frame(size: size)
    guard !ScreenLayout.isTooSmall(size) else {
      due = nil
      draw(tooSmall: &frame)
      return frame
    }
    let layout = layout(state)
    for pane in layout.panes { contents[pane.id] = pane.area.content.size }
    rates.update(state, now: now, slowness: follow.slowness)
    due = rates.due
    drawAreas(state, layout, now: now, on: &frame)
    let composed = composer.rows(state, in: layout.composer, texts: texts)
    for (index, row) in composed.rows.enumerated() { frame.rows[layout.composer.origin.row.value + index] = row }
    if state.zone == .composer { frame.caret = composed.caret }
    if let address = layout.address {
      frame.rows[address.origin.row.value] = composer.address(state, width: size.columns, texts: texts)
    }
    if let area = layout.attachments {
      let rows = AttachmentRows(texts: texts).rows(state, count: area.size.rows.value, width: size.columns)
      for (index, row) in rows.enumerated() { frame.rows[area.origin.row.value + index] = row }
    }
    drawStatus(state, layout, now: now, on: &frame)
    let bottom = (layout.attachments ?? layout.address ?? layout.composer).origin.row.value
    let menu =
      CommandMenuView(state)?.picture(above: bottom, columns: size.columns, keymap: keymap)
      ?? PathMenuView(state)?.picture(above: bottom, columns: size.columns)
    if let menu { frame.overlay(menu.rows, at: menu.place) }
    popups.draw(state, over: &frame, now: now)
    return frame
  }

  private mutating func drawStatus(_ state: State, _ layout: ScreenLayout, now: Timestamp, on frame: inout Frame) {
    let place = layout.status.origin
    if isFinding(state), let find = state.pane.find, let shown = state.shown {
      let (row, caret) = FindLine(find: find, said: findState(state.pane, shown)).row(width: size.columns)
      frame.rows[place.row.value] = row
      frame.caret = Position(column: caret, row: place.row)
      return
    }
    let status = StatusLine(texts: texts, activity: ReplyActivity(state, rates: rates), now: now)
    let (row, statusDue) = status.row(state, width: size.columns)
    frame.rows[place.row.value] = row
    wake(at: statusDue)
  }

  private mutating func drawAreas(_ state: State, _ layout: ScreenLayout, now: Timestamp, on frame: inout Frame) {
    if let area = layout.list {
      let (rows, caret) = list.draw(state, in: area, now: now)
      for (index, row) in rows.enumerated() { frame.rows[area.outer.origin.row.value + index].append(row) }
      if state.zone == .list { frame.caret = caret }
    }
    for pane in layout.panes {
      for (index, row) in draw(pane, state, now: now).enumerated() {
        frame.rows[pane.area.outer.origin.row.value + index].append(row)
      }
    }
  }

  private mutating func draw(_ area: PaneArea, _ state: State, now: Timestamp) -> [Row] {
    guard let pane = state.panes.first(where: { $0.id == area.id }),
      let conversation = state.shown(in: pane),
      let picture = picture(of: pane, state, size: area.area.content.size, now: now)
    else { return [] }
    wake(at: picture.clockDue)
    // With several panes it matters also while typing which one the text is for.
    let hasSeveral = state.panes.count > 1
    let isFocused =
      pane.id == state.focusedPane && (state.zone == .transcript || hasSeveral && state.zone == .composer)
    var title = PaneTitle(texts: texts, pane: pane, conversation: conversation, isFocused: isFocused)
    if hasSeveral { title.number = (state.tree.panes.firstIndex(of: pane.id) ?? 0) + 1 }
    title.isLocked = state.isScrollLocked
    title.presence = state.presence(of: conversation)
    title.find = findState(pane, conversation)
    let border = AreaBorder(
      title: title.row, state: title.state(rates),
      footer: title.below(picture, zone: state.zone, width: area.area.outer.size.columns),
      style: Style(isFocused ? .borderFocused : .border))
    return border.rows(around: marked(picture.rows, pane, conversation, area.area.content.size), in: area.area)
  }

  private func draw(tooSmall frame: inout Frame) {
    let (columns, rows) = (size.columns.value, size.rows.value)
    let least = ScreenLayout.minimum
    let text = "too small: \(columns)x\(rows); maichat needs \(least.columns.value)x\(least.rows.value)"
    let wrapped = Wrap.rows(of: [Span(text, Style(.warning))], width: size.columns)
    for index in frame.rows.indices where index < wrapped.count {
      frame.rows[index] = wrapped[index].clipped(to: size.columns)
    }
  }

  private mutating func wake(at moment: Timestamp?) { due = [due, moment].compactMap { $0 }.min() }

  // MARK: What both drawing and keys need

  /// Where everything stands; remembers the size of each pane that has not been drawn yet.
  mutating func layout(_ state: State) -> ScreenLayout {
    composer.update(state, size: size)
    guard !ScreenLayout.isTooSmall(size) else { return layout(list: state.list, zone: state.zone, state) }
    for pane in layout(list: state.list, zone: .composer, state).panes where contents[pane.id] == nil {
      contents[pane.id] = pane.area.content.size
    }
    return layout(list: state.list, zone: state.zone, state)
  }

  /// Where everything would stand with another list or focus; as on the smallest screen where there is less room.
  func layout(list: ListState, zone: Zone, _ state: State) -> ScreenLayout {
    let least = ScreenLayout.minimum
    let size = Size(columns: max(size.columns, least.columns), rows: max(size.rows, least.rows))
    return ScreenLayout(
      size, list: list, zone: zone, panes: PaneArrangement(state), composerRows: composer.rowCount,
      attachmentRows: AttachmentRows.count(state, size),
      isAddressNeeded: state.goesToSeveral || state.focused?.edited != nil)
  }

  /// What `pane` shows on `size`; nil where it shows no conversation.
  mutating func picture(of pane: Pane, _ state: State, size: Size, now: Timestamp) -> TranscriptPicture? {
    guard let conversation = state.shown(in: pane) else { return nil }
    prepare(pane.id)
    let focus: TranscriptFocus = state.zone == .transcript && pane.id == state.focusedPane ? .focused : .unfocused
    panes[pane.id]!.transcript.hints.isReadOnly = state.settings.access == .readOnly
    panes[pane.id]!.transcript.stars = state.bookmarks.stars
    panes[pane.id]!.transcript.introduction = state.introduction(to: conversation)
    return panes[pane.id]!.update(pane: pane, conversation: conversation, size: size, focus: focus, now: now)
  }

  /// Makes the view of the pane `id`, if it has none.
  mutating func prepare(_ id: PaneID) {
    if panes[id] == nil {
      panes[id] = PaneView(transcript: TranscriptView(hints: texts.transcriptHints, zone: zone))
    }
    panes[id]!.transcript.follow = follow
  }
}
