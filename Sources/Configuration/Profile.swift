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
  package var mode: ConfiguredMode?
  /// The lines of the keys that were given, by their names in the file.
  package var lines: [String: Int] = [:]

  /// A profile that says nothing.
  package init() {}

  static let keys = [
    "base_url", "chatbot", "api_key", "api_key_file", "api_key_command", "key_scheme", "allow_plain_http", "ca_file",
    "mode",
  ]
}

/// Whether the key may travel over http without TLS.
package enum PlainHTTP: Equatable, Sendable {
  /// To this machine only.
  case loopbackOnly
  case allowed
}

/// What stands before the key in a request, as the file spells it.
package enum KeyScheme: String, CaseIterable, Sendable {
  case apiKey = "api-key"
  case bearer
}

/// How replies come, as the file spells it.
package enum ConfiguredMode: String, CaseIterable, Sendable {
  case streaming, synchronous
}

/// Whether the terminal is asked to tell more keys apart than old ones can, as the file spells it.
package enum ConfiguredKeyboard: String, CaseIterable, Sendable {
  case auto, plain
}

/// The keys that edit the text to send, as the file spells it.
package enum EditingKeys: String, CaseIterable, Sendable {
  case emacs, vi
}

/// How the view keeps up with a reply, as the file spells it.
package enum FollowManner: String, CaseIterable, Sendable {
  /// A few rows at once, more where the terminal is slow.
  case auto
  /// Row by row.
  case smooth
  /// By nearly a page.
  case page
}

/// Where the focus is when a binding of the file applies, as the file spells it.
package enum KeyZone: String, CaseIterable, Sendable {
  case everywhere, composer, transcript, list
}

/// One line of `[keys.ZONE]`. Whether its key and its command exist is for the keymap to say.
package struct KeyBinding: Equatable, Sendable {
  package var zone: KeyZone
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
