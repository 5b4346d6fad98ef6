import Threading

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Says when another process may have written to the history file, or has ended: the system tells of changes in the
/// folder, so that nobody wakes up for nothing. What only Linux has of it is in this file; elsewhere the file is to be
/// looked at every so often.
final class ChangeWatch {
  /// Readable when something happened; -1 where the system does not tell.
  let descriptor: Int32
  /// How long to wait between two looks where the system does not tell, in milliseconds; nil where it does, and where there
  /// is not even a folder.
  let pace: Int32?
  private let folder: String
  private let name: String
  #if os(Linux)
    private var writers: Int32 = -1
    private var own: Int32 = -1
  #endif

  /// A watch over the history file at `path`, there or not.
  init(path: String) {
    let slash = path.lastIndex(of: "/") ?? path.startIndex
    folder = slash == path.startIndex ? "/" : String(path[..<slash])
    name = String(path[path.index(after: slash)...])
    #if os(Linux)
      let descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
      let events = UInt32(
        IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF)
      let own = descriptor >= 0 ? inotify_add_watch(descriptor, folder, events) : -1
      guard own >= 0 else {
        if descriptor >= 0 { close(descriptor) }
        self.descriptor = -1
        pace = access(folder, F_OK) == 0 ? 1000 : nil
        return
      }
      self.descriptor = descriptor
      self.own = own
      pace = nil
      watchWriters()
    #else
      descriptor = -1
      pace = 1000
    #endif
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Takes what the system told; whether any of it is about the history file or its writers.
  func takeEvents() -> Bool {
    var isOurs = false
    #if os(Linux)
      var bytes = [UInt8](repeating: 0, count: 16 << 10)
      let head = MemoryLayout<inotify_event>.size
      while true {
        let count = read(descriptor, &bytes, bytes.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { break }
        var start = 0
        while start + head <= count {
          let event = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: inotify_event.self) }
          let text = bytes[(start + head)..<min(count, start + head + Int(event.len))].prefix { $0 != 0 }
          let name = String(decoding: text, as: UTF8.self)
          if event.wd == writers || event.mask & UInt32(IN_Q_OVERFLOW) != 0 { isOurs = true }
          // The folder itself went away.
          if event.wd == own, event.mask & UInt32(IN_DELETE_SELF | IN_MOVE_SELF) != 0 { isOurs = true }
          if ["", "-wal", "-shm"].contains(where: { name == self.name + $0 }) { isOurs = true }
          if name == "\(self.name).writers" { watchWriters() }
          start += head + Int(event.len)
        }
      }
    #endif
    return isOurs
  }

  #if os(Linux)
    /// The system closes a writer's lease when the writer ends, however it ends.
    private func watchWriters() {
      guard writers < 0 else { return }
      writers = inotify_add_watch(descriptor, "\(folder)/\(name).writers", UInt32(IN_CLOSE_WRITE))
    }
  #endif
}
