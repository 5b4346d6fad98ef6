import Dispatch
import FlyingFox
import FlyingSocks
import System

/// A server on 127.0.0.1 that answers like the MaiAgent service, for trying the client without a key or a network.
/// It imitates the contract, not the intelligence: no AI stands behind it.
///
/// How the contract is known: routes, fields, the two forms of the Authorization header, the four ways to upload and the
/// statuses follow the service's documentation. Guesses, where the documentation says nothing: the words of 403 and 404,
/// throttling, the object that reports an error in mid-stream, the order of messages (newest first), what becomes of a
/// reply whose client left (what was sent is kept).
///
/// Lives until `stop`, whether or not somebody refers to it.
package final class SandboxServer: Sendable {
  private let server: HTTPServer
  private let service: Service
  private let queue: WaitQueue
  private let running: Task<Void, Never>
  /// Why it ended.
  private let failure: Lock<(any Error)?>
  private let isStopped = Lock(false)
  /// Where it listens.
  package let port: UInt16

  /// `http://127.0.0.1:PORT/api/v1/`.
  package var baseURL: String { "http://127.0.0.1:\(port)/api/v1/" }

  /// The id of the chatbot that shows newcomers around.
  package static var guide: String { CastMember.all[0].id }

  /// How many replies are being thought of or sent at this moment.
  package var runningReplies: Int { service.runningReplies }

  /// What a prompt can begin with to get an answer of a certain kind: how it is written, and what it gives.
  package static var directives: [(usage: String, summary: String)] {
    Directive.allCases.map { ($0.usage, $0.summary) }
  }

  private init(
    server: HTTPServer, service: Service, queue: WaitQueue, running: Task<Void, Never>,
    failure: Lock<(any Error)?>, port: UInt16
  ) {
    self.running = running
    self.failure = failure
    self.server = server
    self.service = service
    self.queue = queue
    self.port = port
  }

  /// Starts a server, and returns when it accepts connections. May be called from the main thread, which it blocks for
  /// a moment; not from a task, whose thread it would take from the server.
  package static func start(_ options: Options = Options()) throws(SandboxError) -> SandboxServer {
    try checkFree(options.port)
    let queue = WaitQueue()
    let pool = SocketPool(queue: queue)
    let service = Service(options, pool: pool)
    service.listens(on: options.port)
    guard let address = try? sockaddr_in.inet(ip4: "127.0.0.1", port: options.port) else {
      preconditionFailure("127.0.0.1 is an address")
    }
    // Both sizes equal: larger bodies are read as they come and kept only once. No limit of time: a reply may be slow.
    let configuration = HTTPServer.Configuration(
      address: address, timeout: 365 * 86_400, sharedRequestBufferSize: 4096, sharedRequestReplaySize: 4096,
      pool: pool, logger: .disabled)
    let server = HTTPServer(config: configuration, handler: service)
    let failure = Lock<(any Error)?>(nil)
    // Somebody waits for each answer, whatever else this process has to do.
    let running = Task.detached(priority: .high) {
      do { try await server.run() } catch { failure.withLock { $0 = $0 ?? error } }
    }
    let port = wait {
      let listening = Task {
        try? await server.waitUntilListening(timeout: 5)
        return await server.listeningAddress
      }
      // Where the server cannot listen its task ends, and nobody would be told.
      let end = Task {
        await running.value
        listening.cancel()
      }
      defer { end.cancel() }
      if case .ip4(_, let port)? = await listening.value { return port }
      return UInt16(0)
    }
    guard port != 0 else {
      running.cancel()
      try? queue.close()
      if case .failed(_, let number, _)? = failure.withLock({ $0 }) as? SocketError {
        throw SandboxError(port: options.port, errno: number)
      }
      throw .system("it does not answer")
    }
    service.listens(on: port)
    return SandboxServer(
      server: server, service: service, queue: queue, running: running, failure: failure, port: port)
  }

  /// Calls `body` with the reason when the server ends by itself, as where the system gives no more descriptors.
  package func whenEnded(_ body: @escaping @Sendable (String) -> Void) {
    Task.detached { [running, failure, isStopped] in
      await running.value
      guard !isStopped.withLock({ $0 }) else { return }
      if case .failed(_, let number, _)? = failure.withLock({ $0 }) as? SocketError {
        body(systemReason(number))
      } else {
        body("it lost its socket")
      }
    }
  }

  /// Ends all replies, closes all connections and waits for that, `seconds` at most where it is given. May be repeated; not
  /// from a task.
  package func stop(within seconds: Double? = nil) {
    isStopped.withLock { $0 = true }
    let done = DispatchSemaphore(value: 0)
    Task.detached(priority: .high) { [server] in
      await server.stop()
      done.signal()
    }
    _ = done.wait(timeout: seconds.map { .now() + $0 } ?? .distantFuture)
  }

  /// Finds out whether `port` can be had: FlyingFox keeps a descriptor open when it cannot.
  private static func checkFree(_ port: UInt16) throws(SandboxError) {
    if port == 0 { return }
    let descriptor = Descriptor.tcpSocket()
    guard descriptor >= 0 else { throw SandboxError(port: port, errno: errno) }
    defer { close(descriptor) }
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafeBytes(of: &address) { bytes in
      bind(
        descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self),
        socklen_t(MemoryLayout<sockaddr_in>.size))
    }
    if result != 0 { throw SandboxError(port: port, errno: errno) }
  }

  /// Runs `body` on another thread and blocks this one until it is done.
  private static func wait<Result: Sendable>(_ body: @escaping @Sendable () async -> Result) -> Result {
    let result = Lock<Result?>(nil)
    let done = DispatchSemaphore(value: 0)
    Task.detached(priority: .high) {
      let value = await body()
      result.withLock { $0 = value }
      done.signal()
    }
    done.wait()
    guard let value = result.withLock({ $0 }) else { preconditionFailure("the value is there before the signal") }
    return value
  }
}
