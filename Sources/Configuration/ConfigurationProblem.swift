/// Something wrong with the configuration or a theme: where it stands and what is expected there. What is wrong is left
/// out and its default used, so that only a doubt is a reason not to go on.
package struct ConfigurationProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file's path, or the name of the flag or environment variable.
  package var file: String
  /// Counted from 1.
  package var line: Int?
  /// In characters of Unicode, counted from 1; known for syntax errors only.
  package var column: Int?
  /// The key with the tables around it, as in `profiles.work.base_url`.
  package var key: String?
  /// What is wrong and what is expected, in one sentence without a full stop. Never holds a secret.
  package var text: String
  package var severity = Severity.mistake
  /// Whether it is only that somebody gave up waiting.
  package var isCancelled = false

  package enum Severity: Hashable, Sendable {
    /// Right, and risky.
    case warning
    /// Wrong, and without consequences for where anything is sent.
    case mistake
    /// Wrong in a way that leaves open which service is meant, or whose key goes there: nothing may be sent before it is
    /// mended.
    case doubt
  }

  /// A problem at a place of `file`.
  package init(
    file: String, line: Int? = nil, column: Int? = nil, key: String? = nil, text: String,
    severity: Severity = .mistake
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.key = key
    self.text = text
    self.severity = severity
  }

  /// `FILE:LINE:COLUMN: KEY: TEXT`, without what is not known. Whoever shows it makes it safe for the terminal.
  package var description: String {
    let place = [file, line.map(String.init), line == nil ? nil : column.map(String.init)].compactMap { $0 }
    return [place.joined(separator: ":"), key, text].compactMap { $0 }.joined(separator: ": ")
  }
}

extension ConfigurationProblem {
  /// The same for a line that may be cut: what is wrong stands before the place, as in `KEY: TEXT (FILE:LINE)`.
  package var notice: String {
    let place = [file, line.map(String.init), line == nil ? nil : column.map(String.init)].compactMap { $0 }
    return [key, text].compactMap { $0 }.joined(separator: ": ") + " (\(place.joined(separator: ":")))"
  }
}

/// `name` short enough for a message.
func clipped(_ name: String) -> String { name.count > 60 ? "\(name.prefix(60))…" : name }

/// `path` as it would stand in a TOML file, short enough for a message.
func dotted(_ path: [String]) -> String { clipped(path.map(TOMLText.key).joined(separator: ".")) }
