import ChatModel
import TestSupport
import Testing

@testable import HistoryStore

@Suite struct ImportTests {
  private let fixture = HistoryFixture()

  private func archived(_ id: String, _ messages: [Message]) -> ArchivedConversation {
    ArchivedConversation(header: .full(id).dated, messages: messages.map { ArchivedMessage($0) })
  }

  private func add(
    _ conversations: ArchivedConversation..., manner: HistoryImport.Manner = .writing
  ) throws -> ImportCounts {
    let history = try HistoryImport(path: fixture.path, manner: manner)
    defer { history.close() }
    return try conversations.reduce(into: ImportCounts()) { $0 += try history.add($1) }
  }

  private func content() throws -> [ArchivedConversation] {
    let history = fixture.open(.readOnly)
    defer { history.close() }
    return try history.snapshot { snapshot in
      try snapshot.conversations().map { header in
        var messages: [ArchivedMessage] = []
        try snapshot.forEachMessage(of: header.id) { messages.append($0) }
        return ArchivedConversation(header: header, remarks: try snapshot.remarks(on: header.id), messages: messages)
      }
    } ?? []
  }

  private static let texts = ["a", "b", "c", "d"]
  private var four: [Message] { Self.texts.map { .question($0, "text \($0)") } }

  @Test func whatIsImportedIsThereAndImportingItAgainChangesNothing() throws {
    let conversation = archived("c", four)
    #expect(
      try add(conversation) == ImportCounts().with { ($0.newConversations, $0.newMessages) = (1, 4) })
    #expect(try content() == [conversation])
    #expect(try add(conversation) == ImportCounts().with { $0.knownConversations = 1 })
    #expect(try content() == [conversation])
  }

  @Test func tryingCountsAndWritesNothing() throws {
    let conversation = archived("c", four)
    #expect(try add(conversation, manner: .trying).newMessages == 4)
    #expect(fixture.home.names() == [], "not even the file")
    _ = try add(archived("c", [four[0]]))
    #expect(try add(conversation, manner: .trying).newMessages == 3)
    #expect(try content()[0].messages.count == 1)
  }

  @Test func moreMessagesOfAKnownConversationAreAddedAtTheirPlaces() throws {
    _ = try add(archived("c", [four[1]]))
    let counts = try add(archived("c", four))
    #expect(counts == ImportCounts().with { ($0.grownConversations, $0.newMessages) = (1, 3) })
    #expect(try content()[0].messages.map(\.message.id.rawValue) == Self.texts)
    // What goes on behind the end stands behind the end.
    let local = fixture.open()
    local.performAndWait(.saveMessage(ConversationID("c"), .question("e")), events: fixture.events)
    local.close()
    #expect(try content()[0].messages.map(\.message.id.rawValue) == Self.texts + ["e"])
  }

  @Test func whatDiffersStaysAsItIsHereAndIsCounted() throws {
    _ = try add(archived("c", four))
    var other = archived("c", four.map { $0.with { $0.text += $0.id.rawValue == "b" ? "!" : "" } })
    other.header.title = "another"
    let counts = try add(other)
    #expect(
      counts
        == ImportCounts().with { ($0.knownConversations, $0.differingConversations, $0.differingMessages) = (1, 1, 1) })
    #expect(try content() == [archived("c", four)])
  }

  @Test func aMessageWhoseIdAnotherConversationHasIsTakenUnderAnIdOfItsOwn() throws {
    var (a, b) = (archived("A", [.question("1", "of A")]), archived("B", [.question("1", "of B"), four[1]]))
    (a.header.remoteID, b.header.remoteID) = (nil, nil)
    let counts = try add(a, b)
    #expect(counts == ImportCounts().with { ($0.newConversations, $0.newMessages) = (2, 3) })
    func texts() throws -> [[String]] {
      try content().map { $0.messages.map(\.message.text) }.sorted { $0.count < $1.count }
    }
    #expect(try texts() == [["of A"], ["of B", "text b"]])
    #expect(try add(a, b) == ImportCounts().with { $0.knownConversations = 2 }, "the same file again adds nothing")
    #expect(try add(b, a, manner: .trying) == ImportCounts().with { $0.knownConversations = 2 })
    // More of a conversation that is known, too.
    b.messages.insert(ArchivedMessage(.question("a", "between")), at: 1)
    var c = archived("C", [.question("a", "of C")])
    c.header.remoteID = nil
    #expect(try add(c, b).newMessages == 2)
    #expect(try texts().last == ["of B", "between", "text b"])
  }

  @Test func messagesOfOneIdInOneConversationAreAllTaken() throws {
    let twice = archived("c", ["x", "y", "x"].map { .question("1", $0) } + [.question("2", "z")])
    #expect(try add(twice).newMessages == 4)
    #expect(try content()[0].messages.map(\.message.text) == ["x", "y", "x", "z"])
    #expect(try add(twice) == ImportCounts().with { $0.knownConversations = 1 })
    #expect(try content()[0].messages.count == 4)
  }

  @Test func twoMessagesThatTheServiceCallsTheSameAreBothTaken() throws {
    let same = ["x", "y"].map { text in Message.question(text, text).with { $0.remoteID = RemoteMessageID("r") } }
    _ = try add(archived("c", [same[0].with { $0.id = MessageID("own") }]))
    #expect(try add(archived("c", same)).newMessages == 1)
    #expect(try content()[0].messages.map(\.message.text) == ["x", "y"])
  }

  @Test func aMessageThatAnotherOneStandsForAlreadyIsFoundAgainToo() throws {
    let first = Message.question("1", "x").with { $0.remoteID = RemoteMessageID("r") }
    _ = try add(archived("c", [first]))
    // By its name at the service the first one is "1" here; the second one is called so in the file.
    let file = archived("c", [first.with { $0.id = MessageID("9") }, .question("1", "y")])
    #expect(try add(file).newMessages == 1)
    #expect(try add(file) == ImportCounts().with { $0.knownConversations = 1 })
    #expect(try content()[0].messages.map(\.message.text) == ["x", "y"])
  }

  @Test func aMarkStandsAtTheMessageWhoseIdWasTaken() throws {
    var (other, marked) = (archived("A", [.question("1", "of A")]), archived("B", [.question("1", "of B")]))
    (other.header.remoteID, marked.header.remoteID) = (nil, nil)
    marked.remarks.marks = [ArchivedMark(name: "a", scroll: .anchored(message: MessageID("1"), row: 3))]
    _ = try add(other, marked)
    let found = try #require(try content().first { $0.header.id.rawValue == "B" })
    let own = try #require(found.messages.first?.message.id)
    #expect(own != MessageID("1"))
    #expect(found.remarks.marks == [ArchivedMark(name: "a", scroll: .anchored(message: own, row: 3))])
  }

  @Test(arguments: [false, true])
  func aBranchBeginsAtTheMessageWhoseIdWasTaken(branchFirst: Bool) throws {
    var (other, parent) = (archived("A", [.question("1", "of A")]), archived("B", [.question("1", "of B")]))
    var branch = archived("branch", [.question("9", "otherwise")])
    (other.header.remoteID, parent.header.remoteID, branch.header.remoteID) = (nil, nil, nil)
    branch.header.branch = BranchPoint(conversation: ConversationID("B"), message: MessageID("1"))
    _ = try branchFirst ? add(other, branch, parent) : add(other, parent, branch)
    let all = try content()
    let own = try #require(all.first { $0.header.id.rawValue == "B" }?.messages.first?.message.id)
    let point = try #require(all.first { $0.header.id.rawValue == "branch" }?.header.branch)
    #expect(own != MessageID("1") && point == BranchPoint(conversation: ConversationID("B"), message: own))
  }

  @Test func theSameAtTheServiceIsTheSameHere() throws {
    let here = archived("mine", [four[0].with { $0.remoteID = RemoteMessageID("r1") }])
    var there = archived(
      "yours", [Message.question("z", "text a").with { $0.remoteID = RemoteMessageID("r1") }, four[1]])
    there.header.remoteID = here.header.remoteID
    _ = try add(here)
    #expect(try add(there) == ImportCounts().with { ($0.grownConversations, $0.newMessages) = (1, 1) })
    #expect(try content().map { $0.messages.map(\.message.id.rawValue) } == [["a", "b"]])
  }

  @Test func twoOfOneFileStayTwo() throws {
    var second = archived("d", [four[1]])
    second.header.remoteID = archived("c", []).header.remoteID
    #expect(try add(archived("c", [four[0]]), second).newConversations == 2)
  }

  @Test func whatWasDeletedComesBack() throws {
    _ = try add(archived("c", four))
    let local = fixture.open()
    local.performAndWait(.deleteConversation(ConversationID("c")), events: fixture.events)
    local.close()
    #expect(try content() == [])
    #expect(try add(archived("c", four)).grownConversations == 1)
    #expect(try content() == [archived("c", four)])
  }

  @Test func aConversationComesInWholeOrNotAtAll() throws {
    _ = try add(archived("c", []))
    // A key that is taken in another way than by a message: the transaction fails in its middle.
    try fixture.sql { db in
      try db.execute(
        sql: "CREATE TRIGGER stop BEFORE INSERT ON message WHEN NEW.key = 'c' BEGIN SELECT raise(ABORT, 'no'); END")
    }
    #expect(throws: HistoryProblem.self) { try add(archived("d", four)) }
    #expect(try content().map(\.header.id.rawValue) == ["c"])
    try fixture.sql { try $0.execute(sql: "DROP TRIGGER stop") }
    #expect(try add(archived("c", []), archived("d", four)).newConversations == 1)
  }

  @Test func starsComeAlongAreAddedToWhatIsHereAndNeverReplaced() throws {
    let star = ArchivedStar(note: "see 漢\u{0}", createdAt: Timestamp(milliseconds: 7))
    var conversation = archived("c", four)
    _ = try add(conversation)
    conversation.messages[1].star = star
    #expect(try add(conversation) == ImportCounts().with { ($0.grownConversations, $0.newStars) = (1, 1) })
    #expect(try content() == [conversation])
    #expect(try add(conversation) == ImportCounts().with { $0.knownConversations = 1 })
    var other = conversation
    other.messages[1].star?.note = "another"
    #expect(try add(other) == ImportCounts().with { ($0.knownConversations, $0.differingMessages) = (1, 1) })
    #expect(try content() == [conversation])
    var fresh = ArchivedConversation(header: .full("d").dated, messages: [ArchivedMessage(.question("z"), star: star)])
    fresh.header.remoteID = nil
    _ = try add(fresh)
    #expect(try content().contains(fresh))
  }

  @Test func whatWasTypedAndTheMarksComeAlongWithAConversationThatIsNewAndChangeNothingHere() throws {
    var conversation = archived("c", four)
    conversation.remarks.draft = Draft(text: "half a 漢\u{0}", caret: 4)
    conversation.remarks.marks = [
      ArchivedMark(name: "a", scroll: .anchored(message: MessageID("b"), row: -2)),
      ArchivedMark(name: "b", scroll: .following),
    ]
    let expected = ImportCounts().with {
      ($0.newConversations, $0.newMessages, $0.newMarks, $0.newDrafts) = (1, 4, 2, 1)
    }
    #expect(try add(conversation, manner: .trying) == expected)
    #expect(try add(conversation) == expected)
    #expect(try content() == [conversation])
    // What was sent since, and letters that stand elsewhere since, stay so.
    let local = fixture.open()
    local.performAndWait(.saveDraft(conversation.header, Draft()), events: fixture.events)
    local.close()
    #expect(try add(conversation) == ImportCounts().with { $0.knownConversations = 1 })
    #expect(try content()[0].remarks.draft == nil)
    var other = archived("d", [.question("z")])
    other.header.remoteID = nil
    other.remarks.marks = [ArchivedMark(name: "a", scroll: .following), ArchivedMark(name: "z", scroll: .following)]
    let counts = try add(other)
    #expect(counts.newMarks == 1 && counts.takenMarks == 1)
    #expect(try content().map(\.remarks.marks) == [conversation.remarks.marks, [other.remarks.marks[1]]])
  }

  @Test func aRunningReplyIsExportedAsItIsAtThatMoment() throws {
    let local = fixture.open()
    defer { local.close() }
    local.performAndWait(
      .saveTurn(ReplyID("reply"), .sample("c"), [.question("a"), .running("b")]),
      .appendText(ConversationID("c"), MessageID("b"), "so far"), events: fixture.events)
    #expect(try content()[0].messages.map(\.message.text) == ["why?", "so far"])
  }
}

extension ConversationHeader {
  /// With moments that any program can reckon with.
  fileprivate var dated: ConversationHeader {
    var header = self
    header.lastActivity = Timestamp(milliseconds: 1_764_000_000_000)
    return header
  }
}

extension ImportCounts {
  func with(_ change: (inout ImportCounts) -> Void) -> ImportCounts {
    var counts = self
    change(&counts)
    return counts
  }
}
