import ChatModel
import System

/// `moment` on the machine's clock, as `2026-11-23 10:02`.
func localMinute(_ moment: Timestamp) -> String {
  var seconds = time_t(moment.milliseconds / 1000)
  var parts = tm()
  guard localtime_r(&seconds, &parts) != nil else { return "?" }
  func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
  return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) "
    + "\(two(parts.tm_hour)):\(two(parts.tm_min))"
}
