import AppState
import Canvas
import ChatModel
import TestSupport
import Testing

@testable import ChatView

@Suite struct TranscriptPictureTests {
  private static let widths = [20, 80, 200]

  // MARK: Goldens

  @Test(arguments: widths) func aConversation(width: Int) throws {
    var conversation = Conversation.sample([
      .sample("a", .person, "When do you open on Monday?\n\nAnd on **holidays**?"),
      .sample(
        "b", .assistant,
        """
        We open at **nine**. On holidays we are `closed`.

        1. Ring the bell.
        2. Wait, *please*.

        ```
        open = hour >= 9
        ```

        > See you soon at the front desk, where somebody is waiting for you with a cup of tea.
        """, minute: 1,
        citations: [Citation(filename: "hours.pdf"), Citation(filename: "", file: "https://example.org/x")]),
      .sample(
        "c", .person, "這是合約嗎？我想確認「第三條」的內容，謝謝。", minute: 60 * 24,
        attachments: [Attachment(id: AttachmentID("f"), type: "other", filename: "合約.pdf", file: "")]),
      .sample("d", .assistant, "", status: .waiting, minute: 60 * 24),
    ])
    conversation.header.mode = .synchronous
    var view = TranscriptView.sample()
    let picture = view.picture(
      pane: .sample(), conversation: conversation, size: Size(width, 40), focus: .focused,
      now: monday + .seconds(60 * 60 * 24 + 12))
    try expectGolden(picture, "conversation", width: width)
  }

  @Test(arguments: widths) func rawText(width: Int) throws {
    let text = "# Title\n\nWe open at **nine**, and\t`code` stays as it is.\n\n```\n  indented\n```\n"
    let conversation = Conversation.sample([.sample("a", .person, "*ask*"), .sample("b", .assistant, text)])
    var view = TranscriptView.sample()
    try expectGolden(view.picture(.sample(format: .raw), conversation, Size(width, 18)), "raw", width: width)
  }

  @Test(arguments: widths) func everyState(width: Int) throws {
    let failure = Failure(
      kind: .throttled, status: 429, text: "429: too many requests.", advice: "Wait a minute, then try again.")
    var conversation = Conversation.sample([
      .sample("1", .person, "question"),
      .sample("2", .assistant, "What had come.", status: .stopped),
      .sample("3", .assistant, "What had come.", status: .interrupted),
      .sample("4", .assistant, "", status: .sending),
      .sample("5", .assistant, "", status: .waiting),
      .sample("6", .assistant, "Words that", status: .streaming),
      .sample("7", .assistant, "", status: .sending),
      .sample("8", .assistant, "Half a sen", status: .failed(failure)),
    ])
    conversation.running = RunningReply(id: ReplyID("r"), message: MessageID("7"), startedAt: monday)
    conversation.running?.retry = ScheduledRetry(attempt: 2, at: monday + 4200, reason: failure)
    var view = TranscriptView.sample()
    let picture = view.picture(
      pane: .sample(), conversation: conversation, size: Size(width, 40), focus: .unfocused, now: monday + 1300)
    try expectGolden(picture, "states", width: width)
  }

  /// What somebody thought of an answer stands beside its name, where there is room.
  @Test func feedbackIsShown() {
    var liked = Message.sample("1", .assistant, "One.")
    liked.feedback = .like
    var disliked = Message.sample("2", .assistant, "Two.")
    disliked.feedback = .dislike
    let conversation = Conversation.sample([liked, disliked, .sample("3", .assistant, "Three.")])
    var view = TranscriptView.sample()
    let rows = view.picture(.sample(), conversation, Size(60, 20)).rows.map(\.text)
    let heads = rows.filter { $0.contains("Front desk") }
    #expect(heads.map { $0.contains("+ liked") } == [true, false, false])
    #expect(heads.map { $0.contains("- disliked") } == [false, true, false])
    let narrow = view.picture(.sample(), conversation, Size(18, 20)).rows.map(\.text)
    #expect(!narrow.contains { $0.contains("liked") } && narrow.allSatisfy { TerminalText($0).columns <= 18 })
  }

  @Test(arguments: widths) func hostileText(width: Int) throws {
    let hostile =
      "\u{1B}[2J\u{1B}]0;owned\u{7}\u{9B}31m\u{202E}evil\u{0}\r\u{8}\u{FEFF}é\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}"
    let failure = Failure(kind: .reported, text: "\(hostile) text", advice: "\(hostile) advice")
    var conversation = Conversation.sample([
      .sample(
        "1", .person, hostile + "\n👨‍👩‍👧‍👦👍🏽🇹🇼❤️",
        attachments: [Attachment(id: AttachmentID("f"), type: "other", filename: hostile, file: "")]),
      .sample(
        "2", .assistant, hostile.replacing("\0", with: "") + "\n\n```\n\u{1B}[2J\n```\n\n[\u{7}](\u{1B}[31m)",
        status: .failed(failure), citations: [Citation(filename: hostile)]),
    ])
    conversation.header.chatbotName = hostile
    var view = TranscriptView.sample()
    let picture = view.picture(.sample(), conversation, Size(width, 40))
    try expectGolden(picture, "hostile", width: width)
  }

