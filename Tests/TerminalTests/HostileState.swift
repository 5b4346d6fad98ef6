import Canvas
import ChatModel
import TestSupport

@testable import AppState
@testable import ChatView

/// A client in which all that others wrote is hostile, each place with a mark of its own.
enum HostileState {
  static let now = Timestamp(milliseconds: 1_795_428_120_000)

  /// The marks that must be seen on some screen.
  static let marked: Set<String> = Set(
    [
      "Tit", "Bot", "Ask", "Ans", "Att", "Cit", "Psg", "Err", "Adv", "Prt", "Pti", "Typ", "Upl", "Ufl", "Ref", "Ntc",
      "Prb", "Rty", "Que", "Hst", "Prf", "Bnm", "Bmd", "Bab", "Bfl", "Lnk", "Ltg", "Lay", "Lnm", "Exp", "Epr", "Pmt",
      "Sgr", "Ssn", "Ssr", "Sqy", "Sfl", "Sta", "Fol", "Fil", "Fab", "Pfl", "Str", "Sno", "Out", "Mfl", "Sav",
      "Img", "Ifl", "Pnm", "Phs", "Pky", "Stt", "Grt", "Dif", "Ren", "Fnd", "Flt", "Sur", "Srf", "Tim", "Cpy",
    ].map { "Q" + $0 })

  static func places(in text: String) -> [String] {
    var found: [String] = []
    for mark in marked where text.contains(mark) { found.append(mark) }
    return found
  }

  /// Hostile text that begins with the mark of its place.
  static func text(_ mark: String) -> String { "Q\(mark)\(HostileText.short)\(HostileText.text)" }

  private static let failure = Failure(kind: .reported, text: text("Err"), advice: text("Adv"))
  private static let c = ConversationID("c")

  static var base: State {
    var state = State(
      settings: Settings(
        profile: "p", service: "api.test", host: HostURL("https://here.test/"), chatbot: ChatbotID("b"),
        themeName: "default-dark"),
      identifiers: IdentifierSource(seed: 3), now: now)
    func header(_ id: String, _ title: String) -> ConversationHeader {
      ConversationHeader(
        id: ConversationID(id), profile: "p", chatbot: ChatbotID("b"), chatbotName: text("Bot"), title: title,
        titleSource: .server, createdAt: now, lastActivity: now)
    }
    var tool = ReplyPart(kind: .tool, name: "QPti" + HostileText.short, text: text("Prt"), offset: 0)
    tool.text += "\n" + text("Prt")
    let messages = [
      Message(
        id: MessageID("q"), author: .person, text: text("Ask"), createdAt: now,
        attachments: [Attachment(id: AttachmentID("a"), type: text("Typ"), filename: text("Att"), file: text("x"))]),
      Message(
        id: MessageID("a"), author: .assistant,
        text: text("Ans") + "\n\n# " + text("Ans") + "\n\n- [" + text("x") + "](https://x.test/" + text("y")
          + ")\n\n```"
          + text("z") + "\n" + text("w") + "\n```\n\n| \(text("x")) | b |\n|---|---|\n| c | \(text("x")) |\n",
        createdAt: now,
        citations: [
          Citation(filename: text("Cit"), file: "https://x.test/" + text("y"), passage: text("x"), score: text("x"))
        ]),
      Message(id: MessageID("t"), author: .assistant, text: "", createdAt: now, parts: [tool]),
      Message(id: MessageID("f"), author: .assistant, text: "half", status: .failed(failure), createdAt: now),
    ]
    var conversation = Conversation(header: header("c", text("Tit")), messages: messages)
    conversation.composer = TextEditor(text("x"))
    let others = ["d", "e", "host", "profile"].map { id in
      var header = header(id, text("Tit"))
      if id == "host" { header.host = HostURL(text("Hst")) }
      if id == "profile" { header.profile = text("Prf") }
      return Conversation(header: header, messages: [])
    }
    for conversation in [conversation] + others {
      state.conversations[conversation.header.id] = conversation
      state.order.append(conversation.header.id)
    }
    state.order.removeAll { !["c", "d", "e", "host", "profile"].contains($0.rawValue) }
    state.conversations = state.conversations.filter { state.order.contains($0.key) }
    state.listed = state.order
    state.pane.conversation = c
    state.list.selected = c
    state.chatbots.known = [
      Chatbot(id: ChatbotID("b"), name: text("Bnm"), model: text("Bmd")), Chatbot(id: ChatbotID("b2"), name: ""),
    ]
    state.chatbots.known[1].name = "plain"
    state.chatbots.known[1].about = text("Bab")
    state.chatbots.phase = .loaded
    return state
  }

