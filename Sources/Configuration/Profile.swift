import ChatModel

/// How to reach one MaiAgent service: what stands under `[profiles.NAME]`. What is nil was left out.
package struct Profile: Equatable, Sendable {
  package var baseURL: String?
  package var chatbot: String?
  /// The key itself, its file and the command that prints it; the first of file, command and key counts.
  package var apiKeyFile: String?
  package var apiKeyCommand: KeyCommand?
  package var apiKey: SecretText?
  /// nil: as the service has it.
  package var keyScheme: KeyScheme?
  package var plainHTTP: PlainHTTP?
  /// A file with the certificates of the authorities to trust, in PEM.
  package var certificateFile: String?
  package var mode: ReplyMode?
  /// The lines of the keys that were given, by their names in the file.
  package var lines: [String: Int] = [:]

  /// A profile that says nothing.
  package init() {}

  static let keys = [
    "base_url", "chatbot", "api_key", "api_key_file", "api_key_command", "key_scheme", "allow_plain_http", "ca_file",
    "mode",
  ]
}

/// One line of `[keys.ZONE]`. Whether its key and its command exist is for the keymap to say.
package struct KeyBinding: Equatable, Sendable {
  package var zone: CommandZone
  /// As in `Ctrl-X n`.
  package var key: String
  /// The command's name; nil takes the key's default away.
  package var command: String?
  /// Where it stands, for messages.
  package var file: String
  package var line: Int?

  /// A problem with this binding, at its place.
  package func problem(_ text: String) -> ConfigurationProblem {
    ConfigurationProblem(file: file, line: line, key: dotted(["keys", zone.rawValue, key]), text: text)
  }
}

/// How much is written to the log, from most to least.
package enum LogLevel: String, CaseIterable, Sendable {
  case trace, debug, info, notice, warning, error, critical
}
