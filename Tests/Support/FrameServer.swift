import System

/// An HTTP/2 server on 127.0.0.1, without TLS, that answers each request with the frames that a test's script says. For
/// what can only happen between frames: refused streams, and connections that are being given up.
package final class FrameServer: Sendable {
  /// A request as the server saw it.
  package struct Seen: Sendable {
    /// Counts the server's requests, from 0.
    package let number: Int
    /// The connection it came by; counts from 0.
    package let connection: Int
    package let stream: Int
    package let body: [UInt8]
  }

  /// What is done for a request.
  package enum Step: Sendable {
    /// A whole answer.
    case respond(Int, headers: [(String, String)], body: String)
    /// The head of an answer that goes on.
    case head(Int, headers: [(String, String)])
    case data(String)
    /// RST_STREAM with this code; 7 is REFUSED_STREAM.
    case reset(code: UInt32)
    /// GOAWAY with the last stream that is taken.
    case goAway(lastStream: Int)
    case wait(Gate)
    case close

    package static let refuse = Step.reset(code: 7)

    package static func respond(_ body: String) -> Step {
      .respond(200, headers: [("content-type", "application/json")], body: body)
    }
  }

  package let port: Int
  private let listener: Int32
  private let stopping = Gate()
  private let threads = ServerThreads()
  private let log: Log

  private final class Log: @unchecked Sendable {
    private var seen: [Seen] = []
    private var connections = 0
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init() {
      mutex = .allocate(capacity: 1)
      pthread_mutex_init(mutex, nil)
    }
    deinit {
      pthread_mutex_destroy(mutex)
      mutex.deallocate()
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
      pthread_mutex_lock(mutex)
      defer { pthread_mutex_unlock(mutex) }
      return body()
    }
    var all: [Seen] { locked { seen } }
    func connected() -> Int {
      locked {
        connections += 1
        return connections - 1
      }
    }
    func saw(_ connection: Int, _ stream: Int, _ body: [UInt8]) -> Seen {
      locked {
        let one = Seen(number: seen.count, connection: connection, stream: stream, body: body)
        seen.append(one)
        return one
      }
    }
  }

  /// The requests so far.
  package var requests: [Seen] { log.all }

  package init(_ script: @escaping @Sendable (Seen) -> [Step]) {
    let (descriptor, port) = LoopbackSocket.bound()
    listener = descriptor
    self.port = port
    let log = Log()
    self.log = log
    #if canImport(Glibc)
      let result = Glibc.listen(descriptor, 16)
    #else
      let result = Darwin.listen(descriptor, 16)
    #endif
    precondition(result == 0, "no listening socket: \(String(cString: strerror(errno)))")
    let stopping = stopping
    threads.start { [threads] in
      while SocketWait.readable(descriptor, or: stopping) {
        let socket = accept(descriptor, nil, nil)
        guard socket >= 0 else { continue }
        let number = log.connected()
        threads.start {
          FrameConnection(socket, stopping: stopping) { log.saw(number, $0, $1) }.serve(script)
        }
      }
    }
  }

  /// `http://127.0.0.1:PORT/api/v1/`.
  package var url: String { "http://127.0.0.1:\(port)/api/v1/" }

  /// Closes everything and waits for its threads.
  package func stop() {
    stopping.open()
    threads.join()
    close(listener)
  }
}

/// One connection, on its own thread.
private final class FrameConnection {
  private let socket: Int32
  private let stopping: Gate
  private let saw: (Int, [UInt8]) -> FrameServer.Seen
  private var buffer: [UInt8] = []
  private var bodies: [Int: [UInt8]] = [:]
  private var isOpen = true

  init(_ socket: Int32, stopping: Gate, saw: @escaping (Int, [UInt8]) -> FrameServer.Seen) {
    self.socket = socket
    self.stopping = stopping
    self.saw = saw
    _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
  }

