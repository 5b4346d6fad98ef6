/// What is to be done outside the loop, in the imperative; the reducer returns these.
package enum Command: Equatable, Sendable {
  case network(NetworkCommand)
  case history(HistoryCommand)
  case client(ClientCommand)
}

/// Work for the network.
package enum NetworkCommand: Equatable, Sendable {
  case startReply(ReplyID, ReplyRequest)
  /// Closes the connection at once, or gives up a retry that waits.
  case stopReply(ReplyID)
  /// Lists the chatbots, page after page.
  case loadChatbots
  /// Asks how a chatbot begins a conversation; answers `introduction`.
  case loadIntroduction(ChatbotID)
  /// Asks what a reply rests on; answers `sources`.
  case loadSources(MessageID, RemoteMessageID)
  /// Lists the conversations that the service keeps, page after page; given up by the next one and by `stopListing`.
  case listConversations
  case stopListing
  /// Asks for one page of a conversation's messages: the one behind `page`, or the first one with at most `size` messages.
  case fetchMessages(ConversationID, RemoteConversationID, page: String?, size: Int)
  case stopFetching(ConversationID)
  /// Hands a file to the service. Several go at once; what is more waits its turn.
  case startUpload(UploadID, UploadRequest)
  /// Closes the connection at once; answers `stopped`.
  case stopUpload(UploadID)
  /// Fetches a file into a folder, where it replaces none; answers `download` events.
  case startDownload(DownloadID, DownloadRequest)
  /// Closes the connection at once and leaves nothing of the file; answers `stopped`.
  case stopDownload(DownloadID)
}

/// A file to be uploaded as it was when it was chosen.
package struct UploadRequest: Equatable, Sendable {
  package var file: FileFacts
  /// What the service is to call it.
  package var filename: String
  /// Where the message goes, if the service knows the conversation.
  package var conversation: RemoteConversationID?
  /// What the storage calls it, where it lies there already and only has to be registered.
  package var storedKey: String?

  package init(
    file: FileFacts, filename: String, conversation: RemoteConversationID? = nil, storedKey: String? = nil
  ) {
    self.file = file
    self.filename = filename
    self.conversation = conversation
    self.storedKey = storedKey
  }
}

/// A request for a reply.
package struct ReplyRequest: Equatable, Sendable {
  package var chatbot: ChatbotID
  /// nil begins a new conversation.
  package var conversation: RemoteConversationID?
  package var text: String
  package var attachments: [Attachment]
  package var mode: ReplyMode

  package init(
    chatbot: ChatbotID, conversation: RemoteConversationID?, text: String, attachments: [Attachment] = [],
    mode: ReplyMode
  ) {
    self.chatbot = chatbot
    self.conversation = conversation
    self.text = text
    self.attachments = attachments
    self.mode = mode
  }
}

