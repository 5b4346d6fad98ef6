import System
import TestSupport
import Testing

@testable import Terminal

extension ProcessTests {
  @Suite struct SignalSourceTests {
    private func isReadable(_ descriptor: Int32) -> Bool {
      var descriptor = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      return poll(&descriptor, 1, 0) > 0
    }

    /// What starts the tests may have some ignored: nohup does, and a shell that puts something into the background.
    private func heed(_ numbers: [Int32]) -> [(number: Int32, before: sigaction)] {
      numbers.map { number in
        var (usual, before) = (sigaction(), sigaction())
        sigaction(number, &usual, &before)
        return (number, before)
      }
    }

    private func giveBack(_ heeded: [(number: Int32, before: sigaction)]) {
      for (number, before) in heeded {
        var before = before
        sigaction(number, &before, nil)
      }
    }

    @Test func signalsCanBeWaitedFor() throws {
      let heeded = heed([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP])
      defer { giveBack(heeded) }
      let source = try SignalSource()
      #expect(!isReadable(source.descriptor))
      #expect(source.read() == [])
      for signal in [Signal.windowChanged, .windowChanged, .hangup, .interrupt, .quit, .terminate, .stop, .continued] {
        kill(getpid(), signal.number)
        // Another thread may be the one that takes it.
        #expect(waitUntil { isReadable(source.descriptor) })
        #expect(source.read() == [signal])
      }
      #expect(!isReadable(source.descriptor))
    }

    @Test func signalsThatTheParentBlockedComeAllTheSame() throws {
      let heeded = heed([SIGINT])
      defer { giveBack(heeded) }
      var blocked = sigset_t()
      var before = sigset_t()
      sigemptyset(&blocked)
      sigaddset(&blocked, SIGINT)
      pthread_sigmask(SIG_BLOCK, &blocked, &before)
      defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
      let source = try SignalSource()
      // To this thread alone: others may never have blocked it.
      pthread_kill(pthread_self(), SIGINT)
      #expect(source.read() == [.interrupt])
    }

    @Test func oneAtATime() throws {
      let first = try SignalSource()
      #expect(throws: TerminalError.system(call: "signal pipe", errno: EBUSY)) { try SignalSource() }
      _ = first.descriptor
    }

    @Test func theSignalsGoBack() throws {
      func handler() -> sigaction {
        var action = sigaction()
        sigaction(SIGWINCH, nil, &action)
        return action
      }
      let before = handler().__sigaction_handler.sa_handler
      do { _ = try SignalSource() }
      #expect(
        unsafeBitCast(handler().__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(before, to: Int.self))
      #expect(try SignalSource().read() == [])
    }
  }
}
