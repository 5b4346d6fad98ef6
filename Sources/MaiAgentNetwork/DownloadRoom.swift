import ChatModel

/// How much a download may take of its disk: never more than half of what is free, however much that changes meanwhile.
struct DownloadRoom {
  /// After so many bytes the disk is asked again.
  static let step: Int64 = 4_000_000

  private let folder: String
  private let disk: FileReading
  private var allowed: Int64?
  private var free: Int64 = 0
  private var askedAt: Int64 = 0

  init(_ folder: String, disk: FileReading) {
    self.folder = folder
    self.disk = disk
  }

  /// Asks for room for `bytes` in all, of which so many are written. Throws where they are too many.
  mutating func claim(_ bytes: Int64, written: Int64) throws(Failure) {
    if allowed == nil || written - askedAt >= Self.step, let free = disk.free(folder) {
      self.free = free
      // What is written is not free any more.
      allowed = min(allowed ?? .max, (free + written) / 2)
      askedAt = written
    }
    guard let allowed, bytes > allowed else { return }
    throw Failure(
      kind: .configuration,
      text: "The disk of \(folder) has \(ByteCount(free)) free, and a download takes no more than half of that.",
      advice: "Free some space, or choose another folder.")
  }
}
