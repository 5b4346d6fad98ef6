import ChatModel
import ImportExport

/// Bytes that are taken for a file to be imported, or for the rows of a database of `llm`, and what has to hold of what is
/// read from them. The tests and the fuzzer play the same scripts.
package struct ImportScript {
  private var rest: ArraySlice<UInt8>
  private let bytes: [UInt8]

  /// The first byte says what the others are.
  package init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = Array(bytes.dropFirst())
    rest = self.bytes[...]
    isRows = bytes.first == UInt8(ascii: "R")
  }

  private let isRows: Bool

  /// Reads it; returns what is wrong with what was read, nil where nothing is.
  package mutating func play() -> String? {
    isRows ? playRows() : playFile()
  }

  private func playFile() -> String? {
    var read: [ArchivedConversation] = []
    bytes.withUnsafeBufferPointer { bytes in
      // That it is refused is right for most of them.
      guard var file = try? ArchiveFile(bytes, profile: "p"), file.kind != .database else { return }
      try? file.read {
        read.append($0)
      } refuse: { _ in
      }
    }
    return check(read, most: 21 * (bytes.count + 50))
  }

  private mutating func playRows() -> String? {
    var store = LLMStore()
    var rows = 0
    while !rest.isEmpty, rows < 4000 {
      rows += 1
      switch byte() % 6 {
      case 0: store.addThread(name() ?? "", name: text(), forkedFrom: name())
      case 1:
        store.addTurn(
          name() ?? "", thread: name(), parent: name(), tip: name(), model: text(), date: date(), duration: number())
      case 2: store.addMessage(name() ?? "", parent: name(), role: role())
      case 3: store.addFragment(Int64(byte() % 8), content: text())
      case 4: store.addAttachment(name() ?? "", type: text(), path: text(), url: text(), hasContent: byte() % 2 == 0)
      default:
        let kinds = ["text", "reasoning", "tool_call", "tool_result", "attachment", "x"]
        store.addPart(
          of: name() ?? "", position: number() ?? 0, type: kinds[Int(byte()) % kinds.count], toolName: name(),
          text: text(), payload: payload())
      }
    }
    let (responses, forks) = store.responses()
    return check(
      LLMResponse.conversations(responses, profile: "p", forks: forks), most: 25 * (rows + 50))
  }

  // MARK: What has to hold

  private func check(_ conversations: [ArchivedConversation], most: Int) -> String? {
    let count = conversations.reduce(0) { $0 + $1.messages.count }
    if count > most { return "\(count) messages of \(bytes.count) bytes" }
    for conversation in conversations {
      if conversation.header.id.rawValue.isEmpty { return "a conversation has no id" }
      if Set(conversation.messages.map(\.message.id)).count != conversation.messages.count {
        return "two messages have one id"
      }
    }
    guard count < 2000, bytes.count < 20_000 else { return nil }
    // What was read can be written, and is read from that as it was.
    let text = Export.whole(conversations, as: .json, title: "", clock: { "\($0.milliseconds)" })
    var again: [ArchivedConversation] = []
    var problem: String?
    let written = Array(text.utf8)
    written.withUnsafeBufferPointer { bytes in
      do {
        var file = try ArchiveFile(bytes, profile: "q")
        try file.read {
          again.append($0)
        } refuse: {
          problem = $0.text
        }
      } catch { problem = "\(error)" }
    }
    if let problem { return "what was written is refused: \(problem)" }
    return again == conversations ? nil : "what was written is read otherwise"
  }

  // MARK: Parts of a script

  private mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  /// One of few names, so that rows refer to each other.
  private mutating func name() -> String? {
    let byte = byte()
    return byte % 16 == 15 ? nil : "n\(byte % 16)"
  }

  private mutating func text() -> String? {
    let length = Int(byte() % 24)
    if length == 23 { return nil }
    defer { rest = rest.dropFirst(length) }
    return String(decoding: rest.prefix(length), as: UTF8.self)
  }

  private mutating func number() -> Int64? {
    switch byte() % 5 {
    case 0: nil
    case 1: .min
    case 2: .max
    default: Int64(byte())
    }
  }

  private mutating func role() -> String? {
    ["user", "assistant", "system", "tool", "user", "assistant", "?"][Int(byte()) % 7]
  }

  private mutating func date() -> String? { byte() % 4 == 0 ? text() : "2026-01-01T00:00:\(10 + byte() % 50)" }

  private mutating func payload() -> String? {
    switch byte() % 6 {
    case 0: nil
    case 1: #"{"text_ref":[{"fragment":\#(byte() % 8)},{"literal":"x"}]}"#
    case 2: #"{"attachment":{"id":"n\#(byte() % 16)"}}"#
    case 3: #"{"name":"t","arguments":{"a":[1]},"output":"o","exception":"e"}"#
    default: text()
    }
  }
}
