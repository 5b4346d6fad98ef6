import Canvas
import ChatModel
import ChatStore

/// Lists the conversations that share their beginning, and opens one here or beside.
struct BranchesPopup: ChooserPopup {
  var chooser: Chooser
  var keymap: Keymap
  private let current: ConversationID
  private let count: Int
  private let matching: [ChatStore.Conversation]

  init(current: ConversationID, chooser: Chooser, state: State, keymap: Keymap) {
    self.current = current
    self.chooser = chooser
    self.keymap = keymap
    let family = state.family(of: current).compactMap { state.conversations[$0] }
    count = family.count
    let needle = Needle(chooser.filter.text)
    matching = family.filter { chooser.filter.isEmpty || needle.isIn($0.title) }
  }

  var chosen: LayerResult? { opened { .conversationOpened($0) } }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    if press == KeyPress(.enter, .alt) { return opened { .conversationOpenedBeside($0) } ?? .nothing }
    return listResult(of: press, on: screen)
  }

  private func opened(_ event: (ConversationID) -> UserEvent) -> LayerResult? {
    guard matching.indices.contains(view.selected) else { return nil }
    return LayerResult(events: [.layerClosed, event(matching[view.selected].header.id)])
  }

  var view: ChooserView {
    ChooserView(
      title: "Branches", chooser: chooser, placeholder: "type to find one",
      items: matching.map { conversation in
        ChooserItem(
          label: (conversation.header.branch == nil ? "" : "↳ ") + conversation.title.excerpt(300),
          note: conversation.header.branch == nil ? "the first" : "",
          mark: conversation.header.id == current ? "✓" : "")
      },
      total: count,
      notes: count == 1
        ? [Span("It has none yet: e on one of your messages sends another version of it.", Style(.dim))] : [],
      hints: [("Enter", "open"), ("Alt-Enter", "beside"), ("Esc", "close")])
  }
}
