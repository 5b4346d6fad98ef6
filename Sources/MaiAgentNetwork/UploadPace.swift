import ChatModel

/// How fast a file goes up, and when that is worth saying: a few times a second.
struct UploadPace: Equatable {
  /// Between two reports, in milliseconds: quick enough to look alive, slow enough to read.
  private static let period: Milliseconds = 250
  /// The rate is that of the last seconds.
  private static let window = Milliseconds.seconds(5)

  private var readings: [Reading] = []

  private struct Reading: Equatable {
    var at: Timestamp
    var sent: Int64
  }

  /// Begins anew.
  mutating func begin(now: Timestamp) { readings = [Reading(at: now, sent: 0)] }

  /// What is to be reported when `sent` bytes are out; nil where the last report was a moment ago.
  mutating func progress(sent: Int64, total: Int64, now: Timestamp) -> UploadProgress? {
    guard let last = readings.last, now - last.at >= Self.period else { return nil }
    readings.append(Reading(at: now, sent: sent))
    readings.removeAll { now - $0.at > Self.window && $0.at < last.at }
    guard let first = readings.first, first.at < now else { return UploadProgress(sent: sent, total: total) }
    let rate = Double(sent - first.sent) * 1000 / Double((now - first.at).value)
    return UploadProgress(sent: sent, total: total, bytesPerSecond: Int64(max(0, rate)))
  }
}
