import ChatModel
import Testing

@testable import ChatView

@Suite struct TranscriptTimeTests {
  private func read(_ seconds: Int64, east: Int = 0) -> LocalTime {
    TranscriptZone.fixed(secondsEast: east).read(Timestamp(milliseconds: seconds * 1000))
  }

  @Test func readsDatesAndClocks() {
    #expect(read(0).date(limit: 80) == "Thursday 1 January 1970")
    #expect(read(0).clock == "00:00")
    #expect(read(-1).date(limit: 80) == "Wednesday 31 December 1969")
    #expect(read(-1).clock == "23:59")
    #expect(read(951_782_400).date(limit: 80) == "Tuesday 29 February 2000")
    #expect(read(4_107_542_400).date(limit: 80) == "Monday 1 March 2100")
    #expect(read(1_795_428_120).date(limit: 80) == "Monday 23 November 2026")
    #expect(read(1_795_428_120).clock == "10:02")
  }

  @Test func theZoneMovesClockAndDay() {
    #expect(read(1_795_428_120, east: 8 * 3600).clock == "18:02")
    #expect(read(1_795_428_120, east: 14 * 3600).day == read(1_795_428_120).day + 1)
    #expect(read(1_795_428_120, east: -11 * 3600).clock == "23:02")
  }

  @Test func datesFitTheRoomThereIs() {
    let time = read(1_795_428_120)
    #expect(time.date(limit: 16) == "Mon 23 Nov 2026")
    #expect(time.date(limit: 12) == "23 Nov 2026")
    #expect(time.date(limit: 8) == "23 Nov")
    #expect(time.date(limit: 0) == "23")
  }

  @Test func nonsenseDoesNotTrap() {
    for milliseconds in [Int64.min, .max, -62_135_596_800_000, 253_402_300_800_000] {
      #expect(!TranscriptZone.local.read(Timestamp(milliseconds: milliseconds)).date(limit: 80).isEmpty)
      #expect(!TranscriptZone.fixed(secondsEast: 1).read(Timestamp(milliseconds: milliseconds)).clock.isEmpty)
    }
  }
}
