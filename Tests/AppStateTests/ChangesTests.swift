import ChatModel
import Testing

@testable import AppState

/// What another process wrote becomes part of the state.
@Suite struct ChangesTests {
  private let c = ConversationID("c")

  private func header(_ change: (inout ConversationHeader) -> Void = { _ in }) -> ConversationHeader {
    var header = ConversationHeader(
      id: c, profile: "default", chatbot: ChatbotID("bot"), title: "合約", titleSource: .user,
      createdAt: Timestamp(milliseconds: 1), lastActivity: Timestamp(milliseconds: 2))
    change(&header)
    return header
  }

  private func message(
    _ id: String, _ author: Author = .person, _ text: String = "字", _ status: MessageStatus = .complete
  ) -> Message {
    Message(id: MessageID(id), author: author, text: text, status: status, createdAt: Timestamp(milliseconds: 3))
  }

  /// A client that shows a conversation of two messages.
  private func bench() -> Harness {
    var bench = Harness()
    bench.feed(.outside(.history(.conversationsLoaded([header()], drafts: [:], isLast: true))))
    bench.user(.conversations(.opened(c)))
    bench.feed(
      .outside(
        .history(
          .messagesLoaded(
            c, [message("1"), message("2", .assistant)], hasEarlier: true, scroll: .following, draft: Draft()))))
    bench.commands = []
    return bench
  }

  @discardableResult
  private func change(_ bench: inout Harness, _ change: (inout HistoryChanges) -> Void) -> [Command] {
    var changes = HistoryChanges()
    changes.writes = bench.state.historyWrites
    change(&changes)
    return bench.feed(.outside(.history(.changed(changes))))
  }

  private func place(_ message: Message, after predecessor: String?) -> PlacedMessage {
    PlacedMessage(conversation: c, message: message, predecessor: predecessor.map { MessageID($0) })
  }

  @Test func messagesStandInTheirPlaceAndTheViewStays() {
    var bench = bench()
    bench.user(.paging(.scrolled(bench.state.focusedPane, .anchored(message: MessageID("1"), row: 2))))
    for _ in 1...2 {
      change(&bench) {
        $0.messages = [
          place(message("a"), after: "1"), place(message("3"), after: "2"), place(message("4", .assistant), after: "3"),
          // Before what is in memory: read when somebody scrolls there.
          place(message("0"), after: "00"), place(message("00"), after: nil),
        ]
      }
    }
    #expect(bench.messages.map(\.id.rawValue) == ["1", "a", "2", "3", "4"])
    #expect(bench.state.pane.scroll == .anchored(message: MessageID("1"), row: 2))
    #expect(bench.commands.isEmpty)
  }

  @Test func aReplyThatRunsElsewhereGrowsAndNothingIsSentBesideIt() {
    var bench = bench()
    change(&bench) { $0.messages = [place(message("r", .assistant, "上午", .streaming), after: "2")] }
    #expect(bench.conversation.runsElsewhere && bench.messages.last?.status == .streaming)
    let revision = bench.messages.last!.revision
    change(&bench) { $0.messages = [place(message("r", .assistant, "上午九點", .streaming), after: "2")] }
    #expect(bench.messages.last?.text == "上午九點" && bench.messages.last!.revision == revision + 1)
    bench.user(.composer(.edited(.replace("next"))))
    bench.user(.composer(.submitted))
    #expect(bench.conversation.queue.map(\.text) == ["next"] && bench.conversation.running == nil)
    // At its end what waited is sent.
    change(&bench) { $0.messages = [place(message("r", .assistant, "上午九點。", .complete), after: "2")] }
    #expect(bench.conversation.running != nil && bench.conversation.queue.isEmpty)
    #expect(bench.messages.map(\.text).suffix(2) == ["next", ""])
  }

