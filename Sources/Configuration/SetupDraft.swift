import System
/// The address that was typed into the set-up screen and not accepted yet, kept for the next start in a 0600 file. The key is
/// never kept: it reaches the disk only when the service has taken it.
package struct SetupDraft: Sendable {
  /// Longer than any address.
  private static let longest = 2048
  private let file: PrivateFile

  /// That of the profile called `profile`.
  package init(profile: String, paths: ConfigurationPaths) {
    file = PrivateFile(
      path: "\(FilePath.folder(of: paths.copyFile))/setup-\(ConfigurationFile.fileName(profile)).txt")
  }

  /// Where it is kept.
  package var path: String { file.path }

  /// The kept address; nil where none is usable.
  package func read() -> String? {
    guard let bytes = try? file.read(limit: Self.longest + 1), bytes.last == UInt8(ascii: "\n"),
      let text = String(validating: bytes.dropLast(), as: UTF8.self), Self.isKeepable(text)
    else { return nil }
    return text
  }

  /// Keeps `address`, which stands beside `key` on the screen. What a secret may be part of is not kept; what was kept
  /// before goes either way.
  package func keep(_ address: String, besideKey key: String) throws(FileFailure) {
    guard Self.isKeepable(address), key.isEmpty || !address.contains(key) else { return try remove() }
    try PrivateFile.createFolder(FilePath.folder(of: file.path))
    try file.write(Array((address + "\n").utf8))
  }

  /// Forgets what was kept.
  package func remove() throws(FileFailure) { try file.remove() }

  /// A password stands before an `@`, and a key that was pasted into the wrong field is one long word without a scheme.
  private static func isKeepable(_ text: String) -> Bool {
    guard !text.isEmpty, text.utf8.count <= longest, !text.contains("@") else { return false }
    guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else { return false }
    return text.contains("://") || !text.split(whereSeparator: { "./: ".contains($0) }).contains { $0.count >= 20 }
  }
}
