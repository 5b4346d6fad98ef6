import ChatModel
import Foundation
import Testing

@Suite struct IdentifierTests {
  @Test func identifiersAreUUIDsThatFollowFromTheSeed() throws {
    var first = IdentifierSource(seed: 1)
    var again = IdentifierSource(seed: 1)
    var other = IdentifierSource(seed: 2)
    var seen: Set<MessageID> = []
    for _ in 0..<1000 {
      let id: MessageID = first.next()
      let uuid = try #require(UUID(uuidString: id.rawValue))
      #expect(uuid.uuidString.lowercased() == id.rawValue)
      #expect(id.rawValue.dropFirst(14).first == "4", "the version")
      #expect("89ab".contains(id.rawValue.dropFirst(19).first!), "the variant")
      #expect(again.next() == id)
      seen.insert(id)
      seen.insert(other.next())
    }
    #expect(seen.count == 2000)
  }

  @Test func twoSourcesNeverMakeTheSame() throws {
    var (one, two) = (try IdentifierSource.random(), try IdentifierSource.random())
    let ids: [ReplyID] = (0..<100).flatMap { _ in [one.next(), two.next()] }
    #expect(Set(ids).count == 200)
  }

  /// On disk and on the wire an identifier is its text and a moment its number, nothing around them.
  @Test func theyAreWrittenPlainly() throws {
    let id = ConversationID("漢字 \"quoted\"")
    let bytes = try JSONEncoder().encode([id])
    #expect(String(decoding: bytes, as: UTF8.self) == #"["漢字 \"quoted\""]"#)
    #expect(try JSONDecoder().decode([ConversationID].self, from: bytes) == [id])
    let moment = Timestamp(milliseconds: 1_790_000_000_123)
    let number = try JSONEncoder().encode([moment])
    #expect(String(decoding: number, as: UTF8.self) == "[1790000000123]")
    #expect(try JSONDecoder().decode([Timestamp].self, from: number) == [moment])
  }
}

@Suite struct TimestampTests {
  @Test func momentsAndLengthsAdd() {
    let moment = Timestamp(milliseconds: 1000)
    #expect(moment + .seconds(2) == Timestamp(milliseconds: 3000))
    #expect(moment + .seconds(2) - moment == 2000)
    #expect(moment < moment + 1)
  }

  @Test func theClockNeverRunsBackwards() {
    var last = readClock()
    for _ in 0..<10_000 {
      let now = readClock()
      #expect(now >= last)
      last = now
    }
    #expect(abs(Double(last.milliseconds) / 1000 - Date().timeIntervalSince1970) < 3600)
  }
}
