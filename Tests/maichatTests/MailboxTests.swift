import ChatModel
import Testing

@testable import maichat

@Suite struct MailboxTests {
  private let a = ReplyID("a")
  private let b = ReplyID("b")

  @Test func textOfOneReplyIsJoinedAndOrderIsKept() throws {
    let mailbox = try Mailbox()
    for event in [
      Event.reply(a, .textArrived("1")), .reply(b, .textArrived("x")), .reply(a, .textArrived("2")),
      .reply(a, .completed), .reply(b, .textArrived("y")),
    ] { _ = mailbox.post(event) }
    #expect(
      mailbox.take().events == [
        .reply(a, .textArrived("12")), .reply(b, .textArrived("xy")), .reply(a, .completed),
      ])
    #expect(mailbox.take().events == [])
  }

  @Test func aFullMailboxSaysSoUntilItDrained() throws {
    let mailbox = try Mailbox()
    let chunk = String(repeating: "x", count: 1024)
    var taken = 0
    // Events of their own, so that a turn can take some of them.
    for index in 0..<(Mailbox.fullBytes / 1024) {
      let capacity = mailbox.post(.reply(ReplyID("\(index)"), .textArrived(chunk)))
      taken += 1
      if case .full = capacity { break }
    }
    #expect(taken == Mailbox.fullBytes / 1024)
    var drains = 0
    var turns = 0
    var events = 0
    while true {
      let (mail, hasDrained) = mailbox.take()
      if mail.isEmpty { break }
      turns += 1
      events += mail.count
      if hasDrained { drains += 1 }
    }
    #expect(turns == Mailbox.fullBytes / Mailbox.turnBytes)
    #expect(events == taken)
    #expect(drains == 1)
  }
}
