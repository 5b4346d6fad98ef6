import Canvas
import ChatModel
import ChatStore

/// Asks where to put a file of a message; while it comes, says how far it is.
struct SavingPopup: Popup {
  var form: SavingForm
  var download: Download?
  var keymap: Keymap

  private var field: FieldPopup {
    FieldPopup(
      title: "Save \(FileName.received(form.name).excerpt(200)) in", editor: form.folder, placeholder: "a folder",
      hints: [("Enter", "save"), ("Esc", "leave it")], keymap: keymap
    ) { _ in [.savingBegun] }
  }

  func picture(on screen: Size, now: Timestamp) -> PopupPicture? {
    guard form.download != nil else { return field.picture(on: screen, now: now) }
    return QuestionBox.picture(
      title: "Save", "\(form.name.excerpt(200)): \(download?.words ?? "waiting")",
      hints: [("Enter", "go on beside it"), ("Esc", "stop it")], on: screen)
  }

  func result(of press: KeyPress, on screen: Size) -> LayerResult {
    guard let id = form.download else {
      // It stays open and shows how far it is.
      return PopupKey(press) == .enter ? LayerResult(events: [.savingBegun]) : field.result(of: press, on: screen)
    }
    switch PopupKey(press) {
    case .enter: return LayerResult(events: [.layerClosed])
    case .close: return LayerResult(events: [.savingStopped(id), .layerClosed])
    case let key: return key?.usual ?? .nothing
    }
  }

  func result(ofPaste text: String) -> LayerResult { form.download == nil ? field.result(ofPaste: text) : .nothing }
}
