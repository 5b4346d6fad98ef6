import ChatModel
import TestSupport
import Testing

@testable import Configuration

@Suite struct SettingsTests {
  static let file = ConfigurationFile.parse(
    Array(
      """
      profile = "work"
      [profiles.work]
      base_url = "https://work.example/"
      chatbot = "work-bot"
      api_key = "work-key"
      mode = "synchronous"
      allow_plain_http = true
      ca_file = "/work.pem"
      [profiles.home]
      chatbot = "home-bot"
      [network]
      connect_timeout = 3
      silence_timeout = 30
      [ui]
      theme = "mono"
      list_width = 33
      list_visible = false
      esc_delay = 50
      hyperlinks = false
      ambiguous_width = 2
      [keys.list]
      d = false
      [log]
      level = "error"
      """.utf8), path: "c.toml", home: "/"
  ).values

  /// flag, environment, file: which of them are given; the last element is what wins.
  @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7]) func flagThenEnvironmentThenFileThenDefault(given: Int) {
    let hasFlag = given & 4 != 0
    let hasVariable = given & 2 != 0
    let file = given & 1 != 0 ? Self.file : ConfigurationFile(path: "c.toml")
    let flags =
      hasFlag ? Settings.Flags(baseURL: "https://flag.example", chatbot: "flag-bot", theme: "flag-theme") : .init()
    let environment =
      hasVariable ? ["MAIAGENT_BASE_URL": "https://env.example", "MAIAGENT_CHATBOT_ID": "env-bot"] : [:]
    let settings = Settings.resolve(flags: flags, environment: environment, file: file)
    switch given {
    case 4...:
      #expect(settings.baseURL == Setting("https://flag.example", .flag("--base-url")))
      #expect(settings.chatbot == Setting("flag-bot", .flag("--chatbot")))
    case 2...:
      #expect(settings.baseURL == Setting("https://env.example", .environment("MAIAGENT_BASE_URL")))
      #expect(settings.chatbot == Setting("env-bot", .environment("MAIAGENT_CHATBOT_ID")))
    case 1:
      #expect(settings.baseURL == Setting("https://work.example/", .file("c.toml", line: 3)))
      #expect(settings.chatbot == Setting("work-bot", .file("c.toml", line: 4)))
    default:
      #expect(settings.baseURL == Setting("https://api.maiagent.ai/api/v1/", .standard))
      #expect(settings.chatbot == nil)
    }
    switch (hasFlag, given & 1 != 0) {
    case (true, _): #expect(settings.theme == Setting("flag-theme", .flag("--theme")))
    case (false, true): #expect(settings.theme == Setting("mono", .file("c.toml", line: 15)))
    case (false, false): #expect(settings.theme == nil)
    }
    #expect(settings.problems == [])
  }

  @Test func theFileBeatsTheDefaults() {
    let settings = Settings.resolve(flags: .init(), environment: [:], file: Self.file)
    #expect(settings.profile == Setting("work", .file("c.toml", line: 1)))
    #expect(settings.mode == .synchronous)
    #expect(settings.plainHTTP == .allowed)
    #expect(settings.certificateFile == Setting("/work.pem", .file("c.toml", line: 8)))
    #expect(settings.connectTimeout == 3000)
    #expect(settings.silenceTimeout == 30000)
    #expect(settings.listWidth == 33)
    #expect(settings.isListVisible == false)
    #expect(settings.escapeDelay == 50)
    #expect(settings.marksLinks == false)
    #expect(settings.ambiguousWidth == 2)
    #expect(settings.bindings.map(\.key) == ["d"])
    #expect(settings.logLevel == .error)
  }

  @Test func theDefaults() {
    let settings = Settings.resolve(flags: .init(), environment: [:], file: ConfigurationFile(path: "c"))
    #expect(settings.profile == Setting("default", .standard))
    #expect(settings.mode == .streaming)
    #expect(settings.plainHTTP == .loopbackOnly)
    #expect(settings.certificateFile == nil)
    #expect(settings.connectTimeout == 10_000)
    #expect(settings.silenceTimeout == 120_000)
    #expect(settings.escapeDelay == 25)
    #expect(settings.marksLinks == nil)
    #expect(settings.ambiguousWidth == 1)
    #expect(settings.listWidth == nil)
    #expect(settings.isListVisible == nil)
    #expect(settings.follow == .auto)
    #expect(settings.bindings == [])
    #expect(settings.logLevel == .notice)
    #expect(settings.keySource == .missing)
    #expect(settings.colors == .wanted)
  }

  @Test func blanksCountAsNothing() throws {
    let environment = [
      "MAIAGENT_API_KEY": " \n", "MAIAGENT_BASE_URL": "", "MAIAGENT_CHATBOT_ID": "  ", "NO_COLOR": "",
    ]
    let settings = Settings.resolve(
      flags: .init(profile: "", baseURL: " ", chatbot: "", theme: ""), environment: environment, file: Self.file)
    #expect(settings.profile.value == "work")
    #expect(settings.baseURL.source == .file("c.toml", line: 3))
    #expect(settings.chatbot?.value == "work-bot")
    #expect(settings.theme?.value == "mono")
    #expect(settings.keySource == .file("c.toml", line: 5))
    #expect(settings.colors == .wanted)
    #expect(try settings.loadKey(environment: environment).key == SecretText("work-key"))
  }

  @Test func theEnvironmentsKeyIsTrimmedAndFirst() throws {
    let environment = ["MAIAGENT_API_KEY": " env-key\n", "NO_COLOR": "1"]
    let settings = Settings.resolve(flags: .init(), environment: environment, file: Self.file)
    #expect(settings.keySource == .environment("MAIAGENT_API_KEY"))
    #expect(try settings.loadKey(environment: environment).key?.revealed == "env-key")
    #expect(settings.colors == .unwanted)
  }

  @Test func anUnusableKeyInTheEnvironmentIsReportedWithoutIt() {
    let environment = ["MAIAGENT_API_KEY": "abc\r\nX-Evil: 1"]
    let settings = Settings.resolve(flags: .init(), environment: environment, file: ConfigurationFile(path: "c"))
    #expect(settings.keySource == .missing)
    #expect(settings.problems.map(\.file) == ["MAIAGENT_API_KEY"])
    #expect(!settings.problems.description.contains("Evil"))
  }

  @Test func aProfileThatIsAskedForByNameBeatsTheEnvironment() throws {
    let environment = [
      "MAIAGENT_API_KEY": "env-key", "MAIAGENT_BASE_URL": "https://env.example", "MAIAGENT_CHATBOT_ID": "env-bot",
    ]
    var settings = Settings.resolve(flags: .init(profile: "work"), environment: environment, file: Self.file)
    #expect(settings.baseURL == Setting("https://work.example/", .file("c.toml", line: 3)))
    #expect(settings.chatbot == Setting("work-bot", .file("c.toml", line: 4)))
    #expect(settings.keySource == .file("c.toml", line: 5))
    #expect(try settings.loadKey(environment: environment).key?.revealed == "work-key")
    #expect(settings.unusedVariables == ["MAIAGENT_API_KEY", "MAIAGENT_BASE_URL", "MAIAGENT_CHATBOT_ID"])
    // Named by the file alone, it gives way as ever.
    settings = Settings.resolve(flags: .init(), environment: environment, file: Self.file)
    #expect(settings.keySource == .environment("MAIAGENT_API_KEY") && settings.unusedVariables == [])
    // What it leaves out comes from there.
    settings = Settings.resolve(flags: .init(profile: "home"), environment: environment, file: Self.file)
    #expect(settings.chatbot?.value == "home-bot" && settings.keySource == .environment("MAIAGENT_API_KEY"))
    #expect(settings.baseURL.value == "https://env.example" && settings.unusedVariables == ["MAIAGENT_CHATBOT_ID"])
    // A flag still beats the profile.
    settings = Settings.resolve(
      flags: .init(profile: "work", baseURL: "https://flag.example"), environment: environment, file: Self.file)
    #expect(settings.baseURL == Setting("https://flag.example", .flag("--base-url")))
  }

  @Test func aProfilesOwnKeyGoesToNoHostOfTheEnvironment() {
    let text = "[profiles.p]\napi_key = 'own'"
    let file = ConfigurationFile.parse(Array(text.utf8), path: "c", home: "/").values
    let settings = Settings.resolve(
      flags: .init(profile: "p"), environment: ["MAIAGENT_BASE_URL": "https://env.example"], file: file)
    #expect(settings.baseURL == Setting(Settings.defaultBaseURL, .standard))
    #expect(settings.keySource.words == "key from the configuration")
  }

  @Test func profilesAreChosen() {
    let flag = Settings.resolve(flags: .init(profile: "home"), environment: [:], file: Self.file)
    #expect(flag.profile == Setting("home", .flag("--profile")))
    #expect(flag.chatbot?.value == "home-bot")
    #expect(flag.keySource == .missing)
    #expect(flag.problems == [])

    let wrong = Settings.resolve(flags: .init(profile: "hmoe"), environment: [:], file: Self.file)
    #expect(wrong.profile.value == "hmoe")
    #expect(wrong.problems.map(\.file) == ["--profile"])
    #expect(wrong.problems.first?.text.contains("did you mean home?") == true)

    let cases = [
      ("[profiles.default]\nchatbot='d'\n[profiles.b]\nchatbot='b'", "default", "d", 0),
      ("[profiles.only]\nchatbot='o'", "only", "o", 0),
      ("[profiles.a]\nchatbot='a'\n[profiles.b]\nchatbot='b'", "default", nil, 1),
    ]
    for (text, name, chatbot, problems) in cases {
      let file = ConfigurationFile.parse(Array(text.utf8), path: "c", home: "/").values
      let settings = Settings.resolve(flags: .init(), environment: [:], file: file)
      #expect(settings.profile.value == name)
      #expect(settings.chatbot?.value == chatbot)
      #expect(settings.problems.count == problems)
    }
  }

  @Test func bearerIsWhereAProfileSaysSo() {
    let text = "[profiles.a]\nkey_scheme = 'bearer'\n[profiles.b]\n[profiles.c]\nkey_scheme = 'Basic'"
    let (file, problems) = ConfigurationFile.parse(Array(text.utf8), path: "c", home: "/")
    #expect(problems.count == 1 && problems[0].line == 5)
    for (name, scheme) in [("a", KeyScheme.bearer), ("b", .apiKey), ("c", .apiKey)] {
      #expect(Settings.resolve(flags: .init(profile: name), environment: [:], file: file).keyScheme == scheme)
    }
  }

  @Test func aKeyFileIsRead() throws {
    let folder = TestFolder()
    let path = folder.write("\n  file-key \nsecond line\n", to: "key", mode: 0o644)
    var settings = Self.settings(keyFile: path)
    #expect(settings.keySource == .keyFile(path))
    var loaded = try settings.loadKey(environment: [:])
    #expect(loaded.key?.revealed == "file-key")
    #expect(loaded.warnings.map(\.file) == [path])
    folder.write("file-key", to: "key")
    loaded = try settings.loadKey(environment: [:])
    #expect(loaded.key?.revealed == "file-key")
    #expect(loaded.warnings == [])

    for (name, content) in [("empty", "\n \n"), ("controls", "abc\u{1}def\n")] {
      settings = Self.settings(keyFile: folder.write(content, to: name))
      #expect(throws: ConfigurationProblem.self) { try settings.loadKey(environment: [:]) }
    }
    settings = Self.settings(keyFile: "\(folder.path)/none")
    let problem = #expect(throws: ConfigurationProblem.self) { try settings.loadKey(environment: [:]) }
    #expect(problem?.description == "\(folder.path)/none: cannot read the key: No such file or directory")
  }

  static func settings(keyFile: String) -> Settings {
    var profile = Profile()
    profile.apiKeyFile = keyFile
    var file = ConfigurationFile(path: "c")
    file.profiles["default"] = profile
    return Settings.resolve(flags: .init(), environment: [:], file: file)
  }

  @Test func aKeyInAFileThatOthersCanReadIsReported() {
    let folder = TestFolder()
    let text = "[profiles.default]\n\napi_key = \"k\"\n"
    for (mode, lines) in [(0o600, []), (0o400, []), (0o640, [3]), (0o604, [3]), (0o620, [3]), (0o644, [3])] {
      let path = folder.write(text, to: "config.toml", mode: UInt32(mode))
      let (values, problems) = ConfigurationFile.load(path, home: "/")
      #expect(problems.map(\.line) == lines, "\(mode)")
      #expect(values.profiles["default"]?.apiKey == SecretText("k"))
    }
    let path = folder.write("[profiles.default]\napi_key_file = \"k\"\n", to: "config.toml", mode: 0o644)
    #expect(ConfigurationFile.load(path, home: "/").problems == [])
  }
}
