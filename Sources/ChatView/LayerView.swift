import Canvas
import ChatModel
import ChatStore

/// Draws the layers over the base screen, back to front, and hands keys to the one on top.
/// Does not: open layers, or run the commands that a layer asks for.
package struct LayerView {
  package var keymap: Keymap
  /// The themes to choose from, by the names that `UserEvent.themeWanted` takes.
  package var themes: [String]

  /// How times are written.
  var zone: TranscriptZone

  /// Layers that show the keys of `keymap` and offer `themes`.
  package init(keymap: Keymap, themes: [String], zone: TranscriptZone = .local) {
    self.keymap = keymap
    self.themes = themes
    self.zone = zone
  }

  /// Draws `state.layers` over `frame`. The caret goes into the field of the top layer, and is hidden by one without.
  package func draw(_ state: State, over frame: inout Frame, now: Timestamp) {
    for layer in state.layers {
      if case .copyHints(let targets, let typed, let held) = layer {
        CopyHintsPopup(targets: targets, typed: typed, held: held).draw(over: &frame)
        continue
      }
      guard let picture = popup(layer, state).picture(on: frame.size, now: now) else { continue }
      frame.overlay(picture.rows, at: picture.place)
      frame.caret = picture.caret.flatMap { frame.holds($0) ? $0 : nil }
      frame.image = picture.image
    }
  }

  /// What the top layer makes of `input` on a screen of `size`; nil where it does not take it, or there is none.
  package func events(for input: Input, state: State, size: Size, now: Timestamp) -> LayerResult? {
    guard let layer = state.top else { return nil }
    let popup = popup(layer, state)
    switch input {
    case .key(let press): return popup.result(of: press, on: size)
    case .paste(let text): return popup.result(ofPaste: text)
    case .focus, .mouse: return nil
    }
  }

  /// The row of the top layer's list at `place` of a screen of `size`, the chosen one, and what choosing it does; nil
  /// where there is no row.
  func rows(at place: Position, _ state: State, size: Size) -> (pressed: Int, selected: Int, selecting: LayerResult)? {
    guard let popup = state.top.map({ popup($0, state) }), let row = popup.row(at: place, on: size) else { return nil }
    return (row, popup.selectedRow, popup.selecting(row))
  }

  /// When something on a layer changes though nothing happens: a clock, or the leader's hints.
  package func refreshDue(_ state: State, now: Timestamp) -> Timestamp? {
    state.layers.compactMap { popup($0, state).refreshDue(now: now) }.min()
  }

  private func popup(_ layer: Layer, _ state: State) -> any Popup {
    switch layer {
    case .leader(let hintsAt): LeaderHints(keymap: keymap, zone: CommandZone(state.zone), hintsAt: hintsAt)
    case .chatbots(let picker): ChatbotPopup(picker: picker, state: state, keymap: keymap, zone: zone)
    case .palette(let chooser): PalettePopup(chooser: chooser, keymap: keymap, zone: CommandZone(state.zone))
    case .themes(let chooser, let original):
      ThemePopup(chooser: chooser, original: original, themes: themes, state: state, keymap: keymap)
    case .links(let links, let chooser): LinksPopup(links: links, chooser: chooser, keymap: keymap)
    case .prompts(let search): PromptSearchPopup(search: search, keymap: keymap)
    case .search(let board): SearchPopup(board: board, index: state.search.index, keymap: keymap, zone: zone)
    case .stash(let chooser): StashPopup(chooser: chooser, stash: state.stash, keymap: keymap)
    case .paste(let text): PastePopup(text: text)
    case .files(let picker):
      FilePickerPopup(picker: picker, keymap: keymap, limits: state.settings.attachments, zone: zone)
    case .attachments(let chooser):
      AttachmentsPopup(chooser: chooser, files: state.focused?.attachments ?? [], keymap: keymap)
    case .pastedFiles(let files, _): PastedFilesPopup(files: files)
    case .export(let form): ExportPopup(form: form, progress: state.export, keymap: keymap)
    case .copyHints(let targets, let typed, let held): CopyHintsPopup(targets: targets, typed: typed, held: held)
    case .placeName(let isSetting): MarkPopup(isSetting: isSetting, marks: state.marks.keys.sorted())
    case .stars(let chooser): StarsPopup(chooser: chooser, state: state, keymap: keymap)
    case .starNote(let message, let editor): FieldPopup.starNote(message, editor, keymap)
    case .outline(let entries, let chooser): OutlinePopup(entries: entries, chooser: chooser, keymap: keymap)
    case .sources(let sources, let chosen, let scroll): SourcesPopup(sources: sources, chosen: chosen, scroll: scroll)
    case .messageFiles(let files, let chooser): MessageFilesPopup(files: files, chooser: chooser, keymap: keymap)
    case .starters(let starters, let chooser):
      StartersPopup(starters: starters, chooser: chooser, keymap: keymap)
    case .profiles(let chooser): ProfilesPopup(chooser: chooser, state: state, keymap: keymap)
    case .saving(let form):
      SavingPopup(form: form, download: form.download.flatMap { state.downloads[$0] }, keymap: keymap)
    case .image(let viewing):
      ImagePopup(viewing: viewing, download: viewing.download.flatMap { state.downloads[$0] })
    case .timing(let times, let scroll): TimingPopup(times: times, scroll: scroll)
    case .keys(let scroll): KeyHelp(scroll: scroll, keymap: keymap)
    case .rename(let id, let editor): FieldPopup.rename(id, editor, keymap)
    case .layoutName(let editor): FieldPopup.layoutName(editor, keymap)
    case .layouts(let chooser): LayoutsPopup(chooser: chooser, state: state, keymap: keymap)
    case .branches(let id, let chooser): BranchesPopup(current: id, chooser: chooser, state: state, keymap: keymap)
    case .comparison(let chooser, let chosen):
      ComparisonPopup(chooser: chooser, chosen: chosen, state: state, keymap: keymap)
    case .difference(let difference, let scroll): DifferencePopup(difference: difference, scroll: scroll)
    case .quitting:
      QuittingPopup(running: state.replies.count, uploads: state.uploads.count, unsaved: state.unsaved)
    case .setup(let form): SetupScreen(form: form, settings: state.settings, keymap: keymap)
    }
  }
}

extension CommandZone {
  /// The zone of the keymap that belongs to where the focus is.
  package init(_ zone: Zone) {
    switch zone {
    case .composer: self = .composer
    case .transcript: self = .transcript
    case .list: self = .list
    }
  }
}

extension Frame {
  fileprivate func holds(_ place: Position) -> Bool {
    place.column >= 0 && place.row >= 0 && place.column < size.columns && place.row < size.rows
  }
}
