/// What the system tells of changes in folders and files; nothing where it has no such means.
package final class FolderEvents {
  /// What happened.
  package struct Kinds: OptionSet, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    #if os(Linux)
      package static let modified = Kinds(rawValue: UInt32(IN_MODIFY))
      package static let closedAfterWriting = Kinds(rawValue: UInt32(IN_CLOSE_WRITE))
      package static let created = Kinds(rawValue: UInt32(IN_CREATE))
      package static let deleted = Kinds(rawValue: UInt32(IN_DELETE))
      package static let movedIn = Kinds(rawValue: UInt32(IN_MOVED_TO))
      package static let movedOut = Kinds(rawValue: UInt32(IN_MOVED_FROM))
      /// What is watched was itself deleted or moved.
      package static let gone = Kinds(rawValue: UInt32(IN_DELETE_SELF | IN_MOVE_SELF))
      /// Something was lost, so that anything may have happened.
      package static let lost = Kinds(rawValue: UInt32(IN_Q_OVERFLOW))
      /// The watch ended, since there is nothing more to watch.
      package static let ended = Kinds(rawValue: UInt32(IN_IGNORED))
    #else
      package static let modified = Kinds(rawValue: 1)
      package static let closedAfterWriting = Kinds(rawValue: 2)
      package static let created = Kinds(rawValue: 4)
      package static let deleted = Kinds(rawValue: 8)
      package static let movedIn = Kinds(rawValue: 16)
      package static let movedOut = Kinds(rawValue: 32)
      package static let gone = Kinds(rawValue: 64)
      package static let lost = Kinds(rawValue: 128)
      package static let ended = Kinds(rawValue: 256)
    #endif
  }

  /// One thing that happened.
  package struct Event: Sendable {
    /// The number that `watch` returned; -1 for what was lost.
    package var watch: Int32
    package var kinds: Kinds
    /// The name in the folder; empty for what is about the watched itself.
    package var name: String
  }

  /// Readable when something happened; -1 where the system does not tell.
  package let descriptor: Int32

  /// Watches nothing yet.
  package init() {
    #if os(Linux)
      descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
    #else
      descriptor = -1
    #endif
  }

  deinit { if descriptor >= 0 { Descriptor.close(descriptor) } }

  /// Watches the file or folder at `path` for `kinds`: the number of the watch, the same one for the same file; nil where that
  /// is not possible.
  package func watch(_ path: String, for kinds: Kinds) -> Int32? {
    #if os(Linux)
      guard descriptor >= 0 else { return nil }
      let watch = inotify_add_watch(descriptor, path, kinds.rawValue)
      return watch >= 0 ? watch : nil
    #else
      return nil
    #endif
  }

  /// Ends a watch.
  package func end(_ watch: Int32) {
    #if os(Linux)
      inotify_rm_watch(descriptor, watch)
    #endif
  }

  /// Takes all that was told since the last call.
  package func take() -> [Event] {
    var events: [Event] = []
    #if os(Linux)
      guard descriptor >= 0 else { return [] }
      let head = MemoryLayout<inotify_event>.size
      var bytes = [UInt8](repeating: 0, count: 16 << 10)
      while true {
        let count = Descriptor.read(descriptor, into: &bytes)
        guard count > 0 else { break }
        var start = 0
        while start + head <= count {
          let event = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: inotify_event.self) }
          let end = min(count, start + head + Int(event.len))
          let name = bytes[(start + head)..<end].prefix { $0 != 0 }
          events.append(
            Event(watch: event.wd, kinds: Kinds(rawValue: event.mask), name: String(decoding: name, as: UTF8.self)))
          start += head + Int(event.len)
        }
      }
    #endif
    return events
  }
}
