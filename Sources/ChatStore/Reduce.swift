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
    case .composerEdited(let action): return editComposer(action, now: now)
    case .promptSubmitted: return submit(now: now)
    case .promptRecalled(let direction): return recall(direction, now: now)
    case .followUpTakenBack: return takeBackFollowUp(now: now)
    case .viPressed(let key): return pressVi(key, now: now)
    case .commandMenuMoved(let row):
      commandMenu.selected = row
      return []
    case .commandMenuClosed:
      commandMenu.isHidden = true
      return []
    case .pathCompleted(let entry): return completePath(entry, now: now)
    case .editorWanted: return openEditor(now: now)
    case .draftStashed: return stashDraft(now: now)
    case .stashTaken(let id): return takeStashed(id, now: now)
    case .stashDeleted(let id): return deleteStashed(id, now: now)
    case .replyStopped: return stopFocused(now: now)
    case .allRepliesStopped: return stopAll(now: now)
    case .replyRetried: return retry(now: now)
    case .modeSwitched: return switchMode(now: now)
    case .conversationBegun: return begin(now: now)
    case .conversationOpened(let id): return open(id, now: now)
    case .conversationRenamed(let id, let title): return rename(id, to: title, now: now)
    case .conversationsDeleted(let ids): return delete(ids, now: now)
    case .deletionUndone: return undoDeletion(now: now)
    case .pinSwitched(let ids): return switchPin(ids)
    case .archiveSwitched(let ids): return switchArchive(ids, now: now)
    case .messageEditBegun(let id): return beginEdit(id, now: now)
    case .messageEditEnded: return endEdit(now: now)
    case .attachWanted: return openPicker()
    case .filesAttached(let paths): return attach(paths, now: now)
    case .attachmentRemoved(let id): return detach(id, now: now)
    case .uploadsRetried: return retryUploads(now: now)
    case .pathsPasted(let text, let paths): return paste(text, paths: paths, now: now)
    case .pastedFilesAttached: return attachPasted(now: now)
    case .folderEntered(let path): return enterFolder(path)
    case .hiddenFilesSwitched: return switchHidden()
    case .chatbotChosen(let chatbot): return choose(chatbot, now: now)
    case .chatbotsWanted: return loadChatbots(now: now)
    case .introductionWanted(let chatbot): return askIntroduction(chatbot)
    case .starterChosen(let text): return takeStarter(text, now: now)
    case .conversationMoved(let id): return move(id, now: now)
    case .remoteListSwitched: return switchListing(now: now)
    case .remoteFetchSwitched(let id, let isWhole): return switchFetch(id, isWhole: isWhole, now: now)
    case .paneSplit(let axis): return splitPane(axis, now: now)
    case .conversationOpenedBeside(let id): return openBeside(id, now: now)
    case .paneClosed: return closePane(now: now)
    case .paneFocused(let id): return focusPane(id, now: now)
    case .panesCycled(let direction): return cyclePanes(direction, now: now)
    case .lastPaneFocused: return focusLastPane(now: now)
    case .zoomSwitched: return switchZoom(now: now)
    case .panesBalanced: return arrange(now: now) { $0.balance() }
    case .panesSwapped(let direction): return swapPanes(direction, now: now)
    case .panesRotated: return arrange(now: now) { $0.rotate() }
    case .paneResized(let axis, let percent):
      let id = focusedPane
      return arrange(now: now) { $0.resize(id, along: axis, percent: percent) }
    case .paneBorderMoved(let first, let second, let sizes):
      return arrange(now: now) { $0.size(between: first, and: second, sizes) }
    case .broadcastSwitched: return switchBroadcast(now: now)
    case .scrollLockSwitched: return switchScrollLock(now: now)
    case .comparisonBegun(let chatbots): return compare(chatbots, now: now)
    case .layoutSaved(let name): return saveLayout(name, now: now)
    case .layoutRecalled(let name): return recallLayout(name, now: now)
    case .layoutDeleted(let name): return deleteLayout(name, now: now)
    case .scrolled(let pane, let position): return scroll(pane, to: position, now: now)
    case .messagesWanted(let pane, let side): return readOn(pane, side)
    case .followed(let pane, let top): return follow(pane, top)
    case .beginningWanted(let pane): return readFirst(pane)
    case .messageOpened(let id, let message, let needle, let place):
      return openMessage(message, in: id, needle: needle, place, now: now)
    case .searchResumed: return resumeSearch(now: now)
    case .searchResultOpened(let place): return openSearchResult(place, now: now)
    case .shownMessagesWanted: return loadShown()
    case .findOpened: return openFind()
    case .findEdited(let action): return editFind(action)
    case .findKindSwitched: return switchFindKind()
    case .findSettled: return settleFind(now: now)
    case .findEnded: return endFind(now: now)
    case .findMoved(let pane, let match): return moveFind(pane, to: match, now: now)
    case .findAimed(let pane, let goal): return aimFind(pane, at: goal)
    case .findContinued(let pane, let direction, let wrapping):
      return continueFind(pane, direction, wrapping: wrapping, now: now)
    case .jumped(let direction): return jump(direction, now: now)
    case .markSet(let name): return setMark(name, now: now)
    case .markWanted(let name): return goToMark(name, now: now)
    case .starSwitched(let message): return switchStar(message, now: now)
    case .starNoted(let message, let note): return star(message, note: note, now: now)
    case .outlineChosen(let entry):
      rememberJump()
      pane.sought = Find.Match(message: entry.message, range: entry.source..<entry.source)
      return focus(.transcript)
    case .soughtShown(let id, let position):
      if let index = panes.firstIndex(where: { $0.id == id }) { panes[index].sought = nil }
      return scroll(id, to: position, now: now)
    case .sourcesWanted(let message): return askSources(message, now: now)
    case .savingWanted(let file, let name): return askWhereToSave(file, name: name, now: now)
    case .savingBegun: return beginSaving(now: now)
    case .savingStopped(let id): return downloads[id] == nil ? [] : [.network(.stopDownload(id))]
    case .imageWanted(let file, let name): return showImage(file, name: name, now: now)
    case .localImageWanted(let path): return showLocalImage(path)
    case .imageFormSwitched: return switchImageForm()
    case .imageRoomChanged: return redrawImage()
    case .textCopied(let text): return [.client(.copy(text))]
    case .conversationCopied: return copyConversation(now: now)
    case .plainWanted:
      guard let text = wholeText else {
        show("There is nothing to show yet.", now: now)
        return []
      }
      return [.client(.page(text))]
    case .rowsSelected(let selection): return select(selection, now: now)
    case .rawSwitched:
      pane.format = pane.format == .raw ? .markdown : .raw
      return []
    case .foldSwitched(let fold):
      pane.folding.toggle(fold)
      return []
    case .foldsSwitched:
      pane.folding.toggleAll()
      return []
    case .linkOpened(let target):
      popups.removeTop()
      return [.client(.openLink(target))]
    case .messageCopied(let id): return copy(id, now: now)
    case .zoneFocused(let zone): return focus(zone)
    case .zoneCycled(let direction): return cycleZone(direction)
    case .listSelected(let id):
      list.selected = id
      return []
    case .listMarkSwitched(let id):
      list.marked.formSymmetricDifference([id])
      return []
    case .listMarksCleared:
      list.marked = []
      return []
    case .archivedSwitched: return switchArchived(now: now)
    case .listFilterOpened:
      list.filter = list.filter ?? TextEditor()
      return focus(.list)
    case .listFilterClosed:
      list.filter = nil
      return []
    case .listFiltered(let action):
      list.filter?.apply(action, killed: &killed)
      return []
    case .listSwitched: return switchList(now: now)
    case .listResized(let columns): return resizeList(to: columns, now: now)
    case .popupOpened(let popup): return open(popup.value, now: now)
    case .popupClosed: return closePopup(now: now)
    case .popupEdited(let action): return editPopup(action)
    case .popupSelected(let row): return selectInPopup(row)
    case .popupChanged(let popup): return changePopup(to: popup.value)
    case .setupFieldSwitched: return switchSetupField()
    case .setupSubmitted: return submitSetup(now: now)
    case .exportWanted: return beginExport(now: now)
    case .exportStopped: return export == nil ? [] : [.client(.stopExport)]
    case .demoWanted: return [.client(.openDemo)]
    case .profileWanted(let name): return changeProfile(name, now: now)
    case .quitWanted(let confirmation): return quit(confirmation, now: now)
    case .suspendWanted: return [.client(.suspend)]
    case .redrawWanted: return [.client(.redraw)]
    case .mouseSwitched: return [.client(.useMouse(!hasMouse))]
    case .reloadWanted: return [.client(.reload)]
    case .themeWanted(let name): return [.client(.useTheme(name))]
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
    case .promptSubmitted, .replyRetried, .modeSwitched, .conversationBegun, .conversationRenamed,
      .conversationsDeleted, .deletionUndone, .pinSwitched, .archiveSwitched, .messageEditBegun, .comparisonBegun,
      .starterChosen, .sourcesWanted, .savingWanted, .savingBegun, .layoutSaved, .layoutDeleted, .chatbotChosen,
      .setupSubmitted, .composerEdited,
      .promptRecalled, .followUpTakenBack, .draftStashed, .stashTaken, .stashDeleted, .editorWanted,
      .viPressed, .pathCompleted, .attachWanted, .filesAttached, .attachmentRemoved, .uploadsRetried, .pathsPasted,
      .markSet, .starSwitched, .starNoted, .conversationMoved, .remoteListSwitched, .remoteFetchSwitched:
      true
    case .popupOpened(let popup): popup.value.writes
    default: false
    }
  }
}
