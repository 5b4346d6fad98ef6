import AppState
import Canvas
import ChatModel

// What is shown about a message or a conversation on request.

extension ChatScreen {
  /// The message that commands are about, as it is in memory.
  mutating func currentWhole(_ state: State, now: Timestamp) -> Message? {
    guard let id = currentMessage(state, now: now) else { return nil }
    return state.shown?.messages.first { $0.id == id }
  }

  mutating func sources(_ state: State, now: Timestamp) -> [UserEvent] {
    guard let message = currentWhole(state, now: now) else { return [.noticed("There is no message yet.")] }
    let sources = CitedSource.list(message.citations)
    if !sources.isEmpty { return [.opened(SourcesPopup(sources: sources))] }
    // A service may name them only where it keeps the message.
    let canAsk = message.author == .assistant && message.remoteID != nil && !message.status.isRunning
    return [canAsk ? .transcript(.sourcesRequested(message.id)) : .noticed("This message names no sources.")]
  }

  /// The files of the message that commands are about; where it has none, those of the last one above it that has some: a
  /// question stands above its answer, and in a short conversation no scrolling leads to it.
  mutating func attachments(_ state: State, now: Timestamp) -> [UserEvent] {
    guard let id = currentMessage(state, now: now), let messages = state.shown?.messages,
      let place = messages.lastIndex(where: { $0.id == id }),
      let message = messages[...place].last(where: { !$0.attachments.isEmpty })
    else { return [.noticed("No message up to here has files.")] }
    return [.opened(MessageFilesPopup(files: message.attachments))]
  }

  /// Of the chatbot of this conversation, also where it has begun already.
  func starters(_ state: State) -> [UserEvent] {
    let chatbot = state.focused?.header.chatbot
    let starters = chatbot.flatMap { state.introductions.known[$0]?.starters } ?? []
    return starters.isEmpty
      ? [.noticed("This chatbot suggests nothing to begin with.")] : [.opened(StartersPopup(starters: starters))]
  }

  /// Of all that is in memory of the conversation, not only of what the pane shows.
  func timing(_ state: State) -> [UserEvent] {
    guard let conversation = state.focused, !conversation.messages.isEmpty else {
      return [.noticed("There is nothing to time yet.")]
    }
    let times = ConversationTimes(
      conversation.messages, isWhole: conversation.loading == .loaded(hasEarlier: false))
    return [.opened(TimingPopup(times: times))]
  }
}
