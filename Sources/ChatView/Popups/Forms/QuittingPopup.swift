import AppState
import Canvas

/// Asks whether to leave while replies run; they may end while the question stands.
extension QuittingQuestion: QuestionPopup {
  func question(_ context: PopupContext) -> Question {
    let (running, unsaved) = (context.state.replies.count, context.state.unsaved)
    let hasUploads = !context.state.uploads.isEmpty
    let leaving: InputResult = [.program(.quit(.given))]
    let staying = [
      PopupAction("Esc", label: "stay", does: [.popupClosed]), PopupAction("n", "N", does: [.popupClosed]),
    ]
    guard unsaved.isEmpty else {
      var text = "The history file cannot be written: \(unsaved.words)"
      text += unsaved.total == 1 ? " is in memory only." : " are in memory only."
      if running == 1 { text += " A reply is still running." }
      if running > 1 { text += " \(running) replies are still running." }
      text += " Quit and save them to a file of their own, or discard them?"
      return Question(
        title: "Quit", text: text,
        actions: [
          PopupAction("s", "S", label: "save and quit", does: leaving),
          PopupAction("d", "D", label: "discard and quit", does: [.program(.quit(.discarding))]),
          // Neither loses anything: the habit of answering without reading.
          PopupAction("y", "Y", "Enter", does: leaving),
        ] + staying)
    }
    let text =
      switch running {
      case _ where hasUploads: "Files are still being uploaded. Quit? Their message stays as a draft."
      case 0: "No reply is running any more. Quit?"
      case 1: "A reply is still running. Quit and keep what came?"
      default: "\(running) replies are still running. Quit and keep what came?"
      }
    // The answer to the question that stood here until all was saved.
    let saving = running == 0 && !hasUploads ? [PopupAction("s", "S", does: leaving)] : []
    return Question(
      title: "Quit", text: text,
      actions: [PopupAction("y", "Y", "Enter", label: "quit", does: leaving)] + saving + staying)
  }
}
