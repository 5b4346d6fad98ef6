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

  /// The value under `key`; nil where there is none, or it is null.
  package subscript(key: String) -> JSONNode? {
    guard case .object(let members) = content, let node = members[key], node.content != .null else { return nil }
    return node
  }

  /// The text, if it is one.
  package var string: String? { if case .string(let text) = content { text } else { nil } }
  /// The values, if it is an array.
  package var array: [JSONNode]? { if case .array(let nodes) = content { nodes } else { nil } }
  /// The members, if it is an object.
  package var object: [String: JSONNode]? { if case .object(let members) = content { members } else { nil } }
  /// The truth, if it is one.
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

/// Strings as JSON writes them.
package enum JSONText {
  /// `string` between quotation marks.
  package static func quoted(_ string: String) -> String {
    var text = ""
    write(string, to: &text)
    return text
  }

  /// Appends `string` between quotation marks. Controls, what orders text from right to left, and noncharacters are
  /// escaped, so that the text can be shown by a terminal and is also a string of YAML and of JavaScript.
  static func write(_ string: String, to text: inout String) {
    text += "\""
    var string = string
    let isPlain = string.withUTF8 { bytes in
      bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
    }
    if isPlain {
      text += string
    } else {
      for scalar in string.unicodeScalars { write(scalar, to: &text) }
    }
    text += "\""
  }

  private static func write(_ scalar: Unicode.Scalar, to text: inout String) {
    switch scalar.value {
    case 0x22: text += "\\\""
    case 0x5C: text += "\\\\"
    case 0x0A: text += "\\n"
    case 0x0D: text += "\\r"
    case 0x09: text += "\\t"
    case 0...0x1F, 0x7F...0x9F, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFF9...0xFFFB,
      0xFDD0...0xFDEF, 0xFFFE, 0xFFFF:
      let digits = String(scalar.value, radix: 16)
      text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: text.unicodeScalars.append(scalar)
    }
  }
}
