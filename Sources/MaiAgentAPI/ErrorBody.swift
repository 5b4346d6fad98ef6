import Text

/// Reads what the service says about an error: JSON of several shapes, HTML, or plain text.
package enum ErrorBody {
  /// As much as is shown of it, in characters.
  package static let shownCharacters = 300
  /// As much as is read of it, in bytes; a gateway's error page can be any size.
  package static let readBytes = 64 << 10

  /// The service's words in `body`, made short, without markup and without `key`; empty if it says nothing.
  package static func text(_ body: [UInt8], key: APIKey) -> String {
    // What was cut off may begin with a part of the key.
    if body.count <= readBytes, let value = JSONNode(received: body) { return shown(words(in: value), key: key) }
    guard body.count > readBytes else { return excerpt(body, key: key) }
    let read = Array(body.prefix(readBytes).dropLast(key.byteCount))
    return JSONNode(received: read).map { shown(words(in: $0), key: key) } ?? excerpt(body, key: key)
  }

  /// The beginning of a body of unknown form.
  static func excerpt(_ body: [UInt8], key: APIKey) -> String {
    var read = body.prefix(readBytes)
    // The cut may have left the beginning of a key at the end.
    if read.count < body.count { read = read.dropLast(key.byteCount) }
    return shown(withoutTags(key.redacting(String(decoding: read, as: UTF8.self))), key: key)
  }

  /// `words` on one line, without `key`, at most `shownCharacters` long.
  static func shown(_ words: String, key: APIKey) -> String {
    let safe = key.redacting(words).split { $0.isWhitespace }.joined(separator: " ")
    guard safe.count > shownCharacters else { return safe }
    return safe.prefix(shownCharacters - 1) + "…"
  }

  /// What a JSON value says: `detail`, else `error`, `message` or `non_field_errors`, else every field with its name.
  static func words(in value: JSONNode) -> String {
    if let said = value["detail", "error", "message", "non_field_errors", "nonFieldErrors"] { return words(in: said) }
    switch value.content {
    case .object(let fields):
      return fields.sorted { $0.key < $1.key }.map { name, field in
        let said = words(in: field)
        return said.isEmpty ? "" : "\(name): \(said)"
      }.filter { !$0.isEmpty }.joined(separator: "; ")
    case .array(let items): return items.map(words(in:)).filter { !$0.isEmpty }.joined(separator: " ")
    default: return value.scalarText ?? ""
    }
  }

  /// `text` without tags, comments, and what stands in `script` and `style` elements.
  static func withoutTags(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "<") {
      result += rest[..<open]
      let tag = rest[open...]
      let name = tag.dropFirst().prefix { $0.isLetter }.lowercased()
      guard !name.isEmpty || tag.hasPrefix("</") || tag.hasPrefix("<!") || tag.hasPrefix("<?") else {
        result += "<"
        rest = tag.dropFirst()
        continue
      }
      result += " "
      // What is never closed hides the rest, so that no input makes this look at a byte more than a few times.
      let end: Substring.Index?
      if tag.hasPrefix("<!--") {
        end = tag.firstRange(of: "-->")?.upperBound
      } else {
        let start = name == "script" || name == "style" ? tag.firstRange(of: "</\(name)")?.upperBound : tag.startIndex
        end = start.flatMap { tag[$0...].firstIndex(of: ">") }.map { tag.index(after: $0) }
      }
      guard let end else { return result }
      rest = tag[end...]
    }
    result += rest
    for (entity, character) in [
      ("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
    ] {
      result = result.replacing(entity, with: character)
    }
    return result
  }
}
