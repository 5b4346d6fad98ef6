import Foundation
import TestSupport
import Testing

/// A signal that ends the full screen gives the terminal back first.
@Suite(.watchingPrograms) struct FatalSignalTests {
  private func start(_ terminal: EmulatedTerminal, _ home: Home, signals: Child.Signals = .usual) throws -> Child {
    let child = try Child(
      // The runtime's own report of a crash takes minutes for a binary that was built for debugging.
      Maichat.path, [],
      environment: home.environment(["TERM": "xterm-256color", "SWIFT_BACKTRACE": "enable=no"]), input: terminal.path,
      output: terminal.path, errors: terminal.path, signals: signals)
    try #require(
      waitUntil {
        terminal.take(milliseconds: 20)
        return terminal.text.contains("maichat: set up")
      }, "\(terminal.text)")
    return child
  }

  private func summary(_ modes: termios) -> [UInt32] {
    [UInt32(modes.c_iflag), UInt32(modes.c_oflag), UInt32(modes.c_cflag), UInt32(modes.c_lflag)]
  }

  @Test func everySignalThatEndsAProgramGivesTheTerminalBack() throws {
    let home = try Home()
    // From SIGRTMIN, 34, the real-time ones; 1, 2, 3 and 15 are answered by the loop.
    let sent = [
      SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGPWR, SIGIO, SIGSTKFLT, SIGSYS, SIGILL,
      SIGTRAP,
      SIGABRT, SIGBUS, SIGFPE, SIGSEGV, 34, 50, 64,
    ]
    for signal in sent + [SIGHUP, SIGTERM, SIGQUIT] {
      let terminal = try EmulatedTerminal()
      let before = summary(terminal.modes)
      let child = try start(terminal, home)
      #expect(summary(terminal.modes) != before)
      kill(child.pid, signal)
      let hasEnded = waitUntil {
        terminal.take(milliseconds: 10)
        return child.exitStatus(.none) != nil
      }
      if !hasEnded { kill(child.pid, SIGKILL) }
      #expect(child.exitStatus(.untilItEnds) == 128 + signal, "\(signal)")
      terminal.takeRest()
      #expect(summary(terminal.modes) == before, "\(signal)")
      for (on, off) in [("?1049h", "?1049l"), ("?2004h", "?2004l"), ("?1004h", "?1004l"), ("?25l", "?25h")] {
        let places = [on, off].map { terminal.text.range(of: "\u{1B}[\($0)", options: .backwards)?.lowerBound }
        guard let set = places[0] else { continue }
        #expect(places[1].map { $0 > set } == true, "\(signal) leaves \(on)")
      }
    }
  }

  @Test func aSignalThatTheStarterIgnoresStaysIgnored() throws {
    let home = try Home()
    let terminal = try EmulatedTerminal()
    let child = try Child(
      "/bin/sh", ["-c", "trap '' HUP USR1 TERM; exec \"\(Maichat.path)\""],
      environment: home.environment(["TERM": "xterm-256color"]), input: terminal.path, output: terminal.path,
      errors: terminal.path)
    try #require(
      waitUntil {
        terminal.take(milliseconds: 20)
        return terminal.text.contains("maichat: set up")
      }, "\(terminal.text)")
    for signal in [SIGHUP, SIGUSR1, SIGTERM] { kill(child.pid, signal) }
    terminal.type("still here")
    #expect(
      waitUntil {
        terminal.take(milliseconds: 20)
        return terminal.text.contains("••••••")
      }, "\(terminal.text)")
    #expect(child.exitStatus(.none) == nil)
    #expect(!terminal.text.contains("\u{1B}[?1049l"), "the terminal is not given back before the end")
    kill(child.pid, SIGQUIT)
    #expect(child.exitStatus(.untilItEnds) == 128 + SIGQUIT)
  }
}
