import ChatModel

/// What an answer rests on; `chosen` of it is what keys are about, `scroll` the first row shown.
package struct SourcesPopup: Popup {
  package var sources: [CitedSource]
  package var chosen = 0
  package var scroll = 0

  package init(sources: [CitedSource]) { self.sources = sources }

  package mutating func select(_ row: Int, in state: inout State) -> [Command] {
    scroll = row
    return []
  }
}

extension State {
  /// Asks the service what a reply rests on, where the reply came without it.
  mutating func askSources(_ id: MessageID, now: Timestamp) -> [Command] {
    guard let place = pane.conversation, let message = conversations[place]?.messages.first(where: { $0.id == id }),
      let remote = message.remoteID, settings.connection == .configured,
      belongsHere(self[place].header)
    else {
      show("This message names no sources.", now: now)
      return []
    }
    show("AskSession the service for sources…", now: now)
    guard sourcesAsked.updateValue(place, forKey: id) == nil else { return [] }
    return [.network(.loadSources(id, remote))]
  }

  /// Keeps what came, and shows it to whoever still looks at that conversation and nothing else.
  mutating func reduceSources(_ id: MessageID, _ event: SourcesEvent, now: Timestamp) -> [Command] {
    guard let place = sourcesAsked.removeValue(forKey: id) else { return [] }
    switch event {
    case .failed(let failure):
      show("The sources cannot be read: \(failure.sentence)", .warning, now: now)
      return []
    case .arrived(let citations):
      guard !citations.isEmpty, let index = conversations[place]?.index(of: id) else {
        show("The service names no sources for this message.", now: now)
        return []
      }
      self[place].messages[index].citations = citations
      self[place].messages[index].revision += 1
      if pane.conversation == place && popups.isEmpty {
        popups.append(SourcesPopup(sources: CitedSource.list(citations)))
      }
      guard settings.access == .readWrite else { return [] }
      return [.history(.saveMessage(place, self[place].messages[index]))]
    }
  }
}
