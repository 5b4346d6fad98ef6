import ChatModel
import Testing

@testable import HistoryStore

/// Which messages of the service are ours.
@Suite struct RemoteMergeTests {
  private typealias Local = RemoteMerge.Local

  /// Minutes on one clock.
  private static func minute(_ minutes: Int64) -> Timestamp {
    Timestamp(milliseconds: 1_760_000_000_000 + minutes * 60_000)
  }

  private static func local(
    _ author: Author, _ text: String, at minutes: Int64, id: String? = nil, status: MessageStatus = .complete
  ) -> RemoteMerge.Local {
    RemoteMerge.Local(
      remoteID: id.map { RemoteMessageID($0) }, author: author, text: text, status: status, createdAt: minute(minutes))
  }

  private static func remote(_ id: String, _ author: Author, _ text: String, at minutes: Int64?) -> RemoteMessage {
    RemoteMessage(id: RemoteMessageID(id), author: author, text: text, createdAt: minutes.map(minute))
  }

  /// The order that results, as `L0=R1`, `L1`, `R2`.
  private static func order(_ locals: [RemoteMerge.Local], _ remotes: [RemoteMessage]) -> [String] {
    RemoteMerge.entries(locals, remotes).map { entry in
      [entry.local.map { "L\($0)" }, entry.remote.map { "R\($0)" }].compactMap { $0 }.joined(separator: "=")
    }
  }

  @Test func whatWasSentFromHereIsFoundAgain() {
    let locals = [
      Self.local(.person, "請問星期一幾點開門？\n", at: 0), Self.local(.assistant, "上午九點開門。", at: 1),
      Self.local(.person, "ガラス\u{3099}は？", at: 5), Self.local(.assistant, "はい、あります。", at: 6),
    ]
    // The service's clock is seven minutes off, its line ends and its composed characters are others.
    let remotes = [
      Self.remote("a", .person, "請問星期一幾點開門？", at: 7), Self.remote("b", .assistant, "上午九點開門。\r\n", at: 8),
      Self.remote("c", .person, "ガラズは？", at: 12), Self.remote("d", .assistant, "はい、あります。", at: 13),
    ]
    #expect(Self.order(locals, remotes) == ["L0=R0", "L1=R1", "L2=R2", "L3=R3"])
  }

  @Test func theSameWordsTwiceAreTwoMessages() {
    let locals = [
      Self.local(.person, "好", at: 0), Self.local(.assistant, "甲", at: 1), Self.local(.person, "好", at: 20),
      Self.local(.assistant, "乙", at: 21),
    ]
    let remotes = [Self.remote("c", .person, "好", at: 20), Self.remote("d", .assistant, "乙", at: 21)]
    #expect(Self.order(locals, remotes) == ["L0", "L1", "L2=R0", "L3=R1"])
    // Not a day later, and not by somebody else.
    #expect(Self.order([locals[0]], [Self.remote("x", .person, "好", at: 3000)]) == ["L0", "R0"])
    #expect(Self.order([locals[0]], [Self.remote("x", .assistant, "好", at: 0)]) == ["L0", "R0"])
  }

  /// Two clients ask at once: the service has both questions before both answers.
  @Test func whatStandsInAnotherOrderThereIsFoundAgain() {
    for (questions, answers) in [(["甲", "乙"], ["一", "二"]), (["甲", "甲"], ["一", "一"])] {
      let locals = [
        Self.local(.person, questions[0], at: 0), Self.local(.assistant, answers[0], at: 0),
        Self.local(.person, questions[1], at: 0),
        Self.local(.assistant, String(answers[1].prefix(1)), at: 0, status: .streaming),
      ]
      func remotes(at minute: Int64?) -> [RemoteMessage] {
        [
          Self.remote("a", .person, questions[0], at: minute), Self.remote("b", .person, questions[1], at: minute),
          Self.remote("c", .assistant, answers[0], at: minute), Self.remote("d", .assistant, answers[1], at: minute),
        ]
      }
      for minute: Int64 in [0, 1, 2] {
        let entries = RemoteMerge.entries(locals, remotes(at: minute))
        #expect(entries.map(\.local) == [0, 1, 2, 3] && Set(entries.map(\.remote)) == [0, 1, 2, 3], "\(entries)")
      }
      // Later, or at nobody knows what time, it may be said once more.
      #expect(RemoteMerge.entries(locals, remotes(at: 3)).count == 5)
      #expect(RemoteMerge.entries(locals, remotes(at: nil)).count == 5)
    }
  }

