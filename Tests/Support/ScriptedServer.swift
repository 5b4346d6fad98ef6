import System

/// An HTTP server on 127.0.0.1 that does exactly what a test's script says, faults included, and remembers what it saw.
/// Each request is answered by the steps that `script` returns for it; the connection then serves its next request,
/// unless the steps closed it. Nothing in it sleeps: it waits on sockets and gates.
package final class ScriptedServer: Sendable {
  /// The port it listens on.
  package let port: Int
  /// What it saw and did.
  package let log: ServerLog
  private let listener: Int32
  private let stopping: Gate
  private let threads = ServerThreads()

  /// Serves with the steps that `script` gives for each request; it is called on the connections' threads. `bodies` says
  /// what becomes of the body of a request to a target.
  package init(
    bodies: @escaping @Sendable (String) -> BodyHandling = { _ in .keep },
    _ script: @escaping @Sendable (SeenRequest) -> [ServerStep]
  ) {
    let (descriptor, port) = Self.listen()
    listener = descriptor
    self.port = port
    let log = ServerLog()
    let stopping = Gate()
    self.log = log
    self.stopping = stopping
    threads.start { [threads] in
      while let connection = Self.accept(descriptor, stopping) {
        let number = log.connectionOpened()
        threads.start {
          ScriptedConnection(
            connection, number: number, log: log, stopping: stopping, bodies: bodies, script: script
          ).serve()
        }
      }
    }
  }

  /// Serves the n-th request with the n-th list of steps, and closes the connections of all further ones.
  package convenience init(_ scripts: [ServerStep]...) {
    self.init { request in request.number < scripts.count ? scripts[request.number] : [.close] }
  }

  /// `http://127.0.0.1:PORT`, followed by `path`.
  package func url(_ path: String = "/api/v1/") -> String { "http://127.0.0.1:\(port)\(path)" }

  /// Closes everything and waits for its threads.
  package func stop() {
    stopping.open()
    threads.join()
    close(listener)
  }

  private static func listen() -> (descriptor: Int32, port: Int) {
    let (descriptor, port) = LoopbackSocket.bound()
    #if canImport(Glibc)
      let result = Glibc.listen(descriptor, 128)
    #else
      let result = Darwin.listen(descriptor, 128)
    #endif
    precondition(result == 0, "no listening socket: \(String(cString: strerror(errno)))")
    return (descriptor, port)
  }

  private static func accept(_ listener: Int32, _ stopping: Gate) -> Int32? {
    while true {
      guard SocketWait.readable(listener, or: stopping) else { return nil }
      #if canImport(Glibc)
        let connection = Glibc.accept(listener, nil, nil)
      #else
        let connection = Darwin.accept(listener, nil, nil)
      #endif
      guard connection >= 0 else { continue }
      _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
      return connection
    }
  }
}

/// What a scripted server does with the body of a request.
package enum BodyHandling: Sendable {
  case keep
  /// Reads all of it and keeps its beginning.
  case count
  /// Resets the connection when so many bytes have come.
  case cut(after: Int)
  /// Reads no more than so many bytes until the gate opens, and then up to where the client hung up.
  case stall(after: Int, until: Gate)
  /// Follows the script when so many bytes have come, and then closes.
  case answer(after: Int)
}

/// One step of a script.
package enum ServerStep: Sendable {
  /// Sends these bytes as they are.
  case send([UInt8])
  /// Waits until the test opens the gate; the script ends if the client hangs up meanwhile.
  case wait(Gate)
  /// Waits until the client hangs up.
  case stall
  /// Sends these bytes again and again until the client hangs up.
  case endless([UInt8])
  /// Ends the connection in order.
  case close
  /// Ends the connection with a reset.
  case reset

  /// Sends `text` as it is.
  package static func send(_ text: String) -> ServerStep { .send(Array(text.utf8)) }

  /// A whole answer with a Content-Length.
  package static func respond(
    _ status: Int, _ headers: [(String, String)] = [], _ body: [UInt8]
  ) -> ServerStep {
    .send(Array(head(status, headers + [("Content-Length", "\(body.count)")]).utf8) + body)
  }

  /// A whole answer with a Content-Length; JSON unless a header says otherwise.
  package static func respond(_ status: Int, _ headers: [(String, String)] = [], _ body: String = "") -> ServerStep {
    let hasType = headers.contains { $0.0.lowercased() == "content-type" }
    return respond(status, hasType ? headers : headers + [("Content-Type", "application/json")], Array(body.utf8))
  }

  /// The head of a chunked stream of server-sent events.
  package static func streamHead(_ headers: [(String, String)] = []) -> ServerStep {
    .send(
      head(200, [("Content-Type", "text/event-stream; charset=utf-8"), ("Transfer-Encoding", "chunked")] + headers))
  }

  /// One chunk of a chunked body.
  package static func chunk(_ bytes: [UInt8]) -> ServerStep { .send(chunked(bytes)) }
  package static func chunk(_ text: String) -> ServerStep { .send(chunked(Array(text.utf8))) }

  /// The end of a chunked body.
  package static var lastChunk: ServerStep { .send("0\r\n\r\n") }

  /// `bytes` framed as one chunk.
  package static func chunked(_ bytes: [UInt8]) -> [UInt8] {
    Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
  }

  private static func head(_ status: Int, _ headers: [(String, String)]) -> String {
    "HTTP/1.1 \(status) Scripted\r\n" + headers.map { "\($0.0): \($0.1)\r\n" }.joined() + "\r\n"
  }
}
