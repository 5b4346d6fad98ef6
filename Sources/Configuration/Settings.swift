import ChatModel
import Text

/// Where a setting was found; for messages and for `doctor`.
package enum SettingSource: Hashable, Sendable, CustomStringConvertible {
  case flag(String)
  case environment(String)
  case file(String, line: Int?)
  case standard

  /// As in `--base-url`, `MAIAGENT_BASE_URL`, `FILE:LINE` or `default`.
  package var description: String {
    switch self {
    case .flag(let name): name
    case .environment(let name): name
    case .file(let path, let line): line.map { "\(path):\($0)" } ?? path
    case .standard: "default"
    }
  }
}

/// A value and where it was found.
package struct Setting<Value: Sendable>: Sendable {
  package var value: Value
  package var source: SettingSource

  /// `value`, found at `source`.
  package init(_ value: Value, _ source: SettingSource) {
    self.value = value
    self.source = source
  }
}

extension Setting: Equatable where Value: Equatable {}

/// Where the API key comes from. Says nothing about the key itself.
package enum KeySource: Hashable, Sendable, CustomStringConvertible {
  case missing
  case environment(String)
  /// `api_key` in the configuration file.
  case file(String, line: Int?)
  case keyFile(String)
  case command(KeyCommand)

  /// Whether both are one place, wherever in the file it stands.
  package func isSame(as other: KeySource) -> Bool {
    if case .file(let path, _) = self, case .file(path, _) = other { return true }
    return self == other
  }

  /// In a few words, for a list.
  package var words: String {
    switch self {
    case .missing: "no key"
    case .environment(let name): "key from \(name)"
    case .file: "key from the configuration"
    case .keyFile: "key from a file"
    case .command: "key from a command"
    }
  }

  /// For `doctor`.
  package var description: String {
    switch self {
    case .missing: "no key"
    case .environment(let name): name
    case .file(let path, let line): line.map { "\(path):\($0)" } ?? path
    case .keyFile(let path): path
    case .command(let command): "the command \(command.name)"
    }
  }
}

