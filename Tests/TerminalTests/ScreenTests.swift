import Canvas
import Foundation
import TestSupport
import Testing

@testable import Terminal

extension ProcessTests {
  @Suite struct ScreenTests {
    private static let terminals = [
      "xterm-256color", "vt100", "linux", "tmux-256color", "screen-256color", "rxvt", "ansi",
    ]
    private let theme = Theme(
      name: "test",
      faces: [
        .heading: Face(foreground: .rgb(red: 255, green: 0, blue: 0), attributes: .bold),
        .selection: Face(background: .indexed(238)),
        .popup: Face(foreground: .indexed(12), background: .indexed(4)),
      ])

    private func screen(
      _ name: String = "xterm-256color", columns: Columns = 40, rows: Rows = 10, _ options: Screen.Options = .init()
    ) throws -> Screen {
      let screen = try Screen(terminal: name, size: Size(columns: columns, rows: rows), options: options)
      _ = screen.begin()
      return screen
    }

    private func frame(_ texts: [String], columns: Columns = 40, rows: Rows = 10, _ style: Style = Style()) -> Frame {
      var frame = Frame(size: Size(columns: columns, rows: rows))
      for (index, text) in texts.enumerated() { frame.rows[index] = Row([Span(text, style)]) }
      frame.caret = Position(column: 0, row: 0)
      return frame
    }

    private func text(_ painted: Screen.Painted) -> String { String(decoding: painted.bytes, as: UTF8.self) }

    @Test(arguments: terminals)
    func onlyWhatDiffersIsWritten(name: String) throws {
      let screen = try screen(name)
      var frame = frame((0..<10).map { "row \($0) 漢字" })
      let first = screen.paint(frame, theme: theme)
      #expect(first.rows == 10)
      for number in 0..<10 { #expect(text(first).contains("row \(number)"), "\(name)") }
      #expect(screen.paint(frame, theme: theme) == Screen.Painted(rows: 0, bytes: []))

      frame.rows[4] = Row([Span("changed 字")])
      let second = screen.paint(frame, theme: theme)
      #expect(second.rows == 1)
      #expect(text(second).contains("changed"))
      #expect(!text(second).contains("row"))
      #expect(second.bytes.count < 80, "\(name): \(second.bytes.count)")
      #expect(screen.paint(frame, theme: theme).bytes == [])
    }

    /// A link is told of where it is painted, also when only a part of it is painted again.
    @Test func linksAreToldOfWhereTheTerminalOpensThem() throws {
      var style = Style(.link)
      style.link = "https://a.test/x"
      var frame = frame([])
      func row(_ text: String) -> Row { Row([Span("see "), Span(text, style), Span(" end")]) }
      frame.rows[2] = row("the 漢字")
      var options = Screen.Options()
      #expect(!text(try screen("xterm-256color", options).paint(frame, theme: theme)).contains("]8;"))
      options.marksLinks = true
      let screen = try screen("xterm-256color", options)
      let start = "\u{1B}]8;;https://a.test/x\u{1B}\\"
      let end = "\u{1B}]8;;\u{1B}\\"
      let first = text(screen.paint(frame, theme: theme))
      #expect(first.contains(start + "the"))
      #expect(first.components(separatedBy: start).count == first.components(separatedBy: end).count)
      #expect(!first.unicodeScalars.contains { $0.value >= 0xE0100 }, "no mark reaches the terminal")
      frame.rows[2] = row("the 字字")
      let second = text(screen.paint(frame, theme: theme))
      #expect(second.contains(start + "字"))
      #expect(!second.contains("the"))
      style.link = "https://b.test/"
      frame.rows[2] = row("the 字字")
      #expect(text(screen.paint(frame, theme: theme)).contains("https://b.test/"), "another target is another cell")
    }

    @Test(arguments: terminals)
    func theLastCellIsPainted(name: String) throws {
      let screen = try screen(name, columns: 5, rows: 2)
      let painted = text(screen.paint(frame(["abcde", "fghiZ"], columns: 5, rows: 2), theme: theme))
      #expect(painted.contains("Z"), "\(name)")
      #expect(
        screen.paint(frame(["abcde", "fghiY"], columns: 5, rows: 2), theme: theme).bytes.contains(UInt8(ascii: "Y")))
      let wide = frame(["abcde", "fgh字"], columns: 5, rows: 2)
      #expect(text(screen.paint(wide, theme: theme)).contains("字"), "\(name)")
      #expect(screen.paint(wide, theme: theme).bytes == [])
    }

