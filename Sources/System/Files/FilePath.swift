/// Paths as texts.
package enum FilePath {
  /// The folder of `path` and the name in it. A slash at the end counts as left out.
  package static func split(_ path: String) -> (folder: String, name: String) {
    let trimmed = path.utf8.count > 1 && path.hasSuffix("/") ? path.dropLast() : path[...]
    guard let slash = trimmed.lastIndex(of: "/") else { return (".", String(trimmed)) }
    let folder = slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    return (folder, String(trimmed[trimmed.index(after: slash)...]))
  }

  /// The folder that `path` is in.
  package static func folder(of path: String) -> String { split(path).folder }

  /// Where `path` leads when all links are followed; nil where it leads nowhere.
  package static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// The names in `folder`, without `.` and `..`; nil, with `errno` set, where it cannot be read. What is not UTF-8 in a name
  /// becomes U+FFFD.
  package static func names(in folder: String) -> [String]? {
    guard let directory = opendir(folder) else { return nil }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// The folder that the process works in, absolute; `.` where that is gone.
  package static var current: String {
    guard let folder = getcwd(nil, 0) else { return "." }
    defer { free(folder) }
    return String(cString: folder)
  }

  /// Whether there is a folder at `path`, also by way of links.
  package static func isFolder(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.isFolder
  }

  /// Whether the user may run the file `name` of one of `folders`, parted by colons as in `PATH`.
  package static func hasProgram(_ name: String, in folders: String) -> Bool {
    folders.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
  }

  /// Removes what is at `path`, with all that is in it; links are removed and not followed. False, with `errno` set, where
  /// something is left.
  package static func removeAll(_ path: String) -> Bool {
    var info = stat()
    guard lstat(path, &info) == 0 else { return errno == ENOENT }
    guard info.isFolder else { return unlink(path) == 0 || errno == ENOENT }
    // What cannot be listed may be empty all the same.
    for name in names(in: path) ?? [] where !removeAll("\(path)/\(name)") { return false }
    return rmdir(path) == 0 || errno == ENOENT
  }
}
