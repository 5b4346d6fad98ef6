import Canvas
import Foundation
import TestSupport
import Testing

@testable import Terminal

extension ProcessTests {
  /// What a terminal is asked about images, and what it is sent after which answers.
  @Suite struct GraphicsTests {
    private let theme = Theme(name: "test", faces: [:])
    private static let question = "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[>q\u{1B}[16t\u{1B}[c"
    private static let cell = Graphics.CellSize(width: 9, height: 18)

    private func options(_ terminal: String = "xterm-256color", tmux: String = "") -> TerminalSession.Options {
      var options = TerminalSession.Options(environment: ["TERM": terminal, "TMUX": tmux])
      options.screen.keyboard = .plain
      return options
    }

    @Test(arguments: [
      ("\u{1B}_Gi=31;OK\u{1B}\\\u{1B}P>|kitty(0.36)\u{1B}\\\u{1B}[6;18;9t\u{1B}[?62;52;c", Graphics.Form.kitty),
      ("\u{1B}_Gi=31;OK\u{1B}\\\u{1B}P>|WezTerm 2024\u{1B}\\\u{1B}[6;18;9t\u{1B}[?65;4;6;18;22c", .kitty),
      ("\u{1B}P>|iTerm2 3.5.0\u{1B}\\\u{1B}[6;18;9t\u{1B}[?62;4c", .inline),
      ("\u{1B}P>|foot(1.16.2)\u{1B}\\\u{1B}[6;18;9t\u{1B}[?62;4;22c", .sixel),
      // An error is no yes; 4 as the level is no sixel; another's answer is none to us.
      ("\u{1B}_Gi=31;ENOTSUPPORTED:no\u{1B}\\\u{1B}[6;18;9t\u{1B}[?62;22c", .none),
      ("\u{1B}[6;18;9t\u{1B}[?4;22c", .none), ("\u{1B}_Gi=7;OK\u{1B}\\\u{1B}[6;18;9t\u{1B}[?1c", .none),
      ("\u{1B}[6;18;9t\u{1B}[?14;44;40c", .none),
    ])
    func whatItSaysOfItselfCounts(answers: String, form: Graphics.Form) throws {
      let pty = try Pty()
      let session = try TerminalSession(options(), tty: pty.openTTY())
      #expect(!pty.written().contains("_G"))
      session.askGraphics(now: 0)
      #expect(pty.written() == Self.question)
      session.askGraphics(now: 1)
      #expect(pty.written() == "" && session.graphics == nil)
      for character in answers.unicodeScalars {
        #expect(session.graphics == nil)
        pty.type(String(character))
        #expect(session.readInput(now: 10).inputs == [])
      }
      #expect(session.graphics == Graphics(form: form, cell: Self.cell))
      #expect(session.inputDeadline == nil)
      session.askGraphics(now: 20)
      #expect(pty.written() == "")
    }

    @Test func sixelsNeedTheSizeOfACell() throws {
      let pty = try Pty()
      let session = try TerminalSession(options(), tty: pty.openTTY())
      session.askGraphics(now: 0)
      pty.type("\u{1B}[?62;4c")
      _ = session.readInput(now: 1)
      #expect(session.graphics == Graphics(form: .none))
    }

    @Test func oneThatSaysNothingIsNotWaitedForLong() throws {
      let pty = try Pty()
      let session = try TerminalSession(options(), tty: pty.openTTY())
      session.askGraphics(now: 100)
      #expect(session.inputDeadline == 2100)
      _ = session.readInput(now: 2099)
      #expect(session.graphics == nil)
      _ = session.readInput(now: 2100)
      #expect(session.graphics == Graphics(form: .none))
      // What comes too late changes nothing, and is no key.
      pty.type("\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[6;18;9t\u{1B}[?62;4c")
      #expect(session.readInput(now: 2200).inputs == [])
      #expect(session.graphics == Graphics(form: .none))
    }

    @Test(arguments: [
      ("tmux-256color", ""), ("screen-256color", ""), ("screen", ""), ("xterm-256color", "/tmp/tmux-0/default,1,0"),
      ("xterm-kitty", "/tmp/tmux-0/default,1,0"), ("linux", ""), ("vt100", ""), ("nosuchterm-xterm", ""),
    ])
    func withinTmuxAndOnOldTerminalsNothingIsAsked(terminal: String, tmux: String) throws {
      let pty = try Pty()
      let session = try TerminalSession(options(terminal, tmux: tmux), tty: pty.openTTY())
      _ = pty.written()
      session.askGraphics(now: 0)
      #expect(pty.written() == "")
      #expect(session.graphics == Graphics(form: .none))
    }

    // MARK: Bytes

    private func frame(_ image: FrameImage?, text: String = "") -> Frame {
      var frame = Frame(size: Size(columns: 40, rows: 10))
      frame.rows[0] = Row([Span("above \(text)")])
      frame.image = image
      return frame
    }

    private func image(_ form: FrameImage.Form, _ bytes: [UInt8]) -> FrameImage {
      FrameImage(
        place: Rect(origin: Position(column: 4, row: 2), size: Size(columns: 2, rows: 1)), form: form, bytes: bytes)
    }

