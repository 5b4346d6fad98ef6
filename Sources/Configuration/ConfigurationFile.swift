import Canvas
import System
import Text

/// What `config.toml` says, as plain values. What is nil was left out or was wrong; defaults are `Settings`' matter.
package struct ConfigurationFile: Equatable, Sendable {
  package var path: String
  /// The profile to use when no flag names one.
  package var profile: String?
  package var profiles: [String: Profile] = [:]
  /// Milliseconds.
  package var connectTimeout: Int?
  /// Milliseconds.
  package var silenceTimeout: Int?
  package var fetchesAfterReply: Bool?
  /// Megabytes.
  package var downloadSize: Int?
  /// A theme's name or file.
  package var theme: String?
  /// Columns.
  package var listWidth: Int?
  package var isListVisible: Bool?
  package var follow: FollowManner?
  package var editing: EditingKeys?
  /// Milliseconds.
  package var escapeDelay: Int?
  package var alt: AltEncoding?
  package var keyboard: ConfiguredKeyboard?
  package var usesMouse: Bool?
  /// nil: where the terminal is known to open them.
  package var marksLinks: Bool?
  /// In columns, 1 or 2.
  package var ambiguousWidth: Int?
  /// In the order of the file.
  package var bindings: [KeyBinding] = []
  package var logLevel: LogLevel?
  /// Megabytes.
  package var attachmentSize: Int?
  package var attachmentCount: Int?
  /// Megabytes that an import reads from a pipe.
  package var importPipeSize: Int?
  /// The lines of the keys outside profiles, by their dotted names.
  package var lines: [String: Int] = [:]

  /// The keys that each table may have, by its name; the top of the file is "".
  static let keys: [String: [String]] = [
    "": ["profile", "profiles", "network", "ui", "keys", "attachments", "import", "log"],
    "profiles.NAME": Profile.keys,
    "network": ["connect_timeout", "silence_timeout", "fetch_after_reply", "max_download"],
    "ui": [
      "theme", "list_width", "list_visible", "follow", "editing", "esc_delay", "alt", "keyboard", "mouse",
      "hyperlinks", "ambiguous_width",
    ],
    "keys": KeyZone.allCases.map(\.rawValue),
    "attachments": ["max_size", "max_files"],
    "import": ["max_pipe"],
    "log": ["level"],
  ]

  /// What an empty file at `path` says.
  package init(path: String) { self.path = path }

  /// Whether it is a mistake that the file is not there.
  package enum Absence: Sendable {
    case allowed
    /// For a file that was named by a flag.
    case reported
  }

  /// Reads the file at `path`. Whatever is wrong in it becomes a problem, and the rest still counts; after a syntax
  /// error nothing does.
  package static func load(
    _ path: String, home: String, absence: Absence = .allowed
  ) -> (values: ConfigurationFile, problems: [ConfigurationProblem]) {
    let nothing = ConfigurationFile(path: path)
    do {
      let bytes = try PrivateFile(path: path).read(limit: TOMLDocument.maximumBytes)
      let (values, problems) = parse(bytes, path: path, home: home)
      return (values, problems + values.exposedKeys())
    } catch {
      // A link that leads nowhere is a file that somebody has written and that is not to be had now.
      if error.isAbsent, absence == .allowed, !PrivateFile(path: path).isLink { return (nothing, []) }
      let problem = ConfigurationProblem(file: path, text: "\(error.attempt): \(error.reason)", severity: .doubt)
      return (nothing, [problem])
    }
  }

  /// Reads `bytes` as the content of the file at `path`.
  package static func parse(
    _ bytes: [UInt8], path: String, home: String
  ) -> (values: ConfigurationFile, problems: [ConfigurationProblem]) {
    do {
      var reading = Reading(document: try TOMLDocument(bytes, file: path), home: home)
      reading.readAll()
      return (reading.values, reading.reader.problems)
    } catch {
      var problem = error
      problem.severity = .doubt
      return (ConfigurationFile(path: path), [problem])
    }
  }

  /// Warns of keys that others on this machine can read.
  private func exposedKeys() -> [ConfigurationProblem] {
    guard PrivateFile(path: path).isOpenToOthers else { return [] }
    return profiles.sorted { $0.key < $1.key }.filter { $0.value.apiKey != nil }.map { name, profile in
      ConfigurationProblem(
        file: path, line: profile.lines["api_key"], key: dotted(["profiles", name, "api_key"]),
        text: "other users can read this file; chmod 600 it, or use api_key_file or api_key_command",
        severity: .warning)
    }
  }
}

