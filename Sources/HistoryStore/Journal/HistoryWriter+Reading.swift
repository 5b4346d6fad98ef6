import ChatModel
import GRDB

// What the history's thread reads when it is asked to.

extension HistoryWriter {
  func readAgain(_ conversation: ConversationID, _ messages: [MessageID]) {
    let found = try? file.read { [leases = file.leases, own = file.ownLease] db -> HistoryChanges in
      let reader = HistoryReader(db: db, leases: leases, own: own)
      var changes = HistoryChanges()
      if let id = try Int64.fetchOne(
        db.cachedStatement(sql: "SELECT id FROM conversation WHERE key = ?"), arguments: [conversation.rawValue])
      {
        try reader.add(id, to: &changes)
      }
      for message in messages {
        guard let row = try reader.rowID(of: message), let placed = try reader.placed(row, own: own) else { continue }
        changes.messages.append(placed)
      }
      try reader.finish(&changes)
      return changes
    }
    guard var found, !found.isEmpty else { return }
    found.writes = writesDone
    post(.changed(found))
  }

  mutating func loadConversations() {
    do throws(HistoryProblem) {
      guard !file.isAbsent else { return post(.conversationsLoaded([], drafts: [:], isLast: true)) }
      try file.read { [leases = file.leases, own = file.ownLease] db in
        try HistoryReader(db: db, leases: leases, own: own).pages(of: Self.pageSize) { headers, drafts, isLast in
          post(.conversationsLoaded(headers, drafts: drafts, isLast: isLast))
        }
      }
    } catch {
      tell(error, count: 0)
      post(.conversationsLoaded([], drafts: [:], isLast: true))
    }
  }

  func loadMessages(_ conversation: ConversationID, before: MessageID?, limit: Int) {
    do throws(HistoryProblem) {
      let page = try file.read { [leases = file.leases, own = file.ownLease] db in
        try HistoryReader(db: db, leases: leases, own: own).page(of: conversation, before: before, limit: limit)
      }
      guard let page else { throw .missingConversation(file.path) }
      post(
        .messagesLoaded(
          conversation, page.messages, hasEarlier: page.hasEarlier, scroll: page.scroll, draft: page.draft))
    } catch {
      post(.loadFailed(conversation, error))
    }
  }

  func readMessages(for pane: PaneID, of conversation: ConversationID, at place: MessagesPlace, limit: Int) {
    do throws(HistoryProblem) {
      let page = try file.read { [leases = file.leases] db in
        try HistoryReader(db: db, leases: leases).messages(of: conversation, at: place, limit: limit)
      }
      guard let page else { throw .missingConversation(file.path) }
      post(.messagesRead(pane, conversation, place, page))
    } catch {
      post(.messagesNotRead(pane, conversation, error))
    }
  }

  func loadPrompts(limit: Int) {
    do throws(HistoryProblem) {
      guard !file.isAbsent else { return post(.promptsLoaded([])) }
      let prompts = try file.read { [leases = file.leases] db in
        try HistoryReader(db: db, leases: leases).prompts(limit: limit)
      }
      post(.promptsLoaded(prompts))
    } catch {
      post(.promptsNotLoaded(error))
    }
  }
}
