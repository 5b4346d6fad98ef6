import AppState
import Canvas
import ChatModel

/// Asks where to put a file of a message; while it comes, says how far it is.
extension DownloadForm: FieldPopup {
  var title: String { "Save \(FileName.received(name).excerpt(200)) in" }
  var placeholder: String { "a folder" }
  var label: String { "save" }
  var field: TextEditor {
    get { folder }
    set { folder = newValue }
  }
  /// It stays open and shows how far it is.
  var entered: InputResult { [.downloads(.begun)] }

  private func progress(_ context: PopupContext) -> Question? {
    download.map { id in
      Question(
        title: "Save", text: "\(name.excerpt(200)): \(context.state.downloads[id]?.words ?? "waiting")",
        actions: [
          PopupAction("Enter", label: "go on beside it", does: [.popupClosed]),
          PopupAction("Esc", "Ctrl-C", label: "stop it", does: [.downloads(.stopped(id)), .popupClosed]),
        ])
    }
  }

  func picture(_ context: PopupContext) -> PopupPicture? {
    progress(context)?.picture(on: context.screen) ?? fieldPicture(context)
  }

  func actions(_ context: PopupContext) -> [PopupAction] { progress(context)?.actions ?? fieldActions }

  func hasField(_ context: PopupContext) -> Bool { download == nil }
}
