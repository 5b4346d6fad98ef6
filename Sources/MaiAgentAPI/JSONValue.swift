#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Any JSON value, for answers whose shape is not certain: look-ups that do not fit give nil.
enum JSONValue: Hashable, Sendable, Decodable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// Reads a whole JSON text; nil if it is not one.
  init?(_ bytes: [UInt8]) {
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else { return nil }
    self = value
  }

  init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: FieldName.self) {
      var fields: [String: JSONValue] = [:]
      for key in object.allKeys { fields[key.stringValue] = try object.decode(JSONValue.self, forKey: key) }
      self = .object(fields)
      return
    }
    if var array = try? decoder.unkeyedContainer() {
      var items: [JSONValue] = []
      while !array.isAtEnd { items.append(try array.decode(JSONValue.self)) }
      self = .array(items)
      return
    }
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let text = try? value.decode(String.self) {
      self = .string(text)
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let integer = try? value.decode(Int64.self) {
      self = .integer(integer)
    } else {
      self = .number(try value.decode(Double.self))
    }
  }

  /// The first field of `names` that is there and not null.
  subscript(names: String...) -> JSONValue? {
    guard case .object(let fields) = self else { return nil }
    for name in names {
      if let value = fields[name], value != .null { return value }
    }
    return nil
  }

  /// A string that is not empty.
  var text: String? { if case .string(let text) = self, !text.isEmpty { text } else { nil } }

  /// A string or a number, as text.
  var scalarText: String? {
    switch self {
    case .string(let text): text.isEmpty ? nil : text
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .bool(let bool): "\(bool)"
    case .null, .array, .object: nil
    }
  }

  var items: [JSONValue]? { if case .array(let items) = self { items } else { nil } }

  /// The value as JSON again, keys in order.
  var json: String {
    switch self {
    case .null: return "null"
    case .bool(let bool): return "\(bool)"
    case .integer(let number): return "\(number)"
    case .number(let number): return "\(number)"
    case .string(let text):
      let encoder = JSONEncoder()
      encoder.outputFormatting = .withoutEscapingSlashes
      return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    case .array(let items): return "[" + items.map(\.json).joined(separator: ",") + "]"
    case .object(let fields):
      let pairs = fields.sorted { $0.key < $1.key }.map { JSONValue.string($0.key).json + ":" + $0.value.json }
      return "{" + pairs.joined(separator: ",") + "}"
    }
  }
}

/// Any field name.
struct FieldName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
