import ChatModel
import ChatStore
import Terminal

extension CopyResult {
  /// What is said about it.
  var event: ClientEvent {
    switch self {
    case .asked(let bytes):
      .copied("Asked the terminal to copy \(bytes) bytes (OSC 52); whether it did, no terminal tells.")
    case .tooLong(let limit):
      .copyFailed("Too long to copy through the terminal, which takes \(limit) bytes: `maichat show` prints it.")
    case .unsupported: .copyFailed("This terminal has no clipboard: `maichat show` prints the text.")
    }
  }
}