  @Test(arguments: [true, false]) func whatWaitsForAnothersReplyIsADraftOrNot(isKept: Bool) {
    var bench = bench()
    bench.state.keepsWhatWaits = isKept
    change(&bench) { $0.messages = [place(message("r", .assistant, "上午", .streaming), after: "2")] }
    bench.user(.composer(.edited(.replace("next"))))
    let commands = bench.user(.composer(.submitted))
    let draft = Command.history(.saveDraft(bench.conversation.header, Draft(text: "next", caret: 4)))
    #expect(bench.conversation.queue.map(\.text) == ["next"] && commands.contains(draft) == isKept)
    // What is not sent in the end is a draft all the same.
    bench.user(.replies(.stopped))
    #expect(bench.user(.program(.quit(.given))).contains(draft))
  }

  @Test func whatRunsHereIsKnownBetterHere() {
    var bench = bench()
    let reply = bench.ask("q")
    bench.reply(reply, .textArrived("here and now"))
    let own = bench.messages.last!.id
    var old = bench.messages.last!
    old.text = "here"
    change(&bench) { $0.messages = [PlacedMessage(conversation: c, message: old, predecessor: nil)] }
    #expect(bench.messages.last?.id == own && bench.messages.last?.text == "here and now")
    #expect(bench.faults() == [])
  }

  /// Somebody went back to a copy of the history, in which the turn is not.
  @Test func whatRunsHereIsWrittenDownAgainWhereAllHasChanged() {
    var bench = bench()
    let reply = bench.ask("q")
    bench.reply(reply, .textArrived("half"))
    let header = bench.conversation.header
    let turn = Command.history(.saveTurn(reply, header, Array(bench.messages.suffix(2))))
    let commands = change(&bench) { $0.isWholeList = true }
    #expect(commands.filter { if case .history(.saveTurn) = $0 { true } else { false } } == [turn])
    #expect(!bench.conversation.isDeletedElsewhere && bench.state.notice == nil)
    #expect(bench.feed(.outside(.history(.turnSaved(reply)))).isEmpty, "it is asked once")
    bench.reply(reply, .textArrived(" and half"))
    #expect(bench.messages.last?.text == "half and half")
    #expect(bench.faults() == [])
  }

