/// A file that goes with a message which is not sent yet.
package struct DraftAttachment: Hashable, Sendable, Codable, Identifiable {
  package var id: UploadID
  /// As given until the file was looked at, then absolute; empty for one that an earlier message brought along.
  package var path: String
  /// What it is called, here and at the service; not made safe for a terminal.
  package var name: String
  /// What it was when it was chosen; nil until it was looked at.
  package var file: FileFacts?
  package var state: State
  /// What a storage calls it where it was put into one and not registered yet: it need not go up again.
  package var storedKey: String?
  /// The other conversations that get its message too, while that waits for its files; nil: none.
  package var others: [ConversationID]?

  /// Where it stands on its way to the service.
  package enum State: Hashable, Sendable, Codable {
    /// It is being looked at. To: ready, refused.
    case checking
    /// It can be uploaded, which begins when its message is sent. To: waiting.
    case ready
    /// Its upload was asked for, and has not begun or is going to be repeated. To: uploading, uploaded, failed, ready.
    case waiting
    /// To: waiting, uploaded, failed, ready (stopped).
    case uploading(UploadProgress)
    /// The service has it, and calls it so.
    case uploaded(Attachment)
    /// The upload failed. To: waiting.
    case failed(Failure)
    /// It cannot be sent; the sentence says why. To: checking.
    case refused(String)
  }

  package init(id: UploadID, path: String, name: String, file: FileFacts? = nil, state: State = .checking) {
    self.id = id
    self.path = path
    self.name = name
    self.file = file
    self.state = state
  }

  /// A file that a message brought along.
  package init(id: UploadID, of attachment: Attachment) {
    self.init(
      id: id, path: "", name: attachment.filename,
      state: attachment.isLeftBehind ? .refused(Attachment.leftBehindReason) : .uploaded(attachment))
  }

  /// What the service calls it; nil before it is uploaded.
  package var uploaded: Attachment? { if case .uploaded(let attachment) = state { attachment } else { nil } }

  /// Whether the network has it in hand.
  package var isUnderWay: Bool {
    switch state {
    case .waiting, .uploading: true
    case .checking, .ready, .uploaded, .failed, .refused: false
    }
  }

  /// As the next start can go on with it: no upload survives this one.
  package var atRest: DraftAttachment {
    var copy = self
    if isUnderWay { copy.state = .ready }
    return copy
  }
}

/// What is known of a file from looking at it.
package struct FileFacts: Hashable, Sendable, Codable {
  /// Absolute.
  package var path: String
  /// In bytes.
  package var size: Int64
  /// When its content last changed, in nanoseconds since 1970.
  package var modified: Int64
  package var type: FileType

  package init(path: String, size: Int64, modified: Int64, type: FileType) {
    self.path = path
    self.size = size
    self.modified = modified
    self.type = type
  }
}

/// What a file holds, by its content.
package struct FileType: Hashable, Sendable, Codable {
  /// For people: "PNG image", "text".
  package var label: String
  /// The media type, as in `image/png`.
  package var mime: String
  package var kind: Kind

  /// What the service tells apart.
  package enum Kind: String, Hashable, Sendable, Codable {
    case image, audio, other
  }

  package init(_ label: String, _ mime: String, _ kind: Kind = .other) {
    self.label = label
    self.mime = mime
    self.kind = kind
  }

  /// Of a file whose content says nothing.
  package static let unknown = FileType("file", "application/octet-stream")
}

/// How far an upload is.
package struct UploadProgress: Hashable, Sendable, Codable {
  /// In bytes, of the file itself.
  package var sent: Int64
  package var total: Int64
  /// Of the last seconds; nil before there is anything to tell.
  package var bytesPerSecond: Int64?

  package init(sent: Int64, total: Int64, bytesPerSecond: Int64? = nil) {
    self.sent = sent
    self.total = total
    self.bytesPerSecond = bytesPerSecond
  }

  /// What is left at the present rate, in seconds, at least 1; nil where nothing tells.
  package var secondsLeft: Int64? {
    guard let bytesPerSecond, bytesPerSecond > 0, sent < total else { return nil }
    return max(1, (total - sent + bytesPerSecond - 1) / bytesPerSecond)
  }

  /// As in "45%, 900 kB of 2.1 MB, 1.2 MB/s, 3 s left". What has left this machine may still be on its way.
  package var words: String {
    guard sent < total else { return "\(ByteCount(total)) sent, waiting for the answer" }
    var parts = ["\(percent)%", "\(ByteCount(sent)) of \(ByteCount(total))"]
    if let bytesPerSecond { parts.append("\(ByteCount(bytesPerSecond))/s") }
    if let seconds = secondsLeft {
      parts.append(seconds < 120 ? "\(seconds) s left" : "\((seconds + 59) / 60) min left")
    }
    return parts.joined(separator: ", ")
  }

  /// In hundredths, 0 to 100.
  package var percent: Int64 { total <= 0 ? 100 : min(100, max(0, Int64(Double(sent) * 100 / Double(total)))) }
}

/// A number of bytes in words, as in "2.1 MB"; units are powers of 1000.
package struct ByteCount: Hashable, Sendable, CustomStringConvertible {
  package var bytes: Int64
  package init(_ bytes: Int64) { self.bytes = bytes }

  package var description: String {
    guard bytes >= 1000 else { return "\(bytes) B" }
    var (unit, value) = (0, Double(bytes) / 1000)
    while value >= 999.5, unit < 3 { (unit, value) = (unit + 1, value / 1000) }
    let name = ["kB", "MB", "GB", "TB"][unit]
    guard value < 9.95 else { return "\(Int64(value.rounded())) \(name)" }
    let tenths = Int64((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) \(name)" : "\(tenths / 10).\(tenths % 10) \(name)"
  }
}
