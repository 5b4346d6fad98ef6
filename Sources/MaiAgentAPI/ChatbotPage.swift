import ChatModel
import Text

/// One page of a list, as the service hands it out.
package protocol ListPage: Sendable {
  /// What the service gives as the next page's address, as received; nil on the last.
  var next: String? { get }
  /// How many entries could not be read and are left out.
  var unreadable: Int { get }
  /// Reads a page object or a bare array; entries that say nothing usable are left out and counted. Throws a `Failure` of
  /// kind `.malformed`.
  init(_ body: [UInt8], key: APIKey) throws(Failure)
  /// What is listed, for messages about it.
  static var purpose: RequestPurpose { get }
}

/// One page of the list of chatbots.
package struct ChatbotPage: ListPage, Hashable {
  package static let purpose = RequestPurpose.chatbots
  package var chatbots: [Chatbot]
  /// What the service gives as the next page's address, as received; nil on the last.
  package var next: String?
  package var unreadable = 0

  package init(chatbots: [Chatbot], next: String?) {
    self.chatbots = chatbots
    self.next = next
  }

  /// Reads a page object or a bare array; entries without an id are left out. Throws a `Failure` of kind `.malformed`.
  package init(_ body: [UInt8], key: APIKey) throws(Failure) {
    var list = try ItemList(body, of: Self.purpose, key: key)
    chatbots = list.compactMap(Chatbot.init)
    next = list.next
    unreadable = list.unreadable
  }
}

/// The entries of a page, whatever they are.
struct ItemList {
  private var items: [JSONNode] = []
  private(set) var next: String?
  /// Entries that could not be read.
  private(set) var unreadable = 0

  /// Reads the entries one by one, so that one that is no JSON leaves the others as they are.
  init(_ body: [UInt8], of purpose: RequestPurpose, key: APIKey) throws(Failure) {
    let isList = body.withUnsafeBufferPointer { bytes in
      var reader = JSONReader(bytes, mode: .tolerant)
      return read(&reader)
    }
    guard isList else {
      let start = ErrorBody.excerpt(body, key: key)
      let what = "list of \(purpose.listed)"
      throw Failure(
        kind: .malformed, text: start.isEmpty ? "The \(what) is empty text." : "This is not a \(what): \(start)",
        advice: "Check that the base URL leads to a MaiAgent API.")
    }
  }

  private mutating func read(_ reader: inout JSONReader) -> Bool {
    if reader.peek() == UInt8(ascii: "[") { return readItems(&reader) }
    var isList = false
    // What stands behind something that cannot be read is lost; the entries before it are not.
    _ = try? reader.members { (reader, key) throws(JSONProblem) in
      switch key {
      case "results": if readItems(&reader) { isList = true }
      case "next": next = try reader.value().filled
      default: break
      }
    }
    return isList
  }

  private mutating func readItems(_ reader: inout JSONReader) -> Bool {
    guard let missed = reader.soundElements({ items.append($0) }) else { return false }
    unreadable += missed
    return true
  }

  /// The entries as `make` reads them; those that it cannot read are counted.
  mutating func compactMap<Item>(_ make: (JSONNode) -> Item?) -> [Item] {
    var made: [Item] = []
    made.reserveCapacity(items.count)
    for item in items {
      if let new = make(item) { made.append(new) } else { unreadable += 1 }
    }
    return made
  }
}

extension Chatbot {
  fileprivate init?(_ item: JSONNode) {
    guard let id = item["id"]?.scalarText else { return nil }
    let model = item["largeLanguageModel", "large_language_model"]?["name"]?.filled
    let retrieval = item["rag"]
    self.init(
      id: ChatbotID(id), name: item["name"]?.filled ?? id, model: model, about: item["description"]?.filled,
      retrieval: retrieval?["name"]?.filled ?? retrieval?.filled,
      replyMode: item["replyMode", "reply_mode"]?.filled ?? item["agentMode", "agent_mode"]?.filled,
      updatedAt: item["updatedAt", "updated_at"]?.moment)
  }
}
