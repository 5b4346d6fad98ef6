import System

/// A moment, in milliseconds since 1970-01-01 00:00 UTC.
package struct Timestamp: Hashable, Comparable, Sendable, Codable {
  /// Milliseconds since 1970-01-01 00:00 UTC.
  package let milliseconds: Int64
  /// The moment `milliseconds` after 1970-01-01 00:00 UTC.
  package init(milliseconds: Int64) { self.milliseconds = milliseconds }
  package init(from decoder: any Decoder) throws {
    milliseconds = try decoder.singleValueContainer().decode(Int64.self)
  }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(milliseconds)
  }
  package static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }
  /// The last moment there is where the sum is beyond it.
  package static func + (a: Timestamp, b: Milliseconds) -> Timestamp {
    let (sum, overflow) = a.milliseconds.addingReportingOverflow(b.value)
    return Timestamp(milliseconds: overflow ? (b.value < 0 ? .min : .max) : sum)
  }
  /// The longest time there is where the difference is beyond it.
  package static func - (a: Timestamp, b: Timestamp) -> Milliseconds {
    let (difference, overflow) = a.milliseconds.subtractingReportingOverflow(b.milliseconds)
    return Milliseconds(overflow ? (a < b ? .min : .max) : difference)
  }
}

/// A length of time, in milliseconds.
package struct Milliseconds: Hashable, Comparable, Sendable, Codable, ExpressibleByIntegerLiteral {
  package var value: Int64
  /// A length of `value` milliseconds.
  package init(_ value: Int64) { self.value = value }
  package init(integerLiteral value: Int64) { self.value = value }
  /// A length of `seconds` seconds.
  package static func seconds(_ seconds: Int64) -> Milliseconds { Milliseconds(seconds * 1000) }
  package static func < (a: Milliseconds, b: Milliseconds) -> Bool { a.value < b.value }
}

/// The present moment; the one place where the clock is read. It follows the machine's wall clock as it stood at the
/// first call and then runs steadily, so that a correction of the wall clock never makes time jump or run backwards.
package func readClock() -> Timestamp {
  Timestamp(milliseconds: ClockBase.wall + (wakefulMilliseconds() - ClockBase.start))
}

private enum ClockBase {
  static let wall = wallMilliseconds()
  static let start = wakefulMilliseconds()
}
