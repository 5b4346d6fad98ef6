import Canvas
import System
import TestSupport
import Testing

@testable import Terminal

extension ProcessTests {
  @Suite struct TerminalSessionTests {
    private let theme = Theme(name: "test", faces: [:])
    private let options = TerminalSession.Options(environment: ["TERM": "xterm-256color"])

    private func frame(_ size: Size, _ text: String) -> Frame {
      var frame = Frame(size: size)
      for row in frame.rows.indices { frame.rows[row] = Row([Span("\(text)\(row)")]) }
      frame.caret = Position(column: 1, row: 0)
      return frame
    }

    @Test func whatTheEnvironmentSays() {
      let options = TerminalSession.Options(environment: ["TERM": "tmux", "TMUX": "/tmp/x", "NO_COLOR": "1"])
      #expect(options.terminal == "tmux")
      #expect(options.isInTmux)
      #expect(options.screen.colors == .atMost(0))
      let plain = TerminalSession.Options(environment: ["NO_COLOR": ""])
      #expect(plain.terminal == "")
      #expect(!plain.isInTmux)
      #expect(plain.screen.colors == .auto)
    }

    @Test func theTerminalIsLeftAsItWasFound() throws {
      let pty = try Pty()
      let before = pty.modes().summary
      let session = try TerminalSession(options, tty: pty.openTTY())
      #expect(session.size == Size(columns: 40, rows: 10))
      #expect(pty.modes().summary != before)
      let (rows, bytes) = try #require(
        matched(session.paint(frame(session.size, "row "), theme: theme)) {
          if case .painted(let rows, let bytes) = $0 { (rows, bytes) } else { nil }
        }, "not painted")
      #expect(rows == 10)
      #expect(bytes > 0)
      let shown = pty.written()
      #expect(shown.contains("\u{1B}[?1049h") && shown.contains("row 9"))
      session.close()
      let end = pty.written()
      #expect(end.contains("\u{1B}[?1049l") && end.contains("\u{1B}[?2004l"))
      #expect(pty.modes().summary == before)
      session.close()
      #expect(pty.written() == "")
      #expect(session.paint(frame(session.size, "x"), theme: theme) == .skipped)
    }

    @Test func aTerminalThatCannotBeUsedIsLeftAlone() throws {
      let pty = try Pty()
      let before = pty.modes().summary
      let dumb = TerminalSession.Options(environment: ["TERM": "dumb"])
      #expect(throws: TerminalError.tooSimple(name: "dumb")) { try TerminalSession(dumb, tty: pty.openTTY()) }
      #expect(pty.modes().summary == before)
      #expect(pty.written() == "")
      #expect(throws: TerminalError.noTerminal) { try TTY(owning: open("/dev/null", O_RDWR)) }
    }

