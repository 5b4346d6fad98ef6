import Canvas
import ChatModel
import ChatStore

/// Lists the files of a message: to open, to save, or to copy where they are.
struct MessageFilesPopup: ChooserPopup {
  var chooser: Chooser
  var keymap: Keymap
  private let files: [Attachment]
  private let matching: [Attachment]

  init(files: [Attachment], chooser: Chooser, keymap: Keymap) {
    self.files = files
    self.chooser = chooser
    self.keymap = keymap
    let needle = Needle(chooser.filter.text)
    matching = files.filter { needle.isIn($0.filename) || needle.isIn($0.type) }
  }

  private func chosenFile(_ does: (Attachment) -> [UserEvent]) -> LayerResult? {
    guard matching.indices.contains(view.selected) else { return nil }
    let file = matching[view.selected]
    guard !file.file.isEmpty else {
      return LayerResult(events: [.noticed("The service does not say where this file is.")])
    }
    return LayerResult(events: does(file))
  }

  var chosen: LayerResult? { chosenFile { [.linkOpened($0.file)] } }

  var view: ChooserView {
    ChooserView(
      title: "Files", chooser: chooser, placeholder: "type a part of a name",
      items: matching.map { ChooserItem(label: $0.shownName.excerpt(400), note: $0.facts, hit: chooser.filter.text) },
      total: files.count,
      notes: matching.isEmpty ? [Span("No file is like this.", Style(.popup))] : [],
      hints: [("Enter", "open")] + (files.contains(where: \.isImage) ? [("Alt-V", "view")] : [])
        + [("Alt-S", "save"), ("Alt-C", "copy link"), ("Esc", "close")])
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    switch press {
    case KeyPress(.character("s"), .alt):
      chosenFile { [.savingWanted(file: $0.file, name: $0.shownName)] } ?? .nothing
    case KeyPress(.character("v"), .alt):
      chosenFile { [.imageWanted(file: $0.file, name: $0.shownName)] } ?? .nothing
    case KeyPress(.character("c"), .alt): chosenFile { [.layerClosed, .textCopied($0.file)] } ?? .nothing
    default: listResult(of: press, on: screen)
    }
  }
}

extension Attachment {
  /// What it is called where it is listed; never empty.
  var shownName: String { filename.isEmpty ? type.isEmpty ? "file" : type : filename }

  /// Whether it is an image, as far as the service or its name say: what it is, its content says when it is shown.
  var isImage: Bool {
    type.lowercased().hasPrefix("image")
      || [".png", ".jpg", ".jpeg", ".webp"].contains { filename.lowercased().hasSuffix($0) }
  }

  /// Type and size, as far as known; "other" is what the service calls all that is neither picture nor sound.
  var facts: String {
    let known = [filename.isEmpty || type == "other" ? "" : type.excerpt(40), size.map { "\(ByteCount($0))" } ?? ""]
    return known.filter { !$0.isEmpty }.joined(separator: ", ")
  }
}
