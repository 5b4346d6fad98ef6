import ChatModel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Notices that files change, whether they are written in place or replaced, also behind symbolic links. Sleeps until the
/// system says so; where it does not, `hasChanged` is to be asked when the user is about to look.
/// Does not: read the files.
final class FileWatch {
  /// Readable when something happened in a folder of the files; -1 where the system does not tell.
  let descriptor: Int32
  private(set) var paths: [String] = []
  private var names: Set<String> = []
  private var stamps: [String: Stamp] = [:]
  #if os(Linux)
    private var watches: [String: Int32] = [:]
  #endif

  /// A watch over nothing.
  init() {
    #if os(Linux)
      descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
    #else
      descriptor = -1
    #endif
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Watches `paths`, as they are now, and no others.
  func watch(_ paths: [String]) {
    self.paths = paths
    let places = Set(paths + paths.compactMap(Self.resolved))
    names = Set(places.map { Self.split($0).name })
    accept()
    #if os(Linux)
      let folders = Set(places.map { Self.split($0).folder })
      for (folder, watch) in watches where !folders.contains(folder) {
        inotify_rm_watch(descriptor, watch)
        watches[folder] = nil
      }
      let events = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE)
      for folder in folders where watches[folder] == nil {
        let watch = inotify_add_watch(descriptor, folder, events)
        if watch >= 0 { watches[folder] = watch }
      }
    #endif
  }

  /// Takes what the system told; whether one of the files may have changed.
  func takeEvents() -> Bool {
    var isOurs = false
    #if os(Linux)
      var bytes = [UInt8](repeating: 0, count: 16 << 10)
      while true {
        let count = read(descriptor, &bytes, bytes.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { break }
        var start = 0
        let head = MemoryLayout<inotify_event>.size
        while start + head <= count {
          let event = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: inotify_event.self) }
          let name = bytes[(start + head)..<min(count, start + head + Int(event.len))].prefix { $0 != 0 }
          if event.mask & UInt32(IN_Q_OVERFLOW) != 0 || names.contains(String(decoding: name, as: UTF8.self)) {
            isOurs = true
          }
          if event.mask & UInt32(IN_IGNORED) != 0 { watches = watches.filter { $0.value != event.wd } }
          start += head + Int(event.len)
        }
      }
    #endif
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
    var device, inode: UInt64
    var size: Int64
    var seconds, nanoseconds: Int

    init?(_ path: String) {
      var info = stat()
      guard stat(path, &info) == 0 else { return nil }
      device = UInt64(info.st_dev)
      inode = UInt64(info.st_ino)
      size = Int64(info.st_size)
      #if os(Linux)
        (seconds, nanoseconds) = (info.st_mtim.tv_sec, info.st_mtim.tv_nsec)
      #else
        (seconds, nanoseconds) = (info.st_mtimespec.tv_sec, info.st_mtimespec.tv_nsec)
      #endif
    }
  }

  /// Where `path` leads when all links are followed; nil where it leads nowhere.
  private static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }
}
