/// Files that nothing may be written over that a user or a service names: the history, what SQLite and maichat keep beside it,
/// the configuration, the keys, the log and the themes. They are known by what they are, whatever link leads there, and by their names, whether or
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
    let own = FileIdentity(path)
    let (folder, name) = FilePath.split(path)
    let around = FileIdentity(folder)
    for file in files {
      if let own, FileIdentity(file) == own { return true }
      let (place, other) = FilePath.split(file)
      if name == other, place == folder || around != nil && FileIdentity(place) == around { return true }
    }
    return folders.contains { reserved in
      guard let identity = FileIdentity(reserved) else { return false }
      return identity == around || identity == own
    }
  }

  /// The path itself, and where it leads if it is a link.
  private static func spellings(_ path: String) -> [String] {
    guard let real = FilePath.resolved(path), real != path else { return [path] }
    return [path, real]
  }
}
