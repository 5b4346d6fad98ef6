#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Files that nothing may be written over that a user or a service names: the history, what SQLite and maichat keep beside it,
/// the configuration and the keys. They are known by what they are, whatever link leads there, and by their names, whether or
/// not they exist.
package struct ReservedPlaces: Equatable, Sendable {
  private var files: [String] = []
  private var folders: [String] = []

  package init() {}

  /// `history` is the path of the history file; `files` are others, and `folders` those with nothing but such files.
  package init(history: String, files: [String], folders: [String]) {
    let ends = ["", "-wal", "-shm", "-journal", ".writers"]
    for place in Self.spellings(history) {
      self.files += ends.map { place + $0 }
      self.folders.append(place + ".writers")
    }
    self.files += files.flatMap(Self.spellings)
    self.folders += folders
  }

  /// Whether `path` is one of them.
  package func holds(_ path: String) -> Bool {
    guard !path.isEmpty else { return false }
    let own = Identity(path)
    let (folder, name) = Self.split(path)
    let around = Identity(folder)
    for file in files {
      if let own, Identity(file) == own { return true }
      let (place, other) = Self.split(file)
      if name == other, place == folder || around != nil && Identity(place) == around { return true }
    }
    return folders.contains { reserved in
      guard let identity = Identity(reserved) else { return false }
      return identity == around || identity == own
    }
  }

  /// The path itself, and where it leads if it is a link.
  private static func spellings(_ path: String) -> [String] {
    guard let real = realpath(path, nil) else { return [path] }
    defer { free(real) }
    let other = String(cString: real)
    return other == path ? [path] : [path, other]
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
  }

  private struct Identity: Equatable {
    var device: UInt64
    var inode: UInt64

    init?(_ path: String) {
      var info = stat()
      guard stat(path, &info) == 0 else { return nil }
      device = UInt64(info.st_dev)
      inode = UInt64(info.st_ino)
    }
  }
}
