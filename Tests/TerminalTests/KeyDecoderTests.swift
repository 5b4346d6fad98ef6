import Canvas
import TestSupport
import Testing

@testable import Terminal

@Suite struct KeyDecoderTests {
  private func decode(_ text: String, _ settings: KeyDecoder.Settings = .init()) -> [Input] {
    var decoder = KeyDecoder(settings)
    return decoder.feed(text.utf8, now: 0) + decoder.flush(now: .max)
  }

  private func keys(_ names: String...) -> [Input] { names.map { .key(KeyPress(name: $0)!) } }

  @Test(arguments: [
    ("a", ["a"]), ("A", ["A"]), (" ", ["Space"]), ("\r", ["Enter"]), ("\n", ["Ctrl-J"]), ("\t", ["Tab"]),
    ("\u{7F}", ["Backspace"]), ("\u{8}", ["Backspace"]), ("\u{0}", ["Ctrl-Space"]), ("\u{1}", ["Ctrl-A"]),
    ("\u{18}", ["Ctrl-X"]), ("\u{1A}", ["Ctrl-Z"]), ("\u{1C}", ["Ctrl-\\"]), ("\u{1D}", ["Ctrl-]"]),
    ("\u{1E}", ["Ctrl-^"]), ("\u{1F}", ["Ctrl-_"]), ("漢字", ["漢", "字"]), ("e\u{301}x", ["e\u{301}", "x"]),
    ("👨\u{200D}👩\u{200D}👧", ["👨\u{200D}👩\u{200D}👧"]),
    // Esc and Alt
    ("\u{1B}", ["Esc"]), ("\u{1B}\u{1B}", ["Esc", "Esc"]), ("\u{1B}\u{1B}\u{1B}", ["Esc", "Esc", "Esc"]),
    ("\u{1B}b", ["Alt-B"]), ("\u{1B}B", ["Alt-Shift-B"]), ("\u{1B}1", ["Alt-1"]), ("\u{1B}\r", ["Alt-Enter"]),
    ("\u{1B}\u{7F}", ["Alt-Backspace"]), ("\u{1B}\u{2}", ["Ctrl-Alt-B"]), ("\u{1B}é", ["Alt-é"]),
    ("\u{1B}\u{1B}b", ["Esc", "Alt-B"]), ("\u{1B}[", ["Alt-["]), ("\u{1B}O", ["Alt-Shift-O"]),
    ("\u{1B}]", ["Alt-]"]), ("\u{1B}P", ["Alt-Shift-P"]), ("\u{1B}\u{1B}[A", ["Esc", "Up"]),
    ("\u{1B}\u{1B}OA", ["Esc", "Up"]), ("\u{1B}[\u{1B}[A", ["Alt-[", "Up"]), ("\u{1B}]\u{1B}[A", ["Alt-]", "Up"]),
    // Cursor keys
    ("\u{1B}[A", ["Up"]), ("\u{1B}OB", ["Down"]), ("\u{1B}[1;5C", ["Ctrl-Right"]), ("\u{1B}[1;3D", ["Alt-Left"]),
    ("\u{1B}[1;2A", ["Shift-Up"]), ("\u{1B}[1;8A", ["Ctrl-Alt-Shift-Up"]), ("\u{1B}[1;9A", ["Alt-Up"]),
    ("\u{1B}O5A", ["Ctrl-Up"]), ("\u{1B}O1;5A", ["Ctrl-Up"]), ("\u{1B}[a", ["Shift-Up"]), ("\u{1B}Od", ["Ctrl-Left"]),
    ("\u{1B}[H", ["Home"]), ("\u{1B}OF", ["End"]), ("\u{1B}[1~", ["Home"]), ("\u{1B}[7~", ["Home"]),
    ("\u{1B}[8~", ["End"]), ("\u{1B}[4~", ["End"]), ("\u{1B}[2~", ["Ins"]), ("\u{1B}[3~", ["Del"]),
    ("\u{1B}[5~", ["PgUp"]), ("\u{1B}[6~", ["PgDn"]), ("\u{1B}[5;3~", ["Alt-PgUp"]), ("\u{1B}[3$", ["Shift-Del"]),
    ("\u{1B}[5^", ["Ctrl-PgUp"]), ("\u{1B}[6@", ["Ctrl-Shift-PgDn"]), ("\u{1B}[Z", ["Shift-Tab"]),
    ("\u{1B}[1;6Z", ["Ctrl-Shift-Tab"]),
    // Function keys
    ("\u{1B}OP", ["F1"]), ("\u{1B}[11~", ["F1"]), ("\u{1B}[[A", ["F1"]), ("\u{1B}[[E", ["F5"]), ("\u{1B}[15~", ["F5"]),
    ("\u{1B}[17~", ["F6"]), ("\u{1B}[24~", ["F12"]), ("\u{1B}[1;2P", ["Shift-F1"]), ("\u{1B}[24;5~", ["Ctrl-F12"]),
    ("\u{1B}[25~", ["F13"]), ("\u{1B}[34~", ["F20"]),
    // Keypad
    ("\u{1B}OM", ["Enter"]), ("\u{1B}Op", ["0"]), ("\u{1B}Oy", ["9"]), ("\u{1B}Ok", ["+"]), ("\u{1B}OX", ["="]),
    // modifyOtherKeys and kitty
    ("\u{1B}[27;5;120~", ["Ctrl-X"]), ("\u{1B}[27;2;13~", ["Shift-Enter"]), ("\u{1B}[27;5;9~", ["Ctrl-Tab"]),
    ("\u{1B}[120;5u", ["Ctrl-X"]), ("\u{1B}[13;3u", ["Alt-Enter"]), ("\u{1B}[27u", ["Esc"]), ("\u{1B}[97;2u", ["A"]),
    ("\u{1B}[27;2;33~", ["!"]), ("\u{1B}[105;5u", ["Tab"]), ("\u{1B}[97;1:3u", []), ("\u{1B}[97:65;2u", ["A"]),
    ("\u{1B}[57399u", ["0"]), ("\u{1B}[57419;5u", ["Ctrl-Up"]), ("\u{1B}[1;1:3A", []),
    ("\u{1B}[32;2u", ["Shift-Space"]),
    ("\u{1B}[27;5;13~", ["Ctrl-Enter"]), ("\u{1B}[13;2u", ["Shift-Enter"]), ("\u{1B}[13;5u", ["Ctrl-Enter"]),
    ("\u{1B}[13;6u", ["Ctrl-Shift-Enter"]), ("\u{1B}[27;6;13~", ["Ctrl-Shift-Enter"]), ("\u{1B}[9;5u", ["Ctrl-Tab"]),
    ("\u{1B}[44:60;4u", ["Alt-<"]), ("\u{1B}[45:95;6u", ["Ctrl-_"]), ("\u{1B}[98:66;4u", ["Alt-Shift-B"]),
    ("\u{1B}[27;4;60~", ["Alt-<"]), ("\u{1B}[27;6;95~", ["Ctrl-_"]), ("\u{1B}[1089::99;5u", ["Ctrl-C"]),
    ("\u{1B}[1089:1057:99;3u", ["Alt-C"]), ("\u{1B}[1089:1057;2u", ["С"]), ("\u{1B}[120;5:1u", ["Ctrl-X"]),
    ("\u{1B}[120;5:2u", ["Ctrl-X"]), ("\u{1B}[120;5:3u", []), ("\u{1B}[120;69u", ["Ctrl-X"]),
    ("\u{1B}[120;133u", ["Ctrl-X"]), ("\u{1B}[99;6u", ["Ctrl-Shift-C"]), ("\u{1B}[57441;2u", []),
    ("\u{1B}[3;5:3~", []), ("\u{1B}[1;5:2A", ["Ctrl-Up"]), ("\u{1B}[97;5;97u", ["Ctrl-A"]),
    // Reports and the unknown, swallowed whole
    ("\u{1B}[M !!x", ["x"]), ("\u{1B}[?2026;2$yx", ["x"]), ("\u{1B}[?64;1;2cx", ["x"]),
    ("\u{1B}[99~x", ["x"]), ("\u{1B}[12;40Rx", ["x"]), ("\u{1B}]11;rgb:00/00/00\u{7}x", ["x"]),
    ("\u{1B}]11;rgb:00/00/00\u{1B}\\x", ["x"]), ("\u{1B}P>|term 1.0\u{1B}\\x", ["x"]),
    ("\u{1B}_Gi=1;OK\u{1B}\\x", ["x"]),
    ("\u{1B}[ qx", ["x"]), ("\u{1B}[201~x", ["x"]), ("\u{1B}[1;5\u{3}", ["Ctrl-C"]), ("\u{1B}[1;5\u{1B}[A", ["Up"]),
    ("\u{1B}[99999999999999999999;99999999999999999999Ax", ["x"]), ("\u{1B}[1;99999999999999999999Z", ["Shift-Tab"]),
    // Unfinished, dropped
    ("\u{1B}[1;5", []), ("\u{1B}[[", []), ("\u{1B}O5", []), ("\u{1B}]11;rgb", []), ("\u{1B}[M!", []),
  ])
  func bytesMeanKeys(bytes: String, names: [String]) {
    let expected = names.map { name in
      Input.key(KeyPress(name: name) ?? KeyPress(.character(Character(name))))
    }
    #expect(decode(bytes) == expected, "\(bytes.utf8.map { String($0, radix: 16) })")
  }

