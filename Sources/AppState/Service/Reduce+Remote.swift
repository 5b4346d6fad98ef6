import ChatModel

// The service's own history: the list at the user's wish, the messages of a conversation when it is opened or wanted. What
// arrives is merged on disk, and comes back as changes.

/// Fetching from the service what it keeps.
package enum RemoteAction: Equatable, Sendable {
  /// The list of the service's conversations is fetched, or no longer.
  case listSwitched
  /// So are messages of a conversation: the newest, or all of them.
  case fetchSwitched(ConversationID, isWhole: Bool)

  /// Whether it changes something on disk or sends something.
  var writes: Bool { true }
}

extension State {
  mutating func reduce(_ action: RemoteAction, now: Timestamp) -> [Command] {
    switch action {
    case .listSwitched: return switchListing(now: now)
    case .fetchSwitched(let id, let isWhole): return switchFetch(id, isWhole: isWhole, now: now)
    }
  }
}

extension State {
  /// A page of messages: a screenful or two.
  private static let fetchSize = 50
  /// The last turn and a little more.
  private static let namesSize = 10
  /// A service whose pages never end is given up after this many.
  private static let mostPages = 1000

  /// Lists the service's conversations, or gives the running list up.
  mutating func switchListing(now: Timestamp) -> [Command] {
    guard remote.listing == nil else {
      let count = remote.listing!.listed.count
      remote.listing = nil
      show("Stopped after \(count) conversations; they stay.", now: now)
      return [.network(.stopListing)]
    }
    guard canFetch(now: now) else { return [] }
    remote.listing = RemoteHistory.Listing(since: now)
    remote.failed = []
    return [.network(.listConversations)]
  }

  /// Fetches the newest messages of a conversation, or, with `isWhole`, all that there are; gives a running fetch up.
  mutating func switchFetch(_ id: ConversationID, isWhole: Bool, now: Timestamp) -> [Command] {
    guard conversations[id] != nil else { return [] }
    if let fetch = remote.fetches.removeValue(forKey: id), fetch.purpose != .names, !fetch.isMerging {
      show("Stopped after \(fetch.count) messages; they stay.", now: now)
      return [.network(.stopFetching(id))]
    }
    guard canFetch(now: now) else { return [] }
    if let refusal = refusal(of: self[id].header) {
      show(refusal, .warning, now: now)
      return []
    }
    guard self[id].header.remoteID != nil else {
      show("The service does not know this conversation yet.", now: now)
      return []
    }
    return fetch(id, .newest, isWhole: isWhole)
  }

  private mutating func canFetch(now: Timestamp) -> Bool {
    guard settings.connection == .configured else {
      show("There is no service to ask: base URL and key are not set.", .warning, now: now)
      return false
    }
    return true
  }

  private mutating func fetch(_ id: ConversationID, _ purpose: FetchPurpose, isWhole: Bool = false) -> [Command] {
    guard let header = conversations[id]?.header, let remoteID = header.remoteID, belongsHere(header),
      settings.connection == .configured, settings.access == .readWrite, remote.fetches[id] == nil
    else { return [] }
    var fetch = RemoteHistory.Fetch(purpose: purpose)
    fetch.isWhole = isWhole
    var page: String?
    if purpose == .earlier {
      guard case .at(let query) = header.earlier else { return [] }
      page = query
      fetch.pages = [query]
    }
    remote.fetches[id] = fetch
    remote.failed.remove(id)
    let size = purpose == .names ? Self.namesSize : Self.fetchSize
    return [.network(.fetchMessages(id, remoteID, page: page, size: size))]
  }

  /// The messages of a conversation that only the service has, when it is opened.
  mutating func fetchIfRemote(_ id: ConversationID) -> [Command] {
    guard conversations[id]?.header.presence == .remote, !remote.failed.contains(id) else { return [] }
    return fetch(id, .newest)
  }

  /// Whether the service has messages of `id` before those on disk, and can be asked for them now.
  package func canFetchEarlier(_ id: ConversationID) -> Bool {
    guard let header = conversations[id]?.header, case .at = header.earlier else { return false }
    return settings.access == .readWrite && settings.connection == .configured && remote.fetches[id] == nil
      && !remote.failed.contains(id) && belongsHere(header)
  }

