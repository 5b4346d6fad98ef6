import Foundation
import System
import Testing

@Suite struct WakePipeTests {
  private func isReadable(_ pipe: WakePipe) -> Bool {
    var polled = pollfd(fd: pipe.descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&polled, 1, 0) == 1
  }

  @Test func itIsReadableFromAWakeUntilItIsDrained() throws {
    let pipe = try WakePipe()
    #expect(!isReadable(pipe))
    // More often than a pipe has room for.
    for _ in 0..<100_000 { pipe.wake() }
    #expect(isReadable(pipe))
    pipe.drain()
    #expect(!isReadable(pipe))
    pipe.wake()
    #expect(isReadable(pipe))
  }

  @Test func noProgramInheritsIt() throws {
    let pipe = try WakePipe()
    #expect(fcntl(pipe.descriptor, F_GETFD) & FD_CLOEXEC != 0)
  }
}
