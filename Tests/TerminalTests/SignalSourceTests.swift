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

    @Test func signalsCanBeWaitedFor() throws {
      // What starts the tests may have it ignored, as nohup does.
      let before = signal(SIGHUP, SIG_DFL)
      defer { signal(SIGHUP, before) }
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
