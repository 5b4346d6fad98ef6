import Canvas
import TestSupport
import Testing

@Suite struct KeyNameTests {
  @Test(arguments: [
    ("Ctrl-X", KeyPress(.character("x"), .control)), ("ctrl-x", KeyPress(.character("x"), .control)),
    ("Alt-Enter", KeyPress(.enter, .alt)), ("shift-TAB", KeyPress(.tab, .shift)), ("PgUp", KeyPress(.pageUp)),
    ("pageup", KeyPress(.pageUp)), ("F5", KeyPress(.function(5))), ("f24", KeyPress(.function(24))),
    ("Space", KeyPress(.character(" "))), ("Ctrl-Space", KeyPress(.character(" "), .control)),
    ("Esc", KeyPress(.escape)), ("|", KeyPress(.character("|"))), ("?", KeyPress(.character("?"))),
    ("-", KeyPress(.character("-"))), ("Alt--", KeyPress(.character("-"), .alt)), ("G", KeyPress(.character("G"))),
    ("g", KeyPress(.character("g"))), ("Shift-g", KeyPress(.character("G"))),
    ("Alt-X", KeyPress(.character("x"), .alt)),
    ("Alt-Shift-X", KeyPress(.character("x"), [.alt, .shift])), ("Ctrl-I", KeyPress(.tab)),
    ("Ctrl-M", KeyPress(.enter)), ("Ctrl-[", KeyPress(.escape)), ("Ctrl-_", KeyPress(.character("_"), .control)),
    ("Ctrl-/", KeyPress(.character("_"), .control)), ("Ctrl-Alt-Left", KeyPress(.left, [.control, .alt])),
    ("漢", KeyPress(.character("漢"))), ("Alt-é", KeyPress(.character("é"), .alt)), ("'", KeyPress(.character("'"))),
  ])
  func nameMeansAPress(name: String, press: KeyPress) { #expect(KeyPress(name: name) == press) }

  @Test(arguments: [
    "", "Ctrl-", "Hyper-X", "F0", "F25", "F+1", "F01", "Ctrl-Ctrl-X", "xy", "Shift-5", "\u{1B}", "Ctrl-Foo",
  ])
  func otherNamesMeanNothing(name: String) { #expect(KeyPress(name: name) == nil) }

  @Test func namesAreShownAsUsersWriteThem() {
    #expect(KeyPress(.character("x"), .control).name == "Ctrl-X")
    #expect(KeyPress(.left, [.alt, .shift]).name == "Alt-Shift-Left")
    #expect(KeyPress(.character(" ")).name == "Space")
    #expect(KeyPress(.pageDown).name == "PgDn")
    #expect(KeyPress(.delete).name == "Del")
    #expect(KeyPress(.character("G")).name == "G")
  }

  @Test(arguments: SeededGenerator.seeds())
  func aNameMeansItsPress(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let codes: [KeyCode] = [
      .enter, .tab, .backspace, .escape, .delete, .insert, .up, .down, .left, .right, .home, .end, .pageUp, .pageDown,
    ]
    for _ in 0..<1_000 {
      let code: KeyCode =
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: codes.randomElement(using: &generator)!
        case 1: .function(Int.random(in: 1...24, using: &generator))
        case 2: .character(Character(Unicode.Scalar(UInt8.random(in: 0x20...0x7E, using: &generator))))
        default: .character(["é", "ß", "漢", "Ж", "ſ", "😀", "e\u{301}", "İ", "ŉ"].randomElement(using: &generator)!)
        }
      var modifiers = Modifiers(rawValue: UInt8.random(in: 0...7, using: &generator))
      if case .character(let character) = code, modifiers == .shift, character != " " { modifiers = [] }
      let press = KeyPress(code, modifiers).asReported
      #expect(KeyPress(name: press.name) == press, "seed \(seed): \(press.name)")
      #expect(press.asReported == press, "seed \(seed): \(press.name)")
    }
  }
}
