/// What tells one file from another, whatever it is called and whatever links lead to it.
package struct FileIdentity: Hashable, Sendable {
  package var device: UInt64
  package var inode: UInt64

  /// Of what `info` was read from.
  package init(_ info: stat) {
    device = UInt64(info.st_dev)
    inode = UInt64(info.st_ino)
  }

  /// Of what is at `path`, or is open there; nil where nothing is, or the system does not say.
  package init?(_ path: String) {
    guard case .file(let found) = Self.look(path) else { return nil }
    self = found
  }

  /// What the look at a place found.
  package enum Finding: Equatable {
    case file(FileIdentity)
    case nothing
    /// The system does not say.
    case unknown
  }

  /// What is at `path`.
  package static func look(_ path: String) -> Finding {
    var info = stat()
    guard stat(path, &info) == 0 else { return [ENOENT, ENOTDIR].contains(errno) ? .nothing : .unknown }
    return info.st_nlink > 0 ? .file(FileIdentity(info)) : .nothing
  }
}
