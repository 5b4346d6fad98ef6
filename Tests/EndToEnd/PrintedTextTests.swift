import Foundation
import TestSupport
import Testing

/// What commands print on a terminal holds no control that came from data.
@Suite(.watchingPrograms) struct PrintedTextTests {
  /// Sequences of 7 and 8 bits, a title, a bell, overrides of the direction, and each single thing of their kind.
  static let hostile = "A\u{1B}]0;PWNED\u{7}B\u{9D}0;PWNED\u{9C}C\u{1B}[31mD\u{9B}31mE\u{8}\u{8}F\rG" + HostileText.text

  private static func controls(in bytes: Data) -> [String] { HostileText.controls(in: bytes) }

  private func json(_ text: String) -> String {
    String(decoding: try! JSONEncoder().encode([text]), as: UTF8.self).dropFirst().dropLast().description
  }

  /// A history in which ids, titles, names and texts are hostile.
  private func hostileHome() throws -> Home {
    let home = try Home()
    let h = json(Self.hostile)
    func conversation(_ id: String, _ title: String) -> String {
      """
      {"id":\(json(id)),"profile":\(h),"createdAt":1764064920000,"lastActivity":1764064931000,"title":\(title),\
      "titleSource":"server","chatbotName":\(h),"messages":[{"id":\(json("m" + id)),"author":"person","text":\(h),\
      "createdAt":1764064920000,"attachments":[{"id":\(h),"filename":\(h),"type":\(h),"file":\(h)}]},\
      {"id":\(json("b" + id)),"author":"assistant","text":\(h),"createdAt":1764064920001}]}
      """
    }
    let list = [
      conversation("11111111-1111-4111-8111-111111111111", h), conversation("\u{1B}]0;PWNX", json("one")),
      conversation("\u{7}zz", json("two")), conversation("\u{1B}[41mzz", json("three")),
      conversation("\u{9B}41mzz", json("Trip \u{9D}0;PWNED-BY-C1\u{9C} plan\u{9B}31m RED")),
    ]
    try home.write("in.json", #"{"format":"maichat","version":1,"conversations":[\#(list.joined(separator: ","))]}"#)
    let read = try TerminalCommand.run(
      Maichat.path, ["import", home.folder.appending(path: "in.json").path], environment: home.environment())
    try #require(read.status == 0, "\(read.text)")
    #expect(read.text.contains("5 conversations"))
    return home
  }

  @Test func noCommandPrintsAControlOfTheHistory() throws {
    let home = try hostileHome()
    let folder = home.folder.path
    let commands = [
      ["list"], ["list", "--json"], ["show", "1111"], ["show", "1111", "--json"], ["show", "1111", "--raw"],
      ["show", "\u{1B}]0"], ["show", "\u{1B}"], ["show", "\u{9B}"], ["search", "PWNED"], ["search", "PWNED", "--json"],
      ["search", "\u{1B}[31mnothing\u{9B}"], ["export", "--all"], ["export", "--all", "--format", "json"],
      ["export", "--all", "--format", "text"], ["export", "--all", "--format", "html"],
      ["export", "1111", "-o", "\(folder)/\u{1B}[31m\u{9B}.md"],
      ["export", "1111", "-o", "\(folder)/\u{1B}[31m\u{9B}.md"],
      ["export", "1111", "-o", "/\u{1B}[31m\u{9B}/x.md"], ["import", "\(folder)/\u{9B}31m\u{1B}c"],
      ["backup", "\(folder)/\u{1B}[31mcopy\u{9B}"], ["backup", "\(folder)/\u{1B}[31mcopy\u{9B}"], ["doctor"], ["keys"],
    ]
    for command in commands {
      let printed = try TerminalCommand.run(Maichat.path, command, environment: home.environment())
      #expect(Self.controls(in: printed.bytes) == [], "\(command): \(printed.text)")
      #expect(!printed.bytes.isEmpty || command[0] == "search", "\(command)")
    }
  }

  @Test func noMistakeInArgumentsIsPrintedAsItIs() throws {
    let home = try Home()
    let h = Self.hostile
    let commands = [
      ["--\(h)"], [h], ["list", "--limit", h], ["list", h], ["show"], ["show", h], ["ask", "--\(h)"], ["help", h],
      ["search", "--\(h)"], ["sandbox", "--upload-ways", h], ["sandbox", "--port", h],
      ["export", "--format", h, "--all"],
      ["--config", "/\(h)", "list"], ["--data-dir", "/\(h)", "list"], ["--profile", h, "doctor"],
      ["--theme", h, "doctor"],
      ["--base-url", h, "doctor"], ["--base-url", h, "ask", "x"], ["ask", "x", "--attach", "/\(h)"],
      ["keys", "--\(h)"], ["vacuum", h], ["backup"], ["--generate-completion-script", h],
    ]
    for command in commands {
      let printed = try TerminalCommand.run(
        Maichat.path, command, environment: home.environment(["MAIAGENT_API_KEY": "k"]), limit: .seconds(30))
      #expect(Self.controls(in: printed.bytes) == [], "\(command): \(printed.text)")
      #expect(!printed.bytes.isEmpty || command.last == "list", "\(command)")
    }
  }

  @Test func noValueOfTheConfigurationIsPrintedAsItIs() throws {
    let home = try Home()
    let h = json(Self.hostile).replacingOccurrences(of: "\\/", with: "/")
    try home.write(
      "config/maichat/config.toml",
      """
      default_profile = \(h)
      [profiles.\(h)]
      base_url = \(h)
      api_key_file = \(h)
      chatbot = \(h)
      [ui]
      theme = \(h)
      \(h) = 1
      [keys]
      \(h) = \(h)
      """)
    for command in [["list"], ["doctor"], ["keys"], ["ask", "x"], ["chatbots"], ["sync"]] {
      let printed = try TerminalCommand.run(Maichat.path, command, environment: home.environment())
      #expect(Self.controls(in: printed.bytes) == [], "\(command): \(printed.text)")
      #expect(!printed.bytes.isEmpty, "\(command)")
    }
  }

  @Test func nothingThatAServiceSaysIsPrintedAsItIs() throws {
    let hostile = Self.hostile
    let body = #"{"detail":\#(json(hostile))}"#
    let failing = FakeService(chatbots: ["one", "two"]) { _ in [.respond(400, [], body)] }
    let answering = FakeService { _ in streaming([hostile, "\u{1B}", "[31m", "\u{9B}", "\r\n"], conversation: "r") }
    let home = try Home()
    for service in [failing, answering] {
      for command in [
        ["chatbots"], ["chatbots", "--json"], ["ask", "x"], ["ask", "--chatbot", "bot-0", "x"],
        ["ask", "--chatbot", "bot-0", "--json", "x"], ["sync"], ["doctor"],
      ] {
        let printed = try TerminalCommand.run(
          Maichat.path, command, environment: service.environment(home), input: Data())
        #expect(Self.controls(in: printed.bytes) == [], "\(command): \(printed.text)")
        #expect(!printed.bytes.isEmpty, "\(command)")
      }
    }
    // What no terminal reads stays as it was received.
    let piped = try Command.run(
      Maichat.path, ["ask", "--chatbot", "bot-0", "x"], environment: answering.environment(home))
    #expect(piped.text == hostile + "\u{1B}[31m\u{9B}\r\n")
  }

  @Test func aTerminalOfAnotherCharacterSetGetsASCIIAlone() throws {
    let home = try hostileHome()
    for locale in ["C", "en_US.ISO-8859-1", "zh_TW.Big5"] {
      for command in [["list"], ["list", "--json"], ["show", "1111"], ["show", "nothing—里"], ["doctor"], ["help"]] {
        let printed = try TerminalCommand.run(
          Maichat.path, command, environment: home.environment(["LC_ALL": locale]))
        #expect(printed.bytes.allSatisfy { $0 < 0x7F }, "\(locale) \(command): \(printed.text)")
        #expect(Self.controls(in: printed.bytes) == [])
      }
    }
    // A JSON line has the same values in every character set.
    struct Line: Decodable, Equatable { let id: String, title: String, profile: String }
    let texts = try ["C", "C.UTF-8"].map { locale in
      try TerminalCommand.run(Maichat.path, ["list", "--json"], environment: home.environment(["LC_ALL": locale])).text
    }
    let lines = try texts.map { text in
      try text.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }
    #expect(lines[0] == lines[1] && lines[0].count == 5 && lines[0].contains { $0.title == Self.hostile })
  }
}
