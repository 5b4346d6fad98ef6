import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

@Suite struct KeymapBindingTests {
  private func keymap(_ bindings: [(CommandZone, String, String?)]) -> (Keymap, [Keymap.Problem]) {
    var problems: [Keymap.Problem] = []
    let keymap = Keymap(
      bindings.map { Keymap.Binding(zone: $0.0, key: $0.1, command: $0.2) }, problems: &problems)
    return (keymap, problems)
  }

  @Test func nothingBoundIsStandard() {
    let (keymap, problems) = keymap([])
    #expect(keymap == .standard && problems.isEmpty)
  }

  @Test func aBindingAddsAKey() {
    let (keymap, problems) = keymap([(.everywhere, "F5", "retry"), (.list, "x", "delete")])
    #expect(problems.isEmpty)
    #expect(keymap.answer(to: KeyPress(name: "F5")!, zone: .composer) == .command(.retry))
    #expect(keymap.answer(to: KeyPress(name: "x")!, zone: .list) == .command(.delete))
    #expect(keymap.keys(of: .retry, zone: .composer) == ["F5", "Ctrl-X y"])
    #expect(keymap.keys(of: .delete, zone: .list) == ["x", "d", "Ctrl-X d"])
  }

  @Test func whatTheFileBindsEverywhereBeatsTheStandardOfAZone() {
    let (mine, _) = keymap([(.everywhere, "Ctrl-K", "palette")])
    #expect(mine.answer(to: KeyPress(name: "Ctrl-K")!, zone: .composer) == .command(.palette))
    #expect(mine.keys(of: .killToEnd) == [])
    let (both, _) = keymap([(.composer, "Ctrl-K", "kill-to-end"), (.everywhere, "Ctrl-K", "palette")])
    #expect(both.answer(to: KeyPress(name: "Ctrl-K")!, zone: .composer) == .command(.killToEnd))
    #expect(both.answer(to: KeyPress(name: "Ctrl-K")!, zone: .list) == .command(.palette))
  }

  @Test func aKeyCanBeTakenAway() {
    let (keymap, problems) = keymap([
      (.everywhere, "Ctrl-X d", nil), (.composer, "PgUp", nil), (.transcript, "r", nil), (.everywhere, "Ctrl-Z", nil),
    ])
    #expect(problems.isEmpty)
    #expect(keymap.answer(afterLeader: KeyPress(name: "d")!, zone: .list) == nil)
    #expect(keymap.answer(to: KeyPress(name: "PgUp")!, zone: .composer) == .none)
    #expect(keymap.answer(to: KeyPress(name: "PgUp")!, zone: .transcript) == .command(.pageUp))
    #expect(keymap.answer(to: KeyPress(name: "r")!, zone: .transcript) == .none)
    #expect(keymap.keys(of: .suspend).isEmpty)
  }

  @Test func chordsFollowTheLeader() {
    // Ctrl-A is a key of the composer by standard.
    let (keymap, problems) = keymap([(.everywhere, "Ctrl-A v", "copy"), (.everywhere, "Ctrl-A", "leader")])
    #expect(problems.isEmpty)
    #expect(keymap.leader == KeyPress(name: "Ctrl-A"))
    #expect(keymap.answer(to: KeyPress(name: "Ctrl-A")!, zone: .composer) == .leader)
    #expect(keymap.answer(to: KeyPress(name: "Ctrl-X")!, zone: .composer) == .none)
    #expect(keymap.answer(afterLeader: KeyPress(name: "v")!, zone: .composer) == .copy)
    #expect(keymap.keys(of: .new, zone: .composer) == ["Ctrl-A n"])
    #expect(keymap.keys(of: .lineStart) == ["Home"])
  }

  @Test func withoutALeaderThereAreNoChords() {
    for command in [nil, "palette"] {
      let (keymap, problems) = keymap([(.everywhere, "Ctrl-X", command)])
      #expect(problems.isEmpty && keymap.leader == nil)
      #expect(keymap.keys(of: .new) == ["n"] && keymap.leaderHints(zone: .composer).isEmpty)
    }
  }

