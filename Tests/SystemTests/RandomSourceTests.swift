import Testing

@testable import System

@Suite struct RandomSourceTests {
  @Test func withoutRandomNumbersThereIsAnErrorAndNoNumber() {
    let none: RandomSource.Fill = { _ in
      errno = EMFILE
      return false
    }
    #expect(throws: RandomFailure(reason: String(cString: strerror(EMFILE)))) {
      try RandomSource.words(2, from: [none, none])
    }
    #expect(throws: RandomFailure.self) { try RandomSource.words(2, from: [none]) }
  }

  @Test func theSecondSourceIsAskedWhereTheFirstFails() throws {
    let words = try RandomSource.words(
      2,
      from: [
        { _ in false },
        { bytes in
          for index in bytes.indices { bytes[index] = 7 }
          return true
        },
      ])
    #expect(words == [0x0707_0707_0707_0707, 0x0707_0707_0707_0707])
  }

  @Test func theSystemGivesEachTimeOthers() throws {
    #expect(Set(try (0..<50).flatMap { _ in try RandomSource.words(2) }).count == 100)
  }
}
