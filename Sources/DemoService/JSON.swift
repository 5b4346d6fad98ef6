import Text

/// A JSON value whose fields keep their order, so that what the sandbox sends can be compared byte for byte.
indirect enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([(name: String, value: JSON)])

  /// Whatever the order of the fields.
  static func == (left: JSON, right: JSON) -> Bool { left.sorted.bytes == right.sorted.bytes }

  private var sorted: JSON {
    switch self {
    case .array(let items): .array(items.map(\.sorted))
    case .object(let fields): .object(fields.sorted { $0.name < $1.name }.map { ($0.name, $0.value.sorted) })
    default: self
    }
  }

  /// The value on one line, as UTF-8.
  var bytes: [UInt8] {
    var result: [UInt8] = []
    write(to: &result)
    return result
  }

  private func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let flag): bytes += (flag ? "true" : "false").utf8
    case .integer(let number): bytes += String(number).utf8
    case .number(let number): bytes += (number.isFinite ? "\(number)" : "null").utf8
    case .string(let text):
      bytes.append(UInt8(ascii: "\""))
      Self.escape(text.utf8, into: &bytes)
      bytes.append(UInt8(ascii: "\""))
    case .array(let items):
      bytes.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { bytes += ", ".utf8 }
        item.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let fields):
      bytes.append(UInt8(ascii: "{"))
      for (index, field) in fields.enumerated() {
        if index > 0 { bytes += ", ".utf8 }
        JSON.string(field.name).write(to: &bytes)
        bytes += ": ".utf8
        field.value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// Appends UTF-8 `text` as it stands between the quotes of a JSON string.
  static func escape(_ text: some Sequence<UInt8>, into bytes: inout [UInt8]) {
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""): bytes += "\\\"".utf8
      case UInt8(ascii: "\\"): bytes += "\\\\".utf8
      case 0x0A: bytes += "\\n".utf8
      case 0x0D: bytes += "\\r".utf8
      case 0x09: bytes += "\\t".utf8
      case 0..<0x20:
        bytes += "\\u00".utf8
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
  }

  private static let digits = Array("0123456789abcdef".utf8)
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral {
  init(stringLiteral text: String) { self = .string(text) }
  init(dictionaryLiteral fields: (String, JSON)...) { self = .object(fields.map { (name: $0, value: $1) }) }
  init(arrayLiteral items: JSON...) { self = .array(items) }
}

extension JSON {
  /// Reads any JSON text; nil if it is none, nested deeper than is sensible, or has half of a surrogate pair alone in it,
  /// which the service refuses too.
  init?(_ bytes: some Collection<UInt8>) {
    let node = Array(bytes).withUnsafeBufferPointer { bytes -> JSONNode? in
      var reader = JSONReader(bytes)
      guard let node = try? reader.value(), (try? reader.end()) != nil, !reader.hasLoneHalf else { return nil }
      return node
    }
    guard let node else { return nil }
    self.init(node)
  }

  /// Fields are in the order of their names.
  init(_ node: JSONNode) {
    switch node.content {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .number: self = node.integer.map { .integer(Int($0)) } ?? .number(node.double ?? 0)
    case .string(let text): self = .string(text)
    case .array(let items): self = .array(items.map { JSON($0) })
    case .object(let fields): self = .object(fields.sorted { $0.key < $1.key }.map { ($0.key, JSON($0.value)) })
    }
  }

  /// The field of the first of these names that is there; nil where this is no object.
  subscript(names: String...) -> JSON? {
    guard case .object(let fields) = self else { return nil }
    for name in names {
      if let field = fields.last(where: { $0.name == name }) { return field.value }
    }
    return nil
  }

  var text: String? { if case .string(let text) = self { text } else { nil } }

  /// What a client may send for a yes.
  var isTrue: Bool {
    switch self {
    case .bool(let flag): flag
    case .integer(let number): number == 1
    case .string(let text): text.lowercased() == "true" || text == "1"
    default: false
    }
  }
}
