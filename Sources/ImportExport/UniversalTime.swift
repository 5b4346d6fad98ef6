import ChatModel
import Text

/// Moments as RFC 3339 writes them, in UTC.
enum UniversalTime {
  /// `moment` as `2026-11-23T10:02:03.456Z`; years beyond four digits have a sign, as ISO 8601 wants.
  static func text(_ moment: Timestamp) -> String {
    let (days, inDay) = divide(moment.milliseconds, by: 86_400_000)
    let date = CivilDay(daysSince1970: days)
    let (hours, inHour) = divide(inDay, by: 3_600_000)
    let (minutes, inMinute) = divide(inHour, by: 60_000)
    let (seconds, thousandths) = divide(inMinute, by: 1000)
    let year = date.year
    let years = (0...9999).contains(year) ? padded(year, 4) : (year < 0 ? "-" : "+") + padded(abs(year), 6)
    return "\(years)-\(padded(date.month, 2))-\(padded(date.day, 2))T\(padded(hours, 2)):\(padded(minutes, 2)):"
      + "\(padded(seconds, 2)).\(padded(thousandths, 3))Z"
  }

  /// The moment that `text` names: `2024-05-01T10:02:03.456+02:00`, with a space for the T, without fraction or zone,
  /// which then is UTC; nil where it is none.
  static func moment(_ text: String) -> Timestamp? {
    var rest = text.utf8[...]
    func number(_ digits: Int) -> Int64? {
      guard rest.count >= digits else { return nil }
      var value: Int64 = 0
      for byte in rest.prefix(digits) {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - 0x30)
      }
      rest = rest.dropFirst(digits)
      return value
    }
    func take(_ bytes: String) -> Bool {
      guard let first = rest.first, bytes.utf8.contains(first) else { return false }
      rest = rest.dropFirst()
      return true
    }
    guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2),
      (1...12).contains(month), (1...31).contains(day), take("T "), let hour = number(2), take(":"),
      let minute = number(2), hour < 24, minute < 60
    else { return nil }
    var milliseconds: Int64 = 0
    if take(":") {
      guard let second = number(2), second <= 60 else { return nil }
      milliseconds = second * 1000
      if take(".,") {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        let three = (String(decoding: digits.prefix(3), as: UTF8.self) + "000").prefix(3)
        guard !digits.isEmpty, let fraction = Int64(three) else { return nil }
        milliseconds += fraction
        rest = rest.dropFirst(digits.count)
      }
    }
    var zone: Int64 = 0
    if !rest.isEmpty, !take("Zz") {
      let isWest = rest.first == UInt8(ascii: "-")
      guard take("+-"), let hours = number(2) else { return nil }
      _ = take(":")
      guard let minutes = rest.isEmpty ? 0 : number(2) else { return nil }
      zone = (hours * 60 + minutes) * (isWest ? -1 : 1)
    }
    guard rest.isEmpty else { return nil }
    let wholeMinutes = CivilDay(year: year, month: month, day: day).daysSince1970 * 1440 + hour * 60 + minute - zone
    return Timestamp(milliseconds: wholeMinutes * 60_000 + milliseconds)
  }

  private static func divide(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
  }

  private static func padded(_ value: Int64, _ digits: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

extension Timestamp {
  // What programs of our kind can date: 100 million days around 1970. Beyond, differences might not fit.
  private static let limit: Int64 = 8_640_000_000_000_000

  /// The moment itself, or the last one that can be worked with: a file may say anything.
  var bounded: Timestamp { Timestamp(milliseconds: Swift.min(Swift.max(milliseconds, -Self.limit), Self.limit)) }

  /// The moment so many seconds after 1970; nil for what is no number.
  init?(seconds: Double?) {
    guard let seconds, seconds.isFinite else { return nil }
    let limit = Double(Self.limit)
    self.init(milliseconds: Int64(Swift.min(Swift.max((seconds * 1000).rounded(), -limit), limit)))
  }
}
