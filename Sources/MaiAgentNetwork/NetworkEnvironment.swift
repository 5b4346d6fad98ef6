import MaiAgentAPI
import System

/// What the environment says of proxies and certificates, by the names and the order of curl's own tool. Prints without
/// the names and passwords that a proxy's address may hold.
package struct NetworkEnvironment: Equatable, Sendable {
  /// The variables that are read; an empty one counts as none.
  package static let names = [
    "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY", "CURL_CA_BUNDLE",
    "SSL_CERT_DIR", "SSL_CERT_FILE",
  ]

  private let variables: [String: Secret]

  private struct Secret: Equatable, CustomReflectable, CustomStringConvertible {
    let text: String
    var description: String { "(value)" }
    var customMirror: Mirror { Mirror(self, children: []) }
  }

  package init(_ variables: [String: String]) {
    self.variables = variables.filter { Self.names.contains($0.key) && !$0.value.isEmpty }.mapValues(Secret.init)
  }

  /// As the process has it now.
  package static var ofProcess: NetworkEnvironment {
    var found: [String: String] = [:]
    for name in names { found[name] = getenv(name).map { String(cString: $0) } }
    return NetworkEnvironment(found)
  }

  private func first(_ names: String...) -> (name: String, value: String)? {
    for name in names { if let value = variables[name] { return (name, value.text) } }
    return nil
  }

  // MARK: Proxies

  /// The proxy for what goes to `target`; nil where none is configured, or where `no_proxy` exempts the host.
  package func proxy(for target: WebTarget) -> Proxy? {
    // Another machine's proxy would look for this machine's service on itself, and read the key.
    if target.place == .thisMachine { return nil }
    // HTTP_PROXY is not read: a web server's scripts get it from whoever asks.
    let own = target.scheme == "https" ? first("https_proxy", "HTTPS_PROXY") : first("http_proxy")
    guard let found = own ?? first("all_proxy", "ALL_PROXY"), !isExempt(target.host) else { return nil }
    return Proxy(variable: found.name, address: found.value)
  }

  /// The proxy in use for the service at `base`, or why there is none; for `doctor`.
  package func proxyNote(for base: BaseURL) -> String {
    if let proxy = WebTarget(base.description).flatMap(proxy) { return "\(proxy.place) (\(proxy.variable))" }
    if base.isLoopback { return "none: the service is on this machine" }
    return isExempt(base.host) ? "none: no_proxy names \(base.host)" : "none"
  }

  /// Whether `no_proxy` names `host`.
  func isExempt(_ host: String) -> Bool {
    guard let list = first("no_proxy", "NO_PROXY")?.value else { return false }
    return NoProxyList(list).contains(host)
  }

  // MARK: Certificates

  /// Certificates to trust, where the environment names some.
  package struct Trust: Equatable, Sendable {
    package var file: String?
    package var folder: String?
    /// The variables that were read, for words about them.
    package var variables: [String]
  }

  /// As curl's tool reads it: CURL_CA_BUNDLE alone, else SSL_CERT_DIR and SSL_CERT_FILE together.
  package var trust: Trust? {
    if let bundle = first("CURL_CA_BUNDLE") { return Trust(file: bundle.value, folder: nil, variables: [bundle.name]) }
    let (folder, file) = (first("SSL_CERT_DIR"), first("SSL_CERT_FILE"))
    guard folder != nil || file != nil else { return nil }
    return Trust(file: file?.value, folder: folder?.value, variables: [folder?.name, file?.name].compactMap { $0 })
  }
}

/// A proxy of the environment.
package struct Proxy: Equatable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The variable that names it.
  package let variable: String
  /// As the variable has it, for curl; may hold a password.
  let address: String

  init(variable: String, address: String) {
    self.variable = variable
    self.address = address
  }

  /// Host and port, without a name or password.
  package var place: String {
    let rest = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return authority.lastIndex(of: "@").map { String(authority[authority.index(after: $0)...]) } ?? String(authority)
  }

  package var description: String { place }
  package var customMirror: Mirror { Mirror(self, children: []) }

  /// `text` without the name and password that stand in the proxy's address.
  func redacting(_ text: String) -> String {
    let rest = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard let at = authority.lastIndex(of: "@") else { return text }
    var result = text.replacing(authority[...at], with: "")
    for part in authority[..<at].split(separator: ":") where part.utf8.count > 3 {
      result = result.replacing(part, with: "(proxy's name or password)")
    }
    return result
  }
}

/// The hosts of `no_proxy`: names that also stand for what ends in them, addresses, networks in CIDR form, or `*` for all.
struct NoProxyList {
  private let entries: [String]

  init(_ text: String) {
    entries = text.split { $0 == "," || $0.isWhitespace }.map { $0.lowercased() }
  }

  func contains(_ host: String) -> Bool {
    var name = host.lowercased()
    if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
    if name.hasSuffix(".") { name.removeLast() }
    let address = Self.address(name)
    return entries.contains { entry in
      if entry == "*" { return entries.count == 1 }
      if let address { return Self.matches(address, entry) }
      var suffix = entry[...]
      while suffix.first == "." { suffix = suffix.dropFirst() }
      if suffix.last == "." { suffix = suffix.dropLast() }
      return !suffix.isEmpty && (name == suffix || name.hasSuffix("." + suffix))
    }
  }

  private static func matches(_ address: [UInt8], _ entry: String) -> Bool {
    let parts = entry.split(separator: "/", maxSplits: 1)
    guard let first = parts.first, let network = Self.address(first.filter { $0 != "[" && $0 != "]" }),
      network.count == address.count
    else { return false }
    guard parts.count == 2 else { return network == address }
    guard let bits = Int(parts[1]), (0...8 * network.count).contains(bits) else { return false }
    return (0..<bits).allSatisfy { bit in (network[bit / 8] ^ address[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0 }
  }

  private static func address(_ text: String) -> [UInt8]? {
    var four = [UInt8](repeating: 0, count: 4)
    if inet_pton(AF_INET, text, &four) == 1 { return four }
    var sixteen = [UInt8](repeating: 0, count: 16)
    return inet_pton(AF_INET6, text, &sixteen) == 1 ? sixteen : nil
  }
}
