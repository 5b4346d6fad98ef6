/// The name of a member, as it stands in the bytes; compared without being made a text, as `switch key { case "id": … }`.
package struct JSONKey {
  let bytes: UnsafeBufferPointer<UInt8>
  let isEscaped: Bool

  /// The name as text.
  package var text: String {
    guard isEscaped else { return String(decoding: bytes, as: UTF8.self) }
    let quoted = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
    return quoted.withUnsafeBufferPointer { quoted in
      var reader = JSONReader(quoted, mode: .tolerant)
      return (try? reader.string()) ?? ""
    }
  }

  /// Whether it is ASCII without escapes and controls.
  var isPlain: Bool { !isEscaped && bytes.allSatisfy { (0x20..<0x80).contains($0) } }

  package static func ~= (name: StaticString, key: JSONKey) -> Bool { key.isNamed(name) }

  private func isNamed(_ name: StaticString) -> Bool {
    if isEscaped { return text == "\(name)" }
    let count = name.utf8CodeUnitCount
    guard bytes.count == count else { return false }
    let start = name.utf8Start
    for index in 0..<count where bytes[index] != start[index] { return false }
    return true
  }
}