  /// What the list and the titles say of where a conversation is; nil where nothing speaks for anything but the usual: before
  /// the service's list was asked for, all that began here is here.
  package func presence(of conversation: Conversation) -> SyncState? {
    guard conversation.isKept else { return nil }
    if conversation.header.presence == .remote { return .remote }
    if remote.listedAt != nil { return conversation.header.presence }
    let isUnlisted = conversation.header.presence == .local && conversation.header.remoteID != nil
    return isUnlisted ? .local : nil
  }

  /// What stands before the messages that are here, when somebody scrolls up to their beginning.
  mutating func fetchEarlier(_ id: ConversationID) -> [Command] {
    remote.failed.contains(id) ? [] : fetch(id, .earlier)
  }

  /// Asks what the service calls the messages of a turn, and for the sources, where the reply itself did not say.
  mutating func fetchNames(_ id: ConversationID, of message: Message) -> [Command] {
    guard settings.namesReplies, !remote.isRefused, message.remoteID == nil || message.citations.isEmpty else {
      return []
    }
    return fetch(id, .names)
  }

  // MARK: What came of it

  mutating func reduceRemote(_ event: RemoteEvent, now: Timestamp) -> [Command] {
    switch event {
    case .conversationsArrived(let page, let isLast): return addListed(page, isLast: isLast, now: now)
    case .conversationsFailed(let failure):
      guard remote.listing != nil else { return [] }
      remote.listing = nil
      show("The service's conversations cannot be listed: \(failure.sentence)", .warning, now: now)
      return []
    case .messagesArrived(let id, let page): return addFetched(page, to: id)
    case .messagesFailed(let id, let failure):
      guard let fetch = remote.fetches.removeValue(forKey: id) else { return [] }
      guard fetch.purpose != .names else {
        // Nobody asked for it; a service that has no such route is not bothered again.
        remote.isRefused = remote.isRefused || [.notFound, .forbidden, .rejected, .unauthorized].contains(failure.kind)
        return []
      }
      remote.failed.insert(id)
      show("The messages cannot be fetched: \(failure.sentence)", .warning, now: now)
      return []
    }
  }

  private mutating func addListed(_ page: [RemoteConversation], isLast: Bool, now: Timestamp) -> [Command] {
    guard remote.listing != nil else { return [] }
    let new = page.filter { remote.listing!.listed.insert($0.id).inserted }
    var commands: [Command] = []
    if !new.isEmpty {
      commands.append(
        .history(
          .mergeConversations(new, profile: settings.profile, host: settings.host, mode: settings.mode)))
    }
    guard isLast, let listing = remote.listing else { return commands }
    remote.listing = nil
    remote.listedAt = now
    let count = listing.listed.count
    show("The service has \(count == 1 ? "1 conversation" : "\(count) conversations").", now: now)
    return commands + [
      .history(
        .markUnlisted(
          profile: settings.profile, host: settings.host, listed: listing.listed, since: listing.since))
    ]
  }

  private mutating func addFetched(_ page: RemotePage, to id: ConversationID) -> [Command] {
    guard var fetch = remote.fetches[id], !fetch.isMerging, let remoteID = conversations[id]?.header.remoteID else {
      return []
    }
    guard belongsHere(self[id].header) else {
      // Another process has moved it meanwhile.
      remote.fetches[id] = nil
      return []
    }
    // The service knows it.
    let adoption = adopt(id)
    var page = page
    fetch.count += page.messages.count
    if let next = page.next, !fetch.pages.insert(next).inserted || fetch.pages.count > Self.mostPages {
      page.next = nil
    }
    let merge = Command.history(.mergeMessages(id, page, fetch.purpose))
    // With the oldest first, the newest are on the last page.
    let goesOn = fetch.purpose != .names && (page.order == .oldestFirst || fetch.isWhole)
    guard goesOn, let next = page.next else {
      fetch.isMerging = true
      remote.fetches[id] = fetch
      return adoption + [merge, .history(.readAgain(id, []))]
    }
    if fetch.isWhole, page.order == .newestFirst { fetch.purpose = .earlier }
    remote.fetches[id] = fetch
    return adoption + [merge, .network(.fetchMessages(id, remoteID, page: next, size: Self.fetchSize))]
  }
}
