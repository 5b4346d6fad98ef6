import AppState
import ChatModel
import Testing

@Suite struct ConversationTimesTests {
  private func message(
    _ id: String, _ author: Author, _ text: String, at start: Int64 = 0, first: Int64? = nil, end: Int64? = nil,
    status: MessageStatus = .complete
  ) -> Message {
    Message(
      id: MessageID(id), author: author, text: text, status: status, createdAt: Timestamp(milliseconds: start),
      firstTextAt: first.map { Timestamp(milliseconds: $0) }, endedAt: end.map { Timestamp(milliseconds: $0) })
  }

  @Test func `replies are timed from the question on`() {
    let times = ConversationTimes(
      [
        message("1", .person, "How?"), message("2", .assistant, "abcdefghij", at: 1000, first: 1500, end: 2500),
        message("3", .person, "你好"), message("4", .assistant, "你", at: 5000, first: 5300, end: 5300),
        message("5", .assistant, "", at: 9000, status: .waiting),
        message("6", .assistant, "x", at: 9000, first: 8000, end: 8500),
      ], isWhole: true)
    #expect(times.questions == 2 && times.questionCharacters == 6 && times.replyCharacters == 12)
    #expect(times.replies.map(\.firstText) == [500, 300, nil, nil])
    #expect(times.replies.map(\.total) == [1500, 300, nil, nil])
    // What came at once, or in a time that cannot be, has no rate.
    #expect(times.replies.map(\.rate) == [10, nil, nil, nil])
    #expect(times.replies.map(\.question) == ["How?", "你好", "你好", "你好"])
    #expect(times.average(\.total) == 900)
    #expect(times.median(\.total) == 900)
    #expect(times.average(\.rate) == 10)
  }

  @Test func `the median is the one in the middle`() {
    let replies = [100, 900, 200].enumerated().map {
      message("\($0)", .assistant, "x", at: 0, first: 50, end: Int64($1))
    }
    let times = ConversationTimes(replies, isWhole: false)
    #expect(times.median(\.total) == 200)
    #expect(times.average(\.total) == 400)
    #expect(ConversationTimes([], isWhole: true).median(\.total) == nil)
    #expect(ConversationTimes([], isWhole: true).average(\.total) == nil)
  }
}
