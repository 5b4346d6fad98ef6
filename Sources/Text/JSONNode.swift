/// A JSON value and where it stands.
package struct JSONNode: Equatable, Sendable {
  /// Its first byte, counted from the start of the file.
  package var offset: Int
  package var content: Content

  /// What it is. Of a key that stands twice in an object the last one counts.
  package indirect enum Content: Equatable, Sendable {
    case null
    case bool(Bool)
    /// As written.
    case number(String)
    case string(String)
    case array([JSONNode])
    case object([String: JSONNode])
  }

  package init(offset: Int, _ content: Content) {
    self.offset = offset
    self.content = content
  }

  /// What a service sent, as far as it can be read; nil where it is no JSON, or something follows it.
  package init?(received bytes: [UInt8]) {
    let node = bytes.withUnsafeBufferPointer { bytes -> JSONNode? in
      var reader = JSONReader(bytes, mode: .tolerant)
      guard reader.peek() != nil, let node = try? reader.value(), reader.peek() == nil else { return nil }
      return node
    }
    guard let node else { return nil }
    self = node
  }

  /// The value under `key`; nil where there is none, or it is null.
  package subscript(key: String) -> JSONNode? {
    guard case .object(let members) = content, let node = members[key], node.content != .null else { return nil }
    return node
  }

  /// The value under the first of `keys` that has one and is not null.
  package subscript(keys: String...) -> JSONNode? {
    guard case .object(let members) = content else { return nil }
    for key in keys {
      if let node = members[key], node.content != .null { return node }
    }
    return nil
  }

  /// The text, if it is one.
  package var string: String? { if case .string(let text) = content { text } else { nil } }
  /// The values, if it is an array.
  package var array: [JSONNode]? { if case .array(let nodes) = content { nodes } else { nil } }
  /// The members, if it is an object.
  package var object: [String: JSONNode]? { if case .object(let members) = content { members } else { nil } }
  /// The value, if it is a Boolean.
  package var bool: Bool? { if case .bool(let value) = content { value } else { nil } }
  /// The number, if it is a whole one of 64 bits.
  package var integer: Int64? { if case .number(let digits) = content { Int64(digits) } else { nil } }
  /// The number, if it is one.
  package var double: Double? { if case .number(let digits) = content { Double(digits) } else { nil } }

  /// It as JSON on one line, with keys in the order of their bytes.
  package var text: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch content {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .number(let digits): text += digits
    case .string(let string): JSONText.write(string, to: &text)
    case .array(let nodes):
      text += "["
      for (index, node) in nodes.enumerated() {
        if index > 0 { text += "," }
        node.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, key) in members.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }).enumerated() {
        if index > 0 { text += "," }
        JSONText.write(key, to: &text)
        text += ":"
        members[key]?.write(to: &text)
      }
      text += "}"
    }
  }
}
