import Testing

@testable import Configuration

@Suite struct ConfigurationFileTests {
  static func parse(_ text: String) -> (values: ConfigurationFile, problems: [ConfigurationProblem]) {
    ConfigurationFile.parse(Array(text.utf8), path: "/etc/maichat/config.toml", home: "/home/ada")
  }

  @Test func everythingIsRead() throws {
    let (values, problems) = Self.parse(
      """
      # comment
      profile = "work"

      [profiles.work]
      base_url = "https://chat.example/api/"
      chatbot = " 42 "
      api_key = "secret"
      allow_plain_http = true
      ca_file = "~/company.pem"
      mode = "synchronous"

      [profiles."second one"]
      api_key_file = "keys/second"

      [profiles.third]
      api_key_command = ["pass", "show", "maiagent"]

      [profiles.fourth]
      api_key_command = "pass show maiagent | head -1"

      [network]
      connect_timeout = 5
      silence_timeout = 2.5

      [ui]
      theme = "default-light"
      list_width = 30
      list_visible = false
      follow = "page"
      esc_delay = 400
      editing = "vi"

      [keys.composer]
      "Ctrl-S" = "send"
      "Ctrl-J" = false

      [keys.everywhere]
      "Ctrl-X |" = "split-right"

      [log]
      level = "debug"
      """)
    #expect(problems == [])
    #expect(values.profile == "work")
    let work = try #require(values.profiles["work"])
    #expect(work.baseURL == "https://chat.example/api/")
    #expect(work.chatbot == "42")
    #expect(work.apiKey == SecretText("secret"))
    #expect(work.plainHTTP == .allowed)
    #expect(work.certificateFile == "/home/ada/company.pem")
    #expect(work.mode == .synchronous)
    #expect(work.lines["chatbot"] == 6)
    #expect(values.profiles["second one"]?.apiKeyFile == "/etc/maichat/keys/second")
    #expect(values.profiles["third"]?.apiKeyCommand == .program(["pass", "show", "maiagent"]))
    #expect(values.profiles["fourth"]?.apiKeyCommand == .shell("pass show maiagent | head -1"))
    #expect(values.connectTimeout == 5000)
    #expect(values.silenceTimeout == 2500)
    #expect(values.theme == "default-light")
    #expect(values.listWidth == 30)
    #expect(values.isListVisible == false)
    #expect(values.follow == .page)
    #expect(values.editing == .vi)
    #expect(values.escapeDelay == 400)
    let file = "/etc/maichat/config.toml"
    #expect(
      values.bindings == [
        KeyBinding(zone: .composer, key: "Ctrl-S", command: "send", file: file, line: 34),
        KeyBinding(zone: .composer, key: "Ctrl-J", command: nil, file: file, line: 35),
        KeyBinding(zone: .everywhere, key: "Ctrl-X |", command: "split-right", file: file, line: 38),
      ])
    #expect(values.logLevel == .debug)
  }

  @Test func anEmptyFileSaysNothing() {
    for text in ["", "\n\n", "# only a comment", "\u{FEFF}"] {
      let (values, problems) = Self.parse(text)
      #expect(values == ConfigurationFile(path: "/etc/maichat/config.toml"))
      #expect(problems == [])
    }
  }

  /// A wrong value: what stands on line 3, its key, and words that the problem must have.
  struct Mistake: CustomTestStringConvertible {
    var table: String
    var line: String
    var key: String
    var words: [String]

    init(_ table: String, _ line: String, _ key: String, _ words: String...) {
      self.table = table
      self.line = line
      self.key = key
      self.words = words
    }

    var testDescription: String { "\(table) \(line)" }
  }

  static let mistakes = [
    Mistake("profiles.work", "base_url = 12", "profiles.work.base_url", "a text in quotes", "found a whole number"),
    Mistake("profiles.work", "chatbot = 4.5", "profiles.work.chatbot", "a text", "found a number with a fraction"),
    Mistake("profiles.work", "api_key = 123456", "profiles.work.api_key", "a text", "found a whole number"),
    Mistake("profiles.work", "api_key = \"a\\nb\"", "profiles.work.api_key", "a line end"),
    Mistake("profiles.work", "api_key_file = [\"a\"]", "profiles.work.api_key_file", "a text", "found a list"),
    Mistake("profiles.work", "api_key_command = 1", "profiles.work.api_key_command", "a list of texts"),
    Mistake("profiles.work", "api_key_command = [\"a\", 1]", "profiles.work.api_key_command", "a list of texts"),
    Mistake("profiles.work", "api_key_command = []", "profiles.work.api_key_command", "nothing to run"),
    Mistake("profiles.work", "api_key_command = \" \"", "profiles.work.api_key_command", "nothing to run"),
    Mistake("profiles.work", "allow_plain_http = \"yes\"", "profiles.work.allow_plain_http", "true or false"),
    Mistake("profiles.work", "ca_file = 1979-05-27", "profiles.work.ca_file", "a text", "found a date"),
    Mistake(
      "profiles.work", "mode = true", "profiles.work.mode", "\"streaming\", \"synchronous\"", "found true or false"),
    Mistake("profiles.work", "mode = \"streming\"", "profiles.work.mode", "did you mean \"streaming\"?"),
    Mistake("profiles.work", "basurl = \"x\"", "profiles.work.basurl", "no such key", "did you mean base_url?"),
    Mistake("profiles.work", "zzzzzzz = 1", "profiles.work.zzzzzzz", "no such key", "known here: base_url, chatbot"),
    Mistake("profiles", "work = 1", "profiles.work", "a table", "found a whole number"),
    Mistake("network", "connect_timeout = \"10\"", "network.connect_timeout", "seconds from 1 to 3600", "found a text"),
    Mistake("network", "connect_timeout = 0", "network.connect_timeout", "found 0"),
    Mistake("network", "silence_timeout = nan", "network.silence_timeout", "found nan"),
    Mistake("network", "silence_timeout = 1e300", "network.silence_timeout", "seconds from 1 to 86400"),
    Mistake("network", "silence = 3", "network.silence", "no such key"),
    Mistake("ui", "theme = true", "ui.theme", "a text"),
    Mistake("ui", "list_width = 9", "ui.list_width", "columns from 10 to 200", "found 9"),
    Mistake("ui", "list_width = 30.0", "ui.list_width", "a whole number", "found a number with a fraction"),
    Mistake("ui", "list_visible = 1", "ui.list_visible", "true or false", "found a whole number"),
    Mistake("ui", "esc_delay = -1", "ui.esc_delay", "milliseconds from 0 to 5000", "found -1"),
    Mistake("ui", "escdelay = 1", "ui.escdelay", "did you mean esc_delay?"),
    Mistake("log", "level = \"verbose\"", "log.level", "\"trace\"", "found \"verbose\""),
    Mistake("log", "level = 3", "log.level", "\"trace\"", "found a whole number"),
    Mistake("keys", "composer = 3", "keys.composer", "a table"),
    Mistake("keys", "composr = {}", "keys.composr", "did you mean composer?"),
    Mistake("keys.list", "\"Ctrl-D\" = true", "keys.list.Ctrl-D", "a command's name in quotes, or false"),
    Mistake("keys.list", "\"Ctrl-X |\" = 1", "keys.list.\"Ctrl-X |\"", "a command's name"),
    Mistake("keys.list", "d = \"\"", "keys.list.d", "a command's name"),
    Mistake("nothing", "x = 1", "nothing", "no such key", "known here: profile, profiles"),
  ]

  @Test(arguments: mistakes) func aMistakeNamesItsPlaceAndTheRestCounts(mistake: Mistake) throws {
    let text = "profile = \"other\"\n[\(mistake.table)]\n\(mistake.line)\n[profiles.other]\nchatbot = \"7\"\n"
    let (values, problems) = Self.parse(text)
    let problem = try #require(problems.first)
    #expect(problems.count == 1)
    #expect(problem.file == "/etc/maichat/config.toml")
    #expect(problem.line == (mistake.table == "nothing" ? 2 : 3))
    #expect(problem.key == mistake.key)
    for word in mistake.words { #expect(problem.text.contains(word), "\(problem)") }
    #expect(values.profiles["other"]?.chatbot == "7")
    var rest = values
    rest.profiles["work"] = nil
    #expect(
      rest == Self.parse("profile = \"other\"\n\n\n[profiles.other]\nchatbot = \"7\"\n").values.with(lines: rest.lines))
  }

  @Test func wrongTopLevelTypes() {
    for key in ["profiles", "network", "ui", "keys", "log"] {
      let (_, problems) = Self.parse("\n\(key) = 1\n")
      #expect(problems.map(\.line) == [2])
      #expect(problems.map(\.key) == [key])
    }
    #expect(Self.parse("[[network]]\nconnect_timeout = 1\n").problems.map(\.line) == [1])
    #expect(Self.parse("profile = 1").problems.map(\.key) == ["profile"])
  }

  @Test func aProfileThatIsNotThereIsReported() {
    let (values, problems) = Self.parse("profile = \"wrok\"\n[profiles.work]\n")
    #expect(values.profile == nil)
    #expect(problems.map(\.line) == [1])
    #expect(problems.first?.text.contains("did you mean work?") == true)
  }

  @Test func severalKeysInOneProfileAreReported() {
    let (_, problems) = Self.parse("[profiles.a]\napi_key = \"k\"\napi_key_command = [\"x\"]\napi_key_file = \"f\"\n")
    #expect(problems.map(\.key) == ["profiles.a.api_key_command", "profiles.a.api_key"])
    #expect(problems.map(\.line) == [3, 2])
  }

  @Test func aSyntaxErrorHasLineAndColumn() {
    for (text, line) in [("a = \n", 1), ("x = 1\n[ui\n", 2), ("\n\n= 3", 3), ("theme = \"a", 1), ("[ui]\n[ui]\n", 2)] {
      let (values, problems) = Self.parse(text)
      #expect(problems.count == 1)
      #expect(problems.first?.line == line, "\(problems)")
      #expect(problems.first?.column != nil)
      #expect(values == ConfigurationFile(path: "/etc/maichat/config.toml"))
    }
  }

  @Test func aSyntaxErrorDoesNotQuoteAKey() {
    let key = "Zq7Xw9"
    for text in [
      "[profiles.a]\napi_key = \(key)\n", "[profiles.a]\napi_key = \"\(key)\n",
      "[profiles.a]\napi_key = '\(key)' \(key)\n",
      "[profiles.a]\napi_key = true\(key)\n", "[profiles.a]\napi_key = \"\(key)\\Z\"\n",
      "profiles.a.api_key = \n\(key)\n",
      "[profiles.a]\napi_key \(key)\n", "[profiles.a]\napi_key = \"x\"\napi_key = \"\(key)\"\n",
    ] {
      let problems = Self.parse(text).problems
      #expect(problems.count == 1)
      for problem in problems {
        #expect(!problem.description.contains("Z"), "\(problem)")
      }
    }
  }

  @Test func duplicateKeysAreASyntaxError() {
    let problems = Self.parse("[ui]\ntheme = \"a\"\ntheme = \"b\"\n").problems
    #expect(problems.map(\.line) == [3])
    #expect(problems.first?.key == "ui.theme")
    #expect(problems.first?.text == "this key or table is there a second time (first in line 2): remove one")
  }
}

extension ConfigurationFile {
  func with(lines: [String: Int]) -> ConfigurationFile {
    var copy = self
    copy.lines = lines
    for (name, var profile) in copy.profiles {
      profile.lines = ["chatbot": 5]
      copy.profiles[name] = profile
    }
    return copy
  }
}
