import Canvas
import Foundation
import TestSupport
import Testing

@testable import ChatView

@Suite struct KeyTableTests {
  private static let readme = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "README.md")

  /// UPDATE_GOLDEN=1 writes the table anew.
  @Test func readmeHoldsTheTableOfAllCommands() throws {
    let text = try String(contentsOf: Self.readme, encoding: .utf8)
    let table = KeyTable(.standard).markdown
    let head = try #require(table.split(separator: "\n").first)
    let start = try #require(text.range(of: head)?.lowerBound, "README has no table that begins with \(head)")
    let end = text.range(of: "\n\n", range: start..<text.endIndex)?.lowerBound ?? text.endIndex
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try text.replacingCharacters(in: start..<end, with: table.dropLast())
        .write(to: Self.readme, atomically: true, encoding: .utf8)
      return
    }
    #expect(text[start..<end] == table.dropLast(), "UPDATE_GOLDEN=1 writes README's table anew")
  }

  @Test func everyCommandStandsInItWithAllItsKeys() {
    let table = KeyTable(.standard)
    for command in ChatCommand.allCases {
      let lines = table.lines.filter { $0.command == command }
      #expect(!lines.isEmpty, "\(command)")
      #expect(Set(lines.flatMap(\.keys)) == Set(Keymap.standard.keys(of: command)), "\(command)")
    }
    #expect(table.lines.contains(KeyTable.Line(zone: .everywhere, command: .stopAll, keys: [])))
  }

  @Test func aTableCellStaysOneCell() {
    var problems: [Keymap.Problem] = []
    let keymap = Keymap(
      [
        Keymap.Binding(zone: .list, key: "`", command: "new"),
        Keymap.Binding(zone: .list, key: "Ctrl-X |", command: "pin"),
      ], problems: &problems)
    #expect(problems.isEmpty)
    let markdown = KeyTable(keymap).markdown
    #expect(markdown.contains("| list | `` ` `` `n` | `new` | Begin a new conversation |\n"))
    #expect(markdown.contains("| list | `Ctrl-X \\|` `p` | `pin` |"))
  }

  @Test func aKeySaysWhatItRunsInEachZone() {
    var meaning = KeyMeaning(.standard)
    func words(_ key: String) -> String { meaning.meaning(of: KeyPress(name: key)!) }
    #expect(words("b") == "composer: text")
    #expect(words("Enter") == "composer: send, transcript: fold, list: open")
    #expect(words("Ctrl-Q") == "quit")
    #expect(words("F9") == "nothing")
    #expect(words("Ctrl-X") == "leader: the next key is the second of two")
    #expect(words("n") == "new")
    #expect(words("n") == "composer: text, transcript: find-next, list: new")
    _ = words("Ctrl-X")
    #expect(words("F9") == "no chord")
    _ = words("Ctrl-X")
    #expect(words("Esc") == "closes the hints")
    #expect(words("Esc") == "back")
  }
}
