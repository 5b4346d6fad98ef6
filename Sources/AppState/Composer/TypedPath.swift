import ChatModel

/// A path that is being typed behind an `@`, with its blanks as `\\ `.
package struct TypedPath: Equatable, Sendable {
  /// Where the path begins in the text, behind the `@`, in UTF-8 bytes.
  package var start: Int
  /// Up to and with the last slash, without the backslashes; empty in the working folder.
  package var folder: String
  /// What was typed of the name, without the backslashes.
  package var name: String

  private static let longest = 4096

  /// The path that ends at `editor`'s caret; nil where none does. An `@` within a word, as in an address, begins none.
  package init?(_ editor: TextEditor) {
    let bytes = Array(editor.text.utf8.prefix(editor.caret).suffix(Self.longest))
    let offset = editor.caret - bytes.count
    var index = bytes.count - 1
    while index >= 0 {
      let byte = bytes[index]
      let isEscaped = index > 0 && bytes[index - 1] == UInt8(ascii: "\\")
      if byte == UInt8(ascii: "@"), index == 0 ? offset == 0 : Self.isBlank(bytes[index - 1]) { break }
      if Self.isBlank(byte) && !isEscaped { return nil }
      index -= 1
    }
    guard index >= 0 else { return nil }
    start = offset + index + 1
    let typed = Self.unescaped(String(decoding: bytes[(index + 1)...], as: UTF8.self))
    let slash = typed.lastIndex(of: "/")
    folder = slash.map { String(typed[...$0]) } ?? ""
    name = slash.map { String(typed[typed.index(after: $0)...]) } ?? typed
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D }

  private static func unescaped(_ text: String) -> String {
    var plain = ""
    var isEscaped = false
    for character in text {
      if character == "\\" && !isEscaped {
        isEscaped = true
      } else {
        plain.append(character)
        isEscaped = false
      }
    }
    return plain
  }

  /// How a path is written.
  static func escaped(_ path: String) -> String {
    path.reduce(into: "") { text, character in
      if character == " " || character == "\\" || character == "\t" { text.append("\\") }
      text.append(character)
    }
  }
}

extension State {
  /// Asks for the names of the folder of the path that is being typed, once for each folder.
  mutating func readFolder() -> [Command] {
    guard let composer = focused?.composer, let path = TypedPath(composer) else {
      folder = nil
      return []
    }
    guard folder?.path != path.folder else { return [] }
    folder = FolderListing(path: path.folder, entries: nil)
    return [.client(.listFolder(path.folder))]
  }

  /// Puts the name of `entry` in the place of what was typed of it; a file's is done with a blank, and the file is attached.
  /// The name stays in the text, so that the sentence says which file it means.
  mutating func completePath(_ entry: FolderEntry, now: Timestamp) -> [Command] {
    guard let composer = focused?.composer, let path = TypedPath(composer) else { return [] }
    let before = String(decoding: composer.text.utf8.prefix(path.start), as: UTF8.self)
    let after = String(decoding: composer.text.utf8.dropFirst(composer.caret), as: UTF8.self)
    let end = entry.isFolder ? "/" : after.first?.isWhitespace == true ? "" : " "
    let files = entry.isFolder ? [] : attach([path.folder + entry.name], now: now)
    let written = before + TypedPath.escaped(path.folder + entry.name) + end
    return files + editComposer(.replace(written + after), now: now)
      + editComposer(.moveTo(written.utf8.count), now: now)
  }
}