  @Test(arguments: [
    (CommandZone.everywhere, "Ctl-K", "palette" as String?, "is not a key"),
    (.everywhere, "", "palette", "a key is one name"),
    (.everywhere, "Ctrl-X a b", "palette", "a key is one name"),
    (.everywhere, "F5", "pallete", "did you mean palette?"),
    (.everywhere, "F5", "frobnicate-all", "the key help lists them"), (.everywhere, "F5", "send", "keys.composer"),
    (.list, "F5", "leader", "keys.everywhere"), (.composer, "F5", "row-down", "keys.transcript"),
    (.everywhere, "Ctrl-G n", "new", "the leader, which is Ctrl-X"), (.everywhere, "j", "palette", "types where"),
    (.composer, "Space", nil, "types where"), (.everywhere, "Ctrl-X Esc", "new", "never mind"),
    (.everywhere, "Ctrl-X v", "leader", "one key, not two"), (.everywhere, "x", "leader", "types where"),
  ])
  func mistakesAreNamedAndLeftOut(zone: CommandZone, key: String, command: String?, says: String) {
    let (keymap, problems) = keymap([(.list, "x", "delete"), (zone, key, command)])
    #expect(problems.map(\.binding) == [1])
    #expect(problems.first?.text.contains(says) == true, "\(problems)")
    #expect(keymap.entries.count == Keymap.standard.entries.count + 1)
    #expect(keymap.leader == Keymap.standard.leader)
  }

  @Test func aKeyBoundTwiceKeepsItsFirstMeaning() {
    let (keymap, problems) = keymap([
      (.composer, "Ctrl-G", "undo"), (.composer, "ctrl-g", "redo"), (.list, "Ctrl-G", "open"),
      (.everywhere, "F9", "leader"), (.everywhere, "F10", "leader"),
    ])
    #expect(problems.map(\.binding) == [1, 4])
    #expect(keymap.answer(to: KeyPress(name: "Ctrl-G")!, zone: .composer) == .command(.undo))
    #expect(keymap.leader == KeyPress(name: "F9"))
  }

  @Test func theLastWayOutStays() {
    let (keymap, problems) = keymap([
      (.everywhere, "Ctrl-X", nil), (.everywhere, "Ctrl-Q", "new"), (.everywhere, "Esc", nil),
    ])
    #expect(problems.map(\.binding) == [1, 2])
    #expect(problems[0].text.contains("no key for quit"))
    #expect(keymap.keys(of: .quit) == ["Ctrl-Q"])
    #expect(keymap.keys(of: .back) == ["Esc"])
    let (moved, none) = self.keymap([
      (.everywhere, "Ctrl-Q", nil), (.everywhere, "Esc", nil), (.everywhere, "F4", "back"),
    ])
    #expect(none.isEmpty)
    #expect(moved.keys(of: .quit) == ["Ctrl-X q"] && moved.keys(of: .back) == ["F4"])
    let (twice, second) = self.keymap([(.everywhere, "Esc", "back"), (.everywhere, "Esc", "leader")])
    #expect(twice.keys(of: .back) == ["Esc"] && second.map(\.binding) == [1])
    let (leader, refused) = self.keymap([
      (.everywhere, "Ctrl-Q", "leader"), (.everywhere, "Ctrl-Q q", nil), (.list, "Ctrl-X", "open"),
    ])
    #expect(!leader.keys(of: .quit, zone: .list).isEmpty && !refused.isEmpty)
  }

  @Test(arguments: SeededGenerator.seeds())
  func noFileTakesQuitAway(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let keys = ["Ctrl-Q", "Ctrl-X", "Esc", "Ctrl-X q", "Ctrl-G", "Ctrl-G q", "Ctrl-X Esc", "q", "F1", "Ctrl-Q q", "漢"]
    let commands: [String?] = [nil, "quit", "back", "leader", "palette", "send", "nonsense", "open"]
    for _ in 0..<80 {
      let bindings = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
        (
          CommandZone.allCases.randomElement(using: &generator)!, keys.randomElement(using: &generator)!,
          commands.randomElement(using: &generator)!
        )
      }
      let (keymap, problems) = keymap(bindings)
      #expect(problems.map(\.binding) == problems.map(\.binding).sorted(), "seed \(seed): \(bindings)")
      // Where keys can go; each may have keys of its own in place of those that count everywhere.
      for zone in [CommandZone.composer, .transcript, .list] {
        #expect(!keymap.keys(of: .quit, zone: zone).isEmpty, "seed \(seed): \(bindings)")
        #expect(!keymap.keys(of: .back, zone: zone).isEmpty, "seed \(seed): \(bindings)")
      }
    }
  }
}
