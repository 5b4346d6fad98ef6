import AppState
import Canvas
import ChatModel

/// Lists the files of a message: to open, to save, or to copy where they are.
struct MessageFilesPopup: PickerPopup {
  var list = ListPicker()
  var files: [Attachment]

  func picker(_ context: PopupContext) -> PickerView {
    let filter = list.filter.text
    let needle = SubstringMatcher(filter)
    let matching = files.filter { needle.isIn($0.filename) || needle.isIn($0.type) }
    let chosen = list.chosen(of: matching)
    func doing(_ events: (Attachment) -> InputResult) -> InputResult? {
      chosen.map { $0.file.isEmpty ? [.noticed("The service does not say where this file is.")] : events($0) }
    }
    return PickerView(
      "Files", list, placeholder: "type a part of a name", matching, of: files.count, none: "No file is like this.",
      actions: [
        PopupAction("Enter", label: "open", does: doing { [.copying(.linkOpened($0.file))] }),
        PopupAction(
          "Alt-V", label: files.contains(where: \.isImage) ? "view" : nil,
          does: doing { [.images(.opened(file: $0.file, name: $0.shownName))] }),
        PopupAction(
          "Alt-S", label: "save", does: doing { [.downloads(.folderAsked(file: $0.file, name: $0.shownName))] }),
        PopupAction("Alt-C", label: "copy link", does: doing { [.popupClosed, .copying(.text($0.file))] }),
      ]
    ) { PickerRow(label: $0.shownName.excerpt(400), note: $0.facts, hit: filter) }
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
