import Testing

@testable import Text

@Suite struct CivilDayTests {
  @Test(arguments: [
    (Int64(0), Int64(1970), Int64(1), Int64(1)), (-1, 1969, 12, 31), (59, 1970, 3, 1), (10_957, 2000, 1, 1),
    (11_016, 2000, 2, 29), (11_017, 2000, 3, 1), (20_788, 2026, 12, 1), (-719_468, 0, 3, 1), (-719_529, -1, 12, 31),
    (2_932_896, 9999, 12, 31),
  ]) func aDayIsKnownByItsNumber(days: Int64, year: Int64, month: Int64, day: Int64) {
    let civil = CivilDay(year: year, month: month, day: day)
    #expect(CivilDay(daysSince1970: days) == civil)
    #expect(civil.daysSince1970 == days)
  }

  @Test func daysFollowEachOther() {
    var last = CivilDay(daysSince1970: -800_001)
    for days in Int64(-800_000)...800_000 {
      let next = CivilDay(daysSince1970: days)
      let isNext =
        next.day == last.day + 1 && next.month == last.month && next.year == last.year
        || next.day == 1 && (next.month == last.month + 1 && next.year == last.year)
        || next.day == 1 && next.month == 1 && last.month == 12 && next.year == last.year + 1
      guard isNext, next.daysSince1970 == days else { return #expect(Bool(false), "\(days): \(next) after \(last)") }
      last = next
    }
  }
}