    @Test func theCursorMovesWithoutPainting() throws {
      let screen = try screen()
      var frame = frame(["abc"])
      _ = screen.paint(frame, theme: theme)
      frame.caret = Position(column: 7, row: 3)
      let moved = screen.paint(frame, theme: theme)
      #expect(moved.rows == 0)
      #expect(text(moved).contains("\u{1B}[4;8H"))
      #expect(!moved.bytes.isEmpty)
      #expect(screen.paint(frame, theme: theme).bytes == [])
      frame.caret = nil
      #expect(text(screen.paint(frame, theme: theme)).contains("\u{1B}[?25l"))
      #expect(screen.paint(frame, theme: theme).bytes == [])
      frame.rows[0] = Row([Span("abd")])
      #expect(!text(screen.paint(frame, theme: theme)).contains("\u{1B}[?25"))
      frame.caret = Position(column: 500, row: -3)
      #expect(text(screen.paint(frame, theme: theme)).contains("\u{1B}[?12l\u{1B}[?25h"))
    }

    @Test func anotherThemeOrBackgroundPaintsEveryRow() throws {
      let screen = try screen()
      var frame = frame(["title"], Style(.heading))
      _ = screen.paint(frame, theme: theme)
      var other = theme
      other.faces[.heading]?.foreground = .indexed(2)
      let repainted = screen.paint(frame, theme: other)
      #expect(repainted.rows == 10)
      #expect(text(repainted).contains("title"))
      frame.background = .popup
      #expect(screen.paint(frame, theme: other).rows == 10)
      #expect(screen.paint(frame, theme: other).bytes == [])
    }

    @Test func aFrameOfAnotherSizeIsCutOrFilled() throws {
      let screen = try screen(columns: 10, rows: 3)
      let wide = frame((0..<6).map { "\($0)23456789abcdef" }, columns: 20, rows: 6)
      let painted = text(screen.paint(wide, theme: theme))
      #expect(painted.contains("223456789"))
      #expect(!painted.contains("b") && !painted.contains("323"))
      #expect(screen.paint(frame(["x"], columns: 4, rows: 1), theme: theme).rows == 3)
    }

    /// Another thread may be reading it, as the network's does; what it has found must stay where it is.
    @Test func theEnvironmentIsNotChangedForIt() async {
      await #expect(processExitsWith: .success) {
        let place = dlsym(UnsafeMutableRawPointer(bitPattern: 0), "environ")!.assumingMemoryBound(to: Int.self)
        let before = place.pointee
        let screen = try Screen(terminal: "xterm-256color", size: Size(columns: 40, rows: 10), options: .init())
        precondition(place.pointee == before, "the variables are moved")
        precondition(screen.size == Size(columns: 40, rows: 10))
      }
    }

    @Test(arguments: terminals)
    func anyExtentIsSurvived(name: String) throws {
      let screen = try screen(name)
      for (columns, rows) in [(1, 1), (2, 1), (1, 5), (300, 100), (40, 10)] {
        let size = Size(columns: Columns(columns), rows: Rows(rows))
        screen.resize(size)
        let painted = screen.paint(
          frame(["漢字 and more"], columns: size.columns, rows: size.rows), theme: theme)
        #expect(painted.rows == size.rows, "\(name)")
        #expect(!painted.bytes.isEmpty, "\(name)")
        #expect(screen.paint(frame(["漢字 and more"], columns: size.columns, rows: size.rows), theme: theme).bytes == [])
      }
    }

