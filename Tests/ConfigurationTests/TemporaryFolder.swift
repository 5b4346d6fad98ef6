import System
import TestSupport

@testable import Configuration

/// A folder of its own for one test; gone with the last reference to it.
final class TemporaryFolder {
  let path: String

  init() {
    var template = Array("\(temporaryPlace)/maichat-configuration.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { preconditionFailure("no temporary folder: \(errno)") }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// Writes a file below the folder and returns its path.
  @discardableResult func write(_ name: String, _ text: String, mode: mode_t = 0o600) -> String {
    write(name, Array(text.utf8), mode: mode)
  }

  @discardableResult func write(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o600) -> String {
    let file = "\(path)/\(name)"
    let folder = FilePath.folder(of: file)
    guard (try? PrivateFile.createFolder(folder)) != nil, let stream = fopen(file, "w") else {
      preconditionFailure("cannot write \(file): \(errno)")
    }
    fwrite(bytes, 1, bytes.count, stream)
    fclose(stream)
    chmod(file, mode)
    return file
  }

  func text(_ name: String) -> String? {
    let file = name.hasPrefix("/") ? name : "\(path)/\(name)"
    return (try? PrivateFile(path: file).read(limit: 1 << 22)).map { String(decoding: $0, as: UTF8.self) }
  }

  func mode(_ name: String) -> mode_t? {
    let file = name.hasPrefix("/") ? name : "\(path)/\(name)"
    var info = stat()
    return stat(file, &info) == 0 ? info.st_mode & 0o777 : nil
  }

  /// The names in a folder, sorted.
  func names(in folder: String = "") -> [String] { Self.names("\(path)/\(folder)") }

  var paths: ConfigurationPaths { ConfigurationPaths(environment: ["XDG_CONFIG_HOME": path], home: path) }

  private static func names(_ folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func remove(_ path: String) {
    var info = stat()
    guard lstat(path, &info) == 0 else { return }
    if info.st_mode & S_IFMT == S_IFDIR {
      for name in names(path) { remove("\(path)/\(name)") }
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}