/// One reading of a document.
private struct Reading {
  var values: ConfigurationFile
  var reader: TOMLReader
  let home: String

  init(document: TOMLDocument, home: String) {
    values = ConfigurationFile(path: document.file)
    reader = TOMLReader(document)
    self.home = home
  }

  mutating func readAll() {
    let root = reader.document.root
    reader.checkKeys(
      of: root, known: ConfigurationFile.keys[""]!, tables: ConfigurationFile.keys[""]!.filter { $0 != "profile" })
    readProfiles(in: root)
    if let network = reader.table("network", in: root) { readNetwork(network) }
    if let interface = reader.table("ui", in: root) { readInterface(interface) }
    if let keys = reader.table("keys", in: root) { readKeys(keys) }
    if let attachments = reader.table("attachments", in: root) {
      reader.checkKeys(of: attachments, known: ConfigurationFile.keys["attachments"]!)
      values.attachmentSize = reader.number("max_size", in: attachments, 1...100_000, unit: "megabytes")
      values.attachmentCount = reader.number("max_files", in: attachments, 1...100, unit: "files")
    }
    if let imports = reader.table("import", in: root) {
      reader.checkKeys(of: imports, known: ConfigurationFile.keys["import"]!)
      values.importPipeSize = reader.number("max_pipe", in: imports, 1...100_000, unit: "megabytes")
    }
    if let log = reader.table("log", in: root) {
      reader.checkKeys(of: log, known: ConfigurationFile.keys["log"]!)
      values.logLevel = reader.choice("level", in: log, of: LogLevel.allCases.map(\.rawValue)).flatMap(LogLevel.init)
    }
  }

  private mutating func readProfiles(in root: TOMLPlace) {
    if let profiles = reader.table("profiles", in: root) {
      for name in reader.keys(of: profiles) {
        if let place = reader.table(name, in: profiles) { values.profiles[name] = readProfile(place) }
      }
    }
    if root.table["profile"]?.table != nil {
      reader.report("profile", in: root, "expected a profile's name in quotes, found a table; did you mean [profiles]?")
      return
    }
    values.profile = reader.filledText("profile", in: root, example: "work")
    values.lines["profile"] = reader.line("profile", in: root)
    guard let name = values.profile, values.profiles[name] == nil else { return }
    let names = values.profiles.keys.sorted()
    let known = names.isEmpty ? "there are no profiles" : "known here: \(clipped(names.joined(separator: ", ")))"
    let hint = NearestName.of(name, among: names).map { "did you mean \($0)?" } ?? known
    reader.report("profile", in: root, "there is no table [profiles.\(TOMLText.key(clipped(name)))]; \(hint)")
    values.profile = nil
  }

  private mutating func readProfile(_ place: TOMLPlace) -> Profile {
    var profile = Profile()
    reader.checkKeys(of: place, known: ConfigurationFile.keys["profiles.NAME"]!)
    for key in Profile.keys { profile.lines[key] = place.table[key] == nil ? nil : reader.line(key, in: place) }
    profile.baseURL = reader.filledText("base_url", in: place, example: Settings.defaultBaseURL)
    profile.chatbot = reader.text("chatbot", in: place, example: "6f1d2c…")
    profile.apiKey = reader.text("api_key", in: place, example: "…").flatMap { SecretText($0) }
    if let key = profile.apiKey, !key.fitsHeader {
      reader.report("api_key", in: place, "the key holds a line end or a control character")
      profile.apiKey = nil
    }
    profile.apiKeyFile = path("api_key_file", in: place, example: "keys/work")
    profile.apiKeyCommand = readCommand("api_key_command", in: place)
    profile.certificateFile = path("ca_file", in: place, example: "/etc/ssl/company.pem")
    profile.plainHTTP = reader.flag("allow_plain_http", in: place).map { $0 ? .allowed : .loopbackOnly }
    let schemes = KeyScheme.allCases.map(\.rawValue)
    profile.keyScheme = reader.choice("key_scheme", in: place, of: schemes).flatMap(KeyScheme.init)
    let modes = ConfiguredMode.allCases.map(\.rawValue)
    profile.mode = reader.choice("mode", in: place, of: modes).flatMap(ConfiguredMode.init)
    warnOfSeveralKeys(profile, in: place)
    return profile
  }

