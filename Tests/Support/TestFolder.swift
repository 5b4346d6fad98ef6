import System

/// A folder of its own for one test: empty at first, and gone with the last reference to it, whatever is in it. Names are
/// below it, but for those that begin with a slash.
package final class TestFolder: Sendable {
  package let path: String

  package init() {
    var template = Array("\(temporaryPlace)/maichat-test.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { preconditionFailure("no temporary folder: \(errno)") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(Array(path.utf8CString)) }

  /// The path of `name`, be it there or not.
  package func path(_ name: String) -> String { name.hasPrefix("/") ? name : "\(path)/\(name)" }

  /// Makes a folder, and those that it is in; returns its path.
  @discardableResult package func makeFolder(_ name: String) -> String {
    let folder = path(name)
    do { try PrivateFile.createFolder(folder) } catch { preconditionFailure("no folder \(folder): \(error)") }
    return folder
  }

  /// Writes a file, over one that is there, and the folders that it is in; returns its path.
  @discardableResult package func write(_ text: String, to name: String, mode: mode_t = 0o600) -> String {
    write(Array(text.utf8), to: name, mode: mode)
  }

  /// Writes a file, over one that is there, and the folders that it is in; returns its path.
  @discardableResult package func write(_ bytes: [UInt8], to name: String, mode: mode_t = 0o600) -> String {
    let file = path(name)
    makeFolder(FilePath.folder(of: file))
    guard let stream = fopen(file, "w") else { preconditionFailure("no file \(file): \(errno)") }
    fwrite(bytes, 1, bytes.count, stream)
    fclose(stream)
    chmod(file, mode)
    return file
  }

  /// What is in a file; nothing where there is none. Not while this process has a SQLite file open: closing a descriptor drops
  /// the process's locks on it.
  package func bytes(of name: String) -> [UInt8] {
    guard let stream = fopen(path(name), "r") else { return [] }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { bytes += buffer[..<count] }
    return bytes
  }

  /// The text in a file; nil where there is none.
  package func text(of name: String) -> String? {
    access(path(name), F_OK) == 0 ? String(decoding: bytes(of: name), as: UTF8.self) : nil
  }

  /// Who may do what with a file or folder; nil where there is none.
  package func mode(of name: String) -> mode_t? {
    var info = stat()
    return stat(path(name), &info) == 0 ? info.st_mode & 0o777 : nil
  }

  /// The names in a folder, sorted; none where there is no folder.
  package func names(in name: String = "") -> [String] { FilePath.names(in: path(name))?.sorted() ?? [] }

  /// Removes all that is in the folder.
  package func clear() { Self.clear(Array(path.utf8CString)) }

  // Paths as the system has them, each with its last zero: names need not be UTF-8.
  private static func remove(_ path: [CChar]) {
    var info = stat()
    guard lstat(path, &info) == 0 else { return }
    guard info.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    chmod(path, 0o700)
    clear(path)
    rmdir(path)
  }

  private static func clear(_ folder: [CChar]) {
    guard let directory = opendir(folder) else { return }
    defer { closedir(directory) }
    let (slash, dot) = (CChar(0x2F), CChar(0x2E))
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { $0.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } }
      if name != [dot], name != [dot, dot] { remove(folder.dropLast() + [slash] + name + [0]) }
    }
  }
}
