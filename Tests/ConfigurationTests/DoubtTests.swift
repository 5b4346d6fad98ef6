import System
import TestSupport
import Testing

@testable import Configuration

/// Which mistakes leave open where something is sent, and so stop whatever would send.
@Suite struct DoubtTests {
  private static func severities(_ text: String) -> [ConfigurationProblem.Severity] {
    ConfigurationFile.parse(Array(text.utf8), path: "c", home: "/").problems.map(\.severity)
  }

  @Test(arguments: [
    "[profiles.work", "profile = \"work\n", "a = 1\na = 2", "[profiles.a]\n[profiles.a]", "\u{0}",
    "profile = \"a\\u0000x\"\n[profiles.a]", "[profiles.a]\nbase_url = \"https://a\\U00000000b\"",
    "[profiles.a]\nbase_url = \"\"\"https://a\\u0000b\"\"\"", "[profiles.\"a\\u0000x\"]", "\"a\\u0000\" = 1",
    "profile = 'gone'", "profile = 1", "profile = ''", "profile = ' '", "profiles = 3", "profiles = []",
    "[[profiles]]\nbase_url = 'https://a'", "[profiles]\nwork = 1", "[profiles]\nbase_url = 'https://a'",
    "[profiles.work]\nbase_ulr = 'https://a'", "[profiles.work]\nbase_url = 1", "[profiles.work]\nbase_url = ''",
    "[profiles.work]\nBASE_URL = 'https://a'", "[profiles.work]\nurl = 'https://a'",
    "[profiles.work]\napi_key = 1", "[profiles.work]\napi_key = \"a\\u0001\"", "[profiles.work]\napi_key_file = []",
    "[profiles.work]\napi_key_command = {}", "[profiles.work]\nallow_plain_http = 'no'",
    "[profiles.work]\nkey_scheme = 'Basic'", "[profiles.work]\nmode = 'streeming'", "[profiles.work.inner]\na = 1",
    // In the wrong table, under another name, mistyped.
    "base_url = 'https://a'", "api_key = 'k'", "url = 'https://a'", "porfile = 'work'", "Profile = 'work'",
    "[profile.work]\nbase_url = 'https://a'", "[porfiles.work]\nbase_url = 'https://a'",
    "[work]\nbase_url = 'https://a'", "[servers.work]\naddress = 'https://a'", "[ui]\nprofile = 'work'",
    "[network]\nbase_url = 'https://a'", "[log]\napi_key_file = 'k'",
  ]) func aMistakeAboutTheTargetIsADoubt(text: String) {
    let found = Self.severities(text)
    #expect(found.contains(.doubt), "\(text): \(found)")
  }

  @Test(arguments: [
    "[network]\nconnect_timeout = 'x'", "[network]\nconect_timeout = 1", "[ui]\ntheme = 1", "[ui]\nthem = 'x'",
    "[ui]\nlist_width = 1", "[keys]\ncomposr = {}", "[keys.list]\nd = 1", "[attachments]\nmax_size = 0",
    "[log]\nlevel = 'loud'", "[colours]\nred = 1", "[netwrok]\nconnect_timeout = 3",
    "[profiles.a]\napi_key = 'k'\napi_key_file = 'f'",
  ]) func aMistakeAboutAnythingElseIsNone(text: String) {
    #expect(Self.severities(text) == [.mistake], "\(text)")
  }

  @Test func aNULIsToldWithItsLine() {
    let problems = ConfigurationFile.parse(
      Array("[profiles.a]\nbase_url = \"https://a\\u0000.b\"".utf8), path: "c", home: "/"
    ).problems
    #expect(problems.map(\.line) == [2] && problems[0].text.contains("NUL"), "\(problems)")
    // One that is written out, or of another character, is none.
    let sound = "[profiles.a]\nbase_url = 'https://a'\nchatbot = \"\\\\u0000 \\u0001\"\n"
    #expect(ConfigurationFile.parse(Array(sound.utf8), path: "c", home: "/").problems == [])
  }

  @Test(arguments: [
    "[profiles]\na = {api_key = 'k', api_key = 'l'}", "[profiles]\na.api_key = 'k'\na.api_key = 'l'",
    "[profiles.a]\napi_key = 'k'\napi_key = 'l'", "[profiles]\na.base_url = 'k'\na.base_url = 'l'",
  ]) func aKeyThatIsThereTwiceIsToldSo(text: String) {
    let problems = ConfigurationFile.parse(Array(text.utf8), path: "c", home: "/").problems
    #expect(problems.count == 1 && problems[0].text.contains("second time"), "\(problems)")
    #expect(problems.first?.key?.hasPrefix("profiles.a.") == true, "\(problems)")
    #expect(problems.allSatisfy { $0.severity == .doubt && !"\($0)".contains("'l'") })
  }

