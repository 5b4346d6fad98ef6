import System
import Text
/// What a setup puts into a profile. What is nil stays as it is.
package struct ProfileSetup: Equatable, Sendable {
  package var profile: String
  package var baseURL: String?
  /// Goes into a 0600 file of its own, so that the configuration can be shown and shared.
  package var key: SecretText?
  package var chatbot: String?

  /// A setup of the profile called `profile`.
  package init(profile: String, baseURL: String? = nil, key: SecretText? = nil, chatbot: String? = nil) {
    self.profile = profile
    self.baseURL = baseURL
    self.key = key
    self.chatbot = chatbot
  }
}

extension ConfigurationFile {
  /// Writes `setup` into the configuration file of `paths`, which may not exist yet, and its key into the keys folder.
  /// Comments, order and everything else in the file stay. A file that is not TOML, or that says these things in a way that
  /// cannot be edited safely, is left alone and the problem says what to do.
  package static func writeSetup(_ setup: ProfileSetup, paths: ConfigurationPaths) throws(ConfigurationProblem) {
    let file = PrivateFile(path: paths.configFile)
    let bytes = try existing(file)
    let before = parse(bytes, path: paths.configFile, home: paths.home).values.profiles[setup.profile]
    let keyFile = "\(paths.keysFolder)/\(fileName(setup.profile))"
    let folder = FilePath.folder(of: paths.configFile)
    var values: [(key: String, value: String)] = []
    if let baseURL = setup.baseURL { values.append(("base_url", baseURL)) }
    if setup.key != nil {
      let isBeside = keyFile.hasPrefix("\(folder)/")
      values.append(("api_key_file", isBeside ? String(keyFile.dropFirst(folder.utf8.count + 1)) : keyFile))
    }
    if let chatbot = setup.chatbot { values.append(("chatbot", chatbot)) }

    var edit = TOMLEdit(try TOMLDocument(bytes, file: paths.configFile), bytes: bytes)
    edit.set(values, in: ["profiles", setup.profile])
    if setup.key != nil {
      edit.remove(["profiles", setup.profile, "api_key"])
      edit.disable(["profiles", setup.profile, "api_key_command"])
    }
    let text = edit.text
    let after = parse(Array(text.utf8), path: paths.configFile, home: paths.home).values.profiles[setup.profile]
    guard let after, Self.says(after, setup, keyFile: keyFile), Self.keeps(after, before, besides: setup) else {
      let lines = values.map { "\($0.key) = \(TOMLText.quoted($0.value))" }.joined(separator: ", ")
      throw ConfigurationProblem(
        file: paths.configFile, key: dotted(["profiles", setup.profile]),
        text: "cannot be edited without risk as it is written; put there by hand: \(lines)")
    }
    do {
      if let key = setup.key {
        try PrivateFile.createFolder(paths.keysFolder)
        try PrivateFile(path: keyFile).write(Array((key.revealed + "\n").utf8))
      }
      try PrivateFile.createFolder(folder)
      try file.write(Array(text.utf8))
    } catch {
      throw ConfigurationProblem(file: error.path, text: "\(error.attempt): \(error.reason)")
    }
  }

  private static func existing(_ file: PrivateFile) throws(ConfigurationProblem) -> [UInt8] {
    do {
      return try file.read(limit: TOMLDocument.maximumBytes)
    } catch {
      if error.isAbsent { return [] }
      throw ConfigurationProblem(file: file.path, text: "\(error.attempt): \(error.reason)")
    }
  }

  /// Whether the edited `profile` says what `setup` wants.
  private static func says(_ profile: Profile, _ setup: ProfileSetup, keyFile: String) -> Bool {
    (setup.baseURL == nil || profile.baseURL == setup.baseURL)
      && (setup.chatbot == nil || profile.chatbot == setup.chatbot)
      && (setup.key == nil || profile.apiKeyFile == keyFile)
  }

  /// Whether the edited `profile` still says the rest.
  private static func keeps(_ profile: Profile, _ before: Profile?, besides setup: ProfileSetup) -> Bool {
    var wanted = before ?? Profile()
    var found = profile
    wanted.lines = [:]
    found.lines = [:]
    if setup.baseURL != nil { wanted.baseURL = found.baseURL }
    if setup.chatbot != nil { wanted.chatbot = found.chatbot }
    if setup.key != nil {
      wanted.apiKeyFile = found.apiKeyFile
      wanted.apiKey = found.apiKey
      wanted.apiKeyCommand = found.apiKeyCommand
    }
    return wanted == found
  }

  /// A file name for the key of `profile`: the profile's name where that is a plain one; every other byte as %XX.
  static func fileName(_ profile: String) -> String {
    var name = ""
    for (index, byte) in profile.utf8.enumerated() {
      let character = Character(Unicode.Scalar(byte))
      let isPlain = byte < 0x80 && (character.isLetter || character.isNumber || "-_".contains(character))
      if isPlain || index > 0 && character == "." {
        name.append(character)
      } else {
        name += PercentSigns.sign(byte)
      }
    }
    return name
  }
}
