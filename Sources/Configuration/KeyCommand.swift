/// A command that prints the API key, such as a password manager.
package enum KeyCommand: Hashable, Sendable {
  /// A program and its arguments, started without a shell.
  case program([String])
  /// A line for `/bin/sh -c`.
  case shell(String)

  /// The program's name for messages; never its arguments, which may hold secrets.
  package var name: String {
    switch self {
    case .program(let words): words.first.map { clipped($0) } ?? ""
    case .shell(let line): line.split(separator: " ").first.map { clipped(String($0)) } ?? ""
    }
  }

  /// Whether there is nothing to run.
  var isEmpty: Bool {
    switch self {
    case .program(let words): words.first?.isEmpty ?? true
    case .shell(let line): line.withoutBlanks.isEmpty
    }
  }

  /// What is executed.
  var words: [String] {
    switch self {
    case .program(let words): words
    case .shell(let line): ["/bin/sh", "-c", line]
    }
  }
}