  @Test(arguments: [
    ("[profils.x]\nbase_url = 'https://a.example'", "profiles"), ("profiel = 'x'", "profile"), ("[netwrok]", "network"),
  ]) func aMisspeltTableIsTakenForATable(text: String, meant: String) {
    let problems = ConfigurationFile.parse(Array(text.utf8), path: "c", home: "/").problems
    #expect(problems.map(\.text) == ["there is no such key; did you mean \(meant)?"])
  }

  @Test(arguments: [
    ("profile = 'work'\n[profile.work]\nbase_url = 'https://a.example'", "profile", 2, 1),
    ("[profiles]\na = 1\n[profiles.a]\nbase_url = 'x'", "profiles.a", 3, 2),
    ("[profiles.a]\nbase_url = 'x'\n[profiles.a.base_url]\nb = 1", "profiles.a.base_url", 3, 2),
  ]) func aRepetitionIsToldWhereItIs(text: String, key: String, line: Int, first: Int) {
    let problems = ConfigurationFile.parse(Array(text.utf8), path: "c", home: "/").problems
    #expect(problems.map(\.key) == [key] && problems.map(\.line) == [line])
    #expect(problems.first?.text.contains("first in line \(first)") == true)
  }

  @Test(arguments: [
    "[profiles.a]\nbase_url='https://a.example'\n[netwrk]\nbase_url='https://b.example'\napi_key='k'",
    "[uii]\nx = {url = 'https://b.example'}", "[kyes]\n[kyes.a]\napi_key_file = 'k'",
  ]) func aMisspeltTableThatHoldsATargetIsADoubt(text: String) {
    let problems = ConfigurationFile.parse(Array(text.utf8), path: "c", home: "/").problems
    #expect(problems.contains { $0.severity == .doubt }, "\(problems)")
  }

  @Test func aFileThatCannotBeReadIsADoubt() throws {
    let folder = TestFolder()
    func doubts(_ path: String, _ absence: ConfigurationFile.Absence = .allowed) -> [String] {
      ConfigurationFile.load(path, home: "/", absence: absence).problems.filter { $0.severity == .doubt }.map(\.text)
    }
    let absent = "\(folder.path)/none.toml"
    #expect(doubts(absent).isEmpty, "no file is no mistake")
    #expect(doubts(absent, .reported) == ["cannot read: No such file or directory"])
    #expect(doubts(folder.path) == ["cannot read: it is a folder"])
    let fifo = "\(folder.path)/fifo"
    #expect(mkfifo(fifo, 0o600) == 0)
    #expect(doubts(fifo) == ["cannot read: it is a pipe, not a file"], "and nobody waits for a writer")
    #expect(doubts("/dev/zero") == ["cannot read: it is a device, not a file"])
    let link = "\(folder.path)/link.toml"
    #expect(symlink("\(folder.path)/gone.toml", link) == 0)
    #expect(doubts(link) == ["cannot read: No such file or directory"], "somebody has a configuration")
    #expect(doubts("\(folder.write("", to: "file"))/config.toml") == ["cannot read: Not a directory"])
    #expect(doubts(folder.write("\u{E9}", to: "words")).count == 1)
    #expect(doubts(folder.write(String(repeating: "#", count: 2 << 20), to: "large")).count == 1)
  }

  @Test func whatFlagsAndEnvironmentLeaveOpenIsADoubt() {
    func doubts(
      _ text: String, _ flags: Settings.Flags = .init(), _ environment: [String: String] = [:]
    ) -> [String] {
      let file = ConfigurationFile.parse(Array(text.utf8), path: "c", home: "/").values
      return Settings.resolve(flags: flags, environment: environment, file: file).problems
        .filter { $0.severity == .doubt }.map(\.file)
    }
    let two = "[profiles.a]\n[profiles.b]"
    #expect(doubts(two) == ["c"])
    #expect(doubts(two, .init(profile: "a")) == [])
    #expect(doubts(two, .init(profile: "x")) == ["--profile"])
    #expect(doubts("", .init(profile: "x")) == ["--profile"])
    #expect(doubts("profile = 'a'\n" + two) == [])
    #expect(doubts("profile = 'x'\n" + two) == [], "the file's own mistake says it")
    #expect(doubts("", .init(), ["MAIAGENT_API_KEY": "a\u{1}b"]) == ["MAIAGENT_API_KEY"])
    // Key and URL that come together from outside need no profile; one of them alone does.
    let key = ["MAIAGENT_API_KEY": "k"]
    let url = ["MAIAGENT_BASE_URL": "https://e"]
    #expect(doubts(two, .init(), key.merging(url) { $1 }) == [])
    #expect(doubts(two, .init(baseURL: "https://f"), key) == [])
    #expect(doubts(two, .init(), key) == ["c"] && doubts(two, .init(), url) == ["c"])
    #expect(doubts(two, .init(baseURL: "https://f")) == ["c"])
  }
}