    @Test func keysComeIn() throws {
      let pty = try Pty()
      var options = options
      options.screen.keyboard = .plain
      let session = try TerminalSession(options, tty: pty.openTTY())
      pty.type("a\u{1B}[A\u{3}\u{1A}\r\u{1B}")
      #expect(
        session.readInput(now: 0).inputs == ["a", "Up", "Ctrl-C", "Ctrl-Z", "Enter"].map { .key(KeyPress(name: $0)!) })
      #expect(session.inputDeadline == 25)
      #expect(session.readInput(now: 25).inputs == [.key(KeyPress(.escape))])
      #expect(session.inputDeadline == nil)
      let (inputs, isOpen) = session.readInput(now: 30)
      #expect(inputs == [] && isOpen)
      pty.hangUp()
      #expect(!session.readInput(now: 31).isOpen)
    }

    @Test func aFullTerminalIsNotPaintedOn() throws {
      let pty = try Pty(columns: 200, rows: 60)
      let session = try TerminalSession(options, tty: pty.openTTY())
      var painted = 0
      while painted < 1_000 {
        let text = String(repeating: painted.isMultiple(of: 2) ? "ab" : "cd", count: 90)
        guard session.paint(frame(session.size, text), theme: theme) != .skipped else { break }
        painted += 1
      }
      #expect(painted < 1_000)
      #expect(session.wantsWrite)
      var newest = frame(session.size, "x")
      newest.rows[3] = Row([Span("the newest")])
      #expect(session.paint(newest, theme: theme) == .skipped)
      var shown = ""
      while session.wantsWrite {
        shown += pty.written()
        session.flush()
      }
      shown += pty.written()
      #expect(!shown.contains("the newest"))
      #expect(session.paint(newest, theme: theme) != .skipped)
      #expect(pty.written().contains("the newest"))
    }

    @Test func aStuckTerminalDoesNotHoldTheEnd() throws {
      let pty = try Pty(columns: 200, rows: 60)
      let before = pty.modes().summary
      let session = try TerminalSession(options, tty: pty.openTTY())
      for round in 0..<1_000 {
        let text = String(repeating: round.isMultiple(of: 2) ? "ab" : "cd", count: 90)
        if session.paint(frame(session.size, text), theme: theme) == .skipped { break }
      }
      session.close()
      #expect(pty.modes().summary == before)
    }

    @Test func theExtentFollowsTheTerminal() throws {
      let pty = try Pty()
      let session = try TerminalSession(options, tty: pty.openTTY())
      _ = session.paint(frame(session.size, "row "), theme: theme)
      for (columns, rows) in [(1, 1), (120, 50), (65_535, 65_535), (40, 10)] as [(UInt16, UInt16)] {
        pty.resize(columns: columns, rows: rows)
        session.resized()
        #expect(session.size.columns.value == min(1_000, Int(columns)))
        #expect(session.size.rows.value == min(1_000, Int(rows)))
        while session.wantsWrite {
          _ = pty.written()
          session.flush()
        }
        let painted = try #require(
          matched(session.paint(frame(session.size, "row "), theme: theme)) {
            if case .painted(let painted, _) = $0 { painted } else { nil }
          }, "not painted at \(columns)x\(rows)")
        #expect(painted == session.size.rows)
      }
    }

    @Test func aStopGivesTheTerminalBackForItsTime() throws {
      let pty = try Pty()
      let before = pty.modes().summary
      let session = try TerminalSession(options, tty: pty.openTTY())
      let frame = frame(session.size, "row ")
      _ = session.paint(frame, theme: theme)
      _ = pty.written()
      var modesWhileStopped: [UInt32] = []
      var writtenBeforeStop = ""
      session.suspend {
        modesWhileStopped = pty.modes().summary
        writtenBeforeStop = pty.written()
        pty.resize(columns: 50, rows: 12)
      }
      #expect(modesWhileStopped == before)
      #expect(writtenBeforeStop.contains("\u{1B}[?1049l"))
      #expect(pty.modes().summary != before)
      #expect(session.size == Size(columns: 50, rows: 12))
      #expect(session.paint(frame, theme: theme) != .skipped)
      let again = pty.written()
      #expect(again.contains("\u{1B}[?1049h") && again.contains("\u{1B}[?2004h") && again.contains("row 9"))
    }

    @Test func afterAContinuationAllIsPaintedAnew() throws {
      let pty = try Pty()
      let session = try TerminalSession(options, tty: pty.openTTY())
      let frame = frame(session.size, "row ")
      let raw = pty.modes().summary
      _ = session.paint(frame, theme: theme)
      _ = pty.written()
      session.resume()
      #expect(session.paint(frame, theme: theme) != .skipped)
      let again = pty.written()
      #expect(again.contains("\u{1B}[?1049h") && again.contains("\u{1B}[?2004h") && again.contains("row 9"))
      #expect(pty.modes().summary == raw)
    }

    @Test func copyingAsksTheTerminal() throws {
      let pty = try Pty()
      let session = try TerminalSession(options, tty: pty.openTTY())
      _ = pty.written()
      #expect(session.copy("hi") == .asked(bytes: 2))
      #expect(pty.written() == "\u{1B}]52;c;aGk=\u{7}")
    }
  }
}
