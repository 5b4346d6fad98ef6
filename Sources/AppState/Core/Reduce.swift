import ChatModel

// How the state changes. Nobody else changes it; the clock is `now`; what is to be done outside is returned. State is
// changed in place along its path and never copied: a copy of the conversations costs more than a thousand appends.

/// Changes `state` by what happened and says what is to be done about it, in order.
package func reduce(_ state: inout State, _ event: StoreEvent, now: Timestamp) -> [Command] {
  var commands =
    switch event {
    case .user(let event): state.reduceUser(event, now: now)
    case .outside(.reply(let id, let event)): state.reduceReply(id, event, now: now)
    case .outside(.chatbots(let event)): state.reduceChatbots(event, now: now)
    case .outside(.remote(let event)): state.reduceRemote(event, now: now)
    case .outside(.history(let event)): state.reduceHistory(event, now: now)
    case .outside(.client(let event)): state.reduceClient(event, now: now)
    case .outside(.upload(let id, let event)): state.reduceUpload(id, event, now: now)
    case .outside(.download(let id, let event)): state.reduceDownload(id, event, now: now)
    case .outside(.sources(let message, let event)): state.reduceSources(message, event, now: now)
    case .outside(.introduction(let chatbot, let event)): state.reduceIntroduction(chatbot, event)
    case .timePassed: state.reduceTime(now: now)
    }
  commands += state.settleComposers(now: now)
  state.noteWrites(commands)
  assert(state.brokenReferences.isEmpty, "\(state.brokenReferences) after \(event)")
  return commands
}

extension State {
  mutating func reduceUser(_ event: UserEvent, now: Timestamp) -> [Command] {
    if settings.access == .readOnly && event.writes {
      show("maichat was started with --read-only: nothing is sent or changed.", .warning, now: now)
      return []
    }
    switch event {
    case .composer(let action): return reduce(action, now: now)
    case .stash(let action): return reduce(action, now: now)
    case .attachments(let action): return reduce(action, now: now)
    case .replies(let action): return reduce(action, now: now)
    case .conversations(let action): return reduce(action, now: now)
    case .chatbots(let action): return reduce(action, now: now)
    case .remote(let action): return reduce(action, now: now)
    case .panes(let action): return reduce(action, now: now)
    case .layouts(let action): return reduce(action, now: now)
    case .paging(let action): return reduce(action, now: now)
    case .transcript(let action): return reduce(action, now: now)
    case .search(let action): return reduce(action, now: now)
    case .find(let action): return reduce(action, now: now)
    case .bookmarks(let action): return reduce(action, now: now)
    case .downloads(let action): return reduce(action, now: now)
    case .images(let action): return reduce(action, now: now)
    case .copying(let action): return reduce(action, now: now)
    case .list(let action): return reduce(action, now: now)
    case .export(let action): return reduce(action, now: now)
    case .setup(let action): return reduce(action, now: now)
    case .program(let action): return reduce(action, now: now)
    case .zoneFocused(let zone): return focus(zone)
    case .zoneCycled(let direction): return cycleZone(direction)
    case .popupOpened(let popup): return open(popup.value, now: now)
    case .popupClosed: return closePopup(now: now)
    case .popupEdited(let action): return editPopup(action)
    case .popupSelected(let row): return selectInPopup(row)
    case .popupChanged(let popup): return changePopup(to: popup.value)
    case .noticed(let text):
      show(text, now: now)
      return []
    }
  }

  mutating func reduceClient(_ event: ClientEvent, now: Timestamp) -> [Command] {
    switch event {
    case .copyNotDone(let text, _): return [.client(.copyThroughTerminal(text))]
    case .setupChecked(let entry): return keepSetup(entry)
    case .setupAccepted(let profile, let service, let host):
      return finishSetup(profile: profile, service: service, host: host, now: now)
    case .setupRefused(let failure, let part): refuseSetup(failure, part)
    case .draftEdited(let id, let text): return takeEdited(text, in: id, now: now)
    case .copied(let way): show(way, now: now)
    case .copyFailed(let reason): show(reason, .warning, now: now)
    case .folderListed(let path, let entries):
      if folder?.path == path { folder?.entries = entries }
    case .folderBrowsed(let asked, let content): return takeFolder(asked, content)
    case .filePreviewed(let path, let preview): takePreview(path, preview)
    case .fileChecked(let id, let check): return takeCheck(id, check, now: now)
    case .attachmentLimitsChanged(let bytes, let count):
      return changeLimits(AttachmentLimits(bytes: bytes, count: count))
    case .filesFound(let asked, let found): offer(found, of: asked)
    case .imageDrawn(let id, let image): changeImage(id) { $0.phase = .shown(image) }
    case .imageFailed(let id, let reason): changeImage(id) { $0.phase = .failed(reason) }
    case .themeChanged(let name): settings.themeName = name
    case .mouseChanged(let isOurs): changeMouse(isOurs, now: now)
    case .export(let event): reduceExport(event, now: now)
    case .noticed(let text): show(text, .warning, now: now)
    }
    return []
  }

  /// Puts a sentence into the status line for as long as it takes to read it.
  mutating func show(_ text: String, _ severity: Notice.Severity = .plain, now: Timestamp) {
    // 15 characters a second is slow reading; never less than four seconds.
    let reading = Milliseconds(max(4000, Int64(text.count) * 1000 / 15))
    notice = Notice(text, severity: severity, until: now + reading)
  }
}

extension UserEvent {
  /// Whether it changes something on disk or sends something.
  fileprivate var writes: Bool {
    switch self {
    case .composer(let action): action.writes
    case .stash(let action): action.writes
    case .attachments(let action): action.writes
    case .replies(let action): action.writes
    case .conversations(let action): action.writes
    case .chatbots(let action): action.writes
    case .remote(let action): action.writes
    case .panes(let action): action.writes
    case .layouts(let action): action.writes
    case .transcript(let action): action.writes
    case .bookmarks(let action): action.writes
    case .downloads(let action): action.writes
    case .setup(let action): action.writes
    case .popupOpened(let popup): popup.value.writes
    default: false
    }
  }
}