  func serve(_ script: (FrameServer.Seen) -> [FrameServer.Step]) {
    defer { close(socket) }
    // The client's preface, and empty settings.
    guard read(24) != nil else { return }
    send(4, 0, 0, [])
    while isOpen, let head = read(9) {
      let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
      let (kind, flags) = (head[3], head[4])
      let stream = Int(head[5] & 0x7F) << 24 | Int(head[6]) << 16 | Int(head[7]) << 8 | Int(head[8])
      guard let payload = read(length) else { return }
      switch kind {
      case 0:
        bodies[stream, default: []] += payload
        if length > 0 { for place in [0, stream] { send(8, 0, place, Self.bytes(UInt32(length))) } }
      case 1: bodies[stream] = []
      case 4: if flags & 1 == 0 { send(4, 1, 0, []) }
      case 6: if flags & 1 == 0 { send(6, 1, 0, payload) }
      default: break
      }
      guard kind <= 1, flags & 1 == 1 else { continue }
      let seen = saw(stream, bodies.removeValue(forKey: stream) ?? [])
      for step in script(seen) where isOpen { carryOut(step, stream) }
    }
  }

  private func carryOut(_ step: FrameServer.Step, _ stream: Int) {
    switch step {
    case .respond(let status, let headers, let body):
      carryOut(.head(status, headers: headers), stream)
      send(0, 1, stream, Array(body.utf8))
    case .head(let status, let headers):
      // Literal fields without an index; a long block goes on in further frames.
      var block: [UInt8] = []
      for (name, value) in [(":status", "\(status)")] + headers {
        block += [0] + Self.text(name) + Self.text(value)
      }
      var isFirst = true
      while isFirst || !block.isEmpty {
        let part = Array(block.prefix(16_000))
        block.removeFirst(part.count)
        send(isFirst ? 1 : 9, block.isEmpty ? 4 : 0, stream, part)
        isFirst = false
      }
    case .data(let text): send(0, 0, stream, Array(text.utf8))
    case .reset(let code): send(3, 0, stream, Self.bytes(code))
    case .goAway(let last): send(7, 0, 0, Self.bytes(UInt32(last)) + Self.bytes(0))
    case .wait(let gate):
      var polled = [
        pollfd(fd: gate.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: stopping.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      while poll(&polled, 2, -1) < 0 {}
    case .close: isOpen = false
    }
  }

  private static func bytes(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian, Array.init) }

  /// Length and bytes of a text, as headers have it.
  private static func text(_ text: String) -> [UInt8] {
    var length = text.utf8.count
    var bytes: [UInt8] = []
    if length < 127 {
      bytes.append(UInt8(length))
    } else {
      bytes.append(127)
      length -= 127
      while length >= 128 {
        bytes.append(UInt8(length & 127) | 128)
        length >>= 7
      }
      bytes.append(UInt8(length))
    }
    return bytes + Array(text.utf8)
  }

  private func send(_ kind: UInt8, _ flags: UInt8, _ stream: Int, _ payload: [UInt8]) {
    let length = payload.count
    let head =
      [UInt8(length >> 16 & 0xFF), UInt8(length >> 8 & 0xFF), UInt8(length & 0xFF), kind, flags]
      + Self.bytes(UInt32(stream))
    let bytes = head + payload
    var sent = 0
    while isOpen, sent < bytes.count {
      #if canImport(Glibc)
        let flags = Int32(MSG_NOSIGNAL)
      #else
        let flags: Int32 = 0
      #endif
      let count = bytes.withUnsafeBytes {
        #if canImport(Glibc)
          Glibc.send(socket, $0.baseAddress! + sent, bytes.count - sent, flags)
        #else
          Darwin.send(socket, $0.baseAddress! + sent, bytes.count - sent, flags)
        #endif
      }
      if count > 0 { sent += count } else if errno != EINTR { isOpen = false }
    }
  }

  private func read(_ count: Int) -> [UInt8]? {
    while buffer.count < count {
      guard SocketWait.readable(socket, or: stopping) else { return nil }
      var bytes = [UInt8](repeating: 0, count: 65536)
      let got = recv(socket, &bytes, bytes.count, 0)
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { return nil }
      buffer += bytes[..<got]
    }
    defer { buffer.removeFirst(count) }
    return Array(buffer.prefix(count))
  }
}
