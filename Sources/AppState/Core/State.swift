import ChatModel

/// All that the client knows; changed only by `reduce`, read by the view.
/// Does not: hold anything laid out, any descriptor, any callback.
package struct State: Equatable, Sendable {
  package var settings: Settings
  package var identifiers: IdentifierSource
  package var conversations: [ConversationID: Conversation] = [:]
  /// From top to bottom: pinned first, then by last activity, newest first; then the archived ones in the same way.
  package var order: [ConversationID] = []
  /// What the list shows of them: `order`, without the archived ones where they are hidden.
  package var listed: [ConversationID] = []
  package var list = ListState()
  package var panes: [Pane]
  package var focusedPane: PaneID
  /// Where the panes stand.
  package var tree: PaneTree
  /// The pane that had the focus before.
  package var lastPane: PaneID?
  /// Whether the focused pane has all the room.
  package var isZoomed = false
  /// Whether the composer's text goes to the conversations of all panes.
  package var isBroadcasting = false
  /// Whether scrolling one pane takes the others to the same turn.
  package var isScrollLocked = false
  /// How panes stood, under the names that the user gave.
  package var layouts: [String: PanesSnapshot] = [:]
  package var zone: Zone = .composer
  package var popups: PopupStack = []
  /// The set-up screen as it was left, until it is accepted: what was typed is not typed twice. Holds the key.
  package var leftSetup: SetupForm?
  package var notice: Notice?
  package var chatbots = ChatbotDirectory()
  /// Conversations that are moved to the service once its chatbots are known.
  var moving: Set<ConversationID> = []
  /// When conversations were moved to another service in this run.
  var moved: [ConversationID: Timestamp] = [:]
  package var introductions = Introductions()
  package var remote = RemoteHistory()
  /// How many writes were asked for that are read back; see `HistoryCommand.isReadBack`.
  var historyWrites = 0
  /// Where the running replies belong.
  package var replies: [ReplyID: ConversationID] = [:]
  /// Where the uploads under way belong.
  package var uploads: [UploadID: ConversationID] = [:]
  /// The folder in which somebody chose a file last; empty: the one that the client was started in.
  package var pickedFolder = ""
  /// Conversations deleted in this run, newest last, for undo; those that went together come back together.
  package var deleted: [[Conversation]] = []
  /// Whether the terminal reports the mouse instead of selecting text with it.
  package var hasMouse = false
  /// What was cut, for yank.
  package var killed = KillRing()
  /// Conversations that several panes show, as far as one of these had the focus since: each pane has its own composer.
  var sharedConversations: Set<ConversationID> = []
  /// Drafts that were put aside, oldest first.
  package var stash: [StashedText] = []
  /// How far the export is that runs; nil while none does.
  package var export: ExportProgress?
  package var bookmarks = Bookmarks()
  /// Files on their way to this machine.
  package var downloads: [DownloadID: Download] = [:]
  /// The folder that was chosen last, as typed.
  package var downloadFolder: String?
  /// Messages whose sources were asked for, and where they belong.
  package var sourcesAsked: [MessageID: ConversationID] = [:]
  /// The list of commands above a text that begins with a slash.
  package var commandMenu = CommandMenu()
  /// The folder whose names complete a path in the composer; nil while none is typed.
  package var folder: FolderListing?
  package var search = SearchMemory()
  /// A paste that somebody looks at whether it is files.
  package var pasted: PastedPaths?
  /// Why the history file cannot be written at present.
  package var historyProblem: HistoryProblem?
  /// What is in memory only because of that.
  package var unsaved = UnsavedCount()
  /// Whether what waits for the end of a reply that runs elsewhere is a draft on disk meanwhile.
  package var keepsWhatWaits = true
  /// The conversations of which something must reach the disk at a moment of its own.
  package var conversationsToSave: Set<ConversationID> = []
  /// When the session snapshot must be on disk.
  package var sessionDue: Timestamp?

  /// An empty client with one pane that shows a new conversation.
  package init(settings: Settings, identifiers: IdentifierSource, now: Timestamp) {
    self.settings = settings
    self.identifiers = identifiers
    let pane = Pane(id: PaneID(1))
    panes = [pane]
    focusedPane = pane.id
    tree = .pane(pane.id)
    let id = addConversation(now: now)
    panes[0].conversation = id
    list.selected = id
  }

  /// The pane that has the focus.
  package var pane: Pane {
    get { panes.first { $0.id == focusedPane } ?? panes[0] }
    set { panes[panes.firstIndex { $0.id == focusedPane } ?? 0] = newValue }
  }

  /// The conversation of the focused pane.
  package var focused: Conversation? { pane.conversation.flatMap { conversations[$0] } }

  /// The popup on top.
  package var top: (any Popup)? { popups.top }
}