    private func screen() throws -> Screen {
      let screen = try Screen(terminal: "xterm-256color", size: Size(columns: 40, rows: 10))
      _ = screen.begin()
      return screen
    }

    private func text(_ painted: Screen.Painted) -> String { String(decoding: painted.bytes, as: UTF8.self) }

    @Test(arguments: [
      (FrameImage.Form.kitty, "\u{1B}_Ga=T,f=100,i=31,c=2,r=1,C=1,q=2,m=0;UE5H\u{1B}\\"),
      (
        .inline,
        "\u{1B}]1337;File=inline=1;size=3;width=2;height=1;preserveAspectRatio=0;doNotMoveCursor=1:UE5H\u{7}"
      ),
      (.sixel, "\u{1B}P0;1qPNG\u{1B}\\"),
    ])
    func anImageComesBehindItsFrameAndTheCursorStaysWhereItWas(form: FrameImage.Form, content: String) throws {
      let screen = try screen()
      _ = screen.paint(frame(nil), theme: theme)
      let shown = text(screen.paint(frame(image(form, Array("PNG".utf8)), text: "x"), theme: theme))
      #expect(shown.hasSuffix("\u{1B}7\u{1B}[3;5H\(content)\u{1B}8"))
      #expect(shown.range(of: "x")!.lowerBound < shown.range(of: "\u{1B}7")!.lowerBound)
      // The same costs nothing.
      #expect(screen.paint(frame(image(form, Array("PNG".utf8)), text: "x"), theme: theme).bytes == [])
      // After everything was cleared it is there again.
      screen.clear()
      #expect(text(screen.paint(frame(image(form, Array("PNG".utf8)), text: "x"), theme: theme)).contains(content))
      // And it goes.
      let gone = text(screen.paint(frame(nil, text: "x"), theme: theme))
      #expect(!gone.contains(content))
      switch form {
      case .kitty: #expect(gone.hasPrefix("\u{1B}_Ga=d,d=I,i=31,q=2\u{1B}\\"))
      case .inline, .sixel, .halfBlocks: #expect(gone.contains("\u{1B}[H\u{1B}[2J") && gone.contains("above x"))
      }
      #expect(screen.paint(frame(nil, text: "x"), theme: theme).bytes == [])
    }

    @Test func kittyIsGivenPiecesAndTakesItsImageAwayAtTheEnd() throws {
      let screen = try screen()
      let shown = text(screen.paint(frame(image(.kitty, [UInt8](repeating: 0, count: 6200))), theme: theme))
      let pieces = shown.split(separator: "\u{1B}_G").dropFirst().map { $0.prefix { $0 != "\u{1B}" } }
      #expect(pieces.map { $0.prefix { $0 != ";" } } == ["a=T,f=100,i=31,c=2,r=1,C=1,q=2,m=1", "m=1,q=2", "m=0,q=2"])
      #expect(pieces.map { $0.drop { $0 != ";" }.count - 1 } == [4096, 4096, 76])
      #expect(String(decoding: screen.end(), as: UTF8.self).hasPrefix("\u{1B}_Ga=d,d=I,i=31,q=2\u{1B}\\"))
    }

    /// A row with text that changes below an image takes the image with it.
    @Test func anImageIsShownAgainWhereItsRowsWereWrittenAnew() throws {
      let screen = try screen()
      let sixel = image(.sixel, Array("S".utf8))
      _ = screen.paint(frame(sixel, text: "1"), theme: theme)
      #expect(text(screen.paint(frame(sixel, text: "2"), theme: theme)).contains("P0;1qS"))
    }

    /// Read back from a real terminal: the colours of both halves of two cells, and the screen as it was when they are gone.
    @Test func halfBlocksAreCellsInTwoColours() async throws {
      let screen = try screen()
      var bytes = screen.begin() + screen.paint(frame(nil), theme: theme).bytes
      let blocks = image(.halfBlocks, [255, 0, 0, 0, 0, 255, 0, 255, 0, 255, 255, 255])
      let painted = screen.paint(frame(blocks), theme: theme).bytes
      #expect(!painted.contains(UInt8(ascii: "_")) && !painted.contains(UInt8(ascii: "P")))
      #expect(String(decoding: painted, as: UTF8.self).contains("▀"))
      #expect(screen.paint(frame(blocks), theme: theme).bytes == [])
      bytes += painted
      let other = image(.halfBlocks, [0, 255, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255])
      let (first, second) = (bytes, bytes + screen.paint(frame(other), theme: theme).bytes)
      let third = second + screen.paint(frame(nil), theme: theme).bytes
      let seen = try await onItsOwnThread { [first, second, third] in
        try [first, second, third].map { try TmuxReplay($0, columns: 40, rows: 10).styledRow(2) }
      }
      #expect(seen[0] == "    \u{1B}[38;5;196m\u{1B}[48;5;46m▀\u{1B}[38;5;21m\u{1B}[48;5;231m▀")
      #expect(seen[1] == "    \u{1B}[38;5;46m\u{1B}[48;5;21m▀\u{1B}[38;5;196m▀")
      #expect(seen[2] == "")
    }
  }
}