    @Test func allRowsScrollTogetherAfterAResize() throws {
      let screen = try screen(rows: 30)
      #expect(text(screen.paint(frame(["a"], rows: 30), theme: theme)).contains("\u{1B}[1;10r") == false)
      screen.resize(Size(columns: 40, rows: 50))
      #expect(text(screen.paint(frame(["a"], rows: 50), theme: theme)).hasPrefix("\u{1B}[1;50r"))
      #expect(!text(screen.paint(frame(["b"], rows: 50), theme: theme)).contains("r"))
    }

    @Test func clearingPaintsEverythingAgain() throws {
      let screen = try screen()
      let frame = frame(["abc", "def"])
      _ = screen.paint(frame, theme: theme)
      screen.clear()
      let painted = screen.paint(frame, theme: theme)
      #expect(painted.rows == 10)
      #expect(text(painted).contains("abc") && text(painted).contains("def"))
      #expect(text(painted).contains("\u{1B}[2J"))
    }

    @Test func hostileTextStaysText() throws {
      let screen = try screen(rows: 2)
      let painted = text(screen.paint(frame(["\u{1B}]0;owned\u{7}\u{9B}31m\rx"], rows: 2), theme: theme))
      #expect(painted.contains("␛]0;owned␇"))
      #expect(!painted.contains("\u{1B}]") && !painted.contains("\u{7}") && !painted.contains("\u{9B}"))
    }

    // MARK: Colours

    @Test func coloursAreBroughtDown() throws {
      func painted(_ name: String, _ mode: ColorMode, _ role: Role) throws -> String {
        var options = Screen.Options()
        options.colors = mode
        return text(try screen(name, options).paint(frame(["title"], Style(role)), theme: theme))
      }
      #expect(try painted("xterm-256color", .auto, .heading).contains("38;5;196m"))
      #expect(try painted("xterm-256color", .auto, .selection).contains("48;5;238m"))
      #expect(try painted("xterm-256color", .atMost(16), .heading).contains("91m"))
      #expect(try painted("xterm-256color", .atMost(8), .popup).contains("\u{1B}[0;1;34;44mtitle"))
      #expect(try painted("linux", .auto, .heading).contains("31m"))
      let mono = try painted("xterm-256color", .atMost(0), .heading)
      #expect(mono.contains("\u{1B}[0;1mtitle") && !mono.contains("31m") && !mono.contains("38;5"))
      #expect(try painted("vt100", .auto, .heading).contains("\u{1B}[0;1m"))
      #expect(try painted("vt100", .auto, .selection).contains("\u{1B}[0;7m"))
    }

    // MARK: Coming and going

    @Test func theTerminalIsGivenBack() throws {
      let screen = try Screen(terminal: "xterm-256color", size: Size(columns: 40, rows: 10))
      let begin = String(decoding: screen.begin(), as: UTF8.self)
      let first = text(screen.paint(frame(["a"]), theme: theme))
      #expect((begin + first).contains("\u{1B}[?1049h"))
      #expect(begin.contains("\u{1B}[?2004h") && begin.contains("\u{1B}[?1004h"))
      for bytes in [screen.end(), screen.restoring] {
        let end = String(decoding: bytes, as: UTF8.self)
        for part in ["\u{1B}[?1049l", "\u{1B}[?2004l", "\u{1B}[?1004l", "\u{1B}[?2026l"] {
          #expect(end.contains(part), "\(end.debugDescription)")
        }
      }
      #expect(String(decoding: screen.restoring, as: UTF8.self).contains("\u{1B}[?25h"))
      #expect(screen.restoring.count <= 512)
      let again = screen.paint(frame(["a"]), theme: theme)
      #expect(again.rows == 10)
      #expect(text(again).contains("\u{1B}[?1049h") && text(again).contains("\u{1B}[?2004h"))
    }