/// What the user set and what follows from how the client was started.
package struct Settings: Equatable, Sendable {
  package var profile: String
  /// The service's host, for the status line.
  package var service: String
  /// The service; nil until base URL and key are known.
  package var host: HostURL?
  package var chatbot: ChatbotID?
  /// What the user called the chatbot, until the service's list says which one that is.
  package var wantedChatbot: String?
  package var mode: ReplyMode
  package var access: Access
  /// Whether the service can be asked at all: false until base URL and key are known.
  package var connection: Connection
  package var kind: Kind
  package var themeName: String
  /// Whether the service is asked after a reply what it calls the messages, and for the sources, where the reply was silent.
  package var namesReplies = false
  package var attachments = AttachmentLimits()
  /// The keys that edit the composer's text.
  package var editing = EditingKeys.emacs
  package var saving = DownloadFolders()
  /// Those of the configuration, by name.
  package var profiles: [ConfiguredProfile] = []

  package enum Connection: Equatable, Sendable {
    case configured, missing
  }

  package enum Kind: Equatable, Sendable {
    case service, demo
  }

  package init(
    profile: String = "default", service: String = "", host: HostURL? = nil, chatbot: ChatbotID? = nil,
    mode: ReplyMode = .streaming,
    access: Access = .readWrite, connection: Connection = .configured, kind: Kind = .service, themeName: String = ""
  ) {
    self.profile = profile
    self.service = service
    self.host = host
    self.chatbot = chatbot
    self.mode = mode
    self.access = access
    self.connection = connection
    self.kind = kind
    self.themeName = themeName
  }
}

/// A profile of the configuration, as far as it is shown.
package struct ConfiguredProfile: Equatable, Sendable {
  package var name: String
  /// Of the service that it reaches.
  package var host: String
  /// Where its key comes from, in a few words.
  package var key: String

  package init(name: String, host: String, key: String) {
    self.name = name
    self.host = host
    self.key = key
  }
}

/// The names in a folder, for completing a path.
package struct FolderListing: Equatable, Sendable {
  /// As typed: empty, or up to and with a slash.
  package var path: String
  /// nil while they are being read.
  package var entries: [FolderEntry]?
}

/// What the user did with the list above the composer: of commands while the text is a slash and a name, of files while a
/// path is typed behind an `@`. The rows themselves follow from the text.
package struct CommandMenu: Equatable, Sendable {
  /// Counts from 0 among the commands that fit.
  package var selected = 0
  /// Closed until the text does not begin with a slash any more.
  package var isHidden = false

  package init() {}
}

/// Where keys go while no popup is open.
package enum Zone: Hashable, Sendable {
  case composer, transcript, list
}

/// The conversation list pane.
package struct ListState: Equatable, Sendable {
  package var isVisible = true
  /// In columns, without its borders' share of the neighbour.
  package var columns = 24
  package var selected: ConversationID?
  package var filter: TextEditor?
  /// Those that the next command is about, all at once.
  package var marked: Set<ConversationID> = []
  package var showsArchived = false
  /// Whether more conversations are still being read from disk.
  package var isLoading = false

  package init() {}
}

/// The chatbots that the key can see, as far as known.
package struct ChatbotDirectory: Equatable, Sendable {
  package var known: [Chatbot] = []
  package var phase: Phase = .unknown

  /// To: unknown -> loading -> loaded or failed; loaded and failed -> loading.
  package enum Phase: Equatable, Sendable {
    case unknown
    case loading(since: Timestamp)
    case loaded
    case failed(Failure)
  }

  package init() {}
}

/// A sentence in the status line, until it has been there long enough to read.
package struct Notice: Equatable, Sendable {
  package var text: String
  package var severity: Severity
  package var until: Timestamp

  package enum Severity: Equatable, Sendable {
    case plain, warning
  }

  package init(_ text: String, severity: Severity = .plain, until: Timestamp) {
    self.text = text
    self.severity = severity
    self.until = until
  }
}
