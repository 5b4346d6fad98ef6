/// A day of the Gregorian calendar, which counts as if it had always been in use: in eras of 400 years that begin on 1 March,
/// so that the leap day is a year's last (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
package struct CivilDay: Hashable, Sendable {
  package var year: Int64
  /// From 1 to 12.
  package var month: Int64
  /// From 1.
  package var day: Int64

  package init(year: Int64, month: Int64, day: Int64) { (self.year, self.month, self.day) = (year, month, day) }

  /// The day that begins `days` days after 1970-01-01.
  package init(daysSince1970 days: Int64) {
    let (era, dayOfEra) = Self.divide(days + Self.daysTo1970, by: Self.daysOfEra)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    month = shifted < 10 ? shifted + 3 : shifted - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    day = dayOfYear - (153 * shifted + 2) / 5 + 1
  }

  /// How many days after 1970-01-01 it is.
  package var daysSince1970: Int64 {
    let (era, yearOfEra) = Self.divide(month <= 2 ? year - 1 : year, by: 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * Self.daysOfEra + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - Self.daysTo1970
  }

  private static let daysOfEra: Int64 = 146_097
  private static let daysTo1970: Int64 = 719_468

  private static func divide(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
  }
}
