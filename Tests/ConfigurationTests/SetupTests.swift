import System
import TestSupport
import Testing

@testable import Configuration

@Suite struct SetupTests {
  let folder = TestFolder()

  private var setup: ProfileSetup {
    ProfileSetup(profile: "default", baseURL: "https://new.example/api/", key: SecretText("new-key"), chatbot: "bot-1")
  }

  /// Writes `text` as the configuration, runs the setup on it and returns what is there then.
  private func edited(_ text: String, _ setup: ProfileSetup) throws -> String {
    folder.write(text, to: "maichat/config.toml")
    try ConfigurationFile.writeSetup(setup, paths: folder.paths)
    return try #require(folder.text(of: "maichat/config.toml"))
  }

  @Test func aFirstSetupCreatesEverythingForTheOwnerOnly() throws {
    let previous = umask(0)
    defer { umask(previous) }
    try ConfigurationFile.writeSetup(setup, paths: folder.paths)
    #expect(
      folder.text(of: "maichat/config.toml") == """
        [profiles.default]
        base_url = "https://new.example/api/"
        api_key_file = "keys/default"
        chatbot = "bot-1"

        """)
    #expect(folder.text(of: "maichat/keys/default") == "new-key\n")
    for (name, mode) in [
      ("maichat", 0o700), ("maichat/keys", 0o700), ("maichat/config.toml", 0o600), ("maichat/keys/default", 0o600),
    ] {
      #expect(folder.mode(of: name) == mode_t(mode), "\(name)")
    }
    #expect(folder.names(in: "maichat") == ["config.toml", "keys"], "no file is left over")
    let (file, problems) = ConfigurationFile.load(folder.paths.configFile, home: "/")
    #expect(problems == [])
    let settings = Settings.resolve(flags: .init(), environment: [:], file: file)
    let loaded = try settings.loadKey(environment: [:])
    #expect(loaded.key == SecretText("new-key"))
    #expect(loaded.warnings == [])
    #expect(settings.baseURL.value == "https://new.example/api/")
    #expect(settings.chatbot?.value == "bot-1")
  }

  @Test func commentsOrderAndOldKeysAreHandled() throws {
    let text = try edited(
      """
      # my settings
      profile = "default"   # the usual one

      [profiles.other]
      base_url = "https://other.example/"

      [profiles.default] # here
      # where
        base_url   =  'https://old.example/'   # moved in May
      api_key = "old-key" # secret
      mode = "synchronous"
      api_key_command = [ # manager
        "pass",
        "show", # it
      ]

      [ui]   # look
      theme = "mono"

      """, setup)
    #expect(
      text == """
        # my settings
        profile = "default"   # the usual one

        [profiles.other]
        base_url = "https://other.example/"

        [profiles.default] # here
        # where
          base_url   =  "https://new.example/api/"   # moved in May
        mode = "synchronous"
        # api_key_command = [ # manager
        #   "pass",
        #   "show", # it
        # ]
        api_key_file = "keys/default"
        chatbot = "bot-1"

        [ui]   # look
        theme = "mono"

        """)
    let (file, problems) = ConfigurationFile.load(folder.paths.configFile, home: "/")
    #expect(problems == [])
    #expect(file.profiles["default"]?.mode == .synchronous)
    #expect(file.theme == "mono")
  }

  /// Before, and what stands between the lines that are expected to stay, after.
  @Test(arguments: [
    ("", "[profiles.default]\nchatbot = \"b\"\n"),
    ("# c", "# c\n\n[profiles.default]\nchatbot = \"b\"\n"),
    ("a.b = 1\n", "a.b = 1\n\n[profiles.default]\nchatbot = \"b\"\n"),
    ("[profiles.default]", "[profiles.default]\nchatbot = \"b\"\n"),
    (
      "[profiles.default]\r\nmode = \"streaming\"\r\n",
      "[profiles.default]\r\nmode = \"streaming\"\r\nchatbot = \"b\"\r\n"
    ),
    ("[profiles.default]\nchatbot = 'a'", "[profiles.default]\nchatbot = \"b\""),
    ("[profiles.default]\nchatbot = \"\"\"\na\"\"\" # c\n", "[profiles.default]\nchatbot = \"b\" # c\n"),
    ("[profiles]\ndefault.chatbot = \"a\"\n", "[profiles]\ndefault.chatbot = \"b\"\n"),
    (
      "[profiles]\ndefault.mode = \"streaming\" # c\n[ui]\n",
      "[profiles]\ndefault.mode = \"streaming\" # c\ndefault.chatbot = \"b\"\n[ui]\n"
    ),
    (
      "profiles.default = { mode = \"streaming\" } # c\n",
      "profiles.default = { mode = \"streaming\", chatbot = \"b\" } # c\n"
    ),
    ("profiles.default = {}\n", "profiles.default = { chatbot = \"b\" }\n"),
    ("[profiles]\n\"default\" = { \"chatbot\" = \"a\" }\n", "[profiles]\n\"default\" = { \"chatbot\" = \"b\" }\n"),
  ])
  func onlyWhatIsNamedChanges(before: String, after: String) throws {
    #expect(try edited(before, ProfileSetup(profile: "default", chatbot: "b")) == after)
  }

  @Test func settingTheSameTwiceChangesNothing() throws {
    let once = try edited("[ui]\ntheme = \"mono\"\n", setup)
    #expect(try edited(once, setup) == once)
  }

  @Test func namesThatNeedQuotesAreQuoted() throws {
    for name in ["two words", "../../escape", "é", "a\"b\\c", ".", "..", "a.b", "x/y", "tab\there"] {
      folder.write("", to: "maichat/config.toml")
      try ConfigurationFile.writeSetup(
        ProfileSetup(profile: name, baseURL: "https://x/\"\\", key: SecretText("k-\(name.count)")), paths: folder.paths)
      let (file, problems) = ConfigurationFile.load(folder.paths.configFile, home: "/")
      #expect(problems == [])
      let keyFile = try #require(file.profiles[name]?.apiKeyFile)
      #expect(FilePath.folder(of: keyFile) == folder.paths.keysFolder, "\(keyFile)")
      let settings = Settings.resolve(flags: .init(profile: name), environment: [:], file: file)
      #expect(settings.baseURL.value == "https://x/\"\\")
      #expect(try settings.loadKey(environment: [:]).key?.revealed == "k-\(name.count)")
    }
    #expect(Set(folder.names()) == ["maichat"])
    #expect(folder.names(in: "maichat/keys").contains("%2E."))
  }

  @Test func aFileThatIsNotUnderstoodIsLeftAlone() throws {
    for text in [
      "[profiles.default\n", "profiles = 3\n", "[[profiles.default]]\nmode = \"streaming\"\n",
      "[profiles]\ndefault = 3\n",
      "profiles = {}\n", "a = 1\0",
    ] {
      folder.write(text, to: "maichat/config.toml")
      let problem = #expect(throws: ConfigurationProblem.self) {
        try ConfigurationFile.writeSetup(setup, paths: folder.paths)
      }
      #expect(folder.text(of: "maichat/config.toml") == text)
      #expect(folder.text(of: "maichat/keys/default") == nil)
      #expect(problem?.description.contains("new-key") == false)
    }
  }

  @Test func aConfigurationElsewhereNamesTheKeyWhole() throws {
    let paths = ConfigurationPaths(
      environment: ["XDG_CONFIG_HOME": "\(folder.path)/xdg"], home: folder.path,
      configFile: "\(folder.path)/elsewhere/own.toml")
    try ConfigurationFile.writeSetup(setup, paths: paths)
    #expect(
      folder.text(of: "elsewhere/own.toml")?.contains("api_key_file = \"\(folder.path)/xdg/maichat/keys/default\"")
        == true)
    let file = ConfigurationFile.load(paths.configFile, home: "/").values
    #expect(
      try Settings.resolve(flags: .init(), environment: [:], file: file).loadKey(environment: [:]).key?.revealed
        == "new-key")
  }
}
