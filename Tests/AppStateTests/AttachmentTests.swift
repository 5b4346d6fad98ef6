import AppState
import ChatModel
import TestSupport
import Testing

extension Harness {
  /// Attaches a file of `size` bytes and lets it be looked at; its identifier.
  @discardableResult
  mutating func attach(_ path: String = "/f/a.txt", size: Int64 = 12) -> UploadID {
    let before = Set(conversation.attachments.map(\.id))
    user(.attachments(.attached([path])))
    let id = conversation.attachments.map(\.id).first { !before.contains($0) }!
    check(id, .accepted(FileFacts(path: path, size: size, modified: 1, type: FileType("text", "text/plain"))))
    return id
  }

  @discardableResult
  mutating func check(_ id: UploadID, _ check: FileCheck) -> [Command] {
    feed(.outside(.client(.fileChecked(id, check))))
  }

  @discardableResult
  mutating func upload(_ id: UploadID, _ event: UploadEvent) -> [Command] { feed(.outside(.upload(id, event))) }

  @discardableResult
  mutating func finish(_ id: UploadID, _ name: String = "srv") -> [Command] {
    upload(id, .completed(Self.uploaded(name)))
  }

  static func uploaded(_ name: String) -> ChatModel.Attachment {
    ChatModel.Attachment(id: AttachmentID(name), type: "other", filename: "\(name).txt", file: "https://f.test/\(name)")
  }

  /// The uploads that were asked for, by their identifiers.
  static func started(_ commands: [Command]) -> [UploadID] {
    commands.compactMap { if case .network(.startUpload(let id, _)) = $0 { id } else { nil } }
  }

  static func stopped(_ commands: [Command]) -> [UploadID] {
    commands.compactMap { if case .network(.stopUpload(let id)) = $0 { id } else { nil } }
  }
}

/// Files on their way to a message.
@Suite struct AttachmentTests {
  private static let failure = Failure(kind: .server, status: 500, text: "\"a.txt\": boom.", advice: "Try again.")

  /// A draft that is on disk has no chatbot yet; what waits for its files is a draft, and the only chatbot is found meanwhile.
  @Test func theOnlyChatbotIsKeptWithAQuestionThatWaitsForItsFiles() {
    var bench = Harness(settings: Settings(service: "api.test"))
    bench.attach()
    bench.user(.composer(.edited(.insert("Look"))))
    bench.pass(60_000)
    bench.feed(.timePassed)
    #expect(bench.conversation.isKept)
    bench.feed(.outside(.chatbots(.pageArrived([Chatbot(id: ChatbotID("only"), name: "Only")], isLast: true))))
    let kept = bench.user(.composer(.submitted)).contains {
      if case .history(.saveConversation(let header, .chatbot)) = $0 {
        header.chatbot == ChatbotID("only")
      } else {
        false
      }
    }
    #expect(kept)
  }

  @Test func nothingLeavesBeforeTheMessageIsSent() {
    var bench = Harness()
    let id = bench.attach()
    #expect(bench.conversation.attachments.map(\.name) == ["a.txt"])
    #expect(bench.conversation.attachments[0].state == .ready)
    #expect(Harness.started(bench.commands) == [])
    bench.user(.composer(.edited(.insert("Look"))))
    let commands = bench.user(.composer(.submitted))
    #expect(Harness.started(commands) == [id])
    #expect(bench.messages.isEmpty)
    #expect(bench.conversation.composer.isEmpty && bench.conversation.attachments.isEmpty)
  }

