import ChatModel
import Text

/// The marks for sources that ChatGPT writes into its answers: between two characters for private use, as in
/// `\u{E200}cite\u{E202}turn0search1\u{E201}`, or in brackets, as in `【3†source】`. What they refer to stands beside the text.
struct ChatGPTMarks {
  private(set) var citations: [Citation] = []
  private var known: Set<String> = []
  /// What the text has for a source, and what stands beside it about that.
  private var references: [String: JSONNode] = [:]
  private var older: [JSONNode]

  init(_ metadata: JSONNode?) {
    for reference in metadata?["content_references"]?.array ?? [] {
      if let text = reference["matched_text"]?.string, !text.isEmpty { references[text] = reference }
    }
    older = metadata?["citations"]?.array ?? []
    if older.isEmpty { older = metadata?["_cite_metadata"]?["metadata_list"]?.array ?? [] }
  }

  /// `text` without marks; what they refer to is in `citations` afterwards, in the order of the text.
  mutating func resolved(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { Self.isPrivate($0) || $0 == "【" }) else {
      citeOlder()
      return text
    }
    let scalars = Array(text.unicodeScalars)
    var result = String.UnicodeScalarView()
    var index = 0
    // Where no end was found once, none is looked for again: the text is read once, not once for each mark.
    var hasEnd = true
    while index < scalars.count {
      let scalar = scalars[index]
      if scalar == "\u{E200}", hasEnd {
        if let end = scalars[index...].firstIndex(of: "\u{E201}") {
          result.append(contentsOf: replacement(for: Array(scalars[index...end])).unicodeScalars)
          index = end + 1
          continue
        }
        hasEnd = false
      }
      if Self.isPrivate(scalar) {
        index += 1
      } else if scalar == "【", let end = Self.endOfBracket(scalars, from: index) {
        index = end
      } else {
        result.append(scalar)
        index += 1
      }
    }
    citeOlder()
    return String(result)
  }

  private static func isPrivate(_ scalar: Unicode.Scalar) -> Bool { (0xE200...0xE206).contains(scalar.value) }

  /// Behind `【3†source】` or `【3:1†notes.pdf】`; nil where those brackets are others.
  private static func endOfBracket(_ scalars: [Unicode.Scalar], from start: Int) -> Int? {
    var index = start + 1
    while index < scalars.count, ("0"..."9").contains(scalars[index]) || scalars[index] == ":" { index += 1 }
    guard index > start + 1, index < scalars.count, scalars[index] == "†" else { return nil }
    // Names of files are not longer.
    let end = min(scalars.count, index + 400)
    guard let close = scalars[index..<end].firstIndex(of: "】") else { return nil }
    return close + 1
  }

  /// What stands for a mark between `\u{E200}` and `\u{E201}`.
  private mutating func replacement(for mark: [Unicode.Scalar]) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: mark)
    let reference = references[String(view)]
    if let reference { cite(reference) }
    let fields = mark.dropFirst().dropLast().split(separator: "\u{E202}", omittingEmptySubsequences: false).map {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: $0)
      return String(view)
    }
    switch fields.first {
    case "entity", "product_entity": return reference?["name"]?.string ?? Self.name(fields.dropFirst().first)
    case "url" where fields.count > 2: return "[\(fields[1])](\(fields[2]))"
    default: break
    }
    // What is no source is shown as the words for it.
    let isSource = fields.first.map { $0.hasSuffix("cite") } ?? false
    return isSource || reference?["type"]?.string == "hidden" ? "" : reference?["alt"]?.string ?? ""
  }

  /// The second of the texts in the JSON of an entity: what it is called.
  private static func name(_ json: String?) -> String {
    let node = json.map { Array($0.utf8) }?.withUnsafeBufferPointer { bytes -> JSONNode? in
      var reader = JSONReader(bytes)
      return try? reader.value()
    }
    let texts = node?.array?.compactMap(\.string) ?? []
    return texts.count > 1 ? texts[1] : texts.first ?? ""
  }

  private mutating func cite(_ reference: JSONNode) {
    var sources = reference["items"]?.array ?? []
    if sources.isEmpty { sources = reference["sources"]?.array ?? [] }
    if sources.isEmpty { sources = [reference] }
    for source in sources {
      add(source["title", "name", "attribution"]?.string, source["url"]?.string, source["snippet", "text"]?.string)
    }
  }

  private mutating func citeOlder() {
    for citation in older {
      let source = citation["metadata"] ?? citation
      add(source["title", "name"]?.string, source["url"]?.string, source["text", "snippet"]?.string)
    }
  }

  private mutating func add(_ title: String?, _ url: String?, _ passage: String?) {
    let url = url.flatMap { $0.isEmpty ? nil : $0 }
    guard let name = title.flatMap({ $0.isEmpty ? nil : $0 }) ?? url, known.insert(url ?? name).inserted else { return }
    citations.append(Citation(filename: name, file: url, passage: passage.flatMap { $0.isEmpty ? nil : $0 }))
  }
}
