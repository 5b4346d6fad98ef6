import System

/// A draft as a file for an editor, in a folder of its own that only the user can enter.
struct DraftFile {
  /// What the draft was.
  let text: String
  private let folder: TemporaryFolder
  /// Tells editors what to colour.
  static let name = "message.md"
  var path: String { "\(folder.path)/\(Self.name)" }
  /// Whoever has it open keeps the file from being taken for one that a killed process left.
  var descriptor: Int32 { folder.descriptor }

  // Many times what a service takes; an editor that writes more has gone wrong.
  private static let longest = 32 << 20

  /// Why there is no file.
  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  /// What an editor left.
  enum Content: Equatable {
    case text(String)
    case gone
    /// It is there, but is no text of a message; why, as the end of a sentence.
    case unusable(String)
  }

  /// Writes `text` below `parent`.
  init(_ text: String, in parent: String) throws(Problem) {
    self.text = text
    guard let folder = TemporaryFolder(.editor, in: parent) else {
      throw Problem(description: "no folder in \(parent): \(systemReason())")
    }
    self.folder = folder
    let descriptor = Descriptor.open(path, O_WRONLY | O_CREAT | O_EXCL)
    // Editors end the last line; so that a text without such an end comes back without, it always has one here.
    let bytes = Array((text.isEmpty ? "" : text + "\n").utf8)
    let problem = descriptor < 0 ? errno : Descriptor.writeAll(bytes, to: descriptor)
    if let problem {
      let reason = systemReason(problem)
      if descriptor >= 0 { close(descriptor) }
      remove()
      throw Problem(description: "\(path) cannot be written: \(reason)")
    }
    var times = [Leftovers.untouched, Leftovers.untouched]
    futimens(descriptor, &times)
    close(descriptor)
  }

  /// What is in the file now.
  func read() -> Content {
    var info = stat()
    guard lstat(path, &info) == 0 else { return .gone }
    guard info.isFile else { return .unusable("is no file") }
    guard info.st_size <= Self.longest else { return .unusable("is too long") }
    guard let bytes = try? PrivateFile(path: path).read(limit: Self.longest) else { return .unusable("cannot be read") }
    guard var text = String(validating: bytes, as: UTF8.self) else { return .unusable("is not UTF-8") }
    if text.unicodeScalars.last == "\n" { text.unicodeScalars.removeLast() }
    return .text(text)
  }

  /// Removes the file, and what the editor put beside it.
  func remove() { folder.remove() }

  /// Lets the file stay, for the user to find.
  func keep() { folder.keep() }
}
