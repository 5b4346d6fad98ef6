import Foundation

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

extension JSON: Decodable {
  /// Reads any JSON text; nil if it is none, or nested deeper than is sensible.
  init?(_ bytes: some Collection<UInt8>) {
    guard let value = try? JSONDecoder().decode(JSON.self, from: Data(bytes)) else { return nil }
    self = value
  }

  init(from decoder: any Decoder) throws {
    if let fields = try? decoder.container(keyedBy: FieldName.self) {
      self = .object(try fields.allKeys.map { ($0.stringValue, try fields.decode(JSON.self, forKey: $0)) })
    } else if var items = try? decoder.unkeyedContainer() {
      var values: [JSON] = []
      while !items.isAtEnd { values.append(try items.decode(JSON.self)) }
      self = .array(values)
    } else {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .null
      } else if let flag = try? value.decode(Bool.self) {
        self = .bool(flag)
      } else if let number = try? value.decode(Int.self) {
        self = .integer(number)
      } else if let number = try? value.decode(Double.self) {
        self = .number(number)
      } else {
        self = .string(try value.decode(String.self))
      }
    }
  }

  private struct FieldName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
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
