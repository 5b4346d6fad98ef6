import ChatModel

// A first question that no service took is a draft again: nothing was said, so there is no conversation. In one that has
// begun the question stays, marked as failed, since what was said before and after it tells where it belongs.

extension State {
  /// Makes the question of `running`, which failed with `failure`, the draft of a conversation that has not begun; nil where
  /// it is to stay. The draft is on disk before the conversation that held the question is gone.
  mutating func withdraw(
    _ running: RunningReply, in id: ConversationID, _ failure: Failure, now: Timestamp
  ) -> [Command]? {
    // What goes to several panes was taken by others, perhaps.
    guard failure.kind.wasNotTaken, !isBroadcasting, let place = conversations[id], place.hasOnlyAsked(running),
      bookmarks.stars[place.messages[0].id] == nil
    else { return nil }
    let question = place.messages[0]
    var commands = returnQueue(of: id, now: now)
    guard var conversation = conversations.removeValue(forKey: id) else { return nil }
    conversation.begin(
      again: identifiers.next(), with: question,
      files: question.attachments.map { file in
        DraftAttachment(id: identifiers.next(), of: file)
      })
    conversation.refusal = failure
    let new = conversation.header.id
    conversations[new] = conversation
    conversationsToSave.remove(id)
    if sharedConversations.remove(id) != nil { sharedConversations.insert(new) }
    list.marked.remove(id)
    if list.selected == id { list.selected = new }
    sortList([id, new])
    for index in panes.indices where panes[index].conversation == id {
      panes[index].conversation = new
      panes[index].scroll = .following
      panes[index].firstUnread = nil
    }
    markSession(now: now)
    show("The question is not sent, and is a draft again: \(failure.sentence)", .warning, now: now)
    commands += saveDraft(new)
    return commands + [.history(.deleteConversation(id))]
  }
}

extension Conversation {
  /// Whether nothing is in it but one question of a person, to which `running` brought nothing.
  fileprivate func hasOnlyAsked(_ running: RunningReply) -> Bool {
    messages.count == 2 && messages[0].author == .person && messages[1].id == running.message
      && messages[1].text.isEmpty && messages[1].parts.isEmpty && messages[1].citations.isEmpty
      && loading == .loaded(hasEarlier: false)
      && header.remoteID == nil && header.branch == nil && edited == nil
  }

  /// Becomes a conversation without messages, as `id`, in whose composer `question` stands.
  fileprivate mutating func begin(again id: ConversationID, with question: Message, files: [DraftAttachment]) {
    header.id = id
    if header.titleSource == .firstQuestion { (header.title, header.titleSource) = ("", .none) }
    messages = []
    scroll = .following
    (scrollDue, draftDue) = (nil, nil)
    running = nil
    putBefore([question.text], files)
  }
}