  /// Two clients show the draft; one of them sends it, with or without its files.
  @Test func aDraftThatAnotherClientSentIsNotHereToBeSentAgain() {
    func sent(_ text: String, draft: Draft = Draft(), by author: Author = .person, dueIsOpen: Bool = false) -> Harness {
      var bench = self.bench()
      bench.user(.composer(.edited(.insert("the question"))))
      if !dueIsOpen {
        bench.now = bench.conversation.draftDue!
        bench.feed(.timePassed)
      }
      #expect((bench.conversation.draftDue == nil) == !dueIsOpen)
      bench.state.conversations[c]!.attachments = ["a", "b"].map {
        DraftAttachment(id: UploadID($0), path: "/\($0)", name: $0, state: .ready)
      }
      var question = message("3", author, text)
      question.attachments = [Attachment(id: AttachmentID("x"), type: "other", filename: "a", file: "https://h/a")]
      bench.commands = change(&bench) {
        $0.headers = [header()]
        $0.drafts = draft == Draft() ? [:] : [c: draft]
        $0.messages = [place(question, after: "2")]
      }
      return bench
    }
    let bench = sent("the question")
    #expect(bench.conversation.composer.isEmpty && bench.conversation.attachments.map(\.name) == ["b"])
    #expect(bench.state.notice?.text == "What you typed in \"合約\" was sent by another maichat.")
    // What is left of it stands on disk again.
    #expect(
      bench.commands.contains(
        .history(.saveDraft(bench.conversation.header, Draft(attachments: bench.conversation.attachments)))))
    // It may have been typed once more, or be something else.
    for other in [
      sent("another one"), sent("the question", draft: Draft(text: "the question")),
      sent("the question", by: .assistant), sent("the question", dueIsOpen: true),
    ] {
      #expect(other.conversation.composer.text == "the question" && other.conversation.attachments.count == 2)
    }
  }

  /// What stands on disk, and so in the other client, may be behind a recalled prompt here, or another version of a message.
  @Test(arguments: [true, false]) func aDraftThatIsNotInTheComposerIsTakenAwayToo(isRecalled: Bool) {
    var bench = bench()
    bench.user(.composer(.edited(.insert("the question"))))
    if isRecalled {
      bench.user(.composer(.recalled(.backward)))
    } else {
      bench.user(.composer(.messageEditBegun(MessageID("1"))))
    }
    bench.now = bench.conversation.draftDue ?? bench.now
    bench.feed(.timePassed)
    #expect((bench.conversation.recall != nil) == isRecalled && (bench.conversation.edited != nil) == !isRecalled)
    let shown = bench.conversation.composer.text
    let saved = bench.conversation.draft.text
    #expect(saved == (isRecalled ? "the question" : "the question\n\n字") && shown == "字")
    change(&bench) {
      $0.headers = [self.header()]
      $0.messages = [self.place(self.message("3", .person, saved), after: "2")]
    }
    #expect(bench.conversation.composer.text == (isRecalled ? shown : "") && bench.conversation.edited == nil)
    #expect(bench.conversation.draft.text.isEmpty)
    if isRecalled {
      bench.user(.composer(.recalled(.forward)))
      bench.user(.composer(.recalled(.forward)))
      #expect(bench.conversation.composer.isEmpty)
    }
  }

  @Test func whatIsTypedHereIsWrittenDownAgainWhereAllHasChanged() {
    var bench = bench()
    bench.user(.composer(.edited(.insert("typed"))))
    let commands = change(&bench) {
      $0.isWholeList = true
      $0.headers = [self.header()]
    }
    let drafts = commands.compactMap { command -> String? in
      if case .history(.saveDraft(_, let draft)) = command { draft.text } else { nil }
    }
    #expect(drafts == ["typed"] && bench.conversation.composer.text == "typed")
    // What only stands here as it was read is the copy's to say.
    var other = self.bench()
    change(&other) {
      $0.headers = [self.header()]
      $0.drafts = [self.c: Draft(text: "read")]
    }
    let none = change(&other) {
      $0.isWholeList = true
      $0.headers = [self.header()]
    }
    #expect(!none.contains { if case .history(.saveDraft) = $0 { true } else { false } })
    #expect(other.conversation.composer.text.isEmpty)
  }

  @Test func aFileThatIsNotAtTheServiceAnyMoreIsSoHereToo() {
    var bench = bench()
    let uploaded = Attachment(id: AttachmentID("u"), type: "other", filename: "f", file: "https://old.test/f")
    func draft(_ state: DraftAttachment.State) -> Draft {
      Draft(attachments: [DraftAttachment(id: UploadID("d"), path: "", name: "f", state: state)])
    }
    for state in [DraftAttachment.State.uploaded(uploaded), .refused(Attachment.leftBehindReason)] {
      change(&bench) {
        $0.headers = [self.header()]
        $0.drafts = [self.c: draft(state)]
      }
      #expect(bench.conversation.attachments.map(\.state) == [state])
    }
  }

  @Test func whatIsNotOnDiskYetIsWrittenWhole() {
    var bench = Harness()
    let id = bench.id
    #expect(
      bench.user(.conversations(.renamed(id, title: "name"))) == [
        .history(.saveConversation(bench.conversation.header, .all))
      ])
    #expect(
      bench.user(.conversations(.renamed(id, title: "other"))) == [
        .history(.saveConversation(bench.conversation.header, .title))
      ])
  }

  @Test func whatWasReadBeforeAWriteOfOursIsReadAgain() {
    var bench = bench()
    bench.user(.conversations(.renamed(c, title: "ours")))
    let commands = change(&bench) {
      $0.writes = 0
      $0.headers = [header { $0.isPinned = true }]
      $0.messages = [place(message("3"), after: "2")]
    }
    #expect(bench.conversation.header.title == "ours" && !bench.conversation.header.isPinned)
    #expect(commands == [.history(.readAgain(c, [MessageID("3")]))])
    change(&bench) {
      $0.headers = [header { ($0.isPinned, $0.title) = (true, "ours") }]
      $0.messages = [place(message("3"), after: "2")]
    }
    #expect(bench.conversation.header.title == "ours" && bench.conversation.header.isPinned)
    #expect(bench.messages.count == 3)
  }

  @Test func starsAndMarksOfOthersAreTakenAndOnesOwnStay() {
    var bench = bench()
    let there = Star(conversation: c, message: MessageID("1"), note: "theirs", excerpt: "字", createdAt: bench.now)
    let mark = TranscriptMark(conversation: c, scroll: .following)
    change(&bench) {
      $0.messages = [place(message("1"), after: nil)]
      $0.stars = [MessageID("1"): there]
      $0.marks = ["a": mark, "b": mark]
    }
    #expect(
      bench.state.bookmarks.stars == [MessageID("1"): there] && bench.state.bookmarks.marks.keys.sorted() == ["a", "b"])
    // Read before ours were written.
    let before = bench.state.historyWrites
    bench.user(.bookmarks(.starSwitched(MessageID("1"))))
    bench.user(.bookmarks(.starNoted(MessageID("2"), "ours")))
    bench.user(.bookmarks(.markSet("c")))
    for areAllStars in [false, true] {
      change(&bench) {
        $0.writes = before
        $0.messages = [place(message("1"), after: nil), place(message("2", .assistant), after: "1")]
        $0.stars = [MessageID("1"): there]
        $0.areAllStars = areAllStars
        $0.marks = ["a": mark]
      }
      #expect(bench.state.bookmarks.stars.keys.sorted() == [MessageID("2")], "\(areAllStars)")
      #expect(bench.state.bookmarks.marks.keys.sorted() == ["a", "c"])
    }
    change(&bench) {
      $0.areAllStars = true; $0.marks = [:]
    }
    #expect(bench.state.bookmarks.stars.isEmpty && bench.state.bookmarks.marks.isEmpty)
  }

  @Test func whatIsTypedHereIsNeverReplaced() {
    var bench = bench()
    let theirs = Draft(text: "theirs", caret: 0)
    change(&bench) {
      $0.headers = [header()]
      $0.drafts = [c: theirs]
    }
    #expect(bench.conversation.composer.text == "theirs", "where nothing was typed")
    bench.user(.composer(.edited(.replace("mine"))))
    change(&bench) {
      $0.headers = [header()]
      $0.drafts = [c: theirs]
    }
    #expect(bench.conversation.composer.text == "mine")
    bench.pass(1000)
    bench.feed(.timePassed)
    change(&bench) { $0.headers = [header()] }
    #expect(bench.conversation.composer.text == "mine")
    // Nor is it when nobody looks at it, as long as it is not on disk.
    bench.user(.composer(.edited(.replace("mine too"))))
    change(&bench) { $0.headers = [header()] }
    #expect(bench.conversation.composer.text == "mine too")
  }

  /// What waits for the end of a reply is a part of the draft on disk, and does not come back into the composer.
  @Test func whatWaitsToBeSentIsNotTypedAgain() {
    var bench = bench()
    bench.state.conversations[c]!.queue = [QueuedMessage("later")]
    change(&bench) {
      $0.headers = [header()]
      $0.drafts = [c: Draft(text: "later", caret: 0)]
    }
    #expect(bench.conversation.composer.isEmpty && bench.conversation.queue.map(\.text) == ["later"])
  }

  /// However it came to the composer.
  @Test(arguments: ["with the list", "with the messages"])
  func aDraftThatWasReadAtTheStartIsFollowed(how: String) {
    var bench = Harness()
    let one = Draft(text: "one", caret: 0)
    let listed = how == "with the list" ? [c: one] : [:]
    bench.feed(.outside(.history(.conversationsLoaded([header()], drafts: listed, isLast: true))))
    bench.user(.conversations(.opened(c)))
    bench.feed(
      .outside(.history(.messagesLoaded(c, [message("1")], hasEarlier: false, scroll: .following, draft: one))))
    #expect(bench.conversation.composer.text == "one")
    change(&bench) {
      $0.headers = [header()]
      $0.drafts = [c: Draft(text: "two", caret: 0)]
    }
    #expect(bench.conversation.composer.text == "two")
  }

  @Test func filesThatWereAddedHereAreKeptAndTheirsAreLookedAt() {
    var bench = bench()
    func file(_ id: String, _ state: DraftAttachment.State = .ready) -> DraftAttachment {
      DraftAttachment(id: UploadID(id), path: "/\(id)", name: id, state: state)
    }
    func theirs(_ text: String, _ files: [DraftAttachment]) -> [Command] {
      change(&bench) {
        $0.headers = [header()]
        $0.drafts = [c: Draft(text: text, caret: 0, attachments: files)]
      }
    }
    #expect(theirs("one", [file("a", .checking)]) == [.client(.checkFile(UploadID("a"), "/a"))], "once")
    bench.state.conversations[c]!.attachments = [file("a")]
    bench.state.conversations[c]!.attachments.append(file("b"))
    #expect(theirs("two", [file("a")]) == [])
    #expect(bench.conversation.attachments.map(\.name) == ["a", "b"] && bench.conversation.composer.text == "one")
  }

  @Test func aComposerThatNobodyTouchedFollowsTheDraft() {
    var bench = bench()
    let file = DraftAttachment(id: UploadID("u"), path: "/a", name: "a", state: .ready)
    func theirs(_ text: String, _ files: [DraftAttachment] = []) {
      change(&bench) {
        $0.headers = [header()]
        $0.drafts = [c: Draft(text: text, caret: 0, attachments: files)]
      }
    }
    theirs("one", [file])
    #expect(bench.conversation.composer.text == "one" && bench.conversation.attachments.map(\.id) == [file.id])
    theirs("one two")
    #expect(bench.conversation.composer.text == "one two" && bench.conversation.attachments.isEmpty)
    // It was sent there.
    change(&bench) { $0.headers = [header()] }
    #expect(bench.conversation.composer.text == "")
    theirs("three")
    bench.user(.composer(.edited(.insert("mine "))))
    bench.pass(1000)
    bench.feed(.timePassed)
    let touched = bench.conversation.composer.text
    change(&bench) {
      $0.headers = [header()]
      $0.writes = .max
    }
    #expect(touched.contains("mine") && bench.conversation.composer.text == touched)
    #expect(bench.faults() == [])
  }

  @Test func whatIsOpenOutlivesItsDeletionElsewhere() {
    var bench = bench()
    change(&bench) { $0.gone = [c] }
    #expect(bench.conversation.isDeletedElsewhere && bench.state.notice?.text.contains("合約") == true)
    bench.user(.conversations(.begun))
    #expect(bench.state.conversations[c] == nil && bench.faults() == [])
    // What nobody looks at goes at once, and comes back with a message.
    var other = self.bench()
    other.user(.conversations(.begun))
    change(&other) { $0.gone = [c] }
    #expect(other.state.conversations[c] == nil)
    change(&other) { $0.headers = [header()] }
    #expect(other.state.conversations[c]?.loading == .notLoaded && other.faults() == [])
  }

  @Test func aNewConversationAndTheWholeListAreTaken() {
    var bench = bench()
    var second = header()
    second.id = ConversationID("d")
    change(&bench) {
      $0.headers = [second]
      $0.isWholeList = true
      $0.outdated = [c, second.id]
    }
    #expect(bench.state.conversations[second.id] != nil)
    #expect(bench.conversation.isDeletedElsewhere)
    let commands = change(&bench) {
      $0.headers = [header()]
      $0.outdated = [c]
    }
    // It is shown: read at once.
    #expect(
      commands.contains(.history(.loadMessages(c, before: nil, limit: State.pageSize)))
        || bench.conversation.loading == .loading)
  }

  @Test func whatIsOnTheScreenHereIsRead() {
    var bench = bench()
    let commands = change(&bench) { $0.headers = [header { $0.unread = 2 }] }
    #expect(bench.conversation.header.unread == 0)
    #expect(commands == [.history(.saveConversation(bench.conversation.header, .unread))])
  }
}
