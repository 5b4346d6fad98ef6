import ChatModel
import HistoryStore
import System

/// A history that the full screen found damaged when it started: asks what to do, on the terminal as it is.
struct DamagedHistory {
  let path: String

  /// Asks whether to set the file aside and begin a new one, and does that. Throws where nobody wants it, and where it is not
  /// possible.
  func askToSetAside() throws(CommandFailure) {
    let question: SafeText =
      "The history file \(safe(path)) is damaged.\n"
      + "Set it aside as \(safe(path)).damaged-N and begin a new one? Nothing of it is deleted. [y/N] "
    try StandardOutput.write(question)
    guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
      throw CommandFailure(
        .history,
        "the history file \(safe(path)) is damaged and stays where it is. `maichat restore FILE` puts a backup in its place;"
          + " `maichat doctor --repair` sets it aside.")
    }
    switch try reading(try HistoryMaintenance.setAside(path)) {
    case .history(let place):
      StandardError.say(
        "maichat: the damaged history file is now \(safe(place)). `sqlite3 FILE .recover` may save what is in it.")
    case .log(let place):
      StandardError.say(
        "maichat: the log beside the history belonged to another file, and is now \(safe(place)). The history is whole."
      )
    }
  }
}
