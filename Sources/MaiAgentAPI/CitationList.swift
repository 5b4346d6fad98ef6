import ChatModel
import Text

/// The sources of one reply: files and passages arrive in separate fields, perhaps in separate events, and each list
/// replaces the one before. Joining costs time in proportion to what arrived: a list that is long is not joined again for
/// each event that changes a little of it, but at the latest at the end.
struct CitationList: Sendable {
  /// A list of so many sources is joined at each change.
  private static let shortList = 64

  private var files: [Citation] = []
  /// The first file of each name.
  private var known: [String: Citation] = [:]
  private var nodes: [Node] = []
  private var said: [Citation] = []
  private var isBehind = false
  /// How many sources arrived since the lists were joined last.
  private var arrived = 0
  /// Entries of the present lists that could not be read and are left out.
  var unreadable: Int { unreadableFiles + unreadableNodes }
  private var unreadableFiles = 0
  private var unreadableNodes = 0
  /// How many sources were looked at: what tests compare with how many arrived.
  private(set) var steps = 0

  /// A passage and what it says of itself.
  private struct Node: Equatable {
    var filename: String?
    var passage: String?
    var score: String?
  }

  /// Takes lists, each at the place of a reader; what is no list or empty changes nothing.
  mutating func update(files: JSONReader?, nodes: JSONReader?) {
    if let files { take(files: Self.read(files, Self.file)) }
    if let nodes { take(nodes: Self.read(nodes, Self.node)) }
  }

  /// The same for lists that were built.
  mutating func update(files: [JSONNode]?, nodes: [JSONNode]?) {
    take(files: Self.read(files ?? [], Self.file))
    take(nodes: Self.read(nodes ?? [], Self.node))
  }

  private mutating func take(files read: (list: [Citation], unreadable: Int)) {
    let list = read.list
    if !list.isEmpty || read.unreadable > 0 { unreadableFiles = read.unreadable }
    guard !list.isEmpty else { return }
    files = list
    known = Dictionary(list.map { ($0.filename, $0) }, uniquingKeysWith: { first, _ in first })
    took(list.count)
  }

  private mutating func take(nodes read: (list: [Node], unreadable: Int)) {
    let list = read.list
    if !list.isEmpty || read.unreadable > 0 { unreadableNodes = read.unreadable }
    guard !list.isEmpty else { return }
    nodes = list
    took(list.count)
  }

  private mutating func took(_ count: Int) {
    isBehind = true
    arrived += count
    steps += count
  }

  /// The sources, where they are others than those that were said last; nil also where it is too early to join them
  /// again, unless `isLast`.
  mutating func changed(isLast: Bool) -> [Citation]? {
    guard isBehind, isLast || max(files.count + nodes.count, said.count) <= max(Self.shortList, 2 * arrived) else {
      return nil
    }
    isBehind = false
    arrived = 0
    let citations = joined()
    guard citations != said else { return nil }
    said = citations
    return citations
  }

  /// Passages in their order, each with its file's address; then the files that no passage names. What is said twice is
  /// kept once.
  private mutating func joined() -> [Citation] {
    steps += files.count + nodes.count
    var cited: Set<Citation> = []
    var seen: Set<Citation> = []
    var citations: [Citation] = []
    for node in nodes {
      let file = node.filename.flatMap { known[$0] }
      if let file { cited.insert(file) }
      let citation = Citation(
        filename: node.filename ?? "", file: file?.file, passage: node.passage, score: node.score)
      if seen.insert(citation).inserted { citations.append(citation) }
    }
    for file in files where !cited.contains(file) && seen.insert(file).inserted { citations.append(file) }
    return citations
  }

  /// The entries that `make` can read, and how many it cannot; null is none.
  private static func read<Item>(_ nodes: [JSONNode], _ make: (JSONNode) -> Item?) -> (list: [Item], unreadable: Int) {
    let list = nodes.compactMap(make)
    return (list, nodes.count { $0.content != .null } - list.count)
  }

  private static func read<Item>(
    _ reader: JSONReader, _ make: (JSONNode) -> Item?
  ) -> (list: [Item], unreadable: Int) {
    var reader = reader
    var list: [Item] = []
    var unreadable = 0
    let missed = reader.soundElements { node in
      if let item = make(node) { list.append(item) } else if node.content != .null { unreadable += 1 }
    }
    return (list, unreadable + (missed ?? 0))
  }

  private static func node(_ value: JSONNode) -> Node? {
    let text = value["chatbotTextNode", "chatbot_text_node"] ?? value
    let node = Node(
      filename: text["filename"]?.filled, passage: text["text", "content"]?.filled,
      score: value["displayScore", "display_score", "score"]?.scalarText)
    return node.passage != nil || node.filename != nil ? node : nil
  }

  private static func file(_ value: JSONNode) -> Citation? {
    if let name = value.filled { return Citation(filename: name) }
    let address = value["file", "url"]?.filled
    let lastPart = address?.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").last.map(String.init)
    guard let name = value["filename", "name"]?.filled ?? lastPart ?? value["id"]?.scalarText else { return nil }
    return Citation(filename: name, file: address)
  }
}

extension Citation {
  /// The sources that a message names, as the service keeps it; nil where `body` is no message.
  package static func list(ofMessage body: [UInt8]) -> [Citation]? {
    body.withUnsafeBufferPointer { body in
      var reader = JSONReader(body, mode: .tolerant)
      guard let payload = ReplyPayload(&reader), !payload.isBroken else { return nil }
      var list = CitationList()
      payload.readCitations(into: &list)
      return list.changed(isLast: true) ?? []
    }
  }
}
