import ChatModel

/// How fast a file goes up, and when that is worth saying: a few times a second.
struct UploadPace: Equatable {
  /// Between two reports, in milliseconds: quick enough to look alive, slow enough to read.
  private static let period: Milliseconds = 250
  /// The rate is that of the last seconds.
  private static let window = Milliseconds.seconds(5)

  /// While nothing moves, the rate sinks this often.
  private static let stalledPeriod = Milliseconds.seconds(1)

  private var readings: [Reading] = []
  private var sent: Int64 = 0
  private var rate: Int64 = 0

  private struct Reading: Equatable {
    var at: Timestamp
    var sent: Int64
  }

  /// When there is something to report though nothing happens; nil while there is not.
  var due: Timestamp? {
    guard let last = readings.last else { return nil }
    if sent != last.sent { return last.at + Self.period }
    return rate > 0 ? last.at + Self.stalledPeriod : nil
  }

  /// Begins anew.
  mutating func begin(now: Timestamp) {
    readings = [Reading(at: now, sent: 0)]
    (sent, rate) = (0, 0)
  }

  /// Nothing is to be reported any more.
  mutating func end() { readings = [] }

  /// `sent` bytes are out; what is to be reported, nil where the last report was a moment ago.
  mutating func moved(to sent: Int64, total: Int64, now: Timestamp) -> UploadProgress? {
    self.sent = sent
    guard let last = readings.last, now - last.at >= Self.period else { return nil }
    return report(total: total, now: now)
  }

  /// What is to be reported at `now`, if it is due.
  mutating func timePassed(total: Int64, now: Timestamp) -> UploadProgress? {
    guard let due, due <= now else { return nil }
    return report(total: total, now: now)
  }

  private mutating func report(total: Int64, now: Timestamp) -> UploadProgress? {
    guard let last = readings.last else { return nil }
    readings.append(Reading(at: now, sent: sent))
    readings.removeAll { now - $0.at > Self.window && $0.at < last.at }
    guard let first = readings.first, first.at < now else { return UploadProgress(sent: sent, total: total) }
    let rate = Double(sent - first.sent) * 1000 / Double((now - first.at).value)
    self.rate = Int64(max(0, rate))
    return UploadProgress(sent: sent, total: total, bytesPerSecond: self.rate)
  }
}
