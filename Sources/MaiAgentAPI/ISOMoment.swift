import ChatModel
import Text

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
    let seconds =
      CivilDay(year: year, month: month, day: day).daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
    return Timestamp(milliseconds: seconds * 1000 + milliseconds)
  }
}
