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
      if pace.moved(to: Int64(time) * 100, total: 1_000_000, now: moment(Int64(time))) != nil { told += 1 }
    }
    #expect(told == 8)
  }

  @Test func theRateIsThatOfTheLastSeconds() throws {
    var pace = UploadPace()
    pace.begin(now: moment(0))
    var last: UploadProgress?
    for second in 1...10 {
      last = pace.moved(to: Int64(second) * 1000, total: 60_000, now: moment(Int64(second) * 1000))
    }
    #expect(last?.bytesPerSecond == 1000)
    #expect(last?.secondsLeft == 50)
    for second in 11...20 { last = pace.moved(to: 10_000, total: 60_000, now: moment(Int64(second) * 1000)) }
    #expect(last?.bytesPerSecond == 0)
    #expect(last?.secondsLeft == nil)
  }

  @Test func aStallIsTold() {
    var pace = UploadPace()
    pace.begin(now: moment(0))
    #expect(pace.due == nil)
    #expect(pace.moved(to: 3000, total: 9000, now: moment(10)) == nil)
    #expect(pace.due == moment(250))
    #expect(pace.timePassed(total: 9000, now: moment(249)) == nil)
    #expect(
      pace.timePassed(total: 9000, now: moment(250)) == UploadProgress(sent: 3000, total: 9000, bytesPerSecond: 12_000))
    var now: Int64 = 250
    var rates: [Int64] = []
    while let due = pace.due, now < 60_000 {
      now = due.milliseconds - 1_000_000
      rates.append(pace.timePassed(total: 9000, now: due)?.bytesPerSecond ?? -1)
    }
    #expect(rates.last == 0 && rates.count < 10 && rates == rates.sorted(by: >))
  }

  @Test func wordsOfProgress() {
    #expect(
      UploadProgress(sent: 900_000, total: 2_100_000, bytesPerSecond: 400_000).words
        == "42%, 900 kB of 2.1 MB, 400 kB/s, 3 s left")
    #expect(UploadProgress(sent: 0, total: 0).words == "0 B sent, waiting for the answer")
    #expect(
      UploadProgress(sent: 3_000_000, total: 3_000_000, bytesPerSecond: 400_000).words
        == "3 MB sent, waiting for the answer")
    #expect(
      ([0, 999, 1000, 1450, 9_960, 999_499, 999_500, 50_000_000, 7_000_000_000_000] as [Int64]).map {
        "\(ByteCount($0))"
      }
        == ["0 B", "999 B", "1 kB", "1.5 kB", "10 kB", "999 kB", "1 MB", "50 MB", "7 TB"])
  }
}
