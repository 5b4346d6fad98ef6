import ChatModel

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The sources of one reply: files and passages arrive in separate fields, perhaps in separate events.
struct CitationList {
  private var files: [JSONValue] = []
  private var nodes: [JSONValue] = []

  /// Takes what one payload says; nil where it says nothing new.
  mutating func update(_ payload: ReplyPayload) -> [Citation]? { update(files: payload.files, nodes: payload.nodes) }

  /// The same for what stands in the two fields.
  mutating func update(files: [JSONValue]?, nodes: [JSONValue]?) -> [Citation]? {
    guard files?.isEmpty == false || nodes?.isEmpty == false else { return nil }
    if let files, !files.isEmpty { self.files = files }
    if let nodes, !nodes.isEmpty { self.nodes = nodes }
    let citations = joined
    return citations.isEmpty ? nil : citations
  }

  /// Passages in their order, each with its file's address; then the files that no passage names.
  private var joined: [Citation] {
    let known = files.compactMap(Self.file)
    var cited: Set<Citation> = []
    var citations: [Citation] = []
    for node in nodes {
      let text = node["chatbotTextNode", "chatbot_text_node"] ?? node
      let passage = text["text", "content"]?.text
      let filename = text["filename"]?.text
      guard passage != nil || filename != nil else { continue }
      let file = filename.flatMap { name in known.first { $0.filename == name } }
      if let file { cited.insert(file) }
      citations.append(
        Citation(
          filename: filename ?? "", file: file?.file, passage: passage,
          score: node["displayScore", "display_score", "score"]?.scalarText))
    }
    // What is said twice is kept once.
    var seen: Set<Citation> = []
    return (citations + known.filter { !cited.contains($0) }).filter { seen.insert($0).inserted }
  }

  private static func file(_ value: JSONValue) -> Citation? {
    if let name = value.text { return Citation(filename: name) }
    let address = value["file", "url"]?.text
    let lastPart = address?.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").last.map(String.init)
    guard let name = value["filename", "name"]?.text ?? lastPart ?? value["id"]?.scalarText else { return nil }
    return Citation(filename: name, file: address)
  }
}

extension Citation {
  /// The sources that a message names, as the service keeps it; nil where `body` is no message.
  package static func list(ofMessage body: [UInt8]) -> [Citation]? {
    guard let payload = try? JSONDecoder().decode(ReplyPayload.self, from: Data(body)) else { return nil }
    var list = CitationList()
    return list.update(payload) ?? []
  }
}
