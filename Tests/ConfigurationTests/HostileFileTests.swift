import System
import TestSupport
import Testing

@testable import Configuration

@Suite struct HostileFileTests {
  private func problems(_ bytes: [UInt8]) -> [ConfigurationProblem] {
    ConfigurationFile.parse(bytes, path: "config.toml", home: "/").problems
  }

  private func problems(_ text: String) -> [ConfigurationProblem] { problems(Array(text.utf8)) }

  @Test func aNulByteIsReportedWhereItStands() {
    let found = problems("[ui]\ntheme = \"a\0b\"\nlist_width = 20\n")
    #expect(found.map(\.line) == [2])
    #expect(found.map(\.column) == [11])
  }

  @Test func bytesThatAreNoTextAreReported() {
    #expect(problems([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0xFF]).count == 1)
    let found = problems(Array("[ui]\n# ".utf8) + [0xC3, 0x28] + Array("\ntheme = 1\n".utf8))
    #expect(found.map(\.line) == [2])
    #expect(found.map(\.text) == ["is not UTF-8 text"])
  }

  @Test func aLineOfAMegabyteIsRead() {
    let long = String(repeating: "x", count: 1_000_000)
    let (values, found) = ConfigurationFile.parse(
      Array("[ui]\ntheme = \"\(long)\"\nlist_width = 20\n".utf8), path: "config.toml", home: "/")
    #expect(found == [])
    #expect(values.theme?.utf8.count == 1_000_000)
    #expect(values.listWidth == 20)
    let key = problems("\(long) = 1\n")
    #expect(key.map(\.line) == [1])
    #expect(key.allSatisfy { $0.description.count < 400 })
    #expect(problems("mode = \"\(long)").allSatisfy { $0.description.count < 400 })
    #expect(problems("[log]\nlevel = \"\(long)\"").allSatisfy { $0.description.count < 400 })
  }

  @Test func tooLargeAFileIsNotRead() {
    let folder = TestFolder()
    let path = folder.write(String(repeating: "#\n", count: 600_000), to: "config.toml")
    let (values, problems) = ConfigurationFile.load(path, home: "/")
    #expect(values == ConfigurationFile(path: path))
    #expect(problems.map(\.text) == ["cannot read: it is larger than 1024 KB"])
  }