  @Test(
    arguments: [
      ([0xFF], "\u{FFFD}"), ([0xC3], "\u{FFFD}"), ([0xC3, 0x41], "\u{FFFD}A"), ([0xE6, 0xBC, 0x41], "\u{FFFD}A"),
      ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"), ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"),
      ([0xF4, 0x90, 0x41], "\u{FFFD}\u{FFFD}A"), ([0xC2, 0x9B, 0x41], "A"), ([0xC3, 0x1B], "\u{FFFD}"),
    ] as [([UInt8], String)])
  func brokenScalarsAreReplaced(bytes: [UInt8], text: String) {
    var decoder = KeyDecoder()
    let inputs = decoder.feed(bytes, now: 0) + decoder.flush(now: .max)
    let typed = inputs.filter { $0 != .key(KeyPress(.escape)) }
    #expect(typed == text.map { .key(KeyPress(.character($0))) })
  }

  @Test func theMouseIsReported() {
    func mouse(_ action: MouseInput.Action, _ column: Int, _ row: Int) -> Input {
      .mouse(MouseInput(action, at: Position(column: Columns(column), row: Rows(row))))
    }
    #expect(decode("\u{1B}[<0;10;20M\u{1B}[<0;10;20m") == [mouse(.press, 9, 19), mouse(.release, 9, 19)])
    #expect(decode("\u{1B}[<32;1;1M") == [mouse(.drag, 0, 0)])
    #expect(decode("\u{1B}[<64;3;4M\u{1B}[<65;3;4M") == [mouse(.wheelUp, 2, 3), mouse(.wheelDown, 2, 3)])
    // Shift, Meta and Control do not matter.
    #expect(
      decode("\u{1B}[<28;2;2M\u{1B}[<84;2;2M")
        == [mouse(.press, 1, 1), mouse(.wheelDown, 1, 1)].enumerated().map {
          $0.offset == 1 ? mouse(.wheelUp, 1, 1) : $0.element
        })
    // Out of range, negative, too big for a number.
    #expect(decode("\u{1B}[<0;0;0M") == [mouse(.press, 0, 0)])
    #expect(decode("\u{1B}[<0;99999999999999999999;5M") == [mouse(.press, 0x10FFFF, 4)])
    // Other buttons, moves without one, the wheel's sides, and what is no report.
    for text in [
      "1;1;1M", "2;1;1M", "35;1;1M", "33;1;1M", "66;1;1M", "67;1;1M", "128;1;1M", "0;1M", "0;1;1;1M", "M", "0;1;1A",
    ] {
      #expect(decode("\u{1B}[<\(text)x") == keys("x"), "\(text)")
    }
    // The old form, whatever bytes it has, and a cut one.
    #expect(decode("\u{1B}[M !!\u{1B}[Mabcx") == keys("x"))
  }

  /// Wherever a report is cut, it is one report, and nothing of it is typed.
  @Test func reportsMayBeCutAnywhere() {
    for text in [
      "\u{1B}[<0;120;40M", "\u{1B}[<64;3;4M", "\u{1B}[27;2;13~", "\u{1B}[13;5u", "\u{1B}[44:60;4u",
      "\u{1B}[1089::99;5u",
    ] {
      let whole = decode(text)
      #expect(whole.count == 1)
      let bytes = Array(text.utf8)
      for cut in 1..<bytes.count {
        var decoder = KeyDecoder()
        var inputs = decoder.feed(bytes[..<cut], now: 0) + decoder.flush(now: 24)
        inputs += decoder.feed(bytes[cut...], now: 24)
        #expect(inputs == whole, "\(text.debugDescription) cut at \(cut)")
      }
      var decoder = KeyDecoder()
      #expect(bytes.flatMap { decoder.feed([$0], now: 0) } == whole)
    }
  }

  private func decoder(_ alt: AltEncoding) -> KeyDecoder {
    var settings = KeyDecoder.Settings()
    settings.alt = alt
    return KeyDecoder(settings)
  }

  @Test func aByteWithTheEighthBitIsAltWhereTheTerminalSaysSo() {
    var decoder = decoder(.byte)
    #expect(decoder.feed([0xF8, 0xB1, 0x8D, 0xFF], now: 0) == keys("Alt-X", "Alt-1", "Alt-Enter", "Alt-Backspace"))
    // What might begin a character waits no longer than ESC does.
    #expect(decoder.feed([0xE1], now: 1_000) == [])
    #expect(decoder.deadline == 1_025)
    #expect(decoder.flush(now: 1_025) == keys("Alt-A"))
    // Or until something comes that does not belong to it.
    #expect(decoder.feed([0xE1, 0x78], now: 2_000) == keys("Alt-A", "x"))
    #expect(decoder.feed([0xE2, 0xE3, 0x1B, 0x62], now: 2_000) == keys("Alt-B", "Alt-C", "Alt-B"))
    #expect(decoder.feed("é咖🍵".utf8, now: 3_000) == keys("é", "咖", "🍵"))
    #expect(
      decoder.feed([0x1B, 0x5B, 0x32, 0x30, 0x30, 0x7E, 0xE1] + Array("\u{1B}[201~".utf8), now: 4_000)
        == [.paste("\u{FFFD}")])
  }

  @Test func aCharacterWithTheEighthBitIsAltWhereTheTerminalSaysSo() {
    var decoder = decoder(.character)
    #expect(
      decoder.feed("\u{F8}\u{B1}\u{8D}\u{FF}".utf8, now: 0) == keys("Alt-X", "Alt-1", "Alt-Enter", "Alt-Backspace"))
    #expect(decoder.feed("咖ā".utf8, now: 0) == keys("咖", "ā"))
    #expect(decoder.feed([0xE1, 0x78], now: 0) == keys("\u{FFFD}", "x"))
  }

  /// Without that setting no byte is Alt; nor is a C1 control ever taken for a sequence.
  @Test func theEighthBitBeginsNothing() {
    for bytes in [[0x9B, 0x41], [0xC2, 0x9B, 0x41], [0x8F, 0x41], [0x9D, 0x41]] as [[UInt8]] {
      var decoder = KeyDecoder()
      let inputs = decoder.feed(bytes, now: 0)
      #expect(inputs.last == .key(KeyPress(.character("A"))), "\(bytes)")
      #expect(decoder.deadline == nil)
    }
  }

  @Test func focusIsReported() {
    #expect(decode("\u{1B}[I\u{1B}[Ox") == [.focus(gained: true), .focus(gained: false)] + keys("x"))
  }

  @Test func anEscapeIsAKeyAfterItsDelay() {
    var decoder = KeyDecoder()
    #expect(decoder.feed([0x1B], now: 1_000) == [])
    #expect(decoder.deadline == 1_025)
    #expect(decoder.flush(now: 1_024) == [])
    #expect(decoder.flush(now: 1_025) == keys("Esc"))
    #expect(decoder.deadline == nil)
    #expect(decoder.feed("b".utf8, now: 1_026) == keys("b"))
  }

  @Test func theDelayIsASetting() {
    var settings = KeyDecoder.Settings()
    settings.escapeDelay = 400
    var decoder = KeyDecoder(settings)
    _ = decoder.feed([0x1B], now: 0)
    #expect(decoder.deadline == 400)
    #expect(decoder.feed("b".utf8, now: 399) == keys("Alt-B"))
    #expect(decoder.deadline == nil)
  }

  /// The deadline is for the loop to notice; bytes that it finds waiting when it comes late belong to the escape.
  @Test func aBusyLoopMisreadsNothing() {
    var decoder = KeyDecoder()
    _ = decoder.feed([0x1B], now: 0)
    #expect(decoder.feed("b".utf8, now: 90) == keys("Alt-B"))
  }

  @Test func aSequenceMayComeSlowly() {
    var decoder = KeyDecoder()
    for (index, byte) in "\u{1B}[1;5A".utf8.dropLast().enumerated() {
      #expect(decoder.feed([byte], now: Int64(index * 20)) == [])
      #expect(decoder.flush(now: Int64(index * 20 + 19)) == [])
    }
    #expect(decoder.feed("A".utf8, now: 320) == keys("Ctrl-Up"))
  }

  @Test func rxvtPutsAnEscapeBeforeASequence() {
    var settings = KeyDecoder.Settings()
    settings.escapeBeforeSequence = .alt
    #expect(decode("\u{1B}\u{1B}[A", settings) == keys("Alt-Up"))
    #expect(decode("\u{1B}\u{1B}OA", settings) == keys("Alt-Up"))
    #expect(decode("\u{1B}\u{1B}", settings) == keys("Esc", "Esc"))
    #expect(decode("\u{1B}\u{1B}b", settings) == keys("Esc", "Alt-B"))
    #expect(decode("\u{1B}\u{1B}[A\u{1B}[B", settings) == keys("Alt-Up", "Down"))
  }

  @Test func theTerminalsOwnSequencesComeFirst() {
    var settings = KeyDecoder.Settings()
    settings.sequences = [
      Array("\u{1B}[H".utf8): KeyPress(.function(9)), Array("\u{1B}[?7u".utf8): KeyPress(.home),
      Array("\u{1B}A".utf8): KeyPress(.up),
    ]
    #expect(decode("\u{1B}[H\u{1B}[?7u\u{1B}A\u{1B}[B", settings) == keys("F9", "Home", "Up", "Down"))
  }

  @Test func anEndlessSequenceIsSwallowed() {
    let digits = String(repeating: "1;", count: 100_000)
    #expect(decode("\u{1B}[\(digits)Ax") == keys("x"))
    #expect(decode("\u{1B}]\(digits)\u{7}x") == keys("x"))
  }

  /// What two readings of the same bytes have in common: all inputs, and the text of typed characters.
  private func joined(_ inputs: [Input]) -> [[String]] {
    var result: [[String]] = []
    for input in inputs {
      if case .key(let press) = input, case .character(let character) = press.code, press.modifiers.isEmpty {
        if result.last?.first == "text" {
          result[result.count - 1][1] += String(character)
        } else {
          result.append(["text", String(character)])
        }
      } else {
        result.append(["\(input)"])
      }
    }
    return result
  }

  @Test(arguments: SeededGenerator.seeds())
  func anyCutGivesTheSameInputs(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let parts = [
      "a", "漢", "👨\u{200D}👩", "e\u{301}", "\u{1B}", "\u{1B}[A", "\u{1B}[1;5C", "\u{1B}OP", "\u{1B}[200~", "\u{1B}[201~",
      "\r\n", "\r", "\u{1B}[", "\u{1B}O", "\u{1B}]", "\u{7}", "\u{1B}\\", "\u{1B}[<0;1;2M", "\u{1B}[M", "1;", "~", "u",
      "\u{3}",
    ]
    for round in 0..<300 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 1...20, using: &generator) {
        if Int.random(in: 0..<6, using: &generator) == 0 {
          bytes.append(UInt8.random(in: .min ... .max, using: &generator))
        } else {
          bytes += Array(parts.randomElement(using: &generator)!.utf8)
        }
      }
      for meaning in [KeyDecoder.EscapeMeaning.key, .alt] {
        var settings = KeyDecoder.Settings()
        settings.escapeBeforeSequence = meaning
        var whole = KeyDecoder(settings)
        let expected = whole.feed(bytes, now: 0) + whole.flush(now: 1_000) + whole.flush(now: 20_000)
        var decoder = KeyDecoder(settings)
        var inputs: [Input] = []
        for piece in generator.cut(bytes, maximum: 4) { inputs += decoder.feed(piece, now: 0) }
        inputs += decoder.flush(now: 1_000) + decoder.flush(now: 20_000)
        #expect(joined(inputs) == joined(expected), "seed \(seed), round \(round): \(bytes)")
        #expect(decoder.deadline == nil, "seed \(seed), round \(round): \(bytes)")
        #expect(decoder.state == .ground, "seed \(seed), round \(round): \(bytes)")
      }
    }
  }
}
