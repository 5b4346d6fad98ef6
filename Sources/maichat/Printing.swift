import Canvas
import ChatModel

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `text` as a terminal can be given it.
func safe(_ text: String) -> String { TerminalText(text).text }

/// The lines of `text`, each as a terminal can be given it.
func safeLines(_ text: some StringProtocol) -> String {
  text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { safe(String($0)) }
    .joined(separator: "\n")
}

/// `value` as JSON on one line, with a newline.
func jsonLine(_ value: some Encodable) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  guard let data = try? encoder.encode(value) else { preconditionFailure("strings and numbers are always JSON") }
  return String(decoding: data, as: UTF8.self) + "\n"
}

/// `moment` on the machine's clock, as `2026-11-23 10:02`.
func localMinute(_ moment: Timestamp) -> String {
  var seconds = time_t(moment.milliseconds / 1000)
  var parts = tm()
  guard localtime_r(&seconds, &parts) != nil else { return "?" }
  func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
  return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) "
    + "\(two(parts.tm_hour)):\(two(parts.tm_min))"
}

extension Failure {
  /// What happened and what to do, for one line; made safe by whoever prints it.
  var sentence: String {
    let status = status.map { " (status \($0))" } ?? ""
    return advice.isEmpty ? "\(text)\(status)" : "\(text)\(status). \(advice)"
  }
}