  @Test func theServicesIDIsStrongerThanAnyWord() {
    let locals = [Self.local(.assistant, "一樣", at: 0, id: "b"), Self.local(.assistant, "一樣", at: 1)]
    let remotes = [Self.remote("a", .assistant, "一樣", at: 0), Self.remote("b", .assistant, "改過的字", at: 0)]
    #expect(Self.order(locals, remotes) == ["R0", "L0=R1", "L1"])
  }

  @Test func whatOthersSaidStandsInItsPlace() {
    let locals = [
      Self.local(.person, "one", at: 0), Self.local(.assistant, "eins", at: 1),
      Self.local(.person, "three", at: 10), Self.local(.assistant, "", at: 10, status: .failed(Self.failure)),
    ]
    let remotes = [
      Self.remote("a", .person, "one", at: 0), Self.remote("b", .assistant, "eins", at: 1),
      Self.remote("c", .person, "two", at: 5), Self.remote("d", .assistant, "zwei", at: 6),
    ]
    #expect(Self.order(locals, remotes) == ["L0=R0", "L1=R1", "R2", "R3", "L2", "L3"])
  }

  @Test func aReplyThatBrokeOffIsTheWholeOne() {
    let locals = [Self.local(.person, "q", at: 0), Self.local(.assistant, "上午九", at: 1, status: .interrupted)]
    let remotes = [Self.remote("a", .person, "q", at: 0), Self.remote("b", .assistant, "上午九點開門。", at: 1)]
    #expect(Self.order(locals, remotes) == ["L0=R0", "L1=R1"])
    // What the service has may be another reply.
    let other = [remotes[0], Self.remote("b", .assistant, "下午開門。", at: 1)]
    #expect(Self.order(locals, other) == ["L0=R0", "L1", "R1"])
  }

  @Test func aQuestionThatWasAskedAgainIsShownOnce() {
    let locals = [
      Self.local(.person, "q", at: 0), Self.local(.assistant, "first", at: 1), Self.local(.assistant, "second", at: 5),
    ]
    let remotes = [
      Self.remote("a", .person, "q", at: 0), Self.remote("b", .assistant, "first", at: 1),
      Self.remote("c", .person, "q", at: 4), Self.remote("d", .assistant, "second", at: 5),
    ]
    #expect(Self.order(locals, remotes) == ["L0=R0", "L1=R1", "L2=R3"])
    // Asked again elsewhere, it is another turn.
    let elsewhere = remotes.dropLast() + [Self.remote("d", .assistant, "third", at: 5)]
    #expect(Self.order(Array(locals[..<2]), Array(elsewhere)) == ["L0=R0", "L1=R1", "R2", "R3"])
  }

  @Test func aQuestionThatWasAskedAgainIsKnownWhereThePageBeginsBehindIt() {
    let locals = [
      Self.local(.person, "q", at: 0, id: "a"), Self.local(.assistant, "first", at: 1, id: "b"),
      Self.local(.assistant, "second", at: 5, id: "d"),
    ]
    let remotes = [Self.remote("c", .person, "q", at: 4), Self.remote("d", .assistant, "second", at: 5)]
    #expect(Self.order(locals, remotes) == ["L0", "L1", "L2=R1"])
  }

  @Test func theFirstQuestionOfABranchIsFoundBehindItsContext() {
    let text = "<earlier-conversation>\nuser: 甲\n\nassistant: 乙\n</earlier-conversation>\n\n丙？"
    #expect(
      Self.order([Self.local(.person, "丙？", at: 0)], [Self.remote("a", .person, text, at: 0)]) == ["L0=R0"])
  }

  @Test func withoutMomentsTheOrderOfThePageCounts() {
    let locals = [Self.local(.person, "b", at: 50)]
    let remotes = ["a", "b", "c"].map { Self.remote($0, .person, $0, at: nil) }
    #expect(Self.order(locals, remotes) == ["R0", "L0=R1", "R2"])
    #expect(Self.order([], remotes) == ["R0", "R1", "R2"])
  }

  private static let failure = Failure(kind: .unreachable, text: "no", advice: "Wait.")
}
