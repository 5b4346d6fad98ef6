import ChatModel
import System
import Text

/// How far local time is from UTC.
package enum TranscriptZone: Hashable, Sendable {
  /// As the machine is set.
  case local
  /// Always so many seconds east of Greenwich.
  case fixed(secondsEast: Int)

  /// `moment` on a local calendar and clock.
  func read(_ moment: Timestamp) -> LocalTime {
    LocalTime(secondsSinceEpoch: Self.seconds(moment) + Int64(secondsEast(at: moment)))
  }

  private func secondsEast(at moment: Timestamp) -> Int {
    switch self {
    case .fixed(let seconds): return seconds
    case .local:
      var time = time_t(Self.seconds(moment))
      var parts = tm()
      return localtime_r(&time, &parts) == nil ? 0 : parts.tm_gmtoff
    }
  }

  /// Bounded to 200,000 years either way, so that nonsense from a file cannot overflow.
  private static func seconds(_ moment: Timestamp) -> Int64 {
    let limit: Int64 = 6_000_000_000_000
    let (seconds, rest) = moment.milliseconds.quotientAndRemainder(dividingBy: 1000)
    return min(max(rest < 0 ? seconds - 1 : seconds, -limit), limit)
  }
}

/// A day of the calendar and a time of it.
struct LocalTime: Equatable {
  /// Days since 1970-01-01.
  var day: Int
  /// Minutes since midnight.
  var minute: Int

  init(secondsSinceEpoch seconds: Int64) {
    let perDay: Int64 = 86_400
    let day = seconds >= 0 ? seconds / perDay : -((perDay - 1 - seconds) / perDay)
    self.day = Int(day)
    minute = Int(seconds - day * perDay) / 60
  }

  /// HH:MM.
  var clock: String { Self.padded(minute / 60) + ":" + Self.padded(minute % 60) }

  /// The date, in the longest of its forms that has at most `limit` characters; the shortest where none has.
  func date(limit: Int) -> String {
    let date = CivilDay(daysSince1970: Int64(day))
    let (year, month, day) = (date.year, Int(date.month), date.day)
    let name = Self.months[month - 1]
    let forms = [
      "\(weekday) \(day) \(name) \(year)", "\(weekday.prefix(3)) \(day) \(name.prefix(3)) \(year)",
      "\(day) \(name.prefix(3)) \(year)", "\(day) \(name.prefix(3))", "\(day)",
    ]
    return forms.first { $0.utf8.count <= limit } ?? forms[forms.count - 1]
  }

  private var weekday: String { Self.weekdays[((day + 4) % 7 + 7) % 7] }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
}
