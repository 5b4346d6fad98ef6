import AppState
import Canvas
import ChatModel

/// Asks whether files whose paths were pasted are to be attached.
extension PastedFilesQuestion: QuestionPopup {
  func question(_ context: PopupContext) -> Question {
    let names = files.prefix(3).map { file in
      let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
      return "\"\(name.excerpt(100))\" (\(file.facts.type.label), \(ByteCount(file.facts.size)))"
    }
    let more = files.count > 3 ? " and \(files.count - 3) more" : ""
    let text =
      files.count == 1
      ? "The pasted text is the path of a file: \(names[0]). Attach it?"
      : "The pasted text is the paths of \(files.count) files: \(names.joined(separator: ", "))\(more). Attach them?"
    return Question(
      title: "Attach", text: text,
      actions: [
        PopupAction("Enter", label: "attach", does: [.attachments(.pastedAttached)]),
        PopupAction("Esc", label: "leave it as text", does: [.popupClosed]),
      ])
  }
}
