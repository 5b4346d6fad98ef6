import ChatModel
import System

/// Notices that files change, whether they are written in place or replaced, also behind symbolic links. Sleeps until the
/// system says so; where it does not, `hasChanged` is to be asked when the user is about to look.
/// Does not: read the files.
final class FileWatch {
  private let events = FolderEvents()
  private(set) var paths: [String] = []
  private var names: Set<String> = []
  private var stamps: [String: Stamp] = [:]
  private var watches: [String: Int32] = [:]

  /// Readable when something happened in a folder of the files; -1 where the system does not tell.
  var descriptor: Int32 { events.descriptor }

  /// Watches `paths`, as they are now, and no others.
  func watch(_ paths: [String]) {
    self.paths = paths
    let places = (paths + paths.compactMap(FilePath.resolved)).map(FilePath.split)
    names = Set(places.map(\.name))
    accept()
    let folders = Set(places.map(\.folder))
    for (folder, watch) in watches where !folders.contains(folder) {
      events.end(watch)
      watches[folder] = nil
    }
    for folder in folders where watches[folder] == nil {
      watches[folder] = events.watch(folder, for: [.closedAfterWriting, .movedIn, .movedOut, .deleted, .created])
    }
  }

  /// Takes what the system told; whether one of the files may have changed.
  func takeEvents() -> Bool {
    var isOurs = false
    for event in events.take() {
      if event.kinds.contains(.lost) || names.contains(event.name) { isOurs = true }
      if event.kinds.contains(.ended) { watches = watches.filter { $0.value != event.watch } }
    }
    return isOurs
  }

  /// Whether one of the files is another one than when it was accepted last, or has other content.
  var hasChanged: Bool { paths.contains { stamps[$0] != Stamp($0) } }

  /// Takes the files as they are now for known.
  func accept() {
    stamps = [:]
    for path in paths { stamps[path] = Stamp(path) }
  }

  /// What tells one state of a file from another; nil where there is none.
  private struct Stamp: Equatable {
    var identity: FileIdentity
    var size: Int64
    var modified: Int64

    init?(_ path: String) {
      var info = stat()
      guard stat(path, &info) == 0 else { return nil }
      identity = FileIdentity(info)
      size = Int64(info.st_size)
      modified = info.modifiedNanoseconds
    }
  }
}
