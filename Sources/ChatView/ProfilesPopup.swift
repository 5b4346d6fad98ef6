import Canvas
import ChatModel
import ChatStore

/// Lists the profiles of the configuration with their hosts, and goes on with one.
struct ProfilesPopup: ChooserPopup {
  var chooser: Chooser
  var keymap: Keymap
  private let profiles: [ConfiguredProfile]
  private let matching: [ConfiguredProfile]
  private let current: String?

  init(chooser: Chooser, state: State, keymap: Keymap) {
    self.chooser = chooser
    self.keymap = keymap
    profiles = state.settings.profiles
    current = state.settings.kind == .demo ? nil : state.settings.profile
    let needle = Needle(chooser.filter.text)
    matching = profiles.filter { needle.isIn($0.name) || needle.isIn($0.host) }
  }

  var chosen: LayerResult? {
    guard matching.indices.contains(view.selected) else { return nil }
    return LayerResult(events: [.layerClosed, .profileWanted(matching[view.selected].name)])
  }

  var view: ChooserView {
    ChooserView(
      title: "Profiles", chooser: chooser, placeholder: "type a part of a name or host",
      items: matching.map { profile in
        ChooserItem(
          label: profile.name.excerpt(100), note: "\(profile.host.excerpt(200)), \(profile.key)",
          mark: profile.name == current ? "•" : "", hit: chooser.filter.text)
      },
      total: profiles.count,
      notes: matching.isEmpty ? [Span("No profile is like this.", Style(.popup))] : [],
      hints: [("Enter", "go on with it"), ("Esc", "close")])
  }
}
