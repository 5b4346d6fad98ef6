import AppState
import Canvas
import ChatModel
import ChatView
import Configuration
import Terminal
import TestSupport
import Testing

/// What others wrote, wherever the full screen shows it: the bytes for the terminal hold sequences of the client's own, and
/// text that a terminal shows.
extension ProcessTests {
  @Suite struct HostileScreenTests {
    /// A screen, and a terminal that keeps what is written to it.
    private struct Harness {
      private let pty: Pty
      private let session: TerminalSession
      private var screen = ChatScreen(keymap: .standard, themes: ["default-dark"], zone: .fixed(secondsEast: 0))
      private let theme = ThemeCatalog(folder: nil, home: "/nowhere").find(ThemeCatalog.darkName).theme

      init(columns: Int, rows: Int) throws {
        pty = try Pty(columns: UInt16(columns), rows: UInt16(rows))
        session = try TerminalSession(
          TerminalSession.Options(environment: ["TERM": "xterm-256color"]), tty: pty.openTTY())
        screen.resize(session.size)
        _ = taken()
      }

      /// Everything that the terminal is given for `state`, painted anew; and its rows.
      mutating func paint(_ state: State) -> (bytes: [UInt8], rows: [String]) {
        // What a first frame finds out of the layout is in the second one.
        _ = screen.frame(state, now: HostileState.now)
        let frame = screen.frame(state, now: HostileState.now)
        session.clear()
        _ = session.paint(frame, theme: theme)
        var bytes = taken()
        while session.wantsWrite {
          session.flush()
          bytes += taken()
        }
        return (bytes, frame.rows.map(\.text))
      }

      private func taken() -> [UInt8] {
        var bytes: [UInt8] = []
        while case let part = pty.take(65_536), !part.isEmpty { bytes += part }
        return bytes
      }
    }

    @Test(arguments: [(150, 60), (44, 14)]) func noTextIsObeyed(columns: Int, rows: Int) throws {
      var bench = try Harness(columns: columns, rows: rows)
      var seen: Set<String> = []
      for (name, state) in HostileState.all {
        let (bytes, rows) = bench.paint(state)
        #expect(bytes.count > 200, "\(name) is not painted")
        #expect(HostileText.foreign(in: bytes) == [], "\(name)")
        let text = rows.joined(separator: "\n")
        for place in HostileState.places(in: text) { seen.insert(place) }
      }
      // Where there is room each of them is on some screen: what is not shown proves nothing.
      if columns > 100 { #expect(HostileState.marked.subtracting(seen) == []) }
    }

    @Test func everyPopupIsThere() throws {
      let types = HostileState.popups(HostileState.base).map { "\(type(of: $0))" }
      #expect(try Set(types) == PopupSources.types())
    }

    /// The check itself: what is let through is found.
    @Test func whatIsLetThroughIsFound() {
      for sequence in [
        "\u{1B}[6969m", "\u{9B}31m", "\u{1B}]0;x\u{7}", "\u{1B}]52;c;eA==\u{7}", "\u{1B}c", "\u{1B}[6n", "\u{7}",
        "\u{202E}", "\u{200B}", "\u{1B}Pq\u{1B}\\", "\u{1B}#8", "\u{1B}[?6969h", "\u{E}", "\u{0}",
      ] {
        #expect(
          HostileText.foreign(in: Array("a\u{1B}[1;2H\(sequence)b\u{1B}[31mc".utf8)) != [],
          "\(sequence.debugDescription)")
      }
      #expect(HostileText.foreign(in: Array("\u{1B}[?25l\u{1B}[1;2H\u{1B}[38;5;4ma\r\n\u{8}é漢\u{1B}[K".utf8)) == [])
    }
  }
}
