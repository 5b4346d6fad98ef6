import ChatModel

/// Says on a terminal's standard error how far uploads are, in one line that is written over.
struct UploadLine {
  private let isShown: Bool
  private var last = ""

  init(isShown: Bool) { self.isShown = isShown }

  mutating func show(_ files: [DraftAttachment]) {
    guard isShown, let text = Self.text(files), text != last else { return }
    StandardError.write("\r\(text)" + .eraseRest)
    last = text
  }

  mutating func end() {
    if !last.isEmpty { StandardError.write(.eraseLine) }
    last = ""
  }

  /// All files together; nil while nothing goes out.
  static func text(_ files: [DraftAttachment]) -> String? {
    var sum = UploadProgress(sent: 0, total: 0)
    var isMoving = false
    for file in files {
      let size = file.file?.size ?? 0
      sum.total += size
      switch file.state {
      case .uploaded: sum.sent += size
      case .uploading(let progress):
        isMoving = true
        sum.sent += progress.sent
        if let rate = progress.bytesPerSecond { sum.bytesPerSecond = (sum.bytesPerSecond ?? 0) + rate }
      case .checking, .ready, .waiting, .failed, .refused: break
      }
    }
    guard isMoving else { return nil }
    let name = files.count == 1 ? files[0].name : "\(files.count) files"
    return "uploading \(name): \(sum.words), Ctrl-C stops"
  }
}
