import Foundation

/// The parts of a `multipart/form-data` body, in their order.
struct Multipart {
  struct Part {
    var name: String
    /// nil where the part is an ordinary field.
    var filename: String?
    var contentType: String?
    var content: ArraySlice<UInt8>

    var text: String { String(decoding: content, as: UTF8.self) }
  }

  var parts: [Part] = []

  /// nil where `contentType` is not that of a form, or the body is not one.
  init?(_ body: [UInt8], contentType: String) {
    guard contentType.lowercased().hasPrefix("multipart/form-data"),
      let boundary = Self.parameter("boundary", in: contentType), !boundary.isEmpty
    else { return nil }
    let delimiter = Array("--\(boundary)".utf8)
    guard let first = Self.find(delimiter, in: body[...]), first == 0 || body[first - 1] == 0x0A else { return nil }
    var rest = body[(first + delimiter.count)...]
    let next = Array("\r\n".utf8) + delimiter
    while true {
      if rest.starts(with: "--".utf8) { return }
      guard rest.starts(with: "\r\n".utf8), let end = Self.find(next, in: rest),
        let part = Self.part(rest[(rest.startIndex + 2)..<max(end, rest.startIndex + 2)])
      else { return nil }
      parts.append(part)
      rest = rest[(end + next.count)...]
      if parts.count > 100 { return nil }
    }
  }

  private static func part(_ bytes: ArraySlice<UInt8>) -> Part? {
    let gap = Array("\r\n\r\n".utf8)
    guard let end = find(gap, in: bytes) else { return nil }
    var part = Part(name: "", content: bytes[(end + gap.count)...])
    for line in String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = String(line[line.index(after: colon)...].drop { $0 == " " })
      switch line[..<colon].lowercased() {
      case "content-disposition":
        part.name = parameter("name", in: value) ?? ""
        part.filename = extendedFilename(value) ?? parameter("filename", in: value)
      case "content-type": part.contentType = value
      default: break
      }
    }
    return part
  }

  /// The value of `; name=value` or `; name="value"`.
  static func parameter(_ name: String, in header: String) -> String? {
    var rest = header[...]
    while let semicolon = rest.firstIndex(of: ";") {
      rest = rest[rest.index(after: semicolon)...].drop { $0 == " " || $0 == "\t" }
      let key = rest.prefix { $0 != "=" && $0 != ";" }
      rest = rest[key.endIndex...]
      guard rest.first == "=" else { continue }
      rest = rest.dropFirst()
      var value = ""
      if rest.first == "\"" {
        rest = rest.dropFirst()
        while let character = rest.first, character != "\"" {
          rest = rest.dropFirst()
          // Only these two are escaped; a backslash can also be part of a name.
          if character == "\\", let next = rest.first, next == "\"" || next == "\\" {
            value.append(next)
            rest = rest.dropFirst()
          } else {
            value.append(character)
          }
        }
      } else {
        value = String(rest.prefix { $0 != ";" && $0 != " " })
      }
      if key.lowercased() == name { return value.replacing("%22", with: "\"") }
    }
    return nil
  }

  /// `filename*=UTF-8''%E6%AA%94`, which wins over the plain one.
  private static func extendedFilename(_ header: String) -> String? {
    guard let value = parameter("filename*", in: header), value.lowercased().hasPrefix("utf-8'") else { return nil }
    return value.dropFirst(6).firstIndex(of: "'").flatMap { String(value[value.index(after: $0)...]) }?
      .removingPercentEncoding
  }

  /// Where `pattern` begins in `bytes`.
  private static func find(_ pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count >= pattern.count else { return nil }
    return bytes.withUnsafeBufferPointer { buffer in
      let last = buffer.count - pattern.count
      var index = 0
      while index <= last {
        if buffer[index] == pattern[0], buffer[index..<index + pattern.count].elementsEqual(pattern) {
          return bytes.startIndex + index
        }
        index += 1
      }
      return nil
    }
  }
}