/// What counts, after flags, environment, the profile in the file and the defaults were weighed in this order.
@dynamicMemberLookup
package struct Settings: Sendable {
  /// What the service is reached by when nothing else is said.
  package static let defaultBaseURL = "https://api.maiagent.ai/api/v1/"

  package var profile: Setting<String>
  package var baseURL: Setting<String>
  /// The base URL that the profile names itself; nil where it names none.
  package var profileBaseURL: Setting<String>?
  package var chatbot: Setting<String>?
  package var keySource: KeySource
  /// What stands before the key in a request.
  package var keyScheme: KeyScheme
  package var mode: ReplyMode
  package var plainHTTP: PlainHTTP
  /// A file with the certificates of the authorities to trust; nil: those of the system.
  package var certificateFile: Setting<String>?
  /// The rest; the theme is weighed against its flag.
  package var preferences: Preferences
  private var themeSource: SettingSource
  package var colors: ColorUse
  package var bindings: [KeyBinding]
  /// What is wrong with flags and environment, and with the profile that they name.
  package var problems: [ConfigurationProblem]
  /// Variables of the environment that are set and do not count, since a profile was asked for by its name.
  package var unusedVariables: [String]
  /// The key where it was given itself, by the environment or in the file; `loadKey` brings it from everywhere.
  let givenKey: SecretText?

  /// A preference, by its own name.
  package subscript<Value>(dynamicMember preference: KeyPath<Preferences, Value>) -> Value {
    preferences[keyPath: preference]
  }

  /// A theme's name or file; nil: dark or light as the terminal's background is.
  package var theme: Setting<String>? { preferences.theme.map { Setting($0, themeSource) } }

  /// Whether colours may be used at all.
  package enum ColorUse: Equatable, Sendable {
    case wanted
    /// `NO_COLOR` is set.
    case unwanted
  }

  /// What the command line says. nil and empty texts were not given.
  package struct Flags: Equatable, Sendable {
    package var profile: String?
    package var baseURL: String?
    package var chatbot: String?
    package var theme: String?

    /// The flags that were given.
    package init(profile: String? = nil, baseURL: String? = nil, chatbot: String? = nil, theme: String? = nil) {
      self.profile = profile
      self.baseURL = baseURL
      self.chatbot = chatbot
      self.theme = theme
    }
  }

  /// Weighs `flags`, `environment` and `file`. Reads no file and starts no command.
  package static func resolve(
    flags: Flags, environment: [String: String], file: ConfigurationFile
  ) -> Settings {
    var problems: [ConfigurationProblem] = []
    // What environment and flags say together needs no profile.
    let needsNone =
      environment["MAIAGENT_API_KEY"].flatMap { SecretText($0) }?.fitsHeader == true
      && (given(flags.baseURL) != nil || given(environment["MAIAGENT_BASE_URL"]) != nil)
    let name = profileName(flags: flags, file: file, needsNone: needsNone, problems: &problems)
    let profile = file.profiles[name.value] ?? Profile()

    // Who asks for a profile by its name wants that one, whatever the environment says of another. What the profile leaves
    // out still comes from there, but never a host for the profile's own key.
    let isChosen = name.source == .flag("--profile") && file.profiles[name.value] != nil
    let hasKey = profile.apiKeyFile != nil || profile.apiKeyCommand != nil || profile.apiKey != nil
    var unused: [String] = []

    func found(_ flag: (String, String?)?, _ variable: String?, _ key: String, _ value: String?) -> Setting<String>? {
      if let (name, value) = flag, let value = given(value) { return Setting(value, .flag(name)) }
      let own = value.map { Setting($0, SettingSource.file(file.path, line: profile.lines[key])) }
      guard let variable, let value = given(environment[variable]) else { return own }
      guard isChosen, own != nil || hasKey else { return Setting(value, .environment(variable)) }
      unused.append(variable)
      return own
    }

    let (keySource, key) = findKey(
      environment: isChosen && hasKey ? [:] : environment, profile: profile, file: file, problems: &problems)
    if isChosen, hasKey, given(environment["MAIAGENT_API_KEY"]) != nil { unused.append("MAIAGENT_API_KEY") }
    let baseURL = found(("--base-url", flags.baseURL), "MAIAGENT_BASE_URL", "base_url", profile.baseURL)
    let chatbot = found(("--chatbot", flags.chatbot), "MAIAGENT_CHATBOT_ID", "chatbot", profile.chatbot)
    var preferences = file.preferences
    let namedTheme = given(flags.theme)
    if let namedTheme { preferences.theme = namedTheme == ThemeCatalog.autoName ? nil : namedTheme }
    return Settings(
      profile: name,
      baseURL: baseURL ?? Setting(defaultBaseURL, .standard),
      profileBaseURL: profile.baseURL.map { Setting($0, .file(file.path, line: profile.lines["base_url"])) },
      chatbot: chatbot,
      keySource: keySource,
      keyScheme: profile.keyScheme ?? .apiKey,
      mode: profile.mode ?? .streaming,
      plainHTTP: profile.plainHTTP ?? .loopbackOnly,
      certificateFile: found(nil, nil, "ca_file", profile.certificateFile),
      preferences: preferences,
      themeSource: namedTheme == nil ? .file(file.path, line: file.lines["ui.theme"]) : .flag("--theme"),
      colors: environment["NO_COLOR", default: ""].isEmpty ? .wanted : .unwanted,
      bindings: file.bindings,
      problems: problems,
      unusedVariables: unused.sorted(),
      givenKey: key)
  }

  /// The profile: the flag's, the file's, the one called "default", the only one there is.
  private static func profileName(
    flags: Flags, file: ConfigurationFile, needsNone: Bool, problems: inout [ConfigurationProblem]
  ) -> Setting<String> {
    if let name = given(flags.profile) {
      if file.profiles[name] == nil {
        let names = file.profiles.keys.sorted()
        let known = names.isEmpty ? "it has no profiles" : "it has \(clipped(names.joined(separator: ", ")))"
        let hint = NearestName.of(name, among: names).map { "did you mean \($0)?" } ?? known
        let text = "there is no profile \(clipped(name)) in \(file.path); \(hint)"
        problems.append(ConfigurationProblem(file: "--profile", text: text, severity: .doubt))
      }
      return Setting(name, .flag("--profile"))
    }
    if let name = file.profile { return Setting(name, .file(file.path, line: file.lines["profile"])) }
    if file.profiles["default"] == nil, file.profiles.count == 1, let name = file.profiles.keys.first {
      return Setting(name, .file(file.path, line: nil))
    }
    if file.profiles["default"] == nil, file.profiles.count > 1, !needsNone,
      // One that does not exist was chosen: that is a mistake of its own.
      file.lines["profile"] == nil
    {
      let names = clipped(file.profiles.keys.sorted().joined(separator: ", "))
      let text = "several profiles (\(names)) and none is chosen: add profile = \"…\" at the top, or use --profile"
      problems.append(ConfigurationProblem(file: file.path, text: text, severity: .doubt))
    }
    return Setting("default", .standard)
  }

  private static func findKey(
    environment: [String: String], profile: Profile, file: ConfigurationFile, problems: inout [ConfigurationProblem]
  ) -> (KeySource, SecretText?) {
    let variable = "MAIAGENT_API_KEY"
    if let key = environment[variable].flatMap({ SecretText($0) }) {
      if key.fitsHeader { return (.environment(variable), key) }
      let text = "the key holds a line end or a control character, and is not used"
      problems.append(ConfigurationProblem(file: variable, text: text, severity: .doubt))
    }
    if let path = profile.apiKeyFile { return (.keyFile(path), nil) }
    if let command = profile.apiKeyCommand { return (.command(command), nil) }
    if let key = profile.apiKey { return (.file(file.path, line: profile.lines["api_key"]), key) }
    return (.missing, nil)
  }

  /// `text` without blanks around it; nil where nothing is left.
  private static func given(_ text: String?) -> String? {
    guard let text = text?.withoutBlanks, !text.isEmpty else { return nil }
    return text
  }
}
