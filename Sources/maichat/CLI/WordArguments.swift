/// The words of a text that was given as arguments, among which unknown options were left: those before the first `--`, and
/// those behind it, which stand for themselves.
struct WordArguments {
  var plain: [String]
  var literal: [String]

  init(_ words: [String]) {
    let end = words.firstIndex(of: "--") ?? words.endIndex
    plain = Array(words[..<end])
    literal = Array(words[end...].dropFirst())
  }

  /// `message`, and where it complains of an option to a command that takes a text, how a text that begins with - is given.
  static func hinted(_ message: String, _ arguments: [String]) -> String {
    let hint = " A text that begins with - goes after --"
    guard message.contains("nknown option"), !message.contains(hint),
      let command = arguments.first(where: { ["ask", "search"].contains($0) })
    else { return message }
    var lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines[0] += (lines[0].hasSuffix(".") || lines[0].hasSuffix("?") ? "" : ".") + "\(hint): maichat \(command) -- '…'."
    return lines.joined(separator: "\n")
  }

  /// Throws a usage failure where an argument is not UTF-8: what is asked or looked for would silently be something else.
  static func checkText() throws(CommandFailure) {
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = CommandLine.unsafeArgv[index] else { return }
      if String(validatingCString: argument) == nil {
        throw CommandFailure(.usage, "argument \(index) is not UTF-8 text.")
      }
    }
  }
}
