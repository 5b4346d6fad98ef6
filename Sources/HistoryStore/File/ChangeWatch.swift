import System

/// Says when another process may have written to the history file, or has ended: the system tells of changes in the
/// folder, so that nobody wakes up for nothing. Where it does not, the file is to be looked at every so often.
final class ChangeWatch {
  /// How long to wait between two looks where the system does not tell, in milliseconds; nil where it does, and where there
  /// is not even a folder.
  let pace: Int32?
  private let events: FolderEvents?
  private let folder: String
  private let name: String
  private let own: Int32?
  private var writers: Int32?

  /// Readable when something happened; -1 where the system does not tell.
  var descriptor: Int32 { events?.descriptor ?? -1 }

  /// A watch over the history file at `path`, there or not.
  init(path: String) {
    (folder, name) = FilePath.split(path)
    let events = FolderEvents()
    own = events.watch(folder, for: [.modified, .created, .movedIn, .movedOut, .deleted, .gone])
    self.events = own == nil ? nil : events
    pace = own != nil || access(folder, F_OK) != 0 ? nil : 1000
    watchWriters()
  }

  /// Takes what the system told; whether any of it is about the history file or its writers.
  func takeEvents() -> Bool {
    var isOurs = false
    for event in events?.take() ?? [] {
      if event.watch == writers || event.kinds.contains(.lost) { isOurs = true }
      // The folder itself went away.
      if event.watch == own, !event.kinds.isDisjoint(with: .gone) { isOurs = true }
      if ["", "-wal", "-shm"].contains(where: { event.name == name + $0 }) { isOurs = true }
      if event.name == "\(name).writers" { watchWriters() }
    }
    return isOurs
  }

  /// The system closes a writer's lease when the writer ends, however it ends.
  private func watchWriters() {
    if writers == nil { writers = events?.watch("\(folder)/\(name).writers", for: .closedAfterWriting) }
  }
}