  @Test(arguments: SeededGenerator.seeds()) func nothingThatATerminalObeysIsShown(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<20 {
      let failure = Failure(kind: .reported, text: random.text(6), advice: random.text(6))
      var conversation = Conversation.sample([
        .sample("p", .person, random.text(30)),
        .sample(
          "a", .assistant, random.text(60), status: .failed(failure), citations: [Citation(filename: random.text(4))]),
      ])
      conversation.header.chatbotName = random.text(3)
      var view = TranscriptView.sample()
      let width = Int.random(in: 1...90, using: &random)
      let scalars = view.picture(.sample(), conversation, Size(width, 300)).rows.flatMap { $0.text.unicodeScalars }
      let obeyed = scalars.filter { [.control, .format, .lineSeparator].contains($0.properties.generalCategory) }
      #expect(obeyed.isEmpty, "seed \(seed)")
    }
  }

  @Test(arguments: widths) func emptyConversations(width: Int) throws {
    var view = TranscriptView.sample()
    var conversation = Conversation.sample()
    try expectGolden(view.picture(.sample(), conversation, Size(width, 12)), "greeting", width: width)
    conversation.header.chatbot = nil
    try expectGolden(view.picture(.sample(), conversation, Size(width, 12)), "greeting-unassigned", width: width)
    view.hints.isReadOnly = true
    try expectGolden(view.picture(.sample(), conversation, Size(width, 12)), "greeting-read-only", width: width)
    view.hints.isReadOnly = false
    let problem = HistoryProblem(kind: .damaged, text: "history.sqlite is damaged; it was set aside.")
    conversation.loading = .failed(problem)
    try expectGolden(view.picture(.sample(), conversation, Size(width, 6)), "unreadable", width: width)
    conversation.loading = .loading
    #expect(view.text(.sample(), conversation, Size(width, 6)) == ["  reading…"])
  }

  // MARK: Heads and what surrounds a message

  private func head(
    _ status: MessageStatus, width: Int, name: String = "Front desk", now: Timestamp = monday
  ) -> String {
    var conversation = Conversation.sample([.sample("a", .assistant, "", status: status)])
    conversation.header.chatbotName = name
    let head = TranscriptHead(zone: .fixed(secondsEast: 0), now: now, width: width)
    return head.row(conversation.messages[0], in: conversation, isCurrent: false).row.text
  }

  @Test func theStateOutlivesTimeAndNameWhereThereIsLittleRoom() {
    #expect(head(.complete, width: 20) == "Front desk     10:02")
    #expect(head(.complete, width: 16) == "Front desk 10:02")
    #expect(head(.complete, width: 15) == "Front desk")
    #expect(head(.streaming, width: 23) == "Front desk  ● streaming")
    #expect(head(.streaming, width: 18) == "Fron…  ● streaming")
    #expect(head(.streaming, width: 12) == "Fro…  ● str…")
    #expect(head(.stopped, width: 1) == "…")
    #expect(head(.complete, width: 30, name: "").hasPrefix("assistant "))
  }

  @Test func clocksCountWholeSeconds() {
    #expect(head(.waiting, width: 60, now: monday + 12_999).contains("waiting 12 s"))
    #expect(head(.waiting, width: 60, now: monday + 13_000).contains("waiting 13 s"))
    #expect(head(.waiting, width: 60, now: Timestamp(milliseconds: .min)).contains("waiting 0 s"))
    #expect(head(.waiting, width: 60, now: Timestamp(milliseconds: .max - 2000)).contains("waiting "))
  }

  @Test func aClockIsDueWhenItShowsAnotherNumber() throws {
    let failure = Failure(kind: .server, text: "", advice: "")
    var conversation = Conversation.sample([.sample("a", .assistant, "", status: .sending)])
    conversation.running = RunningReply(id: ReplyID("r"), message: MessageID("a"), startedAt: monday)
    conversation.running?.retry = ScheduledRetry(attempt: 3, at: monday + 2500, reason: failure)
    var now = monday
    var shown: [String] = []
    for _ in 0..<10 {
      let head = TranscriptHead(zone: .fixed(secondsEast: 0), now: now, width: 80)
      let (row, due) = head.row(conversation.messages[0], in: conversation, isCurrent: false)
      shown.append(row.spans[2].text)
      guard let due else { break }
      #expect(due > now)
      now = due
    }
    #expect(shown == ["◌ attempt 3 in 3 s", "◌ attempt 3 in 2 s", "◌ attempt 3 in 1 s", "◌ sending"])
  }