  private mutating func warnOfSeveralKeys(_ profile: Profile, in place: TOMLPlace) {
    let given = [
      profile.apiKeyFile == nil ? nil : "api_key_file", profile.apiKeyCommand == nil ? nil : "api_key_command",
      profile.apiKey == nil ? nil : "api_key",
    ].compactMap { $0 }
    for key in given.dropFirst() {
      reader.report(key, in: place, "is not used, since \(given[0]) is there too", .mistake)
    }
  }

  /// A file's path; a relative one counts from the folder of the configuration file.
  private mutating func path(_ key: String, in place: TOMLPlace, example: String) -> String? {
    reader.text(key, in: place, example: example)
      .map { ConfigurationPaths.expanded($0, home: home, beside: values.path) }
  }

  private mutating func readCommand(_ key: String, in place: TOMLPlace) -> KeyCommand? {
    let expected = "a list of texts, as in [\"pass\", \"show\", \"maiagent\"], or a text for /bin/sh"
    let command = reader.value(key, in: place, expected: expected) { value -> KeyCommand? in
      if let line = value.string { return .shell(line) }
      guard let list = value.array else { return nil }
      let words = list.map { $0.string }
      let texts = words.compactMap { $0 }
      return texts.count == words.count ? .program(texts) : nil
    }
    guard let command, command.isEmpty else { return command }
    reader.report(key, in: place, "expected \(expected), found nothing to run")
    return nil
  }

  private mutating func readNetwork(_ place: TOMLPlace) {
    reader.checkKeys(of: place, known: ConfigurationFile.keys["network"]!)
    values.connectTimeout = reader.seconds("connect_timeout", in: place, 1...3600)
    values.silenceTimeout = reader.seconds("silence_timeout", in: place, 1...86400)
    values.fetchesAfterReply = reader.flag("fetch_after_reply", in: place)
    values.downloadSize = reader.number("max_download", in: place, 1...1_000_000, unit: "megabytes")
  }

  private mutating func readInterface(_ place: TOMLPlace) {
    reader.checkKeys(of: place, known: ConfigurationFile.keys["ui"]!)
    values.theme = reader.text("theme", in: place, example: "default-light").map { name in
      ThemeCatalog.isPath(name) ? ConfigurationPaths.expanded(name, home: home, beside: values.path) : name
    }
    values.lines["ui.theme"] = reader.line("theme", in: place)
    values.listWidth = reader.number("list_width", in: place, 10...200, unit: "columns")
    values.isListVisible = reader.flag("list_visible", in: place)
    values.follow =
      reader.choice("follow", in: place, of: FollowManner.allCases.map(\.rawValue)).flatMap(FollowManner.init)
    values.editing =
      reader.choice("editing", in: place, of: EditingKeys.allCases.map(\.rawValue)).flatMap(EditingKeys.init)
    values.escapeDelay = reader.number("esc_delay", in: place, 0...5000, unit: "milliseconds")
    values.alt =
      reader.choice("alt", in: place, of: AltEncoding.allCases.map(\.rawValue)).flatMap(AltEncoding.init)
    values.keyboard =
      reader.choice("keyboard", in: place, of: ConfiguredKeyboard.allCases.map(\.rawValue))
      .flatMap(ConfiguredKeyboard.init)
    values.usesMouse = reader.flag("mouse", in: place)
    values.marksLinks = reader.flag("hyperlinks", in: place)
    values.ambiguousWidth = reader.number("ambiguous_width", in: place, 1...2, unit: "columns")
  }

  private mutating func readKeys(_ place: TOMLPlace) {
    reader.checkKeys(of: place, known: ConfigurationFile.keys["keys"]!)
    for zone in KeyZone.allCases {
      guard let table = reader.table(zone.rawValue, in: place) else { continue }
      for key in reader.keys(of: table) {
        let expected = "a command's name in quotes, or false to take the key away"
        // A disabled key has a binding without a command: two different kinds of nothing.
        let command = reader.value(key, in: table, expected: expected) { value -> String?? in
          if let name = value.string, !name.withoutBlanks.isEmpty { return .some(name.withoutBlanks) }
          return value.bool == false ? .some(nil) : nil
        }
        guard let command else { continue }
        let line = reader.line(key, in: table)
        values.bindings.append(KeyBinding(zone: zone, key: key, command: command, file: values.path, line: line))
      }
    }
    values.bindings.sort { ($0.line ?? .max) < ($1.line ?? .max) }
  }
}
