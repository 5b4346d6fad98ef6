import AppState
import Canvas
import ChatModel
import Testing

@testable import ChatView

@Suite struct KeymapTests {
  @Test func everyStandardKeyRunsItsCommand() {
    let keymap = Keymap.standard
    #expect(keymap.entries.count > 80)
    for entry in keymap.entries {
      let command = entry.command!
      #expect(entry.command!.zones.contains(entry.zone), "\(command) in \(entry.zone)")
      #expect(entry.press == entry.press.asReported, "\(entry.press.name) never arrives")
      if entry.isChord {
        #expect(keymap.answer(afterLeader: entry.press, zone: entry.zone) == command, "\(entry.press.name)")
      } else {
        #expect(keymap.answer(to: entry.press, zone: entry.zone) == .command(command), "\(entry.press.name)")
      }
    }
  }

  @Test func noKeyHasTwoMeaningsInAZone() {
    var seen: Set<String> = []
    for entry in Keymap.standard.entries {
      let key = "\(entry.zone) \(entry.isChord) \(entry.press.name)"
      #expect(seen.insert(key).inserted, "\(key)")
    }
  }

  @Test func everyCommandHasAKeyExceptThoseOfThePaletteAlone() {
    let without = ChatCommand.allCases.filter { Keymap.standard.keys(of: $0).isEmpty }
    #expect(without == [.stopAll, .demo, .previousPane])
  }

  @Test func namesAndTitlesAreUnlikeEachOther() {
    #expect(Set(ChatCommand.allCases.map(\.row.title)).count == ChatCommand.allCases.count)
    for command in ChatCommand.allCases {
      #expect(command.rawValue.allSatisfy { $0 == "-" || ("a"..."z").contains($0) || ("1"..."9").contains($0) })
      #expect(command.row.title.count <= 56, "\(command.row.title)")
    }
  }

  @Test(arguments: [
    ("Ctrl-X", CommandZone.composer, Keymap.Answer.leader), ("Ctrl-Q", .list, .command(.quit)),
    ("Ctrl-D", .composer, .command(.deleteForward)), ("Ctrl-D", .transcript, .command(.halfPageDown)),
    ("Ctrl-D", .list, .none), ("PgUp", .composer, .command(.pageUp)), ("PgUp", .list, .command(.listPageUp)),
    ("j", .composer, .none), ("j", .transcript, .command(.rowDown)), ("Enter", .transcript, .command(.fold)),
    ("F9", .transcript, .none),
    ("Ctrl-J", .composer, .command(.newline)), ("Ctrl-/", .composer, .command(.undo)), ("F2", .everywhere, .none),
  ])
  func aZoneComesBeforeEverywhere(key: String, zone: CommandZone, answer: Keymap.Answer) {
    #expect(Keymap.standard.answer(to: KeyPress(name: key)!, zone: zone) == answer)
  }

  @Test func shiftInAChordCountsOnlyWhereItIsBound() {
    let press = KeyPress(.character("q"), [.control, .shift])
    #expect(Keymap.standard.answer(to: press, zone: .list) == .command(.quit))
    #expect(Keymap.standard.answer(to: KeyPress(.character("x"), [.control, .shift]), zone: .composer) == .leader)
    #expect(Keymap.standard.answer(to: KeyPress(.delete, [.control, .shift]), zone: .composer) == .none)
    var problems: [Keymap.Problem] = []
    let keymap = Keymap(
      [Keymap.Binding(zone: .everywhere, key: "Ctrl-Shift-Q", command: "keys")], problems: &problems)
    #expect(problems.isEmpty)
    #expect(keymap.answer(to: press, zone: .list) == .command(.keys))
  }

  @Test func chordsAreFoundAfterTheLeader() {
    #expect(Keymap.standard.answer(afterLeader: KeyPress(name: "R")!, zone: .composer) == .rename)
    #expect(Keymap.standard.answer(afterLeader: KeyPress(name: "r")!, zone: .composer) == .raw)
    #expect(Keymap.standard.answer(afterLeader: KeyPress(name: "%")!, zone: .composer) == nil)
    let hints = Keymap.standard.leaderHints(zone: .list)
    #expect(Set(hints.map(\.key)).count == hints.count && hints.count > 30)
    #expect(hints.first?.key == "n" && hints.first?.command == .new)
  }

  @Test func keysAreNamedTheBestFirst() {
    let keymap = Keymap.standard
    #expect(keymap.keys(of: .quit) == ["Ctrl-Q", "Ctrl-X q"])
    #expect(keymap.keys(of: .leader) == ["Ctrl-X"])
    #expect(keymap.keys(of: .copy, zone: .transcript) == ["y", "Ctrl-X w"])
    #expect(keymap.keys(of: .copy, zone: .composer) == ["Ctrl-X w"])
    #expect(keymap.keys(of: .pageUp, zone: .list) == [])
    #expect(keymap.keys(of: .newline, zone: .composer) == ["Alt-Enter", "Ctrl-J", "Shift-Enter", "Ctrl-Enter"])
  }

  @Test func fieldsAreEditedWithTheComposersKeys() {
    let keymap = Keymap.standard
    #expect(keymap.editing(KeyPress(name: "a")!) == .insert("a"))
    #expect(keymap.editing(KeyPress(name: "漢")!) == .insert("漢"))
    #expect(keymap.editing(KeyPress(name: "Space")!) == .insert(" "))
    #expect(keymap.editing(KeyPress(name: "Ctrl-W")!) == .deleteBlankDelimitedWordBackward)
    #expect(keymap.editing(KeyPress(name: "Backspace")!) == .deleteBackward)
    for key in ["Enter", "Alt-Enter", "Ctrl-J", "Up", "Ctrl-X", "Alt-A", "F5", "Tab"] {
      #expect(keymap.editing(KeyPress(name: key)!) == nil, "\(key)")
    }
    var problems: [Keymap.Problem] = []
    let own = Keymap([.init(zone: .composer, key: "Ctrl-Y", command: "undo")], problems: &problems)
    #expect(own.editing(KeyPress(name: "Ctrl-Y")!) == .undo)
  }
}