  /// The parser takes its tables apart recursively after a mistake: without the check this ends the process.
  @Test func nestingIsBounded() {
    let names = Array(repeating: "a", count: 400_000).joined(separator: ".")
    for text in [
      "[\(names)]\n]", "\(names) = 1\n]", "x = { \(names) = 1 }\n]", "x = \(String(repeating: "[", count: 400_000))",
      "x = \(String(repeating: "{a=", count: 300_000))", "\n[\(names)]\n",
    ] {
      let found = problems(text)
      #expect(found.count == 1)
      #expect(found.first?.text == "keys or values are nested too deep")
    }
    #expect(problems("\n[\(names)]\n").map(\.line) == [2])
  }

  @Test func keysWithEscapedControlsDoNotStopIt() {
    let found = problems("\"a\\u0001b\" = 1\n[ui]\n\"\\u001b[31m\" = 2\n")
    #expect(found.count == 2)
    #expect(found.allSatisfy { !$0.description.unicodeScalars.contains { $0.value < 0x20 } })
  }

  @Test func anUnreadableFileIsReported() {
    let folder = TestFolder()
    #expect(ConfigurationFile.load(folder.path, home: "/").problems.map(\.file) == [folder.path])
    let missing = "\(folder.path)/none.toml"
    #expect(ConfigurationFile.load(missing, home: "/").problems == [])
    let reported = ConfigurationFile.load(missing, home: "/", absence: .reported).problems
    #expect(reported.map(\.text) == ["cannot read: No such file or directory"])
  }

  @Test(.timeLimit(.minutes(1))) func whatIsNoFileIsRefusedAtOnce() throws {
    let folder = TestFolder()
    #expect(mkfifo("\(folder.path)/pipe", 0o600) == 0)
    let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let place = "\(folder.path)/s"
    try #require(place.utf8.count < MemoryLayout.size(ofValue: address.sun_path))
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: place.utf8) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(bound == 0)
    let large = open("\(folder.path)/large", O_WRONLY | O_CREAT, 0o600)
    #expect(ftruncate(large, 1 << 30) == 0)
    close(large)
    let reasons = [
      ("\(folder.path)/pipe", "it is a pipe, not a file"), ("/dev/zero", "it is a device, not a file"),
      (place, "it is a socket, not a file"), (folder.path, "it is a folder"),
    ]
    for (path, reason) in reasons + [("\(folder.path)/large", "it is larger than 1024 KB")] {
      #expect(ConfigurationFile.load(path, home: "/").problems.map(\.text) == ["cannot read: \(reason)"], "\(path)")
      let (_, problems) = ThemeCatalog(folder: nil, home: "/").find(path)
      #expect(problems.map(\.text) == ["cannot read: \(reason)"], "\(path)")
      let text = "[profiles.default]\napi_key_file = \"\(path)\"\n"
      let settings = Settings.resolve(
        flags: .init(), environment: [:],
        file: ConfigurationFile.parse(Array(text.utf8), path: "/c", home: "/").values)
      let problem = #expect(throws: ConfigurationProblem.self) { try settings.loadKey(environment: [:]) }
      #expect(problem?.text.hasPrefix("cannot read the key: it is ") == true, "\(problem as Any)")
    }
  }

  /// Whatever the bytes are, there is an answer.
  @Test(arguments: SeededGenerator.seeds()) func randomBytesAreSurvived(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "[", "]", "[[", "{", "}", "=", ".", ",", "\"", "'", "\"\"\"", "'''", "\\", "\\u00e9", "#", "\n", "\r\n", " ",
      "\t",
      "a", "ui", "profiles", "keys", "theme", "1", "-", "true", "1979-05-27", "é", "\u{FEFF}", "\u{1B}", "x = 1\n",
    ]
    for _ in 0..<300 {
      let text = (0..<Int.random(in: 1...40, using: &random)).map { _ in pieces.randomElement(using: &random)! }
        .joined()
      let (_, found) = ConfigurationFile.parse(Array(text.utf8), path: "c", home: "/")
      let lines = text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
      #expect(
        found.allSatisfy { $0.line.map { (1...lines).contains($0) } ?? false },
        "seed \(seed): \(text.debugDescription) \(found)")
    }
  }

  /// The same for files that are nearly right, which get past the outline to the parser proper.
  @Test(arguments: SeededGenerator.seeds()) func nearlyValidFilesAreSurvived(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let good = Array(
      """
      profile = "work"
      [profiles.work] # c
      base_url = 'https://x/'
      api_key_command = ["a", "b"]
      [profiles."two é"]
      mode = "streaming"
      [network]
      connect_timeout = 1.5e1
      [ui]
      list_width = 0x1F
      esc_delay = +1_0
      date = 1979-05-27T07:32:00.5-07:00
      [keys]
      list = { d = false, "Ctrl-X |" = "a\\u00e9\\n" }
      text = \"\"\"
      x \\
        y\"\"\"
      """.unicodeScalars)
    let pieces = Array("\\\"'[]{}=.,#\n\r\t -+_:0179abefnotuxTZé\u{FEFF}\u{301}".unicodeScalars)
    for _ in 0..<200 {
      var text = good
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<text.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: text.remove(at: place)
        case 1: text.insert(pieces.randomElement(using: &random)!, at: place)
        default: text[place] = pieces.randomElement(using: &random)!
        }
      }
      let string = String(String.UnicodeScalarView(text))
      let found = problems(string)
      let lines = string.utf8.count { $0 == UInt8(ascii: "\n") } + 1
      #expect(
        found.allSatisfy { $0.line.map { (1...lines).contains($0) } ?? false },
        "seed \(seed): \(string.debugDescription) \(found)")
    }
  }
}
