import ChatModel
import HistoryStore
import ImportExport
import System

/// Writes conversations out of one snapshot of the history, a message at a time.
struct ConversationExport {
  var format: ExportFormat
  /// Which ones, in this order; nil for all.
  var conversations: [ConversationID]?
  /// Told how many conversations of how many are written, after each; ends the export by throwing.
  var progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }

  /// What an export of these `headers` is called.
  static func title(_ headers: [ConversationHeader]) -> String {
    guard headers.count == 1 else { return "\(headers.count) conversations" }
    return headers[0].title.isEmpty ? "Conversation" : headers[0].title
  }

  /// Writes all of them into one text. Throws what `write` and `progress` throw, and what goes wrong with the history.
  func run(_ history: History, write: (String) throws -> Void) throws -> Int {
    try history.snapshot { snapshot in
      let headers = try chosen(snapshot)
      var export = Export(format, clock: localMinute)
      try write(export.start(title: Self.title(headers)))
      for (index, header) in headers.enumerated() {
        try self.write(header, snapshot, &export, write)
        try progress(index + 1, headers.count)
      }
      try write(export.finish())
      return headers.count
    } ?? empty(write)
  }

  /// Writes each of them into a file of its own in `folder`, named for its title and id. Returns how many.
  func run(_ history: History, folder: String, replaces: Bool, reserved: ReservedPlaces) throws -> Int {
    try history.snapshot { snapshot in
      let headers = try chosen(snapshot)
      for (index, header) in headers.enumerated() {
        let id = FileName.safe(String(header.id.rawValue.prefix(8)))
        var file = try ExportFile(
          "\(folder)/\(FileName.safe(header.title)) \(id).\(format.fileExtension)", replaces: replaces,
          reserved: reserved)
        var export = Export(format, clock: localMinute)
        try file.write(export.start(title: Self.title([header])))
        try write(header, snapshot, &export) { try file.write($0) }
        try file.write(export.finish())
        try file.finish()
        try progress(index + 1, headers.count)
      }
      return headers.count
    } ?? 0
  }

  private func empty(_ write: (String) throws -> Void) throws -> Int {
    try write(Export.whole([], as: format, title: Self.title([]), clock: localMinute))
    return 0
  }

  private func chosen(_ snapshot: HistorySnapshot) throws -> [ConversationHeader] {
    guard let conversations else {
      // What is meant for people to read has nothing of a conversation in which nothing was said.
      return try snapshot.conversations(format == .json ? .begunOrTyped : .begun)
    }
    let all = try snapshot.conversations()
    let known = Dictionary(all.map { ($0.id, $0) }) { first, _ in first }
    return conversations.compactMap { known[$0] }
  }

  private func write(
    _ header: ConversationHeader, _ snapshot: HistorySnapshot, _ export: inout Export,
    _ write: (String) throws -> Void
  ) throws {
    try write(export.begin(header, snapshot.remarks(on: header.id)))
    try snapshot.forEachMessage(of: header.id) { try write(export.add($0)) }
    try write(export.end())
  }
}
