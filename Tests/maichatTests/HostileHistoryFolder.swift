import AppState
import Canvas
import ChatModel
import ChatView
import HistoryStore
import ImportExport
import System
import TestSupport
import Testing

@testable import maichat

/// A history file in a folder of its own, and all that a client does with it.
final class HostileHistoryFolder {
  static let texts = [
    "first question", "first answer 漢字", "second question", "second answer\n\n```\ncode\n```\n", "third",
  ]
  private let folder = TestFolder()
  var path: String { folder.path("history.sqlite") }

  func put(_ bytes: [UInt8]) {
    folder.clear()
    folder.write(bytes, to: path)
  }

  // MARK: A history in which every table has rows

  private static let header = ConversationHeader(
    id: ConversationID("c0"), remoteID: RemoteConversationID("r0"), profile: "default", chatbot: ChatbotID("b"),
    chatbotName: "Front desk", title: "Opening hours", titleSource: .firstQuestion, unread: 1, presence: .both,
    earlier: .at("cursor=x"), createdAt: Timestamp(milliseconds: 1000), lastActivity: Timestamp(milliseconds: 9000))
  private static let running = Message(
    id: MessageID("running"), author: .assistant, status: .sending, createdAt: Timestamp(milliseconds: 8000),
    reply: ReplyID("reply"))

  private static var messages: [Message] {
    texts.enumerated().map { index, text in
      var message = Message(
        id: MessageID("m\(index)"), remoteID: index == 1 ? RemoteMessageID("x1") : nil,
        author: index % 2 == 0 ? .person : .assistant, text: text,
        createdAt: Timestamp(milliseconds: 2000 + Int64(index) * 1000))
      guard index % 2 == 1 else { return message }
      message.firstTextAt = Timestamp(milliseconds: 2500)
      message.endedAt = Timestamp(milliseconds: 2600)
      message.attachments = [
        Attachment(id: AttachmentID("a"), type: "image", filename: "x.png", file: "https://f/1", size: 77)
      ]
      message.citations = [Citation(filename: "hours.pdf", file: "https://f/2", passage: "from nine", score: "0.9")]
      message.parts = [ReplyPart(kind: .thinking, name: "thinking", text: "hm\nhm", offset: 0)]
      message.unreadableEvents = 2
      message.feedback = .like
      if index == 3 { message.status = .failed(Failure(kind: .server, status: 503, text: "gone", advice: "Wait.")) }
      return message
    }
  }

  /// Makes the file; returns what is in it.
  func sample() throws -> [UInt8] {
    folder.clear()
    let other = ConversationHeader(
      id: ConversationID("c1"), profile: "default", title: "Other",
      branch: BranchPoint(conversation: ConversationID("c0"), message: MessageID("m2")),
      createdAt: Timestamp(milliseconds: 5000), lastActivity: Timestamp(milliseconds: 5000))
    let sink = Events()
    let history = try History(path: path, access: .readWrite, sink: sink)
    let draft = Draft(
      text: "next question", caret: 4,
      attachments: [
        DraftAttachment(
          id: UploadID("u"), path: "/x", name: "x",
          file: FileFacts(path: "/x", size: 5, modified: 6, type: .unknown), state: .ready)
      ])
    let panes = PanesSnapshot(
      tree: .grid([PaneID(1), PaneID(2)]), conversations: [Self.header.id, other.id], focused: PaneID(1),
      places: [.following, .anchored(message: MessageID("m1"), row: 2)], drafts: [PaneID(2): Draft(text: "p", caret: 1)]
    )
    let commands: [HistoryCommand] = [
      .saveTurn(ReplyID("t"), Self.header, Self.messages), .saveConversation(other),
      .saveTurn(ReplyID("u"), other, [Self.running]), .appendText(other.id, Self.running.id, "half"),
      .appendPart(
        other.id, Self.running.id, number: 0, ReplyPart(kind: .tool, name: "tool", text: "look", offset: 4)),
      .saveDraft(Self.header, draft), .saveScroll(Self.header.id, .anchored(message: MessageID("m1"), row: 3)),
      .saveStash(StashedText(id: StashID("s"), text: "aside", createdAt: Timestamp(milliseconds: 3))),
      .saveSession(SessionSnapshot(openConversation: Self.header.id, listColumns: 30, panes: panes)),
      .saveLayout("two", panes),
      .saveStar(
        Star(
          conversation: Self.header.id, message: MessageID("m1"), note: "look", excerpt: "first",
          createdAt: Timestamp(milliseconds: 4))),
      .saveMark("a", TranscriptMark(conversation: Self.header.id, scroll: .anchored(message: MessageID("m1"), row: 1))),
    ]
    for command in commands { history.perform(command) }
    sink.settle(history)
    #expect(sink.problems.isEmpty, "\(sink.problems)")
    history.close()
    let bytes = folder.bytes(of: path)
    #expect(bytes.count > 50_000)
    return bytes
  }

