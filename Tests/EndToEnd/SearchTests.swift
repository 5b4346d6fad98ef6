import Foundation
import TestSupport
import Testing

/// Searching, backing up and looking after the history from the shell.
@Suite(.watchingPrograms) struct SearchTests {
  let home: Home

  init() throws {
    home = try Home()
    let file = home.folder.appending(path: "in.json")
    let json = """
      {"format":"maichat","version":1,"conversations":[{"id":"c1","profile":"default","title":"開放時間","createdAt":1000,
      "messages":[{"id":"m1","author":"person","text":"信義區的ｶﾌｪ幾點開門？","createdAt":1000},
      {"id":"m2","author":"assistant","text":"We open at nine.","createdAt":2000,
      "citations":[{"filename":"hours.pdf","passage":"Sundays are for cleaning"}],
      "star":{"note":"ask the landlord","createdAt":3000}}]}]}
      """
    try Data(json.utf8).write(to: file)
    #expect(try run("import", file.path).status == 0)
  }

  private func run(_ arguments: String...) throws -> Command.Output {
    try Command.run(Maichat.path, arguments, environment: home.environment())
  }

  @Test func aSearchPrintsWhatWasFoundAndWhere() throws {
    let rows = try run("search", "店", "-open")
    #expect(rows.status == 1 && rows.text.isEmpty && rows.errors == "maichat: nothing was found.\n")
    let found = try run("search", "幾", "カフェ", "--json")
    #expect(found.status == 0, "\(found.errors)")
    let row = try #require(try JSONSerialization.jsonObject(with: found.bytes) as? [String: Any])
    #expect(row["conversation"] as? String == "c1" && row["message"] as? String == "m1")
    #expect(row["role"] as? String == "person" && row["time"] as? Int == 1000)
    #expect(row["hits"] as? [[Int]] == [[4, 3], [7, 1]])
    #expect(try run("search", "nine").text.contains("We open at nine."))
    #expect(try run("search", "sundays").text.contains("bot  source hours.pdf: Sundays are for cleaning"))
    #expect(try run("search", "landlord").text.contains("bot  ★ note: ask the landlord"))
    let source = try run("search", "cleaning", "--json")
    let cited = try #require(try JSONSerialization.jsonObject(with: source.bytes) as? [String: Any])
    #expect(cited["place"] as? String == "source" && cited["source"] as? String == "hours.pdf")
    let wrong = try run("search", "after:soon")
    #expect(wrong.status == 2 && wrong.errors.contains("after:soon") && wrong.text.isEmpty)
  }

  /// `ambiguous_width` is heeded by what prints columns, as by the full screen.
  @Test func `a list is aligned for the font that the user has`() throws {
    let conversations = ["“①②③④⑤⑥⑦⑧⑨⑩⑪⑫” │", "plain"].enumerated().map { index, name in
      #"{"id":"w\#(index)","profile":"default","title":"T","chatbotName":"\#(name)","isPinned":\#(index == 0),"createdAt":1000,"messages":[{"id":"wm\#(index)","author":"person","text":"x","createdAt":1000}]}"#
    }
    try home.write(
      "wide.json", #"{"format":"maichat","version":1,"conversations":[\#(conversations.joined(separator: ","))]}"#)
    #expect(try run("import", home.folder.appending(path: "wide.json").path).status == 0)
    func rows() throws -> [String] {
      try run("list").text.split(separator: "\n").map(String.init).filter { $0.hasPrefix("w") }
    }
    #expect(try rows().contains { $0.hasSuffix("  ▲   “①②③④⑤⑥⑦⑧⑨⑩⑪⑫” │      T") })
    try home.write("config/maichat/config.toml", "[ui]\nambiguous_width = 2\n")
    #expect(try rows().contains { $0.hasSuffix("  ^   “①②③④⑤⑥⑦⑧⑨  T") })
    #expect(try rows().contains { $0.hasSuffix("      plain                 T") })
  }

  @Test func aBackupIsOneFileAndAnotherIsNotReplaced() throws {
    let copy = home.folder.appending(path: "copy.sqlite").path
    #expect(try run("backup", copy).status == 0)
    let again = try run("backup", copy)
    #expect(again.status == 3 && again.errors.contains("--overwrite"))
    #expect(try run("backup", copy, "--overwrite").status == 0)
    #expect(try run("vacuum").status == 0)
    #expect(try run("doctor", "--full").text.contains("2 messages"))
  }

  /// A client that is killed while it builds the index leaves one that is right as far as it goes, and the next one goes on.
  @Test func anIndexWhoseBuilderIsKilledIsRightAndIsFinished() throws {
    let (home, service) = (try Home(), FakeService { _ in streaming(["x"]) })
    let environment = service.environment(home)
    var chat = try Chat(environment)
    try chat.waitForStart()
    #expect(try chat.quit() == 0)
    let messages = 6000
    try SyntheticHistory(conversations: 100, messages: messages, longest: 600).fill(home.history)
    func down() throws -> Int? { try SyntheticHistory.indexedDownTo(home.history) }
    func found(_ query: String) throws -> [String] {
      let output = try Command.run(Maichat.path, ["search", query, "--json"], environment: environment)
      #expect(output.status == 0, "\(output.errors)")
      return try output.text.split(separator: "\n").compactMap { line in
        (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["message"] as? String
      }
    }
    chat = try Chat(environment)
    try chat.waitForStart()
    let isUnderWay = try waitUntil(deadline: 60_000, interval: 5) {
      try down().map { (1..<messages).contains($0) } == true
    }
    #expect(isUnderWay, "the index was not begun, or finished too soon")
    try chat.kill(SIGKILL)
    _ = try chat.tmux.waitForExit()
    let left = try #require(try down())
    #expect((1..<messages).contains(left), "\(left)")
    // What it covers and what it does not cover are both found by the next one, which begins where this one ended.
    chat = try Chat(environment)
    try chat.waitForStart()
    let isWhole = try waitUntil(deadline: 60_000, interval: 50) { try down() == 0 }
    #expect(isWhole)
    #expect(try chat.quit() == 0)
    #expect(try found(SyntheticHistory.rareWord) == [SyntheticHistory.message(0)])
    #expect(try found(SyntheticHistory.rareCharacter) == [SyntheticHistory.message(messages / 2)])
    #expect(
      try Command.run(Maichat.path, ["doctor", "--full"], environment: environment).text.contains("6000 messages"))
  }
}
