import ChatModel
import Text

// The list's order is kept, not made anew: among many thousands of conversations a key must not wait for a sort because one
// of them has changed its place.

extension State {
  /// Brings `order` in line with all headers.
  mutating func sortList() {
    // Of many thousands only what decides is moved about.
    order = conversations.map { ListPlace(of: $1) }.sorted().map(\.id)
    sortOutArchived()
  }

  /// Brings `order` in line with the headers of `changed`, which are there or not any more; the others stand right.
  mutating func sortList(_ changed: [ConversationID]) {
    guard changed.count <= Self.mostMoved else { return sortList() }
    for id in changed { if let place = order.firstIndex(of: id) { order.remove(at: place) } }
    takeIntoList(changed.filter { conversations[$0] != nil })
  }

  /// Puts conversations that are not in `order` where they belong. Where others came or went meanwhile, all are sorted.
  mutating func takeIntoList(_ new: [ConversationID]) {
    guard order.count + new.count == conversations.count else { return sortList() }
    for id in new {
      let place = ListPlace(of: self[id])
      order.insert(id, at: order.firstPlace { ListPlace(of: self[$0]) > place })
    }
    sortOutArchived()
  }

  /// Brings `listed` in line with `order`, in which archived conversations stand last.
  mutating func sortOutArchived() {
    let isWhole = list.showsArchived || order.last.map { !self[$0].header.isArchived } ?? true
    listed = isWhole ? order : Array(order[..<order.firstPlace { self[$0].header.isArchived }])
  }

  /// Looking for more of them one by one takes longer than to sort all.
  private static let mostMoved = 40
}

extension [ConversationID] {
  /// The first place from which on `isBehind` holds for all; it holds for none before.
  fileprivate func firstPlace(_ isBehind: (ConversationID) -> Bool) -> Int {
    // What is read from disk comes in the list's order: mostly it belongs at the end.
    if let last, !isBehind(last) { return count }
    return partitioningIndex(where: isBehind)
  }
}

/// Where a conversation stands in the list.
private struct ListPlace: Comparable {
  /// 0 pinned, 1 neither, 2 and 3 the same of archived ones.
  var rank: Int
  var lastActivity: Timestamp
  var id: ConversationID

  init(of conversation: Conversation) {
    rank = (conversation.header.isArchived ? 2 : 0) + (conversation.header.isPinned ? 0 : 1)
    lastActivity = conversation.header.lastActivity
    id = conversation.header.id
  }

  static func < (a: ListPlace, b: ListPlace) -> Bool {
    if a.rank != b.rank { return a.rank < b.rank }
    if a.lastActivity != b.lastActivity { return a.lastActivity > b.lastActivity }
    return a.id < b.id
  }
}
