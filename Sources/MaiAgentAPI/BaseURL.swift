import System

/// Where a deployment's API begins: scheme, host, port and a path that ends in exactly one slash. Every URL that this
/// client asks for is made here, so that none can lead to another origin.
package struct BaseURL: Hashable, Sendable, CustomStringConvertible {
  /// How the connection is made.
  package enum Scheme: String, Hashable, Sendable {
    case http, https

    /// The port where a URL names none.
    package var defaultPort: Int { self == .https ? 443 : 80 }
  }

  package let scheme: Scheme
  /// Lower case; an IPv6 address stands in brackets.
  package let host: String
  package let port: Int
  /// Begins and ends with a slash.
  package let path: String

  /// Reads what a user typed: blanks around it are dropped, a missing scheme becomes https (http for this machine), a
  /// missing path becomes `/api/v1/`. Throws `BaseURLProblem`.
  package init(_ typed: String) throws(BaseURLProblem) {
    let text = typed.trimmingBlanks
    guard !text.isEmpty else { throw .empty }
    var rest = text[...]
    var given: Scheme?
    if let mark = text.firstRange(of: "://") {
      let name = text[..<mark.lowerBound].lowercased()
      guard let scheme = Scheme(rawValue: name) else { throw .scheme(name) }
      given = scheme
      rest = text[mark.upperBound...]
    }
    let authorityEnd = rest.firstIndex { "/?#\\".contains($0) } ?? rest.endIndex
    let authority = rest[..<authorityEnd]
    let tail = rest[authorityEnd...]
    guard !authority.contains("@") else { throw .userInformation }
    guard !tail.contains("?") else { throw .query }
    guard !tail.contains("#") else { throw .fragment }
    let (host, port) = try Self.split(authority)
    self.host = host
    scheme = given ?? (HostPlace(host: host) == .thisMachine ? .http : .https)
    self.port = port ?? scheme.defaultPort
    path = try Self.normalised(path: tail)
  }

  /// `https://host:port`, without the port where it is the scheme's own.
  package var origin: String { "\(scheme.rawValue)://\(host)\(port == scheme.defaultPort ? "" : ":\(port)")" }
  /// The whole URL, with its last slash.
  package var description: String { origin + path }
  /// Where the host is, by its name or address.
  package var place: HostPlace { HostPlace(host: host) }
  /// Whether the host is this machine, by name or address.
  package var isLoopback: Bool { place == .thisMachine }

  /// Whether `other` has the same scheme, host and port.
  package func isSameOrigin(as other: BaseURL) -> Bool {
    scheme == other.scheme && host == other.host && port == other.port
  }

  /// The URL of a route. Each of `segments` becomes one path segment, whatever it contains; the path ends in a slash.
  package func joining(_ segments: [String], query: [(String, String)] = []) -> String {
    var url = description
    for segment in segments { url += Self.encoded(segment) + "/" }
    for (index, item) in query.enumerated() {
      url += (index == 0 ? "?" : "&") + Self.encoded(item.0) + "=" + Self.encoded(item.1)
    }
    return url
  }

  /// The next page that the service names for `endpoint` (a URL of this base). Private installations report inner hosts
  /// and paths, so only the query is theirs; nil if there is none.
  package func anchoring(_ next: String, to endpoint: String) -> String? {
    let whole = next.prefix { $0 != "#" }
    guard let mark = whole.firstIndex(of: "?") else { return nil }
    let query = whole[whole.index(after: mark)...]
    guard !query.isEmpty, query.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
    return endpoint.prefix { $0 != "?" } + "?" + query
  }

  /// Whether `url` begins with this origin.
  package func isOrigin(of url: String) -> Bool { url.hasPrefix(origin + "/") }

  private static func split(_ authority: Substring) throws(BaseURLProblem) -> (host: String, port: Int?) {
    var host = authority
    var port: Substring?
    if authority.first == "[" {
      guard let end = authority.firstIndex(of: "]") else { throw .host(String(authority)) }
      host = authority[...end]
      let rest = authority[authority.index(after: end)...]
      if !rest.isEmpty {
        guard rest.first == ":" else { throw .host(String(authority)) }
        port = rest.dropFirst()
      }
      guard isAddress6(String(host.dropFirst().dropLast())) else { throw .host(String(host)) }
    } else {
      if let colon = authority.firstIndex(of: ":") {
        host = authority[..<colon]
        port = authority[authority.index(after: colon)...]
      }
      let isName = host.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." || $0 == "_" }
      guard !host.isEmpty, isName, host.first != ".", host.first != "-" else { throw .host(String(host)) }
    }
    guard let port else { return (host.lowercased(), nil) }
    guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(port), (1...65535).contains(number)
    else { throw .port(String(port)) }
    return (host.lowercased(), number)
  }

  private static func normalised(path: Substring) throws(BaseURLProblem) -> String {
    let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    guard segments.contains(where: { !$0.isEmpty }) || path.contains("\\") else { return "/api/v1/" }
    let isPlain = path.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F && $0 != "\\" }
    guard isPlain, !segments.contains("."), !segments.contains("..") else { throw .path(String(path)) }
    var end = path.endIndex
    while end > path.startIndex, path[path.index(before: end)] == "/" { end = path.index(before: end) }
    return path[..<end] + "/"
  }

  private static func isAddress6(_ text: String) -> Bool {
    var bytes = [UInt8](repeating: 0, count: 16)
    return inet_pton(AF_INET6, text, &bytes) == 1
  }

  private static func encoded(_ text: String) -> String {
    let hex = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Why a text is not the base URL of an API.
package enum BaseURLProblem: Error, Hashable, Sendable, CustomStringConvertible {
  case empty
  /// A scheme that is neither http nor https.
  case scheme(String)
  /// A name or password before the host; it is not repeated here.
  case userInformation
  case query
  case fragment
  case host(String)
  case port(String)
  case path(String)

  /// One sentence for the user.
  package var description: String {
    switch self {
    case .empty: "the base URL is empty"
    case .scheme(let name): "a base URL begins with https:// or http://, not with \(name)://"
    case .userInformation: "a base URL must not contain a user name or password"
    case .query: "a base URL must not contain a query (?)"
    case .fragment: "a base URL must not contain a fragment (#)"
    case .host(let host): host.isEmpty ? "the base URL names no host" : "\(host) is not a host name or address"
    case .port(let port): "\(port.isEmpty ? "nothing" : port) is not a port (1 to 65535)"
    case .path(let path): "the path \(path) has blanks, backslashes or dot segments"
    }
  }
}

extension String {
  /// The text without spaces, tabs, line ends and other controls at both ends.
  var trimmingBlanks: String {
    let isBlank: (Unicode.Scalar) -> Bool = {
      $0.value <= 0x20 || $0.value == 0x7F || $0 == "\u{A0}" || $0 == "\u{3000}"
    }
    var scalars = unicodeScalars[...]
    while let first = scalars.first, isBlank(first) { scalars.removeFirst() }
    while let last = scalars.last, isBlank(last) { scalars.removeLast() }
    return String(scalars)
  }
}
