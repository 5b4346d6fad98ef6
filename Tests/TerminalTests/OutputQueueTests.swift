import System
import TestSupport
import Testing

@testable import Terminal

@Suite struct OutputQueueTests {
  /// The reading and the writing end of a pipe that does not block.
  private func pipe() -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    #if canImport(Glibc)
      Glibc.pipe(&ends)
    #else
      Darwin.pipe(&ends)
    #endif
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    return (ends[0], ends[1])
  }

  private func read(_ descriptor: Int32, _ limit: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = bytes.withUnsafeMutableBytes { buffer in
      #if canImport(Glibc)
        Glibc.read(descriptor, buffer.baseAddress, limit)
      #else
        Darwin.read(descriptor, buffer.baseAddress, limit)
      #endif
    }
    return Array(bytes[..<max(0, count)])
  }

  @Test(arguments: SeededGenerator.seeds(3))
  func aFullPipeDelaysAndLosesNothing(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let (reading, writing) = pipe()
    defer {
      close(reading)
      close(writing)
    }
    var queue = OutputQueue()
    #expect(queue.isEmpty)
    #expect(queue.write(to: writing) == .drained)
    let sent = (0..<300_000).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    var received: [UInt8] = []
    var waited = 0
    for piece in generator.cut(sent, maximum: 40_000) {
      queue.append(piece)
      if queue.write(to: writing) == .pending {
        waited += 1
        #expect(!queue.isEmpty && queue.count > 0)
        received += read(reading, Int.random(in: 1...50_000, using: &generator))
      }
    }
    while queue.write(to: writing) == .pending { received += read(reading, 65_536) }
    #expect(queue.isEmpty)
    while received.count < sent.count { received += read(reading, 65_536) }
    #expect(received == sent, "seed \(seed)")
    #expect(waited > 0)
  }

  @Test func aReaderThatLeftIsReported() {
    signal(SIGPIPE, SIG_IGN)
    let (reading, writing) = pipe()
    close(reading)
    var queue = OutputQueue()
    queue.append("abc".utf8)
    #expect(queue.write(to: writing) == .gone(EPIPE))
    #expect(queue.isEmpty)
    close(writing)
    queue.append("abc".utf8)
    #expect(queue.write(to: -1) == .gone(EBADF))
  }
}