  // MARK: Everything that a client does

  struct Seen {
    var isReadable = false
    var texts: Set<String> = []
  }

  /// Opens the file, reads, writes and reads again; with `isWhole` also as one who may not write, and once more.
  func exercise(_ what: String, isWhole: Bool) throws -> Seen {
    var seen = Seen()
    for access in isWhole ? [Access.readOnly, .readWrite, .readWrite] : [.readWrite] {
      let sink = Events()
      let history = try History(path: path, access: access, sink: sink)
      show(history, sink, what)
      read(history, sink, what, into: &seen)
      write(history)
      sink.settle(history)
      read(history, sink, what, into: &seen)
      if isWhole { show(history, sink, what) }
      history.close()
      for problem in sink.problems {
        #expect(problem.text.contains(path), "\(what): a sentence that does not name the file: \(problem.text)")
      }
    }
    return seen
  }

  /// Opens the file and reads it, as one who may not write.
  @discardableResult func look(_ what: String) throws -> Seen {
    var seen = Seen()
    let sink = Events()
    let history = try History(path: path, access: .readOnly, sink: sink)
    show(history, sink, what)
    read(history, sink, what, into: &seen)
    history.close()
    return seen
  }

  // Written out, so that they do not grow with what they bound.
  private func isBounded(_ moment: Timestamp?) -> Bool {
    (moment?.milliseconds ?? 0).magnitude <= 8_640_000_000_000_000
  }
  private func isBounded(_ scroll: ScrollPosition) -> Bool {
    if case .anchored(_, let row) = scroll { row.magnitude <= 1 << 60 } else { true }
  }
  private func isBounded(_ draft: Draft) -> Bool {
    (0...draft.text.utf8.count).contains(draft.caret)
      && draft.attachments.allSatisfy { (0...(1 << 50)).contains($0.file?.size ?? 0) }
  }
  private func isBounded(_ header: ConversationHeader) -> Bool {
    (0...(1 << 40)).contains(header.unread) && isBounded(header.createdAt) && isBounded(header.lastActivity)
  }
  private func isBounded(_ message: Message) -> Bool {
    [message.createdAt, message.firstTextAt, message.endedAt].allSatisfy(isBounded)
      && [message.unreadableEvents, message.unreadableSources].allSatisfy { (0...(1 << 40)).contains($0) }
      && message.attachments.allSatisfy { (0...(1 << 50)).contains($0.size ?? 0) }
      && message.parts.allSatisfy { (0...message.text.utf8.count).contains($0.offset) }
  }

  private func attempt<Result>(_ sink: Events, _ work: () throws -> Result) -> Result? {
    do { return try work() } catch let problem as HistoryProblem {
      sink.note(problem)
    } catch let problem as SearchProblem {
      if case .history(let problem) = problem { sink.note(problem) }
    } catch { Issue.record("another error: \(error)") }
    return nil
  }

