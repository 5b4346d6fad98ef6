import ChatModel

/// Moments as in RFC 3339, with or without a fraction; without a zone they count as UTC.
enum ISOMoment {
  static func read(_ text: String) -> Timestamp? {
    var rest = Substring(text)
    func number(_ digits: Int) -> Int64? {
      let part = rest.prefix(digits)
      guard part.count == digits, part.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
      rest = rest.dropFirst(digits)
      return Int64(part)
    }
    func skip(_ characters: String) -> Bool {
      guard let first = rest.first, characters.contains(first) else { return false }
      rest.removeFirst()
      return true
    }
    guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2),
      (1...12).contains(month), (1...31).contains(day), skip("Tt "), let hour = number(2), skip(":"),
      let minute = number(2), hour < 24, minute < 60
    else { return nil }
    var second: Int64 = 0
    var milliseconds: Int64 = 0
    if skip(":") {
      guard let value = number(2), value <= 60 else { return nil }
      second = value
      if skip(".,") {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.count)
        milliseconds = Int64((digits + "000").prefix(3)) ?? 0
      }
    }
    var offset: Int64 = 0
    if let sign = rest.first, sign == "+" || sign == "-" {
      rest.removeFirst()
      guard let hours = number(2) else { return nil }
      _ = skip(":")
      let minutes = rest.isEmpty ? 0 : number(2)
      guard let minutes else { return nil }
      offset = (hours * 60 + minutes) * (sign == "+" ? 60 : -60)
    } else {
      _ = skip("Zz")
    }
    guard rest.isEmpty else { return nil }
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
    return Timestamp(milliseconds: seconds * 1000 + milliseconds)
  }

  // Days since 1970-01-01 in the Gregorian calendar (Hinnant, chrono-compatible date algorithms).
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = year / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