/// Work for the history file. Commands are carried out in the order given.
package enum HistoryCommand: Equatable, Sendable {
  /// Commits the conversation, and both messages of a turn (a retry saves the reply's message anew); answers
  /// `turnSaved` or `turnNotSaved`.
  case saveTurn(ReplyID, ConversationHeader, [Message])
  /// Writes these fields of the conversation's header. With `.all` it is created if need be; else one that is not on disk any
  /// more stays so.
  case saveConversation(ConversationHeader, HeaderFields = .all)
  /// Creates the conversation with copies of the messages that stand before the header's branch point. Those that are in
  /// memory have their copies' identifiers given.
  case saveBranch(ConversationHeader, copies: [MessageID: MessageID])
  /// Appends to a running reply's text; may be joined with others and written up to 50 ms later.
  case appendText(ConversationID, MessageID, String)
  /// Appends to the part with this number of a running reply, or begins it; may be joined and wait as `appendText`.
  case appendPart(ConversationID, MessageID, number: Int, ReplyPart)
  /// Writes how many events of a running reply could not be read so far.
  case saveUnreadable(ConversationID, MessageID, Int)
  /// Writes the whole message of a conversation that is on disk; what was appended before is part of it.
  case saveMessage(ConversationID, Message)
  /// Forgets the names that the service has for the conversation's messages and their files.
  case leaveService(ConversationID)
  /// Writes a reply that has ended, as `saveMessage` does. Where its conversation or its question is not on disk any more
  /// (somebody went back to a copy of the history while it ran), they are written anew.
  case saveReply(ConversationHeader, question: Message?, Message)
  /// Creates the conversation if need be.
  case saveDraft(ConversationHeader, Draft)
  case saveScroll(ConversationID, ScrollPosition)
  case saveStash(StashedText)
  case deleteStash(StashID)
  /// Which conversation is shown, and the list's width and visibility.
  case saveSession(SessionSnapshot)
  /// Keeps how the panes stand and what they show under a name.
  case saveLayout(String, PanesSnapshot)
  case deleteLayout(String)
  /// Hides the conversation until `restoreConversation`; it is gone for good at `purgeDeleted`.
  case deleteConversation(ConversationID)
  case restoreConversation(ConversationID)
  /// Removes for good what was deleted more than a day ago.
  case purgeDeleted
  /// Adds what the service at `host` lists to the conversations of the profile, in this mode where they are new; answers
  /// `changed`. Those of the profile that belong to another host are left alone.
  case mergeConversations([RemoteConversation], profile: String, host: HostURL? = nil, mode: ReplyMode)
  /// The service lists these and no others of those that it had at `since`; answers `changed`.
  case markUnlisted(profile: String, host: HostURL? = nil, listed: Set<RemoteConversationID>, since: Timestamp)
  /// Adds the service's messages to those of the conversation, each once; answers `changed`.
  case mergeMessages(ConversationID, RemotePage, FetchPurpose)
  /// Answers `changed` with the conversation and these of its messages, as they are behind all earlier commands.
  case readAgain(ConversationID, [MessageID])
  /// Answers `conversationsLoaded`, page after page.
  case loadConversations
  /// Answers `messagesLoaded` with at most `limit` messages that stand before `before` (nil: the newest).
  case loadMessages(ConversationID, before: MessageID?, limit: Int)
  /// Answers `messagesRead` or `messagesNotRead`: at most `limit` messages at a place of a long conversation, for a pane.
  case readMessages(PaneID, ConversationID, MessagesPlace, limit: Int)
  /// Answers `messageFound` or `loadFailed`: looks through at most `limit` messages that stand beyond `beyond` (nil: from
  /// the first or last one on).
  case findMessage(PaneID, ConversationID, TextPattern, isForward: Bool, beyond: MessageID?, limit: Int)
  case saveStar(Star)
  case deleteStar(MessageID)
  /// Keeps a place under a letter.
  case saveMark(String, TranscriptMark)
  /// Answers `promptsLoaded` or `promptsNotLoaded`: what persons wrote in all conversations, at most `limit` texts.
  case loadPrompts(limit: Int)
  /// Answers `searchAnswered`, once or several times, or `searchFailed`; an empty text answers nothing. Takes the place of
  /// the search before, which is not answered any more, and overtakes what waits to be written.
  case search(SearchRequest)
}

/// What is restored at the next start besides conversations, drafts and scroll positions.
package struct SessionSnapshot: Hashable, Sendable, Codable {
  package var openConversation: ConversationID?
  package var isListVisible: Bool
  /// The list's width in columns.
  package var listColumns: Int
  /// nil while there is one pane.
  package var panes: PanesSnapshot?

  package init(
    openConversation: ConversationID? = nil, isListVisible: Bool = true, listColumns: Int = 24,
    panes: PanesSnapshot? = nil
  ) {
    self.openConversation = openConversation
    self.isListVisible = isListVisible
    self.listColumns = listColumns
    self.panes = panes
  }
}

