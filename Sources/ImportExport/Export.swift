import ChatModel

/// Makes an export of one conversation after the other, and of each one message after the other, so that none is ever there
/// as a whole. Each call returns the next part of the text.
package struct Export: Sendable {
  /// Says a moment on the reader's clock, as `2026-11-23 10:02`.
  package typealias Clock = @Sendable (Timestamp) -> String

  private var writer: any ExportWriter

  /// An export that shows moments by `clock`; where programs read them they are exact.
  package init(_ format: ExportFormat, clock: @escaping Clock) {
    switch format {
    case .markdown: writer = MarkdownExport(clock: clock)
    case .json: writer = JSONExport()
    case .text: writer = TextExport(clock: clock)
    case .html: writer = HTMLExport(clock: clock)
    }
  }

  /// The start of the file; `title` names what is in it.
  package mutating func start(title: String) -> String { writer.start(title: title) }
  /// The head of a conversation. The user's remarks are for programs: only JSON has them.
  package mutating func begin(
    _ header: ConversationHeader, _ remarks: ConversationRemarks = ConversationRemarks()
  ) -> String { writer.begin(header, remarks) }
  /// A message of the conversation that was begun last.
  package mutating func add(_ message: ArchivedMessage) -> String { writer.add(message) }
  /// The end of that conversation.
  package mutating func end() -> String { writer.end() }
  /// The end of the file.
  package mutating func finish() -> String { writer.finish() }

  /// All of an export.
  package static func whole(
    _ conversations: [ArchivedConversation], as format: ExportFormat, title: String, clock: @escaping Clock
  ) -> String {
    var export = Export(format, clock: clock)
    var text = export.start(title: title)
    for conversation in conversations {
      text += export.begin(conversation.header, conversation.remarks)
      for message in conversation.messages { text += export.add(message) }
      text += export.end()
    }
    return text + export.finish()
  }
}

/// One format's way of an `Export`.
protocol ExportWriter: Sendable {
  mutating func start(title: String) -> String
  mutating func begin(_ header: ConversationHeader, _ remarks: ConversationRemarks) -> String
  mutating func add(_ message: ArchivedMessage) -> String
  mutating func end() -> String
  mutating func finish() -> String
}

extension ConversationHeader {
  /// The title, or what stands in its place.
  var shownTitle: String { title.isEmpty ? "(no title)" : title }
  /// The chatbot's name, or what stands in its place.
  var shownChatbot: String { chatbotName.isEmpty ? "chatbot" : chatbotName }
}

extension ArchivedMessage {
  /// What is said about a message that is not all there is, or which is starred.
  var marks: [String] {
    var marks: [String] = []
    switch message.status {
    case .complete: break
    case .sending, .waiting, .streaming, .interrupted: marks.append("interrupted")
    case .stopped: marks.append("stopped")
    case .failed: marks.append("failed")
    }
    if star != nil { marks.append("★") }
    return marks
  }

  /// What the reply brought before its answer, and what came later.
  var partsBefore: ArraySlice<ReplyPart> { message.parts.prefix { $0.offset == 0 } }
  var partsAfter: ArraySlice<ReplyPart> { message.parts.drop { $0.offset == 0 } }

  /// What is to be said of an answer that is missing, or of what could not be read.
  var lacks: [String] {
    (message.lacksAnswer ? ["The reply has no answer text."] : [])
      + (message.unreadableSentence.map { [$0] } ?? [])
  }

  /// Why it failed; nil where it did not.
  var failure: String? {
    guard case .failed(let failure) = message.status else { return nil }
    return failure.sentence
  }
}

extension ReplyPart {
  /// Its text in lines, without a line end at its end; none of an empty one.
  var lines: [Substring] {
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}

extension String {
  /// On one line: line ends and tabs are spaces.
  var onOneLine: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.isWhitespace || $0.value < 0x20 ? " " : $0 }))
  }
}
