import Canvas
import TestSupport
import Testing

@testable import Terminal

extension ProcessTests {
  /// What the terminal is asked for, and that all of it is taken back on every way out.
  @Suite struct SessionModesTests {
    private let theme = Theme(name: "test", faces: [:])
    private let frame = Frame(size: Size(columns: 40, rows: 10))

    private func options(_ terminal: String = "xterm-256color") -> TerminalSession.Options {
      var options = TerminalSession.Options(environment: ["TERM": terminal])
      options.screen.background = .asked
      return options
    }

    private static let kitty = "\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\\u{1B}[?0u\u{1B}P>|kitty(0.36)\u{1B}\\\u{1B}[?62c"
    private static let xterm = "\u{1B}]11;rgb:1010/1010/1010\u{7}\u{1B}P>|XTerm(379)\u{1B}\\\u{1B}[?64;1c"

    @Test(arguments: [
      (kitty, "\u{1B}[>5u", "\u{1B}[<u"), (xterm, "\u{1B}[>4;1m\u{1B}[?1036;1039h", "\u{1B}[>4m\u{1B}[?1036;1039r"),
    ])
    func theKeyboardIsAskedForOnTheOtherScreenAndLeftThere(answers: String, on: String, off: String) throws {
      let pty = try Pty()
      let session = try TerminalSession(options(), tty: pty.openTTY())
      let first = pty.written()
      #expect(first.hasSuffix("\u{1B}]11;?\u{1B}\\\u{1B}[?u\u{1B}[>q\u{1B}[c"))
      #expect(!first.contains(on))
      _ = session.paint(frame, theme: theme)
      _ = pty.written()
      pty.type(answers)
      #expect(session.readInput(now: 0).inputs == [])
      #expect(session.inputDeadline == nil)
      #expect(session.background == (answers == Self.kitty ? .light : .dark))
      #expect(pty.written().hasSuffix(on))
      // Stopped and gone on: off before the other screen is left, on once it is shown again.
      session.suspend {
        let out = pty.written()
        #expect(out.placeOf(off)! < out.placeOf("\u{1B}[?1049l")!)
      }
      _ = session.paint(frame, theme: theme)
      let again = pty.written()
      #expect(again.placeOf("\u{1B}[?1049h")! < again.placeOf(on)!)
      // Gone on without having been stopped by us.
      session.resume()
      let resumed = pty.written()
      #expect(resumed.placeOf("\u{1B}[?1049h")! < resumed.placeOf(on)!)
      session.close()
      let end = pty.written()
      #expect(end.placeOf(off)! < end.placeOf("\u{1B}[?1049l")!)
    }

    /// What xterm was set to is asked to be kept once for each time that it is given back.
    @Test func xtermKeepsHowAltWasSet() throws {
      let pty = try Pty()
      let session = try TerminalSession(options(), tty: pty.openTTY())
      pty.type(Self.xterm)
      _ = session.readInput(now: 0)
      session.resume()
      #expect(pty.written().ranges(of: "\u{1B}[?1036;1039s").count == 1)
      session.suspend {}
      _ = session.paint(frame, theme: theme)
      #expect(pty.written().ranges(of: "\u{1B}[?1036;1039s").count == 1)
      session.close()
    }

    /// Who has set up Alt as a letter keeps it, and no other terminal is told.
    @Test func altIsLeftAlone() throws {
      for (alt, answers) in [
        (AltEncoding.character, Self.xterm), (.escape, "\u{1B}P>|tmux 3.3a\u{1B}\\\u{1B}[?62c"),
      ] {
        let pty = try Pty()
        var options = options()
        options.alt = alt
        let session = try TerminalSession(options, tty: pty.openTTY())
        pty.type(answers)
        _ = session.readInput(now: 0)
        session.close()
        let written = pty.written()
        #expect(written.contains("\u{1B}[>4;1m") && !written.contains("1036"))
      }
    }

    @Test func aCrashLeavesTheKeyboardAndTheMouseToo() throws {
      let screen = try Screen(terminal: "xterm-256color", size: Size(columns: 40, rows: 10))
      screen.keyboard = .kitty
      screen.mouse = .reported
      let restoring = String(decoding: screen.restoring, as: UTF8.self)
      for bytes in ["\u{1B}[<u", "\u{1B}[?1006l", "\u{1B}[?1002l", "\u{1B}[?2004l"] {
        #expect(restoring.placeOf(bytes)! < restoring.placeOf("\u{1B}[?1049l")!)
      }
      // The guard holds no more than this.
      #expect(screen.restoring.count < 512)
    }

    @Test func withoutAnswersEverythingWorksAndNothingIsSwitched() throws {
      let pty = try Pty()
      let session = try TerminalSession(options(), tty: pty.openTTY())
      pty.type("a")
      #expect(session.readInput(now: 0).inputs == [.key(KeyPress(.character("a")))])
      #expect(session.background == nil)
      pty.type("\u{1B}")
      #expect(session.readInput(now: 6_000).inputs == [])
      #expect(session.inputDeadline == 6_025)
      session.close()
      let written = pty.written()
      #expect(!written.contains("\u{1B}[>5u") && !written.contains("\u{1B}[>4;1m") && !written.contains("\u{1B}[<u"))
    }

    /// What arrives while leaving would otherwise be typed into the shell.
    @Test func answersThatComeAtTheEndAreTakenAlong() throws {
      let pty = try Pty()
      let session = try TerminalSession(options(), tty: pty.openTTY())
      pty.type(Self.xterm)
      session.close()
      let left = try pty.openTTY()
      #expect(left.read().bytes == [])
    }

    @Test(arguments: ["linux", "vt100"])
    func consolesAreAskedForNothing(name: String) throws {
      let pty = try Pty()
      let session = try TerminalSession(options(name), tty: pty.openTTY())
      #expect(!pty.written().contains("\u{1B}[c"))
      #expect(!session.useMouse(.reported))
      #expect(pty.written() == "")
      session.close()
      #expect(!pty.written().contains("\u{1B}[?1002l"))
    }

    @Test func theMouseIsTakenAndGivenBack() throws {
      let pty = try Pty()
      var options = options()
      options.screen.keyboard = .plain
      options.screen.background = .unasked
      let session = try TerminalSession(options, tty: pty.openTTY())
      #expect(!pty.written().contains("\u{1B}[?1002h"))
      #expect(session.useMouse(.reported))
      #expect(pty.written() == "\u{1B}[?1002h\u{1B}[?1006h")
      session.useMouse(.reported)
      #expect(pty.written() == "")
      session.suspend { #expect(pty.written().contains("\u{1B}[?1006l\u{1B}[?1002l")) }
      _ = session.paint(frame, theme: theme)
      #expect(pty.written().contains("\u{1B}[?1002h\u{1B}[?1006h"))
      session.useMouse(.left)
      #expect(pty.written() == "\u{1B}[?1006l\u{1B}[?1002l")
      session.useMouse(.reported)
      _ = pty.written()
      session.close()
      #expect(pty.written().contains("\u{1B}[?1006l\u{1B}[?1002l"))
      options.mouse = .reported
      let other = try TerminalSession(options, tty: pty.openTTY())
      #expect(pty.written().contains("\u{1B}[?1002h\u{1B}[?1006h"))
      other.close()
    }
  }
}

extension String {
  /// Where `part` begins, counted in scalars.
  fileprivate func placeOf(_ part: String) -> Int? {
    let (all, part) = (Array(unicodeScalars), Array(part.unicodeScalars))
    guard all.count >= part.count else { return nil }
    return (0...(all.count - part.count)).first { all[$0..<($0 + part.count)].elementsEqual(part) }
  }
}
