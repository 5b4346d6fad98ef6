/// Files that nothing may be written over that a user or a service names: the history, what SQLite and maichat keep beside it
/// (its earlier copies among that), the configuration, the keys, the log and the themes. They are known by what they are, whatever link leads there, and by their names, whether or
/// not they exist.
package struct ReservedPlaces: Equatable, Sendable {
  private var files: [String] = []
  private var folders: [String] = []
  /// What the names of further files begin with.
  private var beginnings: [String] = []

  package init() {}

  /// `history` is the path of the history file; `files` are others, and `folders` those with nothing but such files.
  package init(history: String, files: [String], folders: [String]) {
    let ends = ["", "-wal", "-shm", "-journal", ".writers"]
    for place in Self.spellings(history) {
      self.files += ends.map { place + $0 }
      self.folders.append(place + ".writers")
      // Copies of what the history held, and what could not be written to it.
      beginnings += [".before-restore-", ".damaged-", ".unsaved-"].map { place + $0 }
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
    for beginning in beginnings {
      let (place, start) = FilePath.split(beginning)
      if name.hasPrefix(start), place == folder || around != nil && FileIdentity(place) == around { return true }
      if let own, Self.isAmong(own, place, start) { return true }
    }
    return folders.contains { reserved in
      guard let identity = FileIdentity(reserved) else { return false }
      return identity == around || identity == own
    }
  }

  /// Whether the file that is `own` stands in `folder` under a name that begins with `start`.
  private static func isAmong(_ own: FileIdentity, _ folder: String, _ start: String) -> Bool {
    FilePath.names(in: folder)?.contains { $0.hasPrefix(start) && FileIdentity("\(folder)/\($0)") == own } ?? false
  }

  /// The path itself, and where it leads if it is a link.
  private static func spellings(_ path: String) -> [String] {
    guard let real = FilePath.resolved(path), real != path else { return [path] }
    return [path, real]
  }
}