  @Test func daysAreParted() {
    var conversation = Conversation.long(3)
    conversation.messages[2].createdAt = monday + .seconds(86_400)
    var view = TranscriptView.sample()
    let text = view.text(.sample(), conversation, Size(40, 20))
    #expect(text[0] == "─────── Monday 23 November 2026 ────────")
    #expect(text[2].hasPrefix("you"))
    #expect(text[7] == "")
    #expect(text[8] == "─────── Tuesday 24 November 2026 ───────")
    #expect(text[9] == "")
    #expect(text[10].hasPrefix("you"))
    // Where more may come above, it is not known whether a day begins.
    conversation.loading = .loaded(hasEarlier: true)
    #expect(view.text(.sample(), conversation, Size(40, 20))[0].hasPrefix("you"))
  }

  @Test func aFailureToReadEarlierMessagesShowsAboveTheFirst() {
    var conversation = Conversation.long(30)
    conversation.loading = .failed(HistoryProblem(kind: .locked, text: "The file is locked."))
    var view = TranscriptView.sample()
    let top = view.moved(.sample(), .top, conversation, Size(80, 10))
    #expect(view.text(top, conversation, Size(80, 10))[0].contains("could not be read: The file is locked."))
  }

  @Test func onlyAnAssistantsTextIsMarkdown() {
    let text = "*words*\n# no heading"
    let conversation = Conversation.sample([.sample("p", .person, text), .sample("a", .assistant, text)])
    var view = TranscriptView.sample()
    let shown = view.text(.sample(), conversation, Size(40, 20)).filter { $0.contains("words") }
    #expect(shown == ["*words*", "words"])
    let raw = view.text(.sample(format: .raw), conversation, Size(40, 20)).filter { $0.contains("words") }
    #expect(raw == ["*words*", "*words*"])
  }

  @Test func aReplyAskedForAgainShowsWhatComesNow() {
    let failure = Failure(kind: .server, text: "It broke.", advice: "Try again.")
    var conversation = Conversation.sample([.sample("a", .assistant, "", status: .failed(failure))])
    var view = TranscriptView.sample()
    let size = Size(40, 12)
    #expect(view.text(.sample(), conversation, size).contains("  It broke."))
    conversation.messages[0].status = .sending
    #expect(view.text(.sample(), conversation, size).count == 3)
    conversation.arrive("Now it ")
    conversation.arrive("works.")
    #expect(view.text(.sample(), conversation, size).dropFirst(3) == ["Now it works."])
  }

  @Test func anotherTextOfTheSameLengthIsShown() {
    var conversation = Conversation.sample([.sample("a", .assistant, "first"), .sample("b", .person, "first")])
    var view = TranscriptView.sample()
    _ = view.picture(.sample(), conversation, Size(40, 12))
    for index in 0...1 {
      conversation.messages[index].text = "other"
      conversation.messages[index].revision += 1
    }
    #expect(view.text(.sample(), conversation, Size(40, 12)).filter { $0 == "other" }.count == 2)
  }

  @Test func whatIsUnfinishedAtTheEndIsShownAsItStands() {
    var conversation = Conversation.sample([.sample("a", .assistant, "not **closed", status: .streaming)])
    var view = TranscriptView.sample()
    _ = view.picture(.sample(), conversation, Size(40, 12))
    conversation.messages[0].status = .stopped
    #expect(view.text(.sample(), conversation, Size(40, 12)).last == "not **closed")
  }

  @Test func noSizeTraps() {
    var random = SeededGenerator(seed: 1)
    var conversation = Conversation.sample([
      .sample("p", .person, random.text(30)), .sample("a", .assistant, random.text(60)),
    ])
    for columns in [Int.min, -1, 0, 1, 2, 3, 4, 5, 6, 7] {
      for rows in [-1, 0, 1, 2, 30] {
        var view = TranscriptView.sample()
        let size = Size(columns, rows)
        for pane in [Pane.sample(), view.moved(.sample(), .rows(-3), conversation, size), .sample(format: .raw)] {
          let picture = view.picture(pane, conversation, size)
          #expect(picture.rows.count == max(0, rows))
          #expect(picture.rows.allSatisfy { $0.columns.value <= max(0, columns) })
        }
        conversation.arrive(random.text(3))
      }
    }
  }
}
