import ChatModel
import GRDB
import System
import TestSupport
import Testing

@testable import HistoryStore

/// Two clients on one history file.
@Suite struct SharedFileTests {
  let fixture = HistoryFixture()
  private let mine = EventList()
  private let theirs = EventList()
  private let header = ConversationHeader.sample("c")
  private static let limits = History.Limits(changeRest: 20)

  private func open(_ events: EventList, _ access: Access = .readWrite) -> History {
    fixture.open(access, limits: Self.limits, events: events)
  }

  /// Waits until one of the changes that were told fulfils `condition`.
  private func told(_ events: EventList, _ condition: (HistoryChanges) -> Bool) -> Bool {
    events.wait { if case .changed(let changes) = $0 { condition(changes) } else { false } }
  }

  /// Two seconds are promised, of which a second is for whoever cannot be told that something changed.
  @Test func whatIsToldIsLookedAtSoon() { #expect(History.Limits().changeRest <= 500) }

  @Test func aNewMessageIsToldAndOnesOwnIsNot() throws {
    let (a, b) = (open(mine), open(theirs))
    defer { a.close(); b.close() }
    a.performAndWait(.saveTurn(ReplyID("1"), header, [.question("q1", "你好")]), events: mine)
    #expect(told(theirs) { $0.headers.map(\.id) == [header.id] && $0.messages.map(\.message.text) == ["你好"] })
    b.performAndWait(.saveTurn(ReplyID("2"), header, [.question("q2", "再見")]), events: theirs)
    #expect(
      told(mine) {
        $0.messages == [
          PlacedMessage(
            conversation: header.id, message: .question("q2", "再見"), predecessor: MessageID("q1"))
        ]
      })
    let own = mine.all.contains { event in
      if case .changed(let changes) = event {
        changes.messages.contains { $0.message.id == MessageID("q1") }
      } else {
        false
      }
    }
    #expect(!own)
  }

  @Test func aRunningReplyGrowsElsewhereAndEnds() throws {
    let (a, b) = (open(mine), open(theirs, .readOnly))
    defer { a.close(); b.close() }
    a.performAndWait(.saveTurn(ReplyID("1"), header, [.question("q"), .running("m")]), events: mine)
    #expect(told(theirs) { $0.messages.last?.message.status == .sending })
    for piece in ["上午", "九點", "開門"] {
      a.performAndWait(.appendText(header.id, MessageID("m"), piece), events: mine)
      #expect(told(theirs) { $0.messages.last?.message.text.hasSuffix(piece) == true })
    }
    a.performAndWait(
      .saveMessage(
        header.id,
        Message.running("m").with {
          $0.text = "上午九點開門"; $0.status = .complete
        }), events: mine)
    #expect(told(theirs) { $0.messages.last?.message.status == .complete })
  }

