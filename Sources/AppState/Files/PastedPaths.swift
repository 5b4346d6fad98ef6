import ChatModel
import Text

/// A paste that may be the paths of files, as terminals paste what is dropped on them: one line of absolute paths, in quotes,
/// with backslashes before blanks, or as file:// addresses.
package struct PastedPaths: Equatable, Sendable {
  /// The paths without quotes and backslashes.
  package var paths: [String]
  /// The text and the caret before the paste.
  package var before = Draft()
  /// The text with the paste.
  package var after = ""

  private static let longest = 16_384
  private static let most = 20

  /// nil where `text` is something else.
  package init?(_ text: String) {
    guard text.utf8.count <= Self.longest else { return nil }
    let line = text.trimmingLineEnds
    guard !line.isEmpty, !line.contains(where: \.isNewline), let words = Self.words(line), words.count <= Self.most,
      !words.isEmpty
    else { return nil }
    var paths = words.compactMap(Self.path)
    if paths.count != words.count {
      // Some terminals paste one path as it is, with its blanks.
      guard let whole = Self.path(line) else { return nil }
      paths = [whole]
    }
    self.paths = paths
  }

  private static func path(_ word: String) -> String? {
    if word.lowercased().hasPrefix("file://") {
      let rest = word.dropFirst("file://".count)
      guard let slash = rest.firstIndex(of: "/") else { return nil }
      let host = rest[..<slash].lowercased()
      // Of another machine's file this one knows nothing; its own name is not known here, and the file decides.
      guard !host.contains(where: { $0 == "@" || $0 == "?" }) else { return nil }
      let path = PercentSigns.undone(rest[slash...])
      return path.hasOthers || path.bytes.contains(0) ? nil : String(validating: path.bytes, as: UTF8.self)
    }
    return word.hasPrefix("/") && word != "/" || word.hasPrefix("~/") ? word : nil
  }

  /// The words of `line` as a shell reads them; nil where a quote is not closed.
  private static func words(_ line: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in line {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if let open = quote {
        if character == open {
          quote = nil
        } else if character == "\\" && open == "\"" {
          isEscaped = true
        } else {
          word = (word ?? "") + String(character)
        }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character == "\\" {
        isEscaped = true
      } else if character == " " || character == "\t" {
        if let done = word { words.append(done) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    guard quote == nil, !isEscaped else { return nil }
    if let word { words.append(word) }
    return words
  }
}

/// Asks whether files whose paths were pasted are to be attached; the paths stand in the text already.
package struct PastedFilesQuestion: Popup {
  package var files: [FoundFile]
  package var pasted: PastedPaths

  package init(files: [FoundFile], pasted: PastedPaths) {
    self.files = files
    self.pasted = pasted
  }

  package var writes: Bool { true }
}

extension State {
  /// Puts a paste into the text as any other, and has somebody look whether it is files.
  mutating func paste(_ text: String, paths: [String], now: Timestamp) -> [Command] {
    guard let before = focused?.composer.draft, var pasted = PastedPaths(text) else {
      return editComposer(.insert(text), now: now)
    }
    let commands = editComposer(.insert(text), now: now)
    pasted.before = before
    pasted.after = focused?.composer.text ?? ""
    self.pasted = pasted
    return commands + [.client(.findFiles(paths))]
  }

  /// Asks whether to attach what was pasted, if all of it is files and nothing was typed meanwhile.
  mutating func offer(_ found: [FoundFile], of asked: [String]) {
    guard let pasted, pasted.paths == asked else { return }
    self.pasted = nil
    guard found.count == asked.count, !found.isEmpty, popups.isEmpty, focused?.composer.text == pasted.after else {
      return
    }
    popups.append(PastedFilesQuestion(files: found, pasted: pasted))
  }

  mutating func attachPasted(now: Timestamp) -> [Command] {
    guard let question = popups[top: PastedFilesQuestion.self] else { return [] }
    popups.removeTop()
    let before = question.pasted.before
    let edits = editComposer(.replace(before.text), now: now) + editComposer(.moveTo(before.caret), now: now)
    return edits + attach(question.files.map(\.path), now: now)
  }
}

extension String {
  fileprivate var trimmingLineEnds: String {
    var text = self[...]
    while let last = text.last, last.isNewline || last == " " { text.removeLast() }
    while let first = text.first, first == " " { text.removeFirst() }
    return String(text)
  }
}
