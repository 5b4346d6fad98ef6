import Configuration
import System

/// Temporary files that a killed process left. Each kind has a name of its own with six random characters, belongs to the
/// user, and is locked while its maker lives; the lock goes with the process, also in another container.
enum Leftovers {
  /// Stands in a folder that is the user's now.
  static let keptMark = ".keep"
  /// The time of change that a text has until an editor writes it.
  static let untouched = timespec(tv_sec: 1_000_000_000, tv_nsec: 0)

  /// Where a process in this environment may have left some.
  static func folders(_ environment: [String: String]) -> [String] {
    let paths = ConfigurationPaths(environment: environment, home: ConfigurationPaths.home(environment: environment))
    let temporary = ["XDG_RUNTIME_DIR", "TMPDIR"].compactMap { environment[$0] }.filter { $0.hasPrefix("/") }
    var seen: Set<String> = []
    return
      (temporary + ["/tmp", FilePath.folder(of: paths.configFile), paths.keysFolder]
      + [FilePath.folder(of: paths.copyFile), "\(paths.home)/Downloads", FilePath.current])
      .filter { seen.insert($0).inserted }
  }

  /// Removes what was left in `folders`; what the user should know of it, as sentences.
  static func remove(from folders: [String]) -> [SafeText] { folders.flatMap { remove(from: $0) } }

  private static func remove(from folder: String) -> [SafeText] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      // Only a look at the beginning: a folder of temporary files may be long.
      let isOurs = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        bytes.starts(with: "maichat-".utf8) || bytes.starts(with: ".maichat-".utf8)
      }
      guard isOurs else { continue }
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names.compactMap { name in
      if TemporaryFolder.Purpose.allCases.contains(where: { isName(name, of: $0.rawValue) }) {
        return removeFolder("\(folder)/\(name)")
      }
      return UnfinishedFile.Purpose.allCases.contains(where: { isName(name, of: $0.rawValue) })
        ? removeFile("\(folder)/\(name)") : nil
    }
  }

  private static func isName(_ name: String, of kind: String) -> Bool {
    name.hasPrefix(kind) && name.utf8.count == kind.utf8.count + 6
      && name.utf8.dropFirst(kind.utf8.count).allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
      }
  }

  private static func removeFile(_ path: String) -> SafeText? {
    guard let descriptor = lock(path, S_IFREG) else { return nil }
    defer { close(descriptor) }
    return unlink(path) == 0 || errno == ENOENT ? nil : failure(path)
  }

  private static func removeFolder(_ path: String) -> SafeText? {
    guard access("\(path)/\(keptMark)", F_OK) != 0, let descriptor = lock(path, S_IFDIR) else { return nil }
    defer { close(descriptor) }
    var info = stat()
    let draft = "\(path)/\(DraftFile.name)"
    if stat(draft, &info) == 0, info.st_size > 0, info.modified.tv_sec != untouched.tv_sec {
      // An editor wrote it, and the process that waited for it was killed: this text is nowhere else.
      let mark = open("\(path)/\(keptMark)", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
      if mark >= 0 { close(mark) }
      return "maichat was killed while an editor was open; the text that it wrote is in \(draft)"
    }
    return FilePath.removeAll(path) ? nil : failure(path)
  }

  private static func failure(_ path: String) -> SafeText {
    "cannot remove \(path), which a killed maichat left: \(systemReason())."
  }

  /// Locks what is left of this user at `path`; nil where it is none, or somebody uses it.
  private static func lock(_ path: String, _ kind: mode_t) -> Int32? {
    var info = stat()
    guard lstat(path, &info) == 0, info.st_mode & S_IFMT == kind, info.st_uid == geteuid() else { return nil }
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  /// Removes parts of a backup to `target` whose processes are gone.
  static func removeParts(of target: String) -> [SafeText] {
    let folder = FilePath.folder(of: target)
    let start = (target.split(separator: "/").last.map(String.init) ?? target) + ".part-"
    return (FilePath.names(in: folder) ?? []).compactMap { name in
      guard name.hasPrefix(start) else { return nil }
      let number = name.dropFirst(start.count).prefix { $0.isNumber }
      guard let process = pid_t(number), kill(process, 0) != 0, errno == ESRCH else { return nil }
      guard ["", "-wal", "-shm", "-journal"].contains(name.dropFirst(start.count + number.count)) else { return nil }
      return unlink("\(folder)/\(name)") == 0 || errno == ENOENT ? nil : failure("\(folder)/\(name)")
    }
  }

  // MARK: What is told at the end

  private static let untold = Lock<[SafeText]?>(nil)

  /// Says `text` on standard error when the program ends, where a full screen is gone.
  static func tellAtEnd(_ text: SafeText) {
    let isFirst = untold.withLock { untold in
      defer { untold = (untold ?? []) + [text] }
      return untold == nil
    }
    guard isFirst else { return }
    atexit { for text in Leftovers.untold.withLock({ $0 ?? [] }) { StandardError.say("maichat: " + text) } }
  }
}