    @Test(arguments: ["vt100", "linux", "ansi"])
    func oldTerminalsGetNoNewModes(name: String) throws {
      let screen = try Screen(terminal: name, size: Size(columns: 40, rows: 10))
      let all = screen.begin() + screen.paint(frame(["a"]), theme: theme).bytes + screen.end() + screen.restoring
      let text = String(decoding: all, as: UTF8.self)
      for mode in ["?2004", "?1004", "?2026"] { #expect(!text.contains(mode), "\(name)") }
      #expect(!all.contains(0), "\(name) is given padding")
    }

    @Test func framesAreMarkedOnDemand() throws {
      var options = Screen.Options()
      let marked = text(try screen("xterm", options).paint(frame(["a"]), theme: theme))
      #expect(marked.hasPrefix("\u{1B}[?2026h") && marked.hasSuffix("\u{1B}[?2026l"))
      options.marksFrames = false
      options.reportsFocus = false
      let screen = try Screen(terminal: "xterm", size: Size(columns: 40, rows: 10), options: options)
      let plain = String(decoding: screen.begin() + screen.paint(frame(["a"]), theme: theme).bytes, as: UTF8.self)
      #expect(!plain.contains("?2026") && !plain.contains("?1004"))
    }

    @Test func aTerminalIsFoundOrNamedInTheError() throws {
      let size = Size(columns: 40, rows: 10)
      #expect(throws: TerminalError.noName) { try Screen(terminal: "", size: size) }
      #expect(throws: TerminalError.tooSimple(name: "dumb")) { try Screen(terminal: "dumb", size: size) }
      let unknown = try Screen(terminal: "xterm-nobody-has-this", size: size)
      #expect(unknown.palette.colors == 256)
      #expect(unknown.notes.contains { $0.contains("xterm-nobody-has-this") && $0.contains("xterm-256color") })
      #expect(try Screen(terminal: "vt999", size: size).palette.colors == 0)
    }

    @Test func theDescriptionsKeysAreKnown() throws {
      let size = Size(columns: 40, rows: 10)
      #expect(try Screen(terminal: "xterm-256color", size: size).keySequences == [:])
      let linux = try Screen(terminal: "linux", size: size).keySequences
      #expect(linux == [Array("\u{1B}\t".utf8): KeyPress(.tab, .shift)])
      let vt100 = try Screen(terminal: "vt100", size: size).keySequences
      #expect(vt100[Array("\u{1B}Ot".utf8)] == KeyPress(.function(5)))
    }

    @Test func delaysAreNotSent() {
      let bytes = Screen.withoutPadding("\u{1B}[K$<3>x$<5/>$y$<".utf8)
      #expect(String(decoding: bytes, as: UTF8.self) == "\u{1B}[Kx$y$<")
    }

    @Test(arguments: SeededGenerator.seeds(3))
    func framesInARowLeaveNothingBehind(seed: UInt64) throws {
      var generator = SeededGenerator(seed: seed)
      let screen = try screen(columns: 20, rows: 6)
      let texts = [
        "", "abc", "漢字漢字漢字漢字漢字漢", "\u{915}\u{94D}\u{937}\u{93F}", "e\u{301}e\u{301}", "👨\u{200D}👩 x",
        "0123456789abcdefghij",
      ]
      for _ in 0..<200 {
        var next = frame([], columns: 20, rows: 6)
        for row in 0..<6 {
          for role in [Role.text, .heading, .popup] where Bool.random(using: &generator) {
            next.rows[row].append(Span(texts.randomElement(using: &generator)!, Style(role)))
          }
        }
        _ = screen.paint(next, theme: theme)
        #expect(screen.paint(next, theme: theme) == Screen.Painted(rows: 0, bytes: []), "seed \(seed)")
      }
    }
  }
}

@Suite struct PaletteTests {
  @Test(arguments: [
    (Color.rgb(red: 255, green: 0, blue: 0), 256, 196), (.rgb(red: 8, green: 8, blue: 8), 256, 232),
    (.rgb(red: 128, green: 128, blue: 128), 256, 244), (.rgb(red: 255, green: 255, blue: 255), 256, 231),
    (.rgb(red: 95, green: 135, blue: 175), 256, 67), (.indexed(200), 256, 200), (.indexed(9), 256, 9),
    (.indexed(196), 16, 9), (.indexed(12), 16, 12), (.indexed(244), 16, 8), (.rgb(red: 1, green: 2, blue: 3), 16, 0),
    (.indexed(4), 8, 4), (.standard, 8, -1), (.standard, 256, -1), (.indexed(3), 0, -1),
    (.rgb(red: 1, green: 2, blue: 3), 1 << 24, 0x010203), (.rgb(red: 0, green: 0, blue: 1), 1 << 24, 8),
    (.indexed(3), 1 << 24, 3), (.indexed(196), 1 << 24, 0xFF0000),
  ])
  func theNearestColourIsTaken(color: Color, colors: Int, number: Int) {
    #expect(Palette(available: colors).background(color).number == Int32(number))
  }

