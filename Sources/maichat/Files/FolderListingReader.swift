import ChatModel
import System

/// Reads the names in a folder.
struct FolderListingReader {
  var home: String

  /// More names than this nobody looks through; the filter finds among them.
  static let most = 50_000

  /// `typed` as an absolute path: `~` is the user's own folder, what is relative begins in the working folder. `.` and `..`
  /// are taken as they are written, whatever links there are.
  func absolute(_ typed: String) -> String {
    var path = typed
    if path == "~" || path.hasPrefix("~/") { path = home + path.dropFirst() }
    if !path.hasPrefix("/") {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
      let working =
        getcwd(&buffer, buffer.count) == nil ? "/" : buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
      path = "\(working)/\(path)"
    }
    var parts: [Substring] = []
    for part in path.split(separator: "/") {
      switch part {
      case ".": break
      case "..": _ = parts.popLast()
      default: parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// What is in `folder`, given as typed.
  func content(of folder: String, most: Int = most) -> FolderContent {
    let path = absolute(folder)
    guard let directory = opendir(path) else {
      let reason =
        switch errno {
        case ENOENT: "There is no such folder."
        case ENOTDIR: "This is a file and no folder."
        case EACCES, EPERM: "You may not read this folder."
        default: "This folder cannot be read: \(systemReason())."
        }
      return FolderContent(path: path, problem: reason)
    }
    defer { closedir(directory) }
    var entries: [FolderEntry] = []
    var unnamed = 0
    while let entry = readdir(directory) {
      guard entries.count < most else {
        return FolderContent(
          path: path, entries: Self.sorted(entries),
          problem: "Only \(most) of its names are shown; type the path of any other file.")
      }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard let name else {
        unnamed += 1
        continue
      }
      if name == "." || name == ".." { continue }
      entries.append(FolderEntry(name: name, isFolder: isFolder(entry, path, name)))
    }
    let problem =
      unnamed == 0
      ? nil
      : unnamed == 1 ? "A name that is not UTF-8 is left out." : "\(unnamed) names that are not UTF-8 are left out."
    return FolderContent(path: path, entries: Self.sorted(entries), problem: problem)
  }

  private static func sorted(_ entries: [FolderEntry]) -> [FolderEntry] {
    entries.sorted { $0.isFolder != $1.isFolder ? $0.isFolder : $0.name < $1.name }
  }

  /// Asks the disk only where the folder does not tell.
  private func isFolder(_ entry: UnsafeMutablePointer<dirent>, _ path: String, _ name: String) -> Bool {
    switch Int32(entry.pointee.d_type) {
    case 4: return true  // DT_DIR
    case 0, 10:  // DT_UNKNOWN, DT_LNK
      var status = stat()
      return stat("\(path)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    default: return false
    }
  }
}
