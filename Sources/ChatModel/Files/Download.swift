/// A file of a message that is to be kept on this machine.
package struct DownloadRequest: Hashable, Sendable {
  /// Where it is; as received.
  package var url: String
  /// What the service calls it; as received, so never a path to write to.
  package var name: String
  /// Where it is to be put; absolute.
  package var folder: String
  package var purpose: Purpose
  /// More bytes than that are not taken; nil: as many as come.
  package var limit: Int64?

  /// What it is fetched for.
  package enum Purpose: Hashable, Sendable {
    /// It gets its name.
    case keeping
    /// It keeps the name of a temporary file, and whoever looks at it removes it.
    case looking
  }

  package init(url: String, name: String, folder: String, purpose: Purpose = .keeping, limit: Int64? = nil) {
    self.url = url
    self.name = name
    self.folder = folder
    self.purpose = purpose
    self.limit = limit
  }
}

/// What happened to a download.
package enum DownloadEvent: Equatable, Sendable {
  /// So many bytes are written, of as many as the other side says there are.
  case progressed(received: Int64, total: Int64?)
  /// The file stands at this path. Final.
  case completed(path: String)
  /// It failed, and nothing of it is left. Final.
  case failed(Failure)
  /// It was stopped at the user's wish, and nothing of it is left. Final.
  case stopped
}