  /// What is to be painted, by name.
  static var all: [(String, State)] {
    var all: [(String, State)] = [("base", base)]
    func add(_ name: String, _ change: (inout State) -> Void) {
      var state = base
      change(&state)
      all.append((name, state))
    }
    for (index, message) in ["q", "a", "t", "f"].enumerated() {
      add("message \(index)") { state in
        state.zone = .transcript
        state.pane.scroll = .anchored(message: MessageID(message), row: 0)
      }
      add("raw \(index)") { state in
        state.pane.format = .raw
        state.pane.scroll = .anchored(message: MessageID(message), row: 0)
      }
    }
    add("notice") { $0.notice = Notice(text("Ntc"), severity: .warning, until: now + .seconds(9)) }
    add("problem") { $0.historyProblem = HistoryProblem(kind: .damaged, text: text("Prb")) }
    add("composer") { state in
      let states: [(String, DraftAttachment.State)] = [
        ("Upl", .ready), ("Upl", .refused(text("Ref"))),
        ("Upl", .failed(Failure(kind: .server, text: text("Ufl"), advice: ""))),
      ]
      state.conversations[c]!.attachments = states.enumerated().map { index, file in
        DraftAttachment(id: UploadID("\(index)"), path: text("x"), name: text(file.0), state: file.1)
      }
    }
    add("running") { state in
      var message = Message(id: MessageID("r"), author: .assistant, text: "", status: .sending, createdAt: now)
      message.reply = ReplyID("r")
      state.conversations[c]!.messages.append(message)
      var running = RunningReply(id: ReplyID("r"), message: message.id, startedAt: now)
      running.phase = .requested
      running.retry = ScheduledRetry(
        attempt: 2, at: now + .seconds(9), reason: Failure(kind: .server, text: text("Rty"), advice: text("x")))
      state.conversations[c]!.running = running
      state.conversations[c]!.queue = [QueuedMessage(text("Que"))]
      state.replies[ReplyID("r")] = c
    }
    for id in ["host", "profile"] { add("another \(id)") { $0.pane.conversation = ConversationID(id) } }
    add("introduction") { state in
      state.pane.conversation = ConversationID("d")
      state.introductions.known[ChatbotID("b")] = ChatbotIntroduction(
        greeting: text("Grt"), starters: [text("Stt"), text("Stt")])
    }
    add("chatbots that do not come") { state in
      state.chatbots = ChatbotDirectory()
      state.chatbots.phase = .failed(Failure(kind: .server, text: text("Bfl"), advice: text("x")))
      state.popups = [ChatbotPicker(purpose: .begin)]
    }
    add("filter") { state in
      state.zone = .list
      state.list.filter = TextEditor(text("Flt"), caret: 0)
    }
    add("find") { state in
      state.zone = .transcript
      state.pane.find = Find(text("Fnd"), isTyping: true, origin: .following)
    }
    add("download") { $0.downloads[DownloadID("d")] = Download(name: text("Dwn")) }
    for (index, popup) in popups(base).enumerated() {
      add("popup \(type(of: popup)) \(index)") { state in
        fill(&state)
        state.popups = [popup]
        if popup is AttachmentsPopup {
          state.conversations[c]!.attachments = [
            DraftAttachment(id: UploadID("u"), path: text("x"), name: text("Upl"), state: .refused(text("Ref")))
          ]
        }
        if popup is ExportForm, index.isMultiple(of: 2) {
          state.export = ExportProgress(path: text("Epr"), done: 1, total: 2)
        }
      }
    }
    add("export under way") { state in
      state.popups = [state.exportForm!]
      state.export = ExportProgress(path: text("Epr"), done: 1, total: 2)
    }
    return all
  }

  private static func fill(_ state: inout State) {
    state.layouts[text("Lay")] = PanesSnapshot(tree: .pane(PaneID(1)), conversations: [c], focused: PaneID(1))
    state.stash = [StashedText(id: StashID("s"), text: text("Sta"), createdAt: now)]
    state.bookmarks = Bookmarks(
      stars: [
        Star(conversation: c, message: MessageID("a"), note: text("Sno"), excerpt: text("x"), createdAt: now),
        Star(conversation: c, message: MessageID("q"), note: "", excerpt: text("Str"), createdAt: now),
      ], marks: [text("x"): TranscriptMark(conversation: c, scroll: .following)])
    state.settings.profiles = [
      ConfiguredProfile(name: text("Pnm"), host: text("Phs"), key: "k"),
      ConfiguredProfile(name: "q", host: "h", key: text("Pky")),
    ]
    state.conversations[ConversationID("d")]!.header.branch = BranchPoint(
      conversation: c, message: MessageID("q"))
    state.conversations[ConversationID("e")]!.header.branch = BranchPoint(
      conversation: c, message: MessageID("q"))
    state.downloads[DownloadID("d")] = Download(name: text("Dwn"))
  }

