import ChatModel
import Testing

@testable import MaiAgentNetwork

@Suite struct UploadPaceTests {
  private func moment(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: 1_000_000 + milliseconds) }

  @Test func progressIsToldFourTimesASecondAtMost() {
    var pace = UploadPace()
    pace.begin(now: moment(0))
    var told = 0
    for time in 1...2000 {
      if pace.progress(sent: Int64(time) * 100, total: 1_000_000, now: moment(Int64(time))) != nil { told += 1 }
    }
    #expect(told == 8)
  }

  @Test func theRateIsThatOfTheLastSeconds() throws {
    var pace = UploadPace()
    pace.begin(now: moment(0))
    var last: UploadProgress?
    for second in 1...10 { last = pace.progress(sent: Int64(second) * 1000, total: 60_000, now: moment(Int64(second) * 1000)) }
    #expect(last?.bytesPerSecond == 1000)
    #expect(last?.secondsLeft == 50)
    for second in 11...20 { last = pace.progress(sent: 10_000, total: 60_000, now: moment(Int64(second) * 1000)) }
    #expect(last?.bytesPerSecond == 0)
    #expect(last?.secondsLeft == nil)
  }

  @Test func wordsOfProgress() {
    #expect(UploadProgress(sent: 900_000, total: 2_100_000, bytesPerSecond: 400_000).words == "42%, 900 kB of 2.1 MB, 400 kB/s, 3 s left")
    #expect(UploadProgress(sent: 0, total: 0).words == "100%, 0 B of 0 B")
    #expect(([0, 999, 1000, 1450, 9_960, 999_499, 999_500, 50_000_000, 7_000_000_000_000] as [Int64]).map { "\(ByteCount($0))" }
      == ["0 B", "999 B", "1 kB", "1.5 kB", "10 kB", "999 kB", "1 MB", "50 MB", "7 TB"])
  }
}