  @Test func theMessageGoesOutByItselfWhenAllFilesAreUp() throws {
    var bench = Harness()
    let first = bench.attach("/f/a.txt")
    let second = bench.attach("/f/b.txt")
    bench.user(.composer(.edited(.insert("Look"))))
    bench.user(.composer(.submitted))
    bench.finish(second, "b")
    #expect(bench.messages.isEmpty)
    bench.finish(first, "a")
    #expect(bench.messages.map(\.text) == ["Look", ""])
    #expect(bench.messages[0].attachments == [Harness.uploaded("a"), Harness.uploaded("b")])
    let reply = bench.conversation.running!.id
    let commands = bench.feed(.outside(.history(.turnSaved(reply))))
    let request = try #require(
      matched(commands.first) { if case .network(.startReply(_, let request))? = $0 { request } else { nil } },
      "no request")
    #expect(request.attachments == [Harness.uploaded("a"), Harness.uploaded("b")])
    #expect(bench.state.uploads.isEmpty && bench.faults() == [])
  }

  @Test func filesAloneAreAMessageWithATitle() {
    var bench = Harness()
    let id = bench.attach("/f/報告.pdf")
    bench.user(.composer(.submitted))
    bench.finish(id)
    #expect(bench.messages.first?.text == "")
    #expect(bench.conversation.title == "報告.pdf")
  }

  @Test func aFailedUploadKeepsTheMessageAndRetriesOnlyWhatFailed() {
    var bench = Harness()
    let (first, second) = (bench.attach("/f/a.txt"), bench.attach("/f/b.txt"))
    bench.user(.composer(.edited(.insert("Look"))))
    bench.user(.composer(.submitted))
    bench.finish(second, "b")
    bench.upload(first, .failed(Self.failure))
    #expect(bench.messages.isEmpty)
    #expect(bench.conversation.queue.map(\.text) == ["Look"])
    #expect(bench.conversation.draft.text == "Look")
    #expect(bench.conversation.draft.attachments.count == 2)
    #expect(bench.state.notice?.text.contains("boom") == true)
    #expect(Harness.started(bench.user(.attachments(.retried))) == [first])
    bench.finish(first, "a")
    #expect(bench.messages.first?.attachments.map(\.filename) == ["a.txt", "b.txt"])
  }

  @Test func aFileThatChangedIsLookedAtAnewWhenItIsTriedAgain() {
    var bench = Harness()
    let id = bench.attach()
    bench.user(.composer(.submitted))
    bench.upload(id, .failed(Failure(kind: .configuration, text: "\"a.txt\" has changed.", advice: "")))
    #expect(bench.user(.attachments(.retried)) == [.client(.checkFile(id, "/f/a.txt"))])
    let facts = FileFacts(path: "/f/a.txt", size: 99, modified: 2, type: .unknown)
    let commands = bench.check(id, .accepted(facts))
    #expect(commands.contains(.network(.startUpload(id, UploadRequest(file: facts, filename: "a.txt")))))
  }

  @Test func escTakesTheMessageBackWithItsFilesAndStopsTheUploads() {
    var bench = Harness()
    let (first, second) = (bench.attach("/f/a.txt"), bench.attach("/f/b.txt"))
    bench.user(.composer(.edited(.insert("Look"))))
    bench.user(.composer(.submitted))
    bench.finish(second, "b")
    bench.upload(first, .started)
    bench.user(.composer(.edited(.insert("typed meanwhile"))))
    let commands = bench.user(.replies(.stopped))
    #expect(Harness.stopped(commands) == [first])
    #expect(bench.conversation.composer.text == "Look\n\ntyped meanwhile")
    #expect(bench.conversation.attachments.map(\.state) == [.ready, .uploaded(Harness.uploaded("b"))])
    // What is still said of the stopped upload means nothing any more.
    bench.upload(first, .completed(Harness.uploaded("late")))
    bench.upload(first, .stopped)
    #expect(bench.conversation.attachments.map(\.state) == [.ready, .uploaded(Harness.uploaded("b"))])
    #expect(bench.messages.isEmpty)
    #expect(Harness.started(bench.user(.composer(.submitted))).count == 1)
  }

  @Test func whatIsRefusedHoldsTheMessageWithAReason() {
    var bench = Harness()
    bench.user(.attachments(.attached(["/dev/null"])))
    let id = bench.conversation.attachments[0].id
    bench.check(id, .refused("is a device and no file"))
    bench.user(.composer(.edited(.insert("Look"))))
    #expect(Harness.started(bench.user(.composer(.submitted))) == [])
    #expect(bench.conversation.composer.text == "Look")
    #expect(bench.state.notice?.text.contains("is a device and no file") == true)
    bench.user(.attachments(.removed(id)))
    bench.user(.composer(.submitted))
    #expect(bench.messages.first?.text == "Look")
  }

  @Test func limitsAreKept() {
    var settings = Settings(service: "api.test", chatbot: ChatbotID("bot"))
    settings.attachments = AttachmentLimits(bytes: 1000, count: 2)
    var bench = Harness(settings: settings)
    bench.attach("/f/large", size: 1001)
    #expect(
      bench.conversation.attachments[0].state
        == .refused("has 1 kB, more than the 1 kB that max_size in [attachments] allows"))
    bench.attach("/f/empty", size: 0)
    #expect(bench.conversation.attachments[1].state == .refused("is empty"))
    bench.user(.attachments(.attached(["/f/third"])))
    #expect(bench.conversation.attachments.count == 2)
    #expect(bench.state.notice?.text.contains("at most 2 files") == true)
  }

  @Test func theSameFileIsAttachedOnce() {
    var bench = Harness()
    bench.attach("/f/a.txt")
    bench.user(.attachments(.attached(["/f/a.txt"])))
    bench.user(.attachments(.attached(["a.txt"])))
    let id = bench.conversation.attachments.last!.id
    bench.check(id, .accepted(FileFacts(path: "/f/a.txt", size: 1, modified: 1, type: .unknown)))
    #expect(bench.conversation.attachments.count == 1)
  }

  @Test func aMessageThatIsSentBeforeItsFilesAreLookedAtWaitsForThat() {
    var bench = Harness()
    bench.user(.attachments(.attached(["a.txt"])))
    let id = bench.conversation.attachments[0].id
    bench.user(.composer(.submitted))
    let commands = bench.check(id, .accepted(FileFacts(path: "/f/a.txt", size: 1, modified: 1, type: .unknown)))
    #expect(Harness.started(commands) == [id])
    bench.finish(id)
    #expect(bench.messages.count == 2)
  }

  @Test func aFollowUpKeepsItsFilesAndItsPlace() {
    var bench = Harness()
    let reply = bench.ask("one")
    let id = bench.attach()
    bench.user(.composer(.edited(.insert("two"))))
    bench.user(.composer(.submitted))
    bench.user(.composer(.edited(.insert("three"))))
    bench.user(.composer(.submitted))
    bench.reply(reply, .completed)
    #expect(bench.messages.count == 2, "its file is not up yet, and nothing overtakes it")
    bench.finish(id, "a")
    #expect(bench.messages.map(\.text) == ["one", "", "two", ""])
    #expect(bench.messages[2].attachments == [Harness.uploaded("a")])
    let second = bench.conversation.running!.id
    bench.feed(.outside(.history(.turnSaved(second))))
    bench.reply(second, .completed)
    #expect(bench.messages.map(\.text) == ["one", "", "two", "", "three", ""])
    #expect(bench.messages[4].attachments.isEmpty && bench.faults() == [])
  }

  @Test func aBroadcastUploadsOnceAndReachesAll() {
    var bench = Harness()
    bench.send("one")
    bench.feed(.outside(.history(.turnSaved(bench.conversation.running!.id))))
    bench.reply(bench.conversation.running!.id, .completed)
    let first = bench.id
    bench.user(.panes(.split(.columns)))
    bench.user(.panes(.broadcastSwitched))
    let second = bench.id
    let file = bench.attach()
    bench.user(.composer(.edited(.insert("to all"))))
    #expect(Harness.started(bench.user(.composer(.submitted))) == [file])
    bench.finish(file, "a")
    for id in [first, second] {
      let question = bench.state.conversations[id]!.messages.last { $0.author == .person }
      #expect(question?.text == "to all")
      #expect(question?.attachments == [Harness.uploaded("a")])
    }
    #expect(Harness.started(bench.commands) == [file])
    #expect(bench.faults() == [])
  }

  @Test func anotherVersionOfAMessageKeepsItsFiles() {
    var bench = Harness()
    let file = bench.attach()
    bench.user(.composer(.edited(.insert("Look"))))
    bench.user(.composer(.submitted))
    bench.finish(file, "a")
    let reply = bench.conversation.running!.id
    bench.feed(.outside(.history(.turnSaved(reply))))
    bench.reply(reply, .completed)
    bench.user(.composer(.edited(.insert("own"))))
    let own = bench.attach("/f/own.txt")
    bench.user(.composer(.messageEditBegun(bench.messages[0].id)))
    #expect(bench.conversation.attachments.map(\.state) == [.uploaded(Harness.uploaded("a"))])
    bench.user(.composer(.messageEditEnded))
    #expect(bench.conversation.attachments.map(\.id) == [own])
    bench.user(.composer(.messageEditBegun(bench.messages[0].id)))
    let more = bench.attach("/f/more.txt")
    let parent = bench.id
    bench.user(.composer(.submitted))
    #expect(bench.id == parent, "it waits for its file")
    #expect(bench.conversation.composer.text == "own")
    bench.finish(more, "m")
    #expect(bench.id != parent)
    #expect(
      bench.messages.last { $0.author == .person }?.attachments == [Harness.uploaded("a"), Harness.uploaded("m")])
    #expect(bench.state.conversations[parent]!.composer.text == "own")
    #expect(bench.state.conversations[parent]!.attachments.map(\.id) == [own])
    #expect(bench.faults() == [])
  }

  @Test func aReadOnlyClientAttachesNothing() {
    var bench = Harness(settings: Settings(access: .readOnly))
    for event in [UserEvent.attachments(.pickerOpened), .attachments(.attached(["/f/a"])), .attachments(.retried)] {
      #expect(bench.user(event) == [])
    }
    #expect(bench.conversation.attachments.isEmpty && bench.state.popups.isEmpty)
  }

  @Test func deletingAConversationStopsItsUploads() {
    var bench = Harness()
    let id = bench.attach()
    bench.user(.composer(.submitted))
    #expect(Harness.stopped(bench.user(.conversations(.deleted([bench.id])))) == [id])
    #expect(bench.state.uploads.isEmpty)
  }

  @Test func theNextStartGoesOnWithWhatIsUpAndSendsTheRest() throws {
    var bench = Harness()
    let (first, second) = (bench.attach("/f/a.txt"), bench.attach("/f/b.txt"))
    bench.user(.composer(.edited(.insert("Look"))))
    bench.user(.composer(.submitted))
    bench.upload(first, .started)
    bench.finish(second, "b")
    let draft = try #require(
      bench.commands.compactMap { if case .history(.saveDraft(_, let draft)) = $0 { draft } else { nil } }.last)
    #expect(draft.text == "Look")
    #expect(draft.attachments.map(\.state) == [.ready, .uploaded(Harness.uploaded("b"))])
    var next = Harness()
    next.state.restore(
      session: nil, headers: [bench.conversation.header], drafts: [bench.id: draft], isWholeList: true,
      open: (bench.id, [], false, .following))
    #expect(Harness.started(next.user(.composer(.submitted))) == [first])
    next.finish(first, "a")
    #expect(next.messages.first?.attachments.map(\.filename) == ["a.txt", "b.txt"])
  }

  @Test func whatTheStorageHasIsOnlyRegisteredNextTime() throws {
    var bench = Harness()
    let id = bench.attach()
    bench.user(.composer(.submitted))
    let kept = bench.upload(id, .stored(key: "media/1"))
    let draft = try #require(
      matched(kept.last) { if case .history(.saveDraft(_, let draft))? = $0 { draft } else { nil } }, "not kept")
    #expect(draft.attachments.map(\.storedKey) == ["media/1"])
    bench.upload(id, .failed(Self.failure))
    let commands = bench.user(.attachments(.retried))
    let request = try #require(
      matched(commands.first) { if case .network(.startUpload(_, let request))? = $0 { request } else { nil } },
      "no upload")
    #expect(request.storedKey == "media/1")
    // Another file than the one that is stored goes up as a whole.
    bench.upload(id, .failed(Failure(kind: .configuration, text: "changed", advice: "")))
    bench.user(.attachments(.retried))
    bench.check(id, .accepted(FileFacts(path: "/f/a.txt", size: 99, modified: 2, type: .unknown)))
    #expect(bench.conversation.queue[0].attachments[0].storedKey == nil)
  }

  @Test func otherLimitsHoldAtOnce() throws {
    var bench = Harness()
    let id = bench.attach("/f/large", size: 1001)
    let commands = bench.feed(.outside(.client(.attachmentLimitsChanged(bytes: 1000, count: 1))))
    #expect(commands == [.client(.checkFile(id, "/f/large"))])
    let facts = FileFacts(path: "/f/large", size: 1001, modified: 1, type: .unknown)
    bench.check(id, .accepted(facts))
    try #require(
      matched(bench.conversation.attachments[0].state) { if case .refused = $0 { true } else { nil } } != nil,
      "not refused")
    bench.user(.attachments(.attached(["/f/b"])))
    #expect(bench.conversation.attachments.count == 1)
    bench.feed(.outside(.client(.attachmentLimitsChanged(bytes: 2000, count: 2))))
    bench.check(id, .accepted(facts))
    #expect(bench.conversation.attachments[0].state == .ready)
    #expect(bench.feed(.outside(.client(.attachmentLimitsChanged(bytes: 2000, count: 2)))) == [])
  }

  /// A broadcast that waits for its file, and the next start after a crash.
  private func afterACrash() throws -> (bench: Harness, own: ConversationID, other: ConversationID, file: UploadID) {
    var bench = Harness()
    bench.send("one")
    bench.feed(.outside(.history(.turnSaved(bench.conversation.running!.id))))
    bench.reply(bench.conversation.running!.id, .completed)
    let other = bench.id
    bench.user(.panes(.split(.columns)))
    bench.user(.panes(.broadcastSwitched))
    let own = bench.id
    let file = bench.attach()
    bench.user(.composer(.edited(.insert("to all"))))
    bench.user(.composer(.submitted))
    let draft = try #require(
      bench.commands.compactMap { if case .history(.saveDraft(_, let draft)) = $0 { draft } else { nil } }.last)
    var next = Harness()
    next.state.restore(
      session: nil, headers: [own, other].map { bench.state.conversations[$0]!.header }, drafts: [own: draft],
      isWholeList: true, open: (own, [], false, .following))
    return (next, own, other, file)
  }

  @Test func aBroadcastThatWaitedReachesAllAfterACrash() throws {
    var (bench, own, other, file) = try afterACrash()
    #expect(bench.state.addressees == [own, other] && bench.state.goesToSeveral)
    let reads = bench.user(.paging(.shownRequested))
    #expect(reads.contains(.history(.loadMessages(other, before: nil, limit: State.pageSize))))
    bench.feed(.outside(.history(.messagesLoaded(other, [], hasEarlier: false, scroll: .following, draft: Draft()))))
    #expect(Harness.started(bench.user(.composer(.submitted))) == [file])
    // Taken back and sent again it is still for both.
    bench.user(.replies(.stopped))
    #expect(bench.state.addressees == [own, other])
    let again = Harness.started(bench.user(.composer(.submitted)))
    bench.finish(try #require(again.first), "a")
    for id in [own, other] {
      #expect(bench.state.conversations[id]!.messages.first { $0.author == .person }?.text == "to all")
      #expect(bench.state.conversations[id]!.draft == Draft())
    }
    #expect(!bench.state.goesToSeveral && bench.faults() == [])
  }

  @Test func theOthersCanBeLeftOutAfterACrash() throws {
    var (bench, own, other, file) = try afterACrash()
    bench.user(.panes(.broadcastSwitched))
    #expect(bench.state.addressees == [own] && !bench.state.goesToSeveral)
    bench.user(.composer(.submitted))
    bench.finish(file, "a")
    #expect(bench.state.conversations[own]!.messages.count == 2)
    #expect(bench.state.conversations[other]!.messages.isEmpty)
  }

  @Test func whatWasNotLookedAtIsLookedAtAgain() {
    var bench = Harness()
    bench.user(.attachments(.attached(["a.txt"])))
    let draft = bench.conversation.draft
    var next = Harness()
    let header = bench.conversation.header
    next.state.restore(
      session: nil, headers: [header], drafts: [bench.id: draft], isWholeList: true,
      open: (bench.id, [], false, .following))
    #expect(next.user(.paging(.shownRequested)) == [.client(.checkFile(draft.attachments[0].id, "a.txt"))])
  }
}
