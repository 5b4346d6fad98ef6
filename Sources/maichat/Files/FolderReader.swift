import ChatModel
import System

/// Reads the names in folders, on a thread of its own: a folder may lie on a disk that is far away or asleep.
final class FolderReader: Sendable {
  /// More names than this nobody looks through.
  static let most = 2000

  private let home: String
  private let sink: any EventSink
  /// The folder that was asked for last, as typed; what was asked before it is not wanted any more.
  private let wanted = Lock<String?>(nil)

  init(environment: [String: String], sink: any EventSink) {
    home = environment["HOME"] ?? "/"
    self.sink = sink
  }

  /// Reads `folder`, given as it was typed; the answer arrives at the sink.
  func read(_ folder: String) {
    wanted.withLock { $0 = folder }
    // The thread ends with its work; nobody waits for it.
    WorkerThread.detach(name: "folder") { [self] in
      let entries = entries(of: folder)
      guard wanted.withLock({ $0 == folder }) else { return }
      _ = sink.post(.client(.folderListed(folder, entries)))
    }
  }

  /// The names in `folder`, folders first; none where it cannot be read.
  func entries(of folder: String) -> [FolderEntry] {
    let path = folder.isEmpty ? "." : folder.hasPrefix("~/") ? home + folder.dropFirst() : folder
    let entries = (FilePath.names(in: path) ?? []).lazy.filter { name in
      !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
    .prefix(Self.most).map { FolderEntry(name: $0, isFolder: FilePath.isFolder("\(path)/\($0)")) }
    return entries.sorted { $0.isFolder != $1.isFolder ? $0.isFolder : $0.name < $1.name }
  }
}
