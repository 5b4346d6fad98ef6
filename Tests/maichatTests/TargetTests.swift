import Canvas
import ChatModel
import Configuration
import Foundation
import TestSupport
import Testing

@testable import maichat

/// Which key goes where, for all that flags, environment and profile can say together; nothing is sent.
@Suite struct TargetTests {
  private let folder = TestFolder()
  private static let (flag, env, own) = ("https://flag.test/api/", "https://env.test/api/", "https://own.test/api/")

  enum Choice: CaseIterable { case name, standard, only }

  /// What is given where.
  struct Cell: CustomTestStringConvertible {
    var choice: Choice
    var variableKey: Bool
    var profileKey: Bool
    var flagURL: String?
    var variableURL: String?
    var profileURL: String?

    static let all: [Cell] = Choice.allCases.flatMap { choice in
      (0..<32).map { bits in
        Cell(
          choice: choice, variableKey: bits & 1 != 0, profileKey: bits & 2 != 0,
          flagURL: bits & 4 != 0 ? TargetTests.flag : nil, variableURL: bits & 8 != 0 ? TargetTests.env : nil,
          profileURL: bits & 16 != 0 ? TargetTests.own : nil)
      }
    }

    /// Where which key goes; nil where nothing may be sent. As README's table has it.
    var expected: (key: String, url: String)? {
      let isNamed = choice == .name
      let key = variableKey && !(isNamed && profileKey) ? "env" : profileKey ? "own" : nil
      guard let key else { return nil }
      let home = profileURL ?? Settings.defaultBaseURL
      if let flagURL { return key == "env" || flagURL == home ? (key, flagURL) : nil }
      if key == "own" {
        if isNamed || variableURL == nil || variableURL == home { return (key, home) }
        return nil
      }
      if isNamed, profileURL != nil { return variableURL == nil || variableURL == home ? (key, home) : nil }
      return (key, variableURL ?? home)
    }

    var testDescription: String {
      "\(choice) key:\(variableKey ? " env" : "")\(profileKey ? " own" : "") url: \(flagURL ?? "-") \(variableURL ?? "-") "
        + (profileURL ?? "-")
    }
  }

  private func configured(_ cell: Cell) throws -> ResolvedConfiguration {
    let name = cell.choice == .standard ? "default" : "work"
    var text = "[profiles.\(name)]\nchatbot = 'own-bot'\nallow_plain_http = true\nca_file = 'ca.pem'\n"
    if cell.profileKey { text += "api_key = 'own'\n" }
    if let url = cell.profileURL { text += "base_url = '\(url)'\n" }
    // Not the only one.
    if cell.choice != .only { text += "[profiles.other]\nbase_url = 'https://other.test'\napi_key = 'other'\n" }
    var arguments = ["--config", folder.write(text, to: "config.toml")]
    if cell.choice == .name { arguments += ["--profile", name] }
    if let url = cell.flagURL { arguments += ["--base-url", url] }
    var environment = ["HOME": folder.path]
    if cell.variableKey { environment["MAIAGENT_API_KEY"] = "env" }
    if let url = cell.variableURL { environment["MAIAGENT_BASE_URL"] = url }
    return ResolvedConfiguration(common: try CommonOptions.parse(arguments), environment: environment)
  }

