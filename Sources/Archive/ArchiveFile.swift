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

  /// Looks at `bytes`, which the caller keeps. Throws where it is nothing that can be imported.
  package init(_ bytes: UnsafeBufferPointer<UInt8>, profile: String) throws(ArchiveProblem) {
    self.bytes = bytes
    self.profile = profile
    reader = JSONReader(bytes)
    if bytes.starts(with: Array("SQLite format 3\0".utf8)) {
      kind = .database
      return
    }
    switch reader.peek() {
    case nil: throw ArchiveProblem("it is empty")
    case UInt8(ascii: "{"): kind = try Self.kindOfObject(&reader)
    case UInt8(ascii: "["): kind = try Self.kindOfArray(&reader)
    default: throw ArchiveProblem("it is neither JSON nor a database of SQLite", at: reader.position)
    }
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
    let first = try ahead.value()
    reader.position = start
    if first["mapping"] != nil { return .chatGPT }
    if first["conversation_id"] != nil || first["response"] != nil, first["prompt"] != nil || first["response"] != nil {
      return .llm
    }
    throw ArchiveProblem(unknown, at: first.offset)
  }

  /// Hands the conversations to `take`, or what is wrong with one to `refuse`, in the order of the file. Throws where the
  /// file is not sound JSON, or `take` throws; `refuse` may throw too.
  package mutating func read(
    take: (ArchivedConversation) throws -> Void, refuse: (ArchiveProblem) throws -> Void
  ) throws {
    switch kind {
    case .maichat:
      try readElements(take, refuse) { node throws(ArchiveProblem) in [try MaichatArchive.conversation(node)] }
    case .chatGPT:
      if reader.peek() == UInt8(ascii: "{") {
        for conversation in try ChatGPTArchive.conversations(try reader.value(), profile: profile) {
          try take(conversation)
        }
        return try reader.end()
      }
      let profile = profile
      try readElements(take, refuse) { node throws(ArchiveProblem) in
        try ChatGPTArchive.conversations(node, profile: profile)
      }
    case .llm:
      var responses: [LLMResponse] = []
      try readElements({ _ in }, refuse) { node throws(ArchiveProblem) in
        responses.append(try LLMResponse(node))
        return []
      }
      for conversation in LLMResponse.conversations(responses, profile: profile) { try take(conversation) }
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
      // What stands behind the conversations is not ours to judge, but it must be whole.
      while try reader.goOn(isFirst: false, end: UInt8(ascii: "}")) {
        _ = try reader.key()
        _ = try reader.value()
      }
    }
    try reader.end()
  }
}