/// Several panes: where they stand and what they show.
package struct PanesSnapshot: Hashable, Sendable, Codable {
  package var tree: PaneTree
  /// In the order of the tree's panes; nil for one that nobody began.
  package var conversations: [ConversationID?]
  package var focused: PaneID
  /// Where each stood in its conversation, in the same order; nil where an older maichat wrote it.
  package var places: [ScrollPosition]?
  /// What was typed in panes whose conversation another pane shows too, but for the one that was typed in last.
  package var drafts: [PaneID: Draft]?

  package init(
    tree: PaneTree, conversations: [ConversationID?], focused: PaneID, places: [ScrollPosition]? = nil,
    drafts: [PaneID: Draft]? = nil
  ) {
    self.tree = tree
    self.conversations = conversations
    self.focused = focused
    self.places = places
    self.drafts = drafts
  }
}

/// Work for the client itself: the terminal and the process.
package enum ClientCommand: Equatable, Sendable {
  case quit
  /// What could not be saved is not put into a file at the end.
  case discardUnsaved
  case suspend
  /// Clears the terminal and paints everything anew.
  case redraw
  /// Checks base URL and key against the service; answers `setupChecked` or `setupRefused`.
  case checkSetup(SetupEntry)
  /// Keeps what was checked, for this run and the next; answers `setupAccepted` or `setupRefused`.
  case keepSetup(SetupEntry)
  /// Makes the chatbot the one that the profile's new conversations talk to, for this run and the next.
  case keepChatbot(ChatbotID)
  case openDemo
  /// Goes on with another profile of the configuration; the process stays.
  case useProfile(String)
  case copy(String)
  /// Copies without the desktop's program, which has failed.
  case copyThroughTerminal(String)
  /// Shows a text by the user's pager, on the terminal's own screen.
  case page(String)
  /// Hands the terminal to the user's editor with this text; answers `draftEdited` or `noticed`.
  case editDraft(ConversationID, String)
  /// Has the desktop open a link as it was written by whoever wrote the message; copies it where there is no desktop.
  case openLink(String)
  case useTheme(String)
  /// Reads the names in a folder, given as it was typed; answers `folderListed`.
  case listFolder(String)
  /// Reads the names in a folder for choosing a file; answers `folderBrowsed`.
  case browseFolder(String)
  /// Looks into a file for somebody who is choosing; answers `filePreviewed`.
  case previewFile(String)
  /// Looks at a file that is to be attached; answers `fileChecked`.
  case checkFile(UploadID, String)
  /// Looks which of these are files; answers `filesFound`.
  case findFiles([String])
  /// Takes the mouse from the terminal or gives it back; answers `mouseChanged`.
  case useMouse(Bool)
  /// Reads the configuration and the theme again.
  case reload
  /// Draws the image in a file as the terminal takes it; answers `imageDrawn` or `imageFailed`. A temporary file is removed
  /// as soon as it was read.
  case drawImage(ImageID, path: String, isTemporary: Bool, wantsBlocks: Bool)
  /// Draws the same anew, for another size or in another form.
  case redrawImage(ImageID, wantsBlocks: Bool)
  /// Nobody looks at it any more.
  case forgetImage(ImageID)
  /// Removes a temporary file that nobody wants to see any more.
  case discardFile(String)
  /// Writes conversations to a file, beside everything else; answers `export` events.
  case export(ExportRequest)
  /// Ends the export that runs, and leaves nothing of it.
  case stopExport
}

/// What the setup screen asks for.
package struct SetupEntry: Hashable, Sendable {
  package var baseURL: String
  /// The key as typed; goes nowhere but to the check and the 0600 file.
  package var key: String

  /// One of the two.
  package enum Part: Hashable, Sendable {
    case baseURL, key
  }

  package init(baseURL: String, key: String) {
    self.baseURL = baseURL
    self.key = key
  }
}
