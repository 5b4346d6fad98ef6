/// What an export can be.
package enum ExportFormat: String, CaseIterable, Hashable, Sendable {
  case markdown, json, text, html

  /// The end of a file's name, without the dot.
  package var fileExtension: String {
    switch self {
    case .markdown: "md"
    case .json: "json"
    case .text: "txt"
    case .html: "html"
    }
  }

  /// The format that a file's name asks for by its end.
  package init?(path: String) {
    guard let name = path.split(separator: "/").last, let dot = name.lastIndex(of: ".") else { return nil }
    switch name[name.index(after: dot)...].lowercased() {
    case "md", "markdown": self = .markdown
    case "json": self = .json
    case "txt", "text": self = .text
    case "html", "htm": self = .html
    default: return nil
    }
  }
}

/// An export that the client is asked for.
package struct ExportRequest: Equatable, Sendable {
  package var format: ExportFormat
  /// In this order; nil for all that the history has.
  package var conversations: [ConversationID]?
  /// As typed: relative to the working directory, or with `~/` at its start.
  package var path: String

  package init(format: ExportFormat, conversations: [ConversationID]?, path: String) {
    self.format = format
    self.conversations = conversations
    self.path = path
  }
}

/// What happened to an export.
package enum ExportEvent: Equatable, Sendable {
  /// So many conversations of so many are written.
  case progressed(done: Int, total: Int)
  /// The file is there. Final.
  case written(path: String, conversations: Int, ExportPlace)
  /// It could not be written, and nothing of it is left. Final.
  case failed(String)
  /// It was stopped at the user's wish, and nothing of it is left. Final.
  case stopped
}

/// Where an export stands, as seen from what was asked for.
package enum ExportPlace: Equatable, Sendable {
  case asAsked
  /// Under the next free name: another file had the name that was asked for.
  case besideAnother
}