  /// One of each type, and more where there is more to show.
  static func popups(_ state: State) -> [any Popup] {
    var picker = FilePicker(folder: "/x")
    picker.take(
      FolderContent(
        path: "/" + HostileText.short + "/QFol", entries: [FolderEntry(name: text("Fil"), isFolder: false)],
        problem: nil))
    picker.preview = .file(
      FileFacts(path: text("x"), size: 1, modified: 1, type: FileType(text("x"), text("x"))),
      about: [text("Fab"), text("Fab")])
    picker.previewed = picker.chosen.map { picker.path(of: $0) }
    var refused = FilePicker(folder: "/x")
    refused.take(FolderContent(path: "/x", entries: [], problem: text("Fab")))
    var second = ChatbotPicker(purpose: .begin)
    second.list.selected = 1
    var board = SearchSession()
    board.list.filter = TextEditor(text("Sqy"), caret: 0)
    let found = text("Ssn")
    func hit(_ place: SearchPlace) -> SearchHit {
      SearchHit(
        message: MessageID("a"), author: .assistant, createdAt: now, place: place, snippet: found,
        hits: [3..<8], needle: found)
    }
    var header = state.conversations[c]!.header
    header.title = text("Sgr")
    board.answer = SearchAnswer(
      number: 1,
      groups: [
        SearchGroup(
          header: header, titleHits: [0..<4], isTitleFound: true,
          hits: [hit(.text), hit(.source(of: text("Ssr"))), hit(.note)])
      ], count: 3, phase: .whole)
    board.phase = .answered
    var failed = board
    failed.answer = nil
    failed.phase = .failed(.query(.unknownValue(.after, text("Sfl"))))
    var prompts = PromptSearch()
    prompts.add([text("Pmt")])
    prompts.end(.whole)
    var form = SetupForm(baseURL: "https://x.test/")
    form.baseURL = TextEditor(text("Sur"), caret: 0)
    form.phase = .refused(Failure(kind: .server, text: text("Srf"), advice: text("x")))
    var saving = DownloadForm(file: text("x"), name: text("Sav"), folder: text("x"))
    var downloading = saving
    downloading.download = DownloadID("d")
    saving.folder = TextEditor(text("x"))
    func image(_ phase: ImageViewing.Phase) -> ImageViewing {
      ImageViewing(id: ImageID("i"), name: "QImg" + HostileText.short, phase: phase)
    }
    let file = Attachment(id: AttachmentID("a"), type: text("x"), filename: text("Mfl"), file: text("x"), size: 7)
    let source = CitedSource(
      filename: text("Cit"), file: text("x"), score: text("x"), passages: [.init(text: text("Psg"), score: text("x"))])
    return [
      LeaderHints(hintsAt: now), ChatbotPicker(purpose: .begin), second, PalettePopup(), ThemePopup(), KeyHelp(),
      RenamePopup(conversation: c, field: TextEditor(text("Ren"), caret: 0)), QuittingQuestion(), form,
      LinksPopup(links: [.init(text: text("Lnk"), target: text("Ltg"))]), ComparisonPicker(chosen: [ChatbotID("b")]),
      DifferencePopup(
        difference: TextDifference(
          old: "old " + text("Dif"), new: "new " + text("Dif"), oldTitle: text("x"), newTitle: text("x"))),
      BranchesPopup(conversation: c), LayoutsPopup(), LayoutNamePopup(field: TextEditor(text("Lnm"), caret: 0)),
      exportForm(state), prompts, board, failed, StashPicker(), PastePopup(text: text("Pst")), picker, refused,
      AttachmentsPopup(),
      PastedFilesQuestion(
        files: [
          FoundFile(
            path: "/" + text("Pfl"), facts: FileFacts(path: "/" + text("Pfl"), size: 1, modified: 1, type: .unknown))
        ], pasted: PastedPaths("/a")!),
      CopyHints([CopyTarget(label: text("Cpy"), kind: .text, text: text("x"), column: 1, row: 1)], held: false),
      MarkPopup(isSetting: true), MarkPopup(isSetting: false), StarsPopup(),
      StarNotePopup(message: MessageID("a"), field: TextEditor(text("Sno"))),
      OutlinePopup(entries: [OutlineEntry(message: MessageID("a"), source: 0, level: 1, text: text("Out"))]),
      SourcesPopup(sources: [source, source]), MessageFilesPopup(files: [file, file]), saving, downloading,
      image(.drawing), image(.failed(text("Ifl"))), image(.fetching(DownloadID("d"))), ProfilesPopup(),
      StartersPopup(starters: [text("Stt")]), TimingPopup(times: ConversationTimes(timed, isWhole: true)),
    ]
  }

  private static func exportForm(_ state: State) -> ExportForm {
    var form = state.exportForm!
    form.path = TextEditor(text("Exp"), caret: 0)
    return form
  }

  private static var timed: [Message] {
    var answer = Message(id: MessageID("2"), author: .assistant, text: text("x"), createdAt: now)
    answer.firstTextAt = now + 100
    answer.endedAt = now + 900
    return [Message(id: MessageID("1"), author: .person, text: text("Tim"), createdAt: now), answer]
  }
}