  private func read(_ history: History, _ sink: Events, _ what: String, into seen: inout Seen) {
    let headers = attempt(sink) { try history.conversations(limit: nil) } ?? []
    seen.isReadable = history.problem == nil
    for header in headers {
      let messages = attempt(sink) { try history.messages(of: header.id) } ?? []
      seen.texts.formUnion(messages.map(\.text))
      #expect(isBounded(header), "\(what): \(header)")
      for message in messages { #expect(isBounded(message), "\(what): \(message)") }
      if let draft = attempt(sink, { try history.draft(of: header.id) }) {
        #expect(isBounded(draft), "\(what): \(draft)")
      }
    }
    for query in [
      "answer", "first", "漢", "has:code", "from:me question", "after:2020", "title:hours", "is:starred", "第",
    ] {
      _ = attempt(sink) {
        try history.search(SearchRequest(number: 1, text: query, here: ConversationID("c0")), now: readClock())
      }
    }
    for format in ExportFormat.allCases {
      _ = attempt(sink) {
        try history.snapshot { snapshot in
          var export = Export(format) { "\($0.milliseconds)" }
          var bytes = export.start(title: "x").utf8.count
          for header in try snapshot.conversations() {
            bytes += export.begin(header, try snapshot.remarks(on: header.id)).utf8.count
            try snapshot.forEachMessage(of: header.id) { bytes += export.add($0).utf8.count }
            bytes += export.end().utf8.count
          }
          return bytes
        }
      }
    }
    let id = ConversationID("c0")
    for command: HistoryCommand in [
      .loadConversations, .loadPrompts(limit: 100), .loadMessages(id, before: nil, limit: 2),
      .loadMessages(id, before: MessageID("m3"), limit: 2), .readMessages(PaneID(1), id, .first, limit: 2),
      .readMessages(PaneID(1), id, .around(MessageID("m2")), limit: 3),
      .readMessages(PaneID(1), id, .after(MessageID("m2")), limit: 1),
      .readMessages(PaneID(1), id, .before(MessageID("m2")), limit: 1),
      .findMessage(PaneID(1), id, TextPattern("third"), isForward: true, beyond: nil, limit: 100),
      .search(SearchRequest(number: 2, text: "question")), .readAgain(id, [MessageID("m1")]),
    ] { history.perform(command) }
    sink.settle(history)
  }

  private func write(_ history: History) {
    let header = ConversationHeader(
      id: ConversationID("new"), profile: "default", createdAt: Timestamp(milliseconds: 10_000),
      lastActivity: Timestamp(milliseconds: 10_000))
    let question = Message(
      id: MessageID("nq"), author: .person, text: "new question", createdAt: Timestamp(milliseconds: 10_000))
    var answer = Self.running
    answer.id = MessageID("na")
    var known = Self.messages[1]
    known.text += " and more"
    let page = RemotePage(
      messages: [
        RemoteMessage(
          id: RemoteMessageID("x0"), author: .person, text: Self.texts[0], createdAt: Timestamp(milliseconds: 2000)),
        RemoteMessage(
          id: RemoteMessageID("x1"), author: .assistant, text: Self.texts[1], createdAt: Timestamp(milliseconds: 2500)),
        RemoteMessage(
          id: RemoteMessageID("x9"), author: .person, text: "from elsewhere", createdAt: Timestamp(milliseconds: 2700)),
      ], next: nil)
    for command: HistoryCommand in [
      .saveTurn(ReplyID("n"), header, [question, answer]), .appendText(header.id, answer.id, "half"),
      .appendPart(header.id, answer.id, number: 0, ReplyPart(kind: .status, name: "s", text: "t", offset: 4)),
      .saveUnreadable(header.id, answer.id, 1),
      .saveTurn(
        ReplyID("n2"), Self.header,
        [Message(id: MessageID("m9"), author: .person, text: "one more", createdAt: Timestamp(milliseconds: 11_000))]),
      .mergeMessages(Self.header.id, page, .newest),
      .mergeConversations(
        [RemoteConversation(id: RemoteConversationID("r0"), title: "Theirs")], profile: "default", mode: .streaming),
      .saveDraft(header, Draft(text: "d", caret: 1)), .saveScroll(header.id, .following),
      .deleteConversation(header.id), .restoreConversation(header.id), .purgeDeleted,
    ] { history.perform(command) }
  }

  /// Draws what a start shows, and some keys later.
  private func show(_ history: History, _ sink: Events, _ what: String) {
    guard let restored = attempt(sink, { try history.restored(conversations: 3, messages: 2) }) else { return }
    #expect((0...1000).contains(restored.session?.listColumns ?? 0), "\(what)")
    #expect(restored.headers.allSatisfy(isBounded) && restored.drafts.values.allSatisfy(isBounded), "\(what)")
    #expect(restored.open.map { isBounded($0.scroll) && $0.messages.allSatisfy(isBounded) } ?? true, "\(what)")
    #expect(restored.marks.values.allSatisfy { isBounded($0.scroll) }, "\(what)")
    #expect((restored.stash.map(\.createdAt) + restored.stars.map(\.createdAt)).allSatisfy(isBounded), "\(what)")
    #expect(restored.layouts.values.allSatisfy { $0.tree.isSound }, "\(what)")
    let now = Timestamp(milliseconds: 1_790_000_000_000)
    var state = State(
      settings: Settings(service: "api.test", chatbot: ChatbotID("b")), identifiers: IdentifierSource(seed: 1), now: now
    )
    state.restore(
      session: restored.session, headers: restored.headers, drafts: restored.drafts, isWholeList: restored.isWholeList,
      layouts: restored.layouts, open: restored.open.map { ($0.id, $0.messages, $0.hasEarlier, $0.scroll) })
    state.stash = restored.stash
    state.bookmarks = Bookmarks(stars: restored.stars, marks: restored.marks)
    var screen = ChatScreen(keymap: .standard, themes: ["default-dark"], zone: .fixed(secondsEast: 0))
    for size in [Size(columns: Columns(40), rows: Rows(12)), Size(columns: Columns(20), rows: Rows(6))] {
      screen.resize(size)
      _ = screen.frame(state, now: now)
      for name in ["Tab", "k", "Enter", "g", "Enter", "y", "'", "a", "Tab", "Enter"] {
        guard let press = KeyPress(name: name) else { continue }
        let answer = screen.answer(to: .key(press), state, now: now)
        for event in answer.events { _ = reduce(&state, .user(event), now: now) }
        for event in answer.command.map({ screen.run($0, state, now: now) }) ?? [] {
          _ = reduce(&state, .user(event), now: now)
        }
        _ = screen.frame(state, now: now)
      }
      for name in state.layouts.keys.sorted() { _ = reduce(&state, .user(.layouts(.recalled(name))), now: now) }
      for event: UserEvent in [.panes(.split(.columns)), .list(.resized(columns: 30))] {
        _ = reduce(&state, .user(event), now: now)
        _ = screen.frame(state, now: now)
      }
    }
  }
}

/// What a history answered.
private final class Events: EventSink {
  private struct Content {
    var problems: [HistoryProblem] = []
    var settled = 0
  }
  private let content = Lock(Content())
  private static let marker = ConversationID("marker: there is no such conversation")

  func post(_ event: Event) -> SinkCapacity {
    guard case .history(let event) = event else { return .ready }
    content.withLock { content in
      switch event {
      case .loadFailed(Self.marker, _): content.settled += 1
      case .turnNotSaved(_, let problem), .saveFailed(let problem), .loadFailed(_, let problem),
        .promptsNotLoaded(let problem), .messagesNotRead(_, _, let problem), .searchFailed(_, .history(let problem)):
        content.problems.append(problem)
      default: break
      }
    }
    return .ready
  }

  var problems: [HistoryProblem] { content.withLock { $0.problems } }

  func note(_ problem: HistoryProblem) { content.withLock { $0.problems.append(problem) } }

  /// Waits until the history has done everything that it was asked for.
  func settle(_ history: History) {
    let before = content.withLock { $0.settled }
    history.perform(.loadMessages(Self.marker, before: nil, limit: 1))
    #expect(waitUntil { content.withLock { $0.settled } > before }, "the history does not answer")
  }
}