  @Test(arguments: [Access.readWrite, .readOnly])
  func theReplyOfAProcessThatDiesIsInterruptedElsewhere(access: Access) throws {
    let (a, b) = (open(mine), open(theirs, access))
    defer { b.close() }
    a.performAndWait(
      .saveTurn(ReplyID("1"), header, [.running("m")]), .appendText(header.id, MessageID("m"), "half"), events: mine)
    #expect(told(theirs) { $0.messages.last?.message.text == "half" }, "\(theirs.all) \(mine.all)")
    a.abandon()
    #expect(
      told(theirs) { $0.messages.last?.message.status == .interrupted && $0.messages.last?.message.text == "half" })
  }

  @Test func aRenameHereAndAPinThereBothStay() throws {
    let (a, b) = (open(mine), open(theirs))
    defer { a.close(); b.close() }
    a.performAndWait(.saveConversation(header), events: mine)
    var renamed = header
    (renamed.title, renamed.titleSource) = ("合約", .user)
    var pinned = header
    pinned.isPinned = true
    a.performAndWait(.saveConversation(renamed, .title), events: mine)
    b.performAndWait(.saveConversation(pinned, .pin), events: theirs)
    // A turn of one who does not know of either.
    b.performAndWait(.saveTurn(ReplyID("1"), header, [.question("q")]), events: theirs)
    let found = try #require(try a.conversations(limit: nil).first)
    #expect(found.title == "合約" && found.titleSource == .user && found.isPinned)
    #expect(told(mine) { $0.headers.contains { $0.isPinned && $0.title == "合約" } })
  }

  @Test func deletionIsToldAndWhoTalksBringsItBack() throws {
    let (a, b) = (open(mine), open(theirs))
    defer { a.close(); b.close() }
    a.performAndWait(.saveTurn(ReplyID("1"), header, [.question("q")]), events: mine)
    // A look that comes late would tell of both questions at once.
    #expect(told(theirs) { $0.messages.map(\.message.id) == [MessageID("q")] })
    b.performAndWait(.deleteConversation(header.id), events: theirs)
    #expect(told(mine) { $0.gone == [header.id] })
    a.performAndWait(.saveTurn(ReplyID("2"), header, [.question("q2")]), events: mine)
    #expect(told(theirs) { $0.messages.map(\.message.id) == [MessageID("q2")] && $0.headers.count == 1 })
    #expect(try b.messages(of: header.id).count == 2)
  }

  @Test func starsAndMarksOfOthersAreTold() throws {
    let (a, b) = (open(mine), open(theirs))
    defer { a.close(); b.close() }
    a.performAndWait(.saveTurn(ReplyID("1"), header, [.question("q"), .question("p")]), events: mine)
    func star(_ note: String) -> Star {
      Star(
        conversation: header.id, message: MessageID("q"), note: note, excerpt: "why?",
        createdAt: Timestamp(milliseconds: 7))
    }
    let mark = TranscriptMark(conversation: header.id, scroll: .anchored(message: MessageID("p"), row: 3))
    for note in ["", "記得"] {
      b.performAndWait(.saveStar(star(note)), events: theirs)
      #expect(
        told(mine) { $0.messages.map(\.message.id) == [MessageID("q")] && $0.stars == [MessageID("q"): star(note)] })
    }
    b.performAndWait(.deleteStar(MessageID("q")), events: theirs)
    #expect(told(mine) { $0.messages.map(\.message.id) == [MessageID("q")] && $0.stars.isEmpty })
    b.performAndWait(.saveMark("a", mark), events: theirs)
    #expect(told(mine) { $0.marks == ["a": mark] })
    // What one has written oneself is not told; a message that changes keeps its star.
    a.performAndWait(.saveStar(star("own")), .saveMark("b", mark), events: mine)
    #expect(told(theirs) { $0.marks == ["a": mark, "b": mark] })
    a.performAndWait(.saveMessage(header.id, .question("q", "how?")), events: mine)
    #expect(told(theirs) { $0.messages.first?.message.text == "how?" && $0.stars[MessageID("q")]?.note == "own" })
    #expect(!mine.all.contains { if case .changed(let changes) = $0 { changes.marks?["b"] != nil } else { false } })
  }

  /// What is typed while a reply runs waits to be sent by the client that receives it.
  @Test(arguments: [Access.readWrite, .readOnly])
  func whatWaitsInALivingClientIsNoDraftElsewhere(access: Access) throws {
    let (a, b) = (open(mine), open(theirs, access))
    defer { b.close() }
    a.performAndWait(.saveTurn(ReplyID("1"), header, [.question("q"), .running("m")]), events: mine)
    a.performAndWait(.saveDraft(header, Draft(text: "queued", caret: 0)), events: mine)
    a.performAndWait(.saveMessage(header.id, .question("later")), events: mine)
    #expect(told(theirs) { $0.messages.contains { $0.message.id == MessageID("later") } })
    #expect(!theirs.all.contains { if case .changed(let changes) = $0 { !changes.drafts.isEmpty } else { false } })
    #expect(try b.draft(of: header.id) == Draft())
    #expect(try b.restored(conversations: 9, messages: 9).drafts.isEmpty)
    // It has ended with the reply unfinished: what waited is a draft again.
    a.close()
    #expect(told(theirs) { $0.drafts[header.id]?.text == "queued" })
    #expect(try b.draft(of: header.id).text == "queued")
  }

  /// It may wait there for the end of the reply that the other one receives.
  @Test func whatIsTypedWhileAReplyRunsIsNoDraftForTheOneThatReceivesIt() throws {
    let (a, b) = (open(mine), open(theirs))
    defer { b.close() }
    b.performAndWait(.saveTurn(ReplyID("1"), header, [.question("q"), .running("m")]), events: theirs)
    a.performAndWait(.saveDraft(header, Draft(text: "queued", caret: 0)), events: mine)
    #expect(try b.draft(of: header.id) == Draft() && a.draft(of: header.id).text == "queued")
    a.close()
    #expect(try b.draft(of: header.id).text == "queued")
  }

  /// Whoever receives the reply reads its own draft, by whatever way.
  @Test func whatWaitsInAClientIsItsOwnDraft() throws {
    let (a, b) = (open(mine), open(theirs))
    defer { a.close(); b.close() }
    let queued = Draft(text: "queued", caret: 0)
    a.performAndWait(.saveTurn(ReplyID("1"), header, [.question("q"), .running("m")]), events: mine)
    a.performAndWait(.saveDraft(header, queued), events: mine)
    #expect(try a.draft(of: header.id) == queued)
    #expect(try a.restored(conversations: 9, messages: 9).drafts == [header.id: queued])
    a.perform(.loadConversations)
    #expect(
      mine.wait {
        if case .conversationsLoaded(_, let drafts, _) = $0 { drafts == [header.id: queued] } else { false }
      })
    a.perform(.loadMessages(header.id, before: nil, limit: 9))
    #expect(mine.wait { if case .messagesLoaded(_, _, _, _, let draft) = $0 { draft == queued } else { false } })
    a.perform(.readAgain(header.id, [MessageID("q")]))
    #expect(told(mine) { $0.drafts[header.id] == queued })
    // So does it with what another one changes in the conversation.
    var pinned = header
    pinned.isPinned = true
    b.performAndWait(.saveConversation(pinned, .pin), events: theirs)
    #expect(told(mine) { $0.headers.contains(where: \.isPinned) && $0.drafts[header.id] == queued })
  }

  @Test func theFilesOfADraftAreToldWithIt() throws {
    let (a, b) = (open(mine), open(theirs))
    defer { a.close(); b.close() }
    let file = DraftAttachment(id: UploadID("u"), path: "/a", name: "a", state: .refused("gone"))
    a.performAndWait(.saveDraft(header, Draft(text: "with a file", caret: 0, attachments: [file])), events: mine)
    #expect(told(theirs) { $0.drafts[header.id]?.attachments == [file] })
  }

  @Test func whatIsSentIsNotAmongWhatWasPutAside() throws {
    let (a, b) = (open(mine), open(theirs))
    defer { a.close(); b.close() }
    func draft(_ text: String) -> HistoryCommand {
      .saveDraft(header, text.isEmpty ? Draft() : Draft(text: text, caret: 0))
    }
    func stash() throws -> [String] { try a.restored(conversations: 1, messages: 0).stash.map(\.text) }
    a.performAndWait(draft("alpha sent"), events: mine)
    b.performAndWait(draft("beta"), draft("beta more"), events: theirs)
    #expect(try stash() == ["alpha sent"])
    a.performAndWait(draft(""), events: mine)
    #expect(try stash() == [] && a.draft(of: header.id).text == "beta more")
    // Whoever types on has the draft again, and nothing older of it beside that.
    a.performAndWait(draft("gamma"), events: mine)
    #expect(try stash() == ["beta more"])
    b.performAndWait(draft("beta more still"), events: theirs)
    #expect(try stash() == ["gamma"] && a.draft(of: header.id).text == "beta more still")
  }

  @Test func whatAnotherClientHasSentIsNobodysDraft() throws {
    let (a, b) = (open(mine), open(theirs))
    defer { a.close(); b.close() }
    a.performAndWait(.saveDraft(header, Draft(text: "typed in a", caret: 0)), events: mine)
    b.performAndWait(
      .saveTurn(ReplyID("r"), header, [.question("q", "another question")]), .saveDraft(header, Draft()), events: theirs
    )
    #expect(try b.draft(of: header.id).text == "typed in a")
    b.performAndWait(
      .saveTurn(ReplyID("r2"), header, [.question("q2", "typed in a")]), .saveDraft(header, Draft()), events: theirs)
    #expect(try b.draft(of: header.id) == Draft())
  }

  @Test func aDraftOfALivingClientIsNotAbandoned() throws {
    let (a, b) = (open(mine), open(theirs))
    defer { b.close() }
    a.performAndWait(.saveDraft(header, Draft(text: "mine", caret: 0)), events: mine)
    #expect(try b.abandonedDraft(of: header.id) == Draft() && a.abandonedDraft(of: header.id).text == "mine")
    a.close()
    #expect(try b.abandonedDraft(of: header.id).text == "mine")
  }

  @Test func twoDraftsInOneConversationAreBothKept() throws {
    let (a, b) = (open(mine), open(theirs))
    a.performAndWait(.saveDraft(header, Draft(text: "mine", caret: 0)), events: mine)
    #expect(told(theirs) { $0.drafts[header.id]?.text == "mine" })
    for text in ["t", "the", "theirs"] {
      b.performAndWait(.saveDraft(header, Draft(text: text, caret: 0)), events: theirs)
      a.performAndWait(.saveDraft(header, Draft(text: "mine \(text)", caret: 0)), events: mine)
    }
    a.close()
    b.close()
    let later = open(mine)
    defer { later.close() }
    let restored = try later.restored(conversations: 1, messages: 0)
    let texts = restored.stash.map(\.text) + restored.drafts.values.map(\.text)
    #expect(texts.contains("mine theirs") && texts.contains("theirs"))
    #expect(texts.count <= 3)
  }

  /// A look reads what changed and not what is there; nothing is read while nothing happens.
  @Test func manyChangesAtOnceAreReadAnew() throws {
    let (a, b) = (open(mine), open(theirs))
    defer { a.close(); b.close() }
    a.performAndWait(
      .saveTurn(ReplyID("1"), header, (0..<6000).map { .question("q\($0)") }), events: mine)
    #expect(told(theirs) { $0.isWholeList && $0.outdated == [header.id] && $0.messages.isEmpty })
    let rows = try fixture.sql { try Int.fetchOne($0, sql: "SELECT count(*) FROM change") } ?? 0
    #expect(rows <= 16_384 + 1024)
  }

  @Test func whatChangedIsKeptWithinBounds() throws {
    let history = open(mine)
    defer { history.close() }
    history.performAndWait(.saveConversation(header), events: mine)
    try fixture.sql { db in
      try db.execute(
        sql: """
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)
          INSERT INTO change (conversation) SELECT 1 FROM n
          """)
      #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM change") ?? 0 <= 16_384 + 1024)
    }
  }

  @Test func readingGoesOnWhileTheFileIsLocked() throws {
    let history = fixture.open(limits: History.Limits(busySeconds: 1000), events: mine)
    history.performAndWait(.saveTurn(ReplyID("1"), header, [.question("q")]), events: mine)
    let other = try DatabaseQueue(path: fixture.path)
    try other.writeWithoutTransaction { db in
      try db.execute(sql: "BEGIN IMMEDIATE")
      history.perform(.saveTurn(ReplyID("2"), header, [.question("q2")]))
      // Answered although nothing can be written.
      history.perform(.loadMessages(header.id, before: nil, limit: 10))
      #expect(mine.wait { if case .messagesLoaded = $0 { true } else { false } })
      #expect(!mine.all.contains(.turnSaved(ReplyID("2"))))
      try db.execute(sql: "COMMIT")
    }
    #expect(mine.wait(for: .turnSaved(ReplyID("2"))))
    #expect(!mine.all.contains { if case .saveFailed = $0 { true } else { false } })
    try other.close()
    history.close()
  }

  // MARK: Only reading

  @Test func aFileThatIsNotThereYetIsFollowed() throws {
    fixture.home.makeFolder("data")
    let reader = open(theirs, .readOnly)
    defer { reader.close() }
    #expect(fixture.home.names(in: "data").isEmpty)
    let writer = open(mine)
    defer { writer.close() }
    writer.performAndWait(.saveTurn(ReplyID("1"), header, [.question("q", "新的")]), events: mine)
    #expect(told(theirs) { $0.messages.map(\.message.text).contains("新的") })
  }

  @Test func aFolderWithoutTheRightToWriteIsFollowed() throws {
    // Whoever may do everything is not refused.
    try #require(access("/", W_OK) != 0 || getuid() == 0)
    let first = open(mine)
    first.performAndWait(.saveTurn(ReplyID("1"), header, [.question("q1")]), events: mine)
    first.close()
    let folder = fixture.home.path("data")
    let before = fixture.home.names(in: folder)
    chmod(folder, 0o500)
    defer { chmod(folder, 0o700) }
    let reader = open(theirs, .readOnly)
    defer { reader.close() }
    #expect(try reader.messages(of: header.id).count == 1)
    chmod(folder, 0o700)
    if getuid() != 0 { #expect(fixture.home.names(in: folder) == before) }
    let writer = open(mine)
    defer { writer.close() }
    writer.performAndWait(.saveTurn(ReplyID("2"), header, [.question("q2")]), events: mine)
    #expect(told(theirs) { $0.messages.map(\.message.id) == [MessageID("q2")] })
  }
}
