import FlyingFox
import FlyingSocks
import Foundation
import System

/// Answers requests: finds the route, checks the key, and keeps what the routes share.
final class Service: HTTPHandler {
  /// A body may have so many bytes; more is refused with 413.
  static let maximumBody = 64 << 20
  /// So much of a body that is too large is read all the same, since a client may read the answer only when it has sent
  /// all.
  static let maximumDrain = 256 << 20

  let options: SandboxServer.Options
  let pool: SocketPool<WaitQueue>
  let shelf = Lock(InMemoryStore())
  private let port = Lock<UInt16>(0)
  private let running = Lock(0)

  init(_ options: SandboxServer.Options, pool: SocketPool<WaitQueue>) {
    self.options = options
    self.pool = pool
    if options.samples == .conversations { shelf.withLock { $0.addSamples(now: Self.now()) } }
  }

  /// Where the server listens.
  func listens(on port: UInt16) { self.port.withLock { $0 = port } }

  var origin: String { "http://127.0.0.1:\(port.withLock { $0 })" }
  var mediaURL: String { "\(origin)/media/" }

  /// How many replies are being thought of or sent.
  var runningReplies: Int { running.withLock { $0 } }
  func replyBegan() { running.withLock { $0 += 1 } }
  func replyEnded() { running.withLock { $0 -= 1 } }

  /// Milliseconds since 1970.
  static func now() -> Int { Int(Date().timeIntervalSince1970 * 1000) }

  /// A version 4 UUID. Not Foundation's, which makes one and the same id where the system gives it no random bytes.
  static func newID() -> String {
    let hex = (0..<2).map { _ in
      let digits = String(UInt64.random(in: .min ... .max), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
    var digits = Array(hex)
    digits[12] = "4"
    digits[16] = Array("89ab")[Int.random(in: 0..<4)]
    for place in [20, 16, 12, 8] { digits.insert("-", at: place) }
    return String(digits)
  }

  // MARK: Requests

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    let socket = ClientSocket(of: request, port: port.withLock { $0 })
    socket?.prepare()
    var response: HTTPResponse
    do {
      response = try await answer(request, socket)
    } catch let refusal as Refusal {
      response = .json(refusal.status, refusal.body, headers: refusal.headers)
    } catch is ClientGone {
      response = .json(500, ["detail": "The client left."])
    }
    // A stream ends the connection itself; until then its socket tells whether the client is there.
    if response.headers[.transferEncoding] == nil, response.isWhole { socket?.endAfterAnswer() }
    return response
  }

  private func answer(_ request: HTTPRequest, _ socket: ClientSocket?) async throws -> HTTPResponse {
    let path = request.target.path(percentEncoded: false)
    let body = try await read(request, socket)
    if path == "/storage/" || path == "/storage" { return try store(request, body) }
    if path.hasPrefix("/media/") { return try download(path.dropFirst("/media/".count), request) }
    guard let base = ["/api/v1/", "/api/"].first(where: { path.hasPrefix($0) }) else { throw Refusal.notFound }
    let rest = path.dropFirst(base.count)
    let parts = rest.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let names = parts.last == "" ? parts.dropLast() : parts[...]
    guard let route = Route.find(Array(names)) else { throw Refusal.notFound }
    guard rest.hasSuffix("/") || route.takesNoSlash else {
      let query = request.target.query()
      let location = request.target.path() + "/" + (query.isEmpty ? "" : "?\(query)")
      return .bytes(301, [], type: "text/html; charset=utf-8", headers: [(.location, location)])
    }
    try authorize(request)
    guard let action = route.actions[request.method.rawValue] else {
      throw Refusal(
        405, ["detail": .string("Method \"\(request.method.rawValue)\" not allowed.")],
        headers: [(HTTPHeader("Allow"), route.actions.keys.sorted().joined(separator: ", "))])
    }
    let query = Dictionary(request.query.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    return try await action(
      self,
      APICall(
        method: request.method.rawValue, path: Array(names), base: origin + base, query: query,
        headers: request.headers, body: body, socket: socket))
  }

  private func authorize(_ request: HTTPRequest) throws(Refusal) {
    guard let given = request.headers[.authorization], !given.isEmpty else {
      throw Refusal(401, ["detail": "Authentication credentials were not provided."])
    }
    let prefix = "Api-Key "
    guard given.hasPrefix(prefix), !given.dropFirst(prefix.count).allSatisfy(\.isWhitespace) else {
      throw Refusal(401, ["detail": "Invalid API key format."])
    }
    if let key = options.key, given.dropFirst(prefix.count) != key {
      throw Refusal(401, ["detail": "Invalid API key."])
    }
  }

  private func isUpload(_ request: HTTPRequest) -> Bool {
    request.headers[.contentType]?.lowercased().hasPrefix("multipart/") == true
  }

  private func read(_ request: HTTPRequest, _ socket: ClientSocket?) async throws -> [UInt8] {
    let isAsking = request.headers[HTTPHeader("Expect")]?.lowercased() == "100-continue"
    let tooLarge = Refusal(413, ["detail": "The sandbox takes at most 67 MB in one request."])
    if let length = request.bodySequence.count, length > Self.maximumBody, isAsking { throw tooLarge }
    if isAsking { socket?.sendContinue() }
    var bytes: [UInt8] = []
    var count = 0
    do {
      for try await part in request.bodySequence {
        count += part.count
        if options.uploads.rate > 0, isUpload(request) {
          try await Task.sleep(for: .seconds(Double(part.count) / Double(options.uploads.rate)))
        }
        if count <= Self.maximumBody { bytes += part } else { bytes = [] }
        if count > Self.maximumDrain { break }
      }
    } catch let error as SocketError {
      throw error
    } catch {
      throw Refusal(400, ["detail": "The request's body is malformed."])
    }
    if count > Self.maximumBody { throw tooLarge }
    return bytes
  }
}

extension HTTPResponse {
  /// Whether it is known how long the body is.
  fileprivate var isWhole: Bool {
    if case .httpBody(let body) = payload { body.count != nil } else { false }
  }
}
