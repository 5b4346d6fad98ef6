import ChatModel
import Text

/// Reads the Retry-After header (RFC 9110, 10.2.3).
package enum RetryAfter {
  /// How long to wait from `now`: the header holds seconds or an HTTP date in any of its three forms. A date that is
  /// past is 0; nil if the text is neither.
  package static func wait(_ header: String, now: Timestamp) -> Milliseconds? {
    let text = header.trimmingBlanks
    if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      // More digits than any sensible wait: as good as for ever.
      return .seconds(text.utf8.count > 9 ? 999_999_999 : Int64(text)!)
    }
    guard let moment = date(text) else { return nil }
    return max(0, moment - now)
  }

  /// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`.
  static func date(_ text: String) -> Timestamp? {
    let words = text.split { $0 == " " || $0 == "," || $0 == "-" }
    guard words.count >= 5 else { return nil }
    let isAsctime = Int(words[1]) == nil
    let (dayWord, monthWord) = isAsctime ? (words[2], words[1]) : (words[1], words[2])
    let (yearWord, timeWord) = isAsctime ? (words[4], words[3]) : (words[3], words[4])
    let time = timeWord.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
    guard let month = months.firstIndex(of: monthWord.lowercased()), let day = Int64(dayWord), (1...31).contains(day),
      yearWord.utf8.count == 4 || yearWord.utf8.count == 2, var year = Int64(yearWord), year >= 0,
      time.count == 3, let hour = time[0], let minute = time[1], let second = time[2],
      (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second)
    else { return nil }
    if yearWord.utf8.count == 2 { year += year < 70 ? 2000 : 1900 }
    let days = CivilDay(year: year, month: Int64(month + 1), day: day).daysSince1970
    return Timestamp(milliseconds: ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000)
  }

  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
}
