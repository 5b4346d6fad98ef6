import AppState
import Canvas
import ChatModel

/// Lists the profiles of the configuration with their hosts, and goes on with one.
struct ProfilesPopup: PickerPopup {
  var list = ListPicker()

  func picker(_ context: PopupContext) -> PickerView {
    let settings = context.state.settings
    let current = settings.kind == .demo ? nil : settings.profile
    let filter = list.filter.text
    let needle = SubstringMatcher(filter)
    let matching = settings.profiles.filter { needle.isIn($0.name) || needle.isIn($0.host) }
    return PickerView(
      "Profiles", list, placeholder: "type a part of a name or host", matching, of: settings.profiles.count,
      none: "No profile is like this.",
      actions: [
        PopupAction(
          "Enter", label: "go on with it",
          does: list.chosen(of: matching).map { [.popupClosed, .program(.profile($0.name))] })
      ]
    ) { profile in
      PickerRow(
        label: profile.name.excerpt(100), note: "\(profile.host.excerpt(200)), \(profile.key)",
        mark: profile.name == current ? "•" : "", hit: filter)
    }
  }
}