  @Test func brightMeansBoldWhereThereAreEight() {
    let eight = Palette(available: 8)
    #expect(eight.foreground(.indexed(12)) == Palette.Entry(number: 4, isBold: true))
    #expect(eight.background(.indexed(12)) == Palette.Entry(number: 4))
    #expect(eight.foreground(.indexed(8)) == Palette.Entry(number: 7))
    #expect(eight.foreground(.indexed(8), on: .light) == Palette.Entry(number: 0))
    #expect(eight.background(.indexed(8)) == Palette.Entry(number: 0))
  }

  /// Pale colours, of which dark themes are made, are nearer to white than to the colours of old terminals.
  @Test(arguments: [
    (0x8AB4F8, 12), (0x6FD3C7, 6), (0xA3D48A, 2), (0xE8C77B, 3), (0xF2AD7A, 9), (0xFF9C9C, 9), (0xC9AEF8, 5),
    (0xF8A8F0, 13), (0xF4F6FA, 15), (0x1B1D22, 0), (0x2B1B00, 0),
  ])
  func aHueIsKeptWhereColoursAreFew(rgb: Int, number: Int) {
    let color = Color.rgb(red: UInt8(rgb >> 16), green: UInt8(rgb >> 8 & 255), blue: UInt8(rgb & 255))
    #expect(Palette(available: 16).foreground(color).number == Int32(number))
    let entry = Palette.Entry(number: Int32(number % 8), isBold: number > 7)
    #expect(Palette(available: 8).foreground(color) == entry)
  }

  @Test func deepColoursAreKeptWhereTheyCanBeRead() {
    let eight = Palette(available: 8)
    #expect(eight.foreground(.rgb(red: 26, green: 58, blue: 122), on: .light) == Palette.Entry(number: 4))
    #expect(eight.foreground(.rgb(red: 140, green: 30, blue: 40), on: .light) == Palette.Entry(number: 1))
    #expect(eight.foreground(.rgb(red: 232, green: 199, blue: 123), on: .light).number != 3)
  }

  @Test func boldDoesNotMakeBlackGrey() {
    func shown(_ colors: Int, _ face: Face, _ ground: Theme.Ground = .light, own: Bool = true) -> [Int32] {
      let shown = Palette(available: colors).shown(face, face.attributes, on: ground, hasOwnColors: own)
      return [shown.foreground.number, shown.background.number, shown.attributes.contains(.bold) ? 1 : 0]
    }
    let chosen = Face(foreground: .indexed(0), background: .indexed(7), attributes: .bold)
    #expect(shown(8, chosen) == [0, 7, 0])
    #expect(shown(16, chosen) == [0, 7, 0])
    #expect(shown(256, chosen) == [0, 7, 1])
    // On the terminal's own ground its own colour is dark as well.
    let heading = Face(foreground: .indexed(0), attributes: .bold)
    #expect(shown(8, heading) == [-1, -1, 1])
    // On black, grey is what can be read.
    #expect(shown(8, heading, .dark) == [0, -1, 1])
    #expect(shown(8, heading, own: false) == [0, 0, 1])
    #expect(shown(8, Face(foreground: .indexed(2), background: .indexed(7), attributes: .bold)) == [2, 7, 1])
    #expect(shown(8, Face(foreground: .indexed(0), background: .indexed(7))) == [0, 7, 0])
  }

  @Test func oddNumbersOfColoursAreRoundedDown() {
    #expect(
      [0, 2, 8, 15, 16, 88, 256, 32_767, 1 << 24].map { Palette(available: $0).colors } == [
        0, 0, 8, 8, 16, 16, 256, 256, 1 << 24,
      ])
  }
}
