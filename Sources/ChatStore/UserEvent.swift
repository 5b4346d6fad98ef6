import ChatModel

/// Everything that changes the state.
package enum StoreEvent: Equatable, Sendable {
  case user(UserEvent)
  case outside(Event)
  /// The clock reached `State.deadline`.
  case timePassed
}

/// What the user did, after keys were mapped to it. What depends on rows (scrolling, Up in a wrapped text) is worked
/// out by the view first and arrives as a place.
package enum UserEvent: Equatable, Sendable {
  // Composer
  case composerEdited(EditorAction)
  case promptSubmitted
  case promptRecalled(Direction)
  /// The last of the messages that wait for a reply's end goes back into the composer.
  case followUpTakenBack
  /// A key for vi's modes.
  case viPressed(ViKey)
  /// To the row that the view found.
  case commandMenuMoved(Int)
  case commandMenuClosed
  /// The path behind an `@` goes on with this.
  case pathCompleted(FolderEntry)
  /// Somebody wants to choose a file to attach.
  case attachWanted
  /// Files by their paths.
  case filesAttached([String])
  case attachmentRemoved(UploadID)
  /// What failed or was refused is tried again.
  case uploadsRetried
  /// A paste that may be the paths of files.
  case pathsPasted(String, paths: [String])
  /// The files that were pasted as paths are attached, and the paths are no text any more.
  case pastedFilesAttached
  case folderEntered(String)
  case hiddenFilesSwitched
  /// The draft goes to the user's editor.
  case editorWanted
  /// The draft is put aside, or one that was comes back.
  case draftStashed
  case stashTaken(StashID)
  case stashDeleted(StashID)
  // Replies
  case replyStopped
  /// Every reply that runs, in all conversations.
  case allRepliesStopped
  case replyRetried
  case modeSwitched
  // Conversations
  case conversationBegun
  case conversationOpened(ConversationID)
  case conversationRenamed(ConversationID, title: String)
  case conversationsDeleted([ConversationID])
  case deletionUndone
  /// All become pinned, or none where all are.
  case pinSwitched([ConversationID])
  case archiveSwitched([ConversationID])
  /// What is typed becomes another version of this message, in a conversation that branches off before it.
  case messageEditBegun(MessageID)
  case messageEditEnded
  case chatbotChosen(Chatbot)
  case chatbotsWanted
  /// A pane shows a conversation that this chatbot could begin.
  case introductionWanted(ChatbotID)
  case starterChosen(String)
  /// The conversation goes to the service that its profile leads to now.
  case conversationMoved(ConversationID)
  /// The list of the service's conversations is fetched, or no longer.
  case remoteListSwitched
  /// So are messages of a conversation: the newest, or all of them.
  case remoteFetchSwitched(ConversationID, isWhole: Bool)
  // Panes
  case paneSplit(PaneTree.Axis)
  case conversationOpenedBeside(ConversationID)
  case paneClosed
  case paneFocused(PaneID)
  case panesCycled(Direction)
  case lastPaneFocused
  case zoomSwitched
  case panesBalanced
  case panesSwapped(Direction)
  case panesRotated
  /// By so many hundredths of the room; negative: smaller.
  case paneResized(PaneTree.Axis, percent: Int)
  /// The border at which two panes touch was moved: the parts of its split have these sizes now, in cells; nil for those
  /// that are not shown.
  case paneBorderMoved(PaneID, PaneID, sizes: [Int?])
  case broadcastSwitched
  case scrollLockSwitched
  /// One pane for each chatbot, and the composer's text for all of them.
  case comparisonBegun([ChatbotID])
  case layoutSaved(String)
  case layoutRecalled(String)
  case layoutDeleted(String)
  // Looking
  case scrolled(PaneID, ScrollPosition)
  /// What stands beyond the messages that a pane shows.
  case messagesWanted(PaneID, ReadingSide)
  /// A pane that follows was drawn.
  case followed(PaneID, FollowedTop)
  /// The first row of a conversation whose beginning is not in memory.
  case beginningWanted(PaneID)
  /// Goes to a message of any conversation, where `needle` is marked if it is not empty.
  case messageOpened(ConversationID, MessageID, needle: String, place: OpeningPlace)
  /// The search that was left last comes back.
  case searchResumed
  /// What is chosen in the search is opened.
  case searchResultOpened(OpeningPlace)
  /// Those that the panes of the last run show.
  case shownMessagesWanted
  case rawSwitched
  // Finding
  case findOpened
  case findEdited(EditorAction)
  case findKindSwitched
  /// Typing ends; what is found stays marked.
  case findSettled
  case findEnded
  case findMoved(PaneID, Find.Match?)
  /// The next match is not known before more is looked through, which goes on by itself.
  case findAimed(PaneID, Find.Goal)
  /// There is no more in what the pane shows; `wrapping` where it goes on from the other end.
  case findContinued(PaneID, Direction, wrapping: Bool)
  // Finding places again
  case jumped(Direction)
  case markSet(String)
  case markWanted(String)
  case starSwitched(MessageID)
  case starNoted(MessageID, String)
  case outlineChosen(OutlineEntry)
  /// The service is asked what this reply rests on.
  case sourcesWanted(MessageID)
  // Saving
  /// A file that the service keeps is to be kept here too; both as received.
  case savingWanted(file: String, name: String)
  case savingBegun
  case savingStopped(DownloadID)
  // Images
  /// A file that the service keeps is to be looked at; both as received.
  case imageWanted(file: String, name: String)
  /// A file of this machine, by its path.
  case localImageWanted(String)
  /// As half-blocks, or as the terminal's own way has it.
  case imageFormSwitched
  /// There is another room for it.
  case imageRoomChanged
  case soughtShown(PaneID, ScrollPosition)
  // Copying
  case textCopied(String)
  case conversationCopied
  /// The conversation as plain text, where the mouse can take it.
  case plainWanted
  case rowsSelected(RowSelection?)
  case foldSwitched(Fold)
  /// All messages, or whatever is folded.
  case foldsSwitched
  /// Opened by the desktop, or copied where there is none.
  case linkOpened(String)
  case messageCopied(MessageID)
  case zoneFocused(Zone)
  case zoneCycled(Direction)
  case listSelected(ConversationID)
  case listFiltered(EditorAction)
  case listMarkSwitched(ConversationID)
  case listMarksCleared
  case archivedSwitched
  case listFilterOpened
  case listFilterClosed
  case listSwitched
  case listResized(columns: Int)
  // Popups
  case popupOpened(AnyPopup)
  case popupClosed
  case popupEdited(EditorAction)
  /// To the row that the view found; already within bounds.
  case popupSelected(Int)
  /// The popup on top became this one by what was done in it.
  case popupChanged(AnyPopup)
  case exportWanted
  case exportStopped
  case setupFieldSwitched
  case setupSubmitted
  case demoWanted
  /// A profile by its name.
  case profileWanted(String)
  // Client
  case quitWanted(Confirmation)
  case suspendWanted
  case redrawWanted
  case mouseSwitched
  /// Read the configuration again.
  case reloadWanted
  case themeWanted(String)
  case noticed(String)

  package enum Direction: Equatable, Sendable {
    case backward, forward
  }

  /// Where something is opened.
  package enum OpeningPlace: Equatable, Sendable {
    case here, beside
  }

  package enum Confirmation: Equatable, Sendable {
    case asked, given
    /// What could not be saved is not to be kept in a file either.
    case discarding
  }
}
