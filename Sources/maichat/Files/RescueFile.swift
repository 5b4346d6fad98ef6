import ChatModel
import HistoryStore
import ImportExport
import System

/// A file that takes what cannot be written to the history: beside it, or where that is not possible, in the home folder or
/// the one for temporary files. It is JSON that `maichat import` takes. Made with the first call, and replaced by each later
/// one of the same run.
final class RescueFile: Sendable {
  private let folders: [String]
  private let name: String
  private let sink: any EventSink
  private let place = Lock<String?>(nil)

  init(beside path: String, home: String, sink: any EventSink) {
    let slash = path.lastIndex(of: "/")
    name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let temporary = ProcessEnvironment.variables["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    folders = [slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".", home, temporary]
    self.sink = sink
  }

  /// Whether what could not be saved is to be in a file.
  enum Wish {
    case wanted, discarded
  }

  /// Keeps `unwritten` while the client runs, and tells it where.
  func keep(_ unwritten: Unwritten) {
    let isNew = place.withLock { $0 == nil }
    if isNew && unwritten.isEmpty { return }
    guard let path = write(unwritten), isNew else { return }
    let (folder, file) = FilePath.split(path)
    _ = sink.post(.client(.noticed("What is not kept goes to \(file) (`maichat import` takes it) in \(folder)")))
  }

  /// What is to be said of `left` at the end; nil where nothing is left. Writes the file where that is wanted.
  func sentence(_ left: Unwritten, _ wish: Wish) -> SafeText? {
    guard !left.isEmpty else { return nil }
    let what = left.count.isEmpty ? "what was typed" : left.count.words
    let why = left.problem.map { " \($0.text)" } ?? ""
    if case .discarded = wish {
      place.withLock { if let path = $0 { unlink(path) } }
      return "not kept: \(what).\(why)"
    }
    guard let path = write(left) else { return "not kept: \(what), and no file could be written for it.\(why)" }
    return "not kept in the history: \(what). It is in \(safe(path)); `maichat import` takes it.\(why)"
  }

  /// Writes the file; where it is now, nil where no folder takes it.
  func write(_ unwritten: Unwritten) -> String? {
    let text = Self.text(unwritten)
    return place.withLock { place -> String? in
      if let known = place {
        if Self.write(text, to: known, replaces: true) { return known }
      }
      for folder in folders {
        for number in 1...1000 {
          let path = "\(folder)/\(name).unsaved-\(number).json"
          if access(path, F_OK) == 0 { continue }
          guard Self.write(text, to: path, replaces: false) else { break }
          place = path
          return path
        }
      }
      return nil
    }
  }

  private static func write(_ text: String, to path: String, replaces: Bool) -> Bool {
    do {
      var file = try ExportFile(path, replaces: replaces, reserved: ReservedPlaces())
      try file.write(text)
      try file.finish()
      return true
    } catch { return false }
  }

  /// The conversations as an export has them, also those in which something was only typed. What was not sent stands behind
  /// them once more: an import takes what it finds there into conversations that it knows, too.
  private static func text(_ unwritten: Unwritten) -> String {
    var conversations = unwritten.conversations
    for typed in unwritten.drafts {
      let draft = Draft(
        text: typed.draft.text, caret: typed.draft.text.utf8.count, attachments: typed.files.map(\.atRest))
      if let place = conversations.firstIndex(where: { $0.header.id == typed.draft.conversation }) {
        conversations[place].remarks.draft = draft
      } else if let header = typed.header {
        conversations.append(
          ArchivedConversation(header: header, remarks: ConversationRemarks(draft: draft), messages: []))
      }
    }
    var text = Export.whole(conversations, as: .json, title: "", clock: localMinute)
    let typed = unwritten.drafts.filter { !$0.draft.text.isEmpty }
    guard !typed.isEmpty else { return text }
    text.removeLast("}\n".count)
    let drafts = typed.map { ["conversation": $0.draft.conversation.rawValue, "text": $0.draft.text] }
    return text + ",\"drafts\":" + jsonLine(drafts).text.dropLast() + "}\n"
  }
}
