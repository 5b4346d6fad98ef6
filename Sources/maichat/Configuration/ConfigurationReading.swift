import ChatView
import Configuration

/// One reading of the configuration file, with what follows from it.
struct ConfigurationReading {
  var settings: Settings
  var keymap: Keymap
  /// What is wrong in the file, its keys and its theme.
  var mistakes: [ConfigurationProblem]
  /// The files that it was read from, there or not.
  var files: [String]

  /// Reads the configuration as the client of `common` does at its start; `theme` is the one that is shown, where it has
  /// a name of its own.
  init(_ common: CommonOptions, theme: String?) {
    let configured = ResolvedConfiguration(common: common)
    settings = configured.settings
    let keyMistakes: [ConfigurationProblem]
    (keymap, keyMistakes) = Keymap.configured(settings.bindings)
    // What flags and environment say was said at the start, and cannot be mended now; but a change of the file may leave
    // open what they mean.
    mistakes = configured.problems.filter {
      $0.severity == .doubt || $0.severity == .mistake && $0.file == configured.paths.configFile
    }
    mistakes += keyMistakes
    let themes = Self.themes(settings, shown: theme)
    for theme in themes { mistakes += configured.themes.find(theme).problems }
    files = Self.files(configured, shown: theme)
  }

  /// The files that the configuration is read from while the theme `shown` is shown, there or not.
  static func files(_ configured: ResolvedConfiguration, shown: String?) -> [String] {
    [configured.paths.configFile] + themes(configured.settings, shown: shown).flatMap(configured.themes.files)
  }

  private static func themes(_ settings: Settings, shown: String?) -> [String] {
    Set([settings.theme?.value, shown].compactMap { $0 }).sorted()
  }

  /// The keys of what differs from `old` and counts from the next start on only.
  func fixed(since old: Settings) -> [String] {
    var keys: [String] = []
    func compare(_ key: String, _ isSame: Bool) { if !isSame { keys.append(key) } }
    compare("profile", settings.profile.value == old.profile.value)
    compare("base_url", settings.baseURL.value == old.baseURL.value)
    compare("chatbot", settings.chatbot?.value == old.chatbot?.value)
    compare("mode", settings.mode == old.mode)
    compare("the key", settings.keySource.isSame(as: old.keySource) && settings.hasSameKey(as: old))
    compare("key_scheme", settings.keyScheme == old.keyScheme)
    compare("allow_plain_http", settings.plainHTTP == old.plainHTTP)
    compare("ca_file", settings.certificateFile?.value == old.certificateFile?.value)
    return keys + SettingTable.nextStartChanges(from: old.preferences, to: settings.preferences)
  }
}
