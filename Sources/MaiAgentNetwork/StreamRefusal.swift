/// Tells from what curl says in its debugging lines whether an HTTP/2 service refused a request before it took it: by
/// REFUSED_STREAM, or by a GOAWAY whose last stream is below the request's. curl 7.88 has no other sign of it, and none at
/// all for a REFUSED_STREAM on a connection that served other requests before; what cannot be told apart is no refusal.
struct StreamRefusal {
  /// What is known of all connections of a network: curl tells of a GOAWAY to whichever request it serves just then.
  final class Connections {
    /// By connection, the last stream that its service takes.
    fileprivate var lastStreams: [Int: Int] = [:]

    init() {}
  }

  /// Whether the last try was refused before the service took it.
  var isRefused: Bool { isSaid || isBeyondLast }
  private var isSaid = false
  private let connections: Connections
  private var connection: Int?
  private var stream: Int?

  /// Whether the request went out as a stream of HTTP/2.
  var hasStream: Bool { stream != nil }

  init(_ connections: Connections) { self.connections = connections }

  /// The request goes out, or goes out once more.
  mutating func sent() { isSaid = false }

  /// Whether the connection takes no streams as late as the request's.
  private var isBeyondLast: Bool {
    guard let connection, let stream, let last = connections.lastStreams[connection] else { return false }
    return last < stream
  }

  /// Takes one of curl's lines.
  mutating func read(_ line: String) {
    if line.hasPrefix("Connected to ") || line.hasPrefix("Re-using existing connection ") {
      connection = Self.number(after: "#", in: line)
      stream = nil
    } else if line.hasPrefix("Using Stream ID: ") {
      stream = Self.number(after: "Using Stream ID: ", in: line)
    } else if line.contains("GOAWAY, error=") {
      guard let connection, let last = Self.number(after: "last_stream=", in: line) else { return }
      // A service may say it twice, first with the highest number there is.
      connections.lastStreams[connection] = min(last, connections.lastStreams[connection] ?? last)
      if connections.lastStreams.count > 100 { connections.lastStreams = [connection: last] }
    } else if line.hasPrefix("REFUSED_STREAM, retrying") {
      isSaid = true
    } else if line.hasPrefix("Connection died") {
      // Also said of connections that simply ended. The next line is about another connection.
      isSaid = isRefused
    }
  }

  private static func number(after mark: String, in line: String) -> Int? {
    guard let end = line.firstRange(of: mark)?.upperBound else { return nil }
    return Int(line[end...].prefix { $0.isASCII && $0.isNumber })
  }
}