  @Test(arguments: Cell.all) func aKeyAndItsHostTravelTogether(cell: Cell) throws {
    let configured = try configured(cell)
    guard let expected = cell.expected else {
      let failure = #expect(throws: CommandFailure.self) { try configured.service() }
      #expect(failure?.status == .usage)
      if cell.variableKey || cell.profileKey {
        #expect(configured.doubts.count == 1)
        // Both places are named.
        let used = cell.flagURL ?? (cell.choice == .name ? cell.profileURL : cell.variableURL) ?? cell.profileURL
        #expect(failure?.message.text.contains(used ?? "?") == true, "\(failure?.message.text ?? "")")
        #expect(
          failure?.message.text.contains(
            cell.variableKey && !cell.profileKey ? Self.env : cell.profileURL ?? "api.maiagent.ai")
            == true)
      }
      return
    }
    let service = try configured.service()
    #expect(service.baseURL.description == expected.url)
    let key = try configured.settings.loadKey(environment: configured.environment).key?.revealed
    #expect(key == expected.key)
    // What the profile says of its own host holds there only.
    let isElsewhere = cell.profileURL != nil && expected.url != cell.profileURL
    #expect((configured.settings.certificateFile == nil) == isElsewhere)
    #expect((configured.settings.plainHTTP == .loopbackOnly) == isElsewhere)
    #expect((configured.settings.chatbot == nil) == isElsewhere)
  }

  @Test(arguments: ["https://OWN.test:443/api", "own.test/api/", " https://own.test/api//"])
  func twoSpellingsOfOnePlaceAreNoDoubt(spelling: String) throws {
    for isFlag in [true, false] {
      let cell = Cell(
        choice: .standard, variableKey: false, profileKey: true, flagURL: isFlag ? spelling : nil,
        variableURL: isFlag ? nil : spelling, profileURL: Self.own)
      #expect(try configured(cell).service().baseURL.description == Self.own)
    }
  }

  @Test(arguments: [
    "http://own.test/api/", "https://own.test/api/v2/", "https://own.test:444/api/", "https://own.test.x/api/",
  ])
  func anotherSchemePortOrPathIsAnotherPlace(url: String) throws {
    let cell = Cell(
      choice: .standard, variableKey: false, profileKey: true, flagURL: nil, variableURL: url, profileURL: Self.own)
    #expect(throws: CommandFailure.self) { try configured(cell).service() }
  }

  @Test func noPasswordOfAnAddressIsRepeated() throws {
    let cell = Cell(
      choice: .standard, variableKey: false, profileKey: true, flagURL: nil,
      variableURL: "https://ada:hunter2@env.test/", profileURL: Self.own)
    let failure = #expect(throws: CommandFailure.self) { try configured(cell).service() }
    #expect(failure?.message.text.contains("hunter2") == false)
  }

  @Test(arguments: ["--profile", "--base-url", "--chatbot", "--config", "--data-dir"]) func aFlagWithoutAValueIsADoubt(
    flag: String
  ) throws {
    let configured = ResolvedConfiguration(
      common: try CommonOptions.parse([flag, ""]), environment: ["HOME": folder.path, "MAIAGENT_API_KEY": "k"])
    #expect(configured.doubts.map(\.file).contains(flag))
    #expect(throws: CommandFailure.self) { try configured.service() }
  }

  /// What a service names is put over nothing of maichat's own, wherever that is.
  @Test(arguments: [[], ["--data-dir"]]) func downloadsKnowWhatIsReserved(flags: [String]) throws {
    let data = folder.path("other")
    let configured = ResolvedConfiguration(
      common: try CommonOptions.parse(flags.flatMap { [$0, data] }),
      environment: ["HOME": folder.path, "MAIAGENT_API_KEY": "k"])
    let reserved = try configured.service().reserved
    #expect(flags.isEmpty || configured.paths.historyFile == "\(data)/history.sqlite")
    for path in [configured.paths.historyFile, configured.paths.historyFile + "-wal", configured.paths.configFile] {
      #expect(reserved.holds(path), "\(path)")
    }
    #expect(!reserved.holds(folder.path("answer.pdf")))
  }

  // MARK: The page of the full screen

  private static let problems = [
    ConfigurationProblem(
      file: "/home/ada/.config/maichat/config.toml", line: 12, key: "profiles.work.base_ulr",
      text: "there is no such key; did you mean base_url?", severity: .doubt),
    ConfigurationProblem(file: "--profile", text: "there is no profile \u{1B}[31mwrok", severity: .doubt),
  ]

  @Test(arguments: [(20, 6), (40, 12), (100, 30)]) func thePageShowsAllMistakesWhole(columns: Int, rows: Int) {
    let size = Size(columns: Columns(columns), rows: Rows(rows))
    var text = DoubtText(Self.problems, isAgain: false)
    var seen = ""
    for _ in 0..<40 {
      let frame = text.frame(size)
      #expect(frame.rows.count == rows && frame.rows.allSatisfy { $0.columns <= size.columns })
      seen += frame.rows.map(\.text).joined(separator: " ") + " "
      _ = text.take(KeyPress(name: "Down")!, size)
    }
    let squeezed = seen.filter { $0 != " " }
    for word in ["base_ulr", "12", "base_url?", "--profile", "wrok", "edit", "quit", "demo"] {
      #expect(squeezed.contains(word), "\(word)")
    }
    #expect(!seen.contains("\u{1B}"))
  }

  @Test func mistakesStandAsInTheFileAndWhatIsElsewhereComesFirst() {
    let later = ConfigurationProblem(file: "/c", line: 3, text: "an early one", severity: .doubt)
    let text = DoubtText(Self.problems + [later], isAgain: false).frame(Size(columns: 100, rows: 30)).rows
      .map(\.text).joined(separator: " ")
    let places = ["wrok", "an early one", "base_ulr"].map { text.range(of: $0)?.lowerBound }
    #expect(places.allSatisfy { $0 != nil } && places.compactMap(\.self) == places.compactMap(\.self).sorted())
  }

  @Test func thePagesKeysDoWhatTheySay() {
    var text = DoubtText(Self.problems, isAgain: true)
    let size = Size(columns: 60, rows: 20)
    let answers: [(String, DoubtText.Answer)] = [
      ("e", .edit), ("r", .choose(.again)), ("d", .choose(.demo)), ("q", .choose(.quit)), ("Ctrl-Q", .choose(.quit)),
      ("Ctrl-C", .choose(.quit)), ("Down", .stay), ("x", .stay), ("Ctrl-Z", .suspend), ("Ctrl-L", .redraw),
    ]
    for (name, answer) in answers { #expect(text.take(KeyPress(name: name)!, size) == answer, "\(name)") }
    #expect(text.frame(size).rows[0].text.contains("still"))
  }
}
