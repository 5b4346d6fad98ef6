import ChatModel
import System
import Text

/// What `config.toml` says, as plain values. Of profiles what is nil was left out or was wrong; a preference that was left
/// out or was wrong has its default.
@dynamicMemberLookup
package struct ConfigurationFile: Equatable, Sendable {
  package var path: String
  /// The profile to use when no flag names one.
  package var profile: String?
  package var profiles: [String: Profile] = [:]
  /// What stands outside the profiles and `[keys]`.
  package var preferences = Preferences()
  /// In the order of the file.
  package var bindings: [KeyBinding] = []
  /// The lines of the keys outside profiles and `[keys]`, by their dotted names.
  package var lines: [String: Int] = [:]

  /// What an empty file at `path` says.
  package init(path: String) { self.path = path }

  /// A preference, by its own name.
  package subscript<Value>(dynamicMember preference: KeyPath<Preferences, Value>) -> Value {
    preferences[keyPath: preference]
  }

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

  init(document: TOMLDocument, home: String) {
    values = ConfigurationFile(path: document.file)
    reader = TOMLReader(document, home: home)
  }

  mutating func readAll() {
    let root = reader.document.root
    let tables = ["profiles"] + SettingSection.allCases.map(\.rawValue)
    reader.checkKeys(of: root, known: ["profile"] + tables, tables: tables)
    readProfiles(in: root)
    for section in SettingSection.allCases {
      guard let place = reader.table(section.rawValue, in: root) else { continue }
      if section == .keys { readKeys(place) } else { readSettings(section, place) }
    }
  }

  private mutating func readSettings(_ section: SettingSection, _ place: TOMLPlace) {
    let rows = SettingTable.rows(of: section)
    reader.checkKeys(of: place, known: rows.map(\.key))
    for row in rows {
      row.read(&reader, place, &values.preferences)
      values.lines["\(section.rawValue).\(row.key)"] = reader.line(row.key, in: place)
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
    reader.checkKeys(of: place, known: Profile.keys)
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
    profile.keyScheme = reader.choice("key_scheme", in: place)
    profile.mode = reader.choice("mode", in: place)
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
    reader.text(key, in: place, example: example).map(reader.expanded)
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

  private mutating func readKeys(_ place: TOMLPlace) {
    reader.checkKeys(of: place, known: CommandZone.allCases.map(\.rawValue))
    for zone in CommandZone.allCases {
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
