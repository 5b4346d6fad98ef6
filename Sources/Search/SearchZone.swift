import ChatModel
import Foundation

/// Reads days in the words of a query; knows when they begin on the user's clock.
package struct SearchZone: Sendable {
  static let day: Int64 = 86_400_000
  private let calendar: Calendar

  package init(_ zone: TimeZone = .current) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    self.calendar = calendar
  }

  /// A stretch of time, in milliseconds since 1970; of an age, only its beginning counts.
  struct Days: Equatable {
    var lowerBound: Int64
    var upperBound: Int64
    var isAge = false
  }

  /// What `text` means: a day, a month, a year, `today`, `yesterday`, or an age (`12h`, `7d`, `3w`, `6m`, `1y`); nil where
  /// it means nothing.
  func days(_ text: String, now: Timestamp) -> Days? {
    let text = String(decoding: FoldedText(text).bytes, as: UTF8.self)
    let today = calendar.startOfDay(for: Date(timeIntervalSince1970: Double(now.milliseconds) / 1000))
    switch text {
    case "today": return span(today, .day)
    case "yesterday": return calendar.date(byAdding: .day, value: -1, to: today).flatMap { span($0, .day) }
    default: return age(text, now: now, today: today) ?? date(text)
    }
  }

  private func age(_ text: String, now: Timestamp, today: Date) -> Days? {
    guard let unit = text.last, let count = Int(text.dropLast()), (0...10_000).contains(count) else { return nil }
    let start: Date?
    switch unit {
    case "h":
      let moment = now.milliseconds - Int64(count) * 3_600_000
      return Days(lowerBound: moment, upperBound: moment, isAge: true)
    case "d": start = calendar.date(byAdding: .day, value: -count, to: today)
    case "w": start = calendar.date(byAdding: .day, value: -7 * count, to: today)
    case "m": start = calendar.date(byAdding: .month, value: -count, to: today)
    case "y": start = calendar.date(byAdding: .year, value: -count, to: today)
    default: return nil
    }
    return start.map { Days(lowerBound: milliseconds($0), upperBound: milliseconds($0), isAge: true) }
  }

  private func date(_ text: String) -> Days? {
    let parts = text.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "/" }
    let numbers = parts.compactMap { $0.allSatisfy(\.isASCII) ? Int($0) : nil }
    guard numbers.count == parts.count, (1...3).contains(parts.count), parts[0].count == 4,
      (1970...9999).contains(numbers[0])
    else { return nil }
    let components = DateComponents(
      year: numbers[0], month: numbers.count > 1 ? numbers[1] : 1, day: numbers.count > 2 ? numbers[2] : 1)
    // A calendar makes 1 March of 29 February where there is none.
    guard let start = calendar.date(from: components),
      calendar.dateComponents([.year, .month, .day], from: start)
        == DateComponents(year: components.year, month: components.month, day: components.day)
    else { return nil }
    return span(start, numbers.count == 1 ? .year : numbers.count == 2 ? .month : .day)
  }

  private func span(_ start: Date, _ unit: Calendar.Component) -> Days? {
    calendar.date(byAdding: unit, value: 1, to: start)
      .map { Days(lowerBound: milliseconds(start), upperBound: milliseconds($0)) }
  }

  private func milliseconds(_ date: Date) -> Int64 { Int64((date.timeIntervalSince1970 * 1000).rounded()) }
}
