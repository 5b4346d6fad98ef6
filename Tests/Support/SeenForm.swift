/// A multipart form as a server saw it: each part with its headers as they stood and its bytes.
package struct SeenForm: Sendable {
  package struct Part: Sendable {
    package var disposition: String
    package var contentType: String?
    package var content: [UInt8]
    package var text: String { String(decoding: content, as: UTF8.self) }

    /// What stands between the quotes behind `key=`.
    package func parameter(_ key: String) -> String? {
      guard let start = disposition.range(of: " \(key)=\"") else { return nil }
      return String(disposition[start.upperBound...].prefix { $0 != "\"" })
    }
  }

  package var parts: [Part] = []

  /// nil where `request` holds no form that is written exactly as RFC 7578 has it.
  package init?(_ request: SeenRequest) {
    guard let type = request.header("Content-Type"), type.hasPrefix("multipart/form-data; boundary=") else {
      return nil
    }
    let boundary = Array("--\(type.dropFirst("multipart/form-data; boundary=".count))".utf8)
    var rest = request.body[...]
    guard rest.starts(with: boundary) else { return nil }
    rest = rest.dropFirst(boundary.count)
    let next = [13, 10] + boundary
    while !rest.starts(with: "--\r\n".utf8) || rest.count != 4 {
      guard rest.starts(with: [13, 10]), let headEnd = Self.find([13, 10, 13, 10], in: rest),
        let end = Self.find(next, in: rest[headEnd...])
      else { return nil }
      let lines = String(decoding: rest[(rest.startIndex + 2)..<headEnd], as: UTF8.self).split(separator: "\r\n")
      func header(_ name: String) -> String? {
        lines.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
      }
      parts.append(
        Part(
          disposition: header("Content-Disposition") ?? "", contentType: header("Content-Type"),
          content: Array(rest[min(headEnd + 4, end)..<end])))
      rest = rest[(end + next.count)...]
    }
  }

  private static func find(_ pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count >= pattern.count else { return nil }
    return (bytes.startIndex...(bytes.endIndex - pattern.count)).first {
      bytes[$0] == pattern[0] && bytes[$0..<$0 + pattern.count].elementsEqual(pattern)
    }
  }
}

extension String {
  fileprivate func range(of text: String) -> Range<String.Index>? { firstRange(of: text) }
}
