import System
import Text

/// Where a host is, as far as its name or address says. The one place that knows this machine's addresses: plain http, the
/// exemption from proxies and what a service may name all go by it. Nothing is resolved here.
package enum HostPlace: Hashable, Sendable {
  /// This machine: localhost, 127.0.0.0/8, 0.0.0.0/8, ::1, :: and what carries one of these addresses within.
  case thisMachine
  /// The network's own machinery: link-local addresses (169.254.0.0/16, fe80::/10), and the addresses by which clouds hand
  /// credentials to their machines. No service keeps files there.
  case machinery
  case elsewhere

  /// The place of `host`, as it stands in a URL: a name, or an address in any spelling that programs take (brackets, decimal,
  /// octal, hexadecimal, fewer than four numbers, a final dot, percent signs, full-width digits).
  package init(host: some StringProtocol) {
    let plain = Self.plain(String(host))
    let names = [
      "localhost", "localhost.localdomain", "localhost6", "localhost6.localdomain6", "ip6-localhost", "ip6-loopback",
    ]
    if names.contains(plain) || plain.hasSuffix(".localhost") {
      self = .thisMachine
    } else if let bytes = Self.fourBytes(plain) ?? Self.sixteenBytes(plain) {
      self.init(address: bytes)
    } else {
      self = .elsewhere
    }
  }

  /// The place of an address: 4 bytes, or 16.
  package init(address: [UInt8]) {
    if address.count == 4 {
      switch (address[0], address[1]) {
      case (127, _), (0, _): self = .thisMachine
      case (169, 254): self = .machinery
      default: self = address == [100, 100, 100, 200] ? .machinery : .elsewhere
      }
      return
    }
    let zeros = address.prefix { $0 == 0 }.count
    if zeros == 16 || zeros == 15 && address[15] == 1 {
      self = .thisMachine
    } else if let inner = Self.carried(by: address) {
      self.init(address: inner)
    } else if address[0] == 0xFE, address[1] & 0xC0 == 0x80 {
      self = .machinery
    } else {
      self = address == Self.sixteenBytes("fd00:ec2::254") ? .machinery : .elsewhere
    }
  }

  /// The IPv4 address that an IPv6 address carries: mapped, compatible, translated, by NAT64 or by 6to4.
  private static func carried(by address: [UInt8]) -> [UInt8]? {
    let last = Array(address[12...])
    let beginnings: [[UInt8]] = [
      [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF], [UInt8](repeating: 0, count: 12),
      [UInt8](repeating: 0, count: 8) + [0xFF, 0xFF, 0, 0], [0, 0x64, 0xFF, 0x9B] + [UInt8](repeating: 0, count: 8),
    ]
    // ::2 and its like are no IPv4 addresses of old.
    let isOther = address.starts(with: beginnings[1]) && last[0] == 0
    if !isOther, beginnings.contains(where: { address.starts(with: $0) }) { return last }
    return address.starts(with: [0x20, 0x02]) ? Array(address[2..<6]) : nil
  }

  // MARK: Spellings

  /// `host` in small letters, without brackets, zone, final dots, and what is only another way to write a character.
  private static func plain(_ host: String) -> String {
    var text = host.hasPrefix("[") ? host : String(decoding: PercentSigns.undone(host).bytes, as: UTF8.self)
    if text.hasPrefix("[") { text = String(text.dropFirst().prefix { $0 != "]" && $0 != "%" }) }
    var result = ""
    for scalar in text.unicodeScalars where !scalar.properties.isDefaultIgnorableCodePoint {
      switch scalar.value {
      case 0xFF01...0xFF5E: result.unicodeScalars.append(Unicode.Scalar(scalar.value - 0xFEE0)!)
      case 0x3002, 0xFF61: result += "."
      case 0x80...:
        if let value = scalar.properties.numericValue, (0...9).contains(value), value == value.rounded() {
          result += String(Int(value))
        } else if let letter = plainLetter(scalar) {
          result.unicodeScalars.append(letter)
        } else {
          result.unicodeScalars.append(scalar)
        }
      default: result.unicodeScalars.append(scalar)
      }
    }
    result = result.lowercased()
    while result.hasSuffix(".") { result.removeLast() }
    return result
  }

  /// The letter of which `scalar` is a bold, circled, raised or other form, as names are read with such forms undone.
  private static func plainLetter(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    guard let words = scalar.properties.name?.split(separator: " "), let last = words.last,
      last.unicodeScalars.count == 1,
      words.contains(where: { ["MATHEMATICAL", "LATIN", "SCRIPT", "DOUBLE-STRUCK", "MODIFIER", "ITALIC"].contains($0) })
    else { return nil }
    return last.unicodeScalars.first
  }

  /// An IPv4 address as `inet_aton` reads it: one to four numbers, of which the last one fills the rest.
  private static func fourBytes(_ text: String) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...4).contains(parts.count) else { return nil }
    var numbers: [UInt64] = []
    for part in parts {
      guard let number = number(part) else { return nil }
      numbers.append(number)
    }
    let last = numbers.removeLast()
    guard numbers.allSatisfy({ $0 <= 255 }), last < 1 << UInt64(8 * (4 - numbers.count)) else { return nil }
    var value = last
    for (index, number) in numbers.enumerated() { value |= number << UInt64(8 * (3 - index)) }
    return (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * (3 - $0))) }
  }

  private static func number(_ text: Substring) -> UInt64? {
    guard let first = text.utf8.first, (0x30...0x39).contains(first) else { return nil }
    if text == "0x" { return 0 }
    if text.hasPrefix("0x") { return text.contains("+") ? nil : UInt64(text.dropFirst(2), radix: 16) }
    return first == 0x30 && text.utf8.count > 1 ? UInt64(text, radix: 8) : UInt64(text, radix: 10)
  }

  private static func sixteenBytes(_ text: String) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let address = text.prefix { $0 != "%" }
    return inet_pton(AF_INET6, String(address), &bytes) == 1 ? bytes : nil
  }
}

extension BaseURL {
  /// Whether what the service names at `place` may be gone to. A service on this machine may name this machine, as the
  /// sandbox does; one elsewhere would make this client ask its own neighbours for what only they may ask.
  package func mayName(_ place: HostPlace) -> Bool {
    place == .elsewhere || self.place == .thisMachine || self.place == place
  }

  /// Why `place` is not gone to, which the service names as its `purpose`; nil where it is.
  package func refusal(of place: HostPlace, purpose: String) -> String? {
    if mayName(place) { return nil }
    switch place {
    case .thisMachine: return "The service names this machine as \(purpose)."
    case .machinery: return "The service names an address of the network's own machinery (link-local) as \(purpose)."
    case .elsewhere: return nil
    }
  }
}
