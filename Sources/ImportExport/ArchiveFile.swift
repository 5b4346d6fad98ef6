import ChatModel
import Text

/// What a file to be imported turns out to be, by what is in it.
package enum ArchiveKind: String, Sendable {
  /// Our own JSON.
  case maichat
  /// `conversations.json` of ChatGPT.
  case chatGPT
  /// What `llm logs --json` prints.
  case llm
  /// A database of SQLite, of which the tables say the rest.
  case database
}

/// Reads the conversations of a file that is JSON, one after the other. A conversation that cannot be used does not keep
/// the others from being read.
package struct ArchiveFile {
  package let kind: ArchiveKind
  private let bytes: UnsafeBufferPointer<UInt8>
  /// Whose conversations they become, where the file does not say.
  private let profile: String
  private var reader: JSONReader
  /// What was left out of what was read so far.
  package private(set) var leftOut = LeftOut()
  /// What was typed and not sent, of a file of what could not be written; known once all of it is read.
  package private(set) var drafts: [ArchivedDraft] = []

  /// Looks at `bytes`, which the caller keeps. Throws where it is nothing that can be imported.
  package init(_ bytes: UnsafeBufferPointer<UInt8>, profile: String) throws(ArchiveProblem) {
    self.bytes = bytes
    self.profile = profile
    reader = JSONReader(bytes)
    if bytes.starts(with: Array("SQLite format 3\0".utf8)) {
      kind = .database
      return
    }
    if let packed = Self.packed(bytes) {
      throw ArchiveProblem("it is \(packed): unpack it first, then import the JSON file or the database in it")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw ArchiveProblem("it is text in UTF-16: save it as UTF-8 first")
    }
    switch reader.peek() {
    case nil: throw ArchiveProblem("it is empty")
    case UInt8(ascii: "{"): kind = try Self.kindOfObject(&reader)
    case UInt8(ascii: "["): kind = try Self.kindOfArray(&reader)
    default: throw ArchiveProblem("it is neither JSON nor a database of SQLite", at: reader.position)
    }
  }

  /// What kind of packed file begins with these bytes; nil where it is none.
  private static func packed(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    let kinds: [(start: [UInt8], name: String)] = [
      ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive"), ([0x50, 0x4B, 0x05, 0x06], "a ZIP archive"),
      ([0x1F, 0x8B], "packed by gzip"), (Array("BZh".utf8), "packed by bzip2"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "packed by xz"), ([0x28, 0xB5, 0x2F, 0xFD], "packed by zstd"),
      ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive"), (Array("Rar!".utf8), "a RAR archive"),
    ]
    if let kind = kinds.first(where: { bytes.starts(with: $0.start) }) { return kind.name }
    let isTar = bytes.count > 262 && bytes[257..<262].elementsEqual("ustar".utf8)
    return isTar ? "a tar archive" : nil
  }

  private static let unknown =
    "it is JSON, but neither an export of maichat or ChatGPT nor what `llm logs --json` prints"

  /// Leaves `reader` before the conversations.
  private static func kindOfObject(_ reader: inout JSONReader) throws(ArchiveProblem) -> ArchiveKind {
    let start = reader.position
    var conversations: Int?
    var format: JSONNode?
    var version: JSONNode?
    var isChatGPT = false
    try reader.expect(UInt8(ascii: "{"))
    var isFirst = true
    while try reader.goOn(isFirst: isFirst, end: UInt8(ascii: "}")) {
      isFirst = false
      switch try reader.key() {
      case "format": format = try reader.value()
      case "version": version = try reader.value()
      case "conversations":
        _ = reader.peek()
        conversations = reader.position
        // Of what is ours the head says all; the rest is read when it is wanted.
        if format?.string == "maichat", version != nil { break }
        try reader.skip()
        continue
      case "mapping":
        isChatGPT = true
        try reader.skip()
        continue
      default:
        try reader.skip()
        continue
      }
      if conversations != nil, format != nil, version != nil { break }
    }
    if isChatGPT, format == nil {
      reader.position = start
      return .chatGPT
    }
    guard format?.string == "maichat" else { throw ArchiveProblem(unknown, at: start) }
    guard version?.integer == 1 else {
      throw ArchiveProblem(
        "it is an export of version \(version?.text ?? "unknown"), and this maichat reads version 1: use a newer one",
        at: version?.offset ?? start)
    }
    guard let conversations else { throw ArchiveProblem("it has no \"conversations\"", at: start) }
    reader.position = conversations
    return .maichat
  }

  private static func kindOfArray(_ reader: inout JSONReader) throws(ArchiveProblem) -> ArchiveKind {
    let start = reader.position
    var ahead = reader
    try ahead.expect(UInt8(ascii: "["))
    if ahead.peek() == UInt8(ascii: "]") { throw ArchiveProblem("it is an empty list: there is nothing to import") }
    reader.position = start
    // What is no conversation is refused later, one by one; it says nothing about the others.
    var first: JSONNode?
    var isFirst = true
    for _ in 0..<10 {
      guard try ahead.goOn(isFirst: isFirst, end: UInt8(ascii: "]")) else { break }
      isFirst = false
      let node = try ahead.value()
      first = first ?? node
      if node["mapping"] != nil { return .chatGPT }
      if node["conversation_id"] != nil || node["response"] != nil, node["prompt"] != nil || node["response"] != nil {
        return .llm
      }
    }
    throw ArchiveProblem(unknown, at: first?.offset ?? start)
  }

  /// Hands the conversations to `take`, or what is wrong with one to `refuse`, in the order of the file. Throws where the
  /// file is not sound JSON, or `take` throws; `refuse` may throw too.
  package mutating func read(
    take: (ArchivedConversation) throws -> Void, refuse: (ArchiveProblem) throws -> Void
  ) throws {
    switch kind {
    case .maichat:
      var leftOut = leftOut
      defer { self.leftOut = leftOut }
      try readElements(take, refuse) { node throws(ArchiveProblem) in
        [try MaichatArchive.conversation(node, &leftOut)]
      }
    case .chatGPT:
      if reader.peek() == UInt8(ascii: "{") {
        for conversation in try ChatGPTArchive.conversations(
          try reader.value(), profile: profile, leftOut: &leftOut)
        {
          try take(conversation)
        }
        return try reader.end()
      }
      let profile = profile
      var leftOut = leftOut
      defer { self.leftOut = leftOut }
      try readElements(take, refuse) { node throws(ArchiveProblem) in
        try ChatGPTArchive.conversations(node, profile: profile, leftOut: &leftOut)
      }
    case .llm:
      var responses: [LLMResponse] = []
      try readElements({ _ in }, refuse) { node throws(ArchiveProblem) in
        responses.append(try LLMResponse(node))
        return []
      }
      for conversation in LLMResponse.conversations(responses, profile: profile) {
        try take(conversation)
      }
    case .database: preconditionFailure("a database is not read as JSON")
    }
  }

  private mutating func readElements(
    _ take: (ArchivedConversation) throws -> Void, _ refuse: (ArchiveProblem) throws -> Void,
    _ make: (JSONNode) throws(ArchiveProblem) -> [ArchivedConversation]
  ) throws {
    try reader.expect(UInt8(ascii: "["))
    var isFirst = true
    while try reader.goOn(isFirst: isFirst, end: UInt8(ascii: "]")) {
      isFirst = false
      let node = try reader.value()
      let conversations: [ArchivedConversation]
      do throws(ArchiveProblem) { conversations = try make(node) } catch {
        try refuse(error)
        continue
      }
      for conversation in conversations { try take(conversation) }
    }
    if kind == .maichat {
      // What else stands behind the conversations is not ours to judge, but it must be whole.
      while try reader.goOn(isFirst: false, end: UInt8(ascii: "}")) {
        let isDrafts = try reader.key() == "drafts"
        let node = try reader.value()
        guard isDrafts else { continue }
        guard let nodes = node.array else {
          try refuse(ArchiveProblem("\"drafts\" is no list", at: node.offset))
          continue
        }
        for node in nodes {
          do throws(ArchiveProblem) { drafts.append(try MaichatArchive.draft(node)) } catch { try refuse(error) }
        }
      }
    }
    try reader.end()
  }
}
