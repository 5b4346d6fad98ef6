import AppState
import Canvas
import ChatModel

/// Lists what is starred in all conversations, the newest first, and goes there.
struct StarsPopup: PickerPopup {
  var list = ListPicker()

  func picker(_ context: PopupContext) -> PickerView {
    let filter = list.filter.text
    let needle = SubstringMatcher(filter)
    let stars = context.state.starred
    let matching = stars.map { (star: $0, title: context.state.conversations[$0.conversation]?.title ?? "") }
      .filter { needle.isIn($0.star.note) || needle.isIn($0.star.excerpt) || needle.isIn($0.title) }
    let chosen = list.chosen(of: matching)?.star
    func open(_ place: UserEvent.OpeningPlace) -> InputResult? {
      chosen.map { [.popupClosed, .paging(.messageOpened($0.conversation, $0.message, needle: "", place: place))] }
    }
    return PickerView(
      "Starred", list, placeholder: "type a part of a note, text or title", matching, of: stars.count,
      none: stars.isEmpty ? "Nothing is starred yet." : "No star is like this.",
      actions: [
        PopupAction("Enter", label: "go there", does: open(.here)),
        PopupAction("Alt-Enter", label: "beside", does: open(.beside)),
        PopupAction("Del", label: "take the star away", does: chosen.map { [.bookmarks(.starSwitched($0.message))] }),
      ]
    ) { star, title in
      let text = MatchSnippet.row(of: star.excerpt, about: filter)
      return PickerRow(label: star.note.isEmpty ? "★ \(text)" : "★ \(star.note) — \(text)", note: title, hit: filter)
    }
  }
}
