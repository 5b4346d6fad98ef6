/// Writes the events of one stream in the form that the options ask for.
struct EventWriter: Sendable {
  private let wire: SandboxServer.Wire
  private let conversation: String
  private let end: [UInt8]
  private let beforeText: [UInt8]
  private let afterText: [UInt8]

  init(_ wire: SandboxServer.Wire, conversation: String) {
    self.wire = wire
    self.conversation = conversation
    end = Array(wire.lineEnd.rawValue.utf8)
    let fields = Self.fields(wire, conversation: conversation, isDone: false)
    beforeText = Array("\(wire.dataPrefix.rawValue){\"content\":\"".utf8)
    afterText = Array("\",\(fields)}\(wire.lineEnd.rawValue)\(wire.lineEnd.rawValue)".utf8)
  }

  /// What follows `content` in each object.
  private static func fields(_ wire: SandboxServer.Wire, conversation: String, isDone: Bool) -> String {
    let id =
      switch wire.identifiers {
      case .snakeCase: "\"conversation_id\":\"\(conversation)\""
      case .camelCase: "\"conversationId\":\"\(conversation)\""
      case .both: "\"conversation_id\":\"\(conversation)\",\"conversationId\":\"\(conversation)\""
      }
    let extra =
      wire.extras.contains(.unknownKeys) ? ",\"traceId\":\"t-1\",\"usage\":{\"tokens\":[1,2,null]},\"step\":7" : ""
    return "\(id),\"done\":\(isDone)\(extra)"
  }

  /// What comes before the first event.
  func begin(into bytes: inout [UInt8]) {
    if wire.extras.contains(.byteOrderMark) { bytes += [0xEF, 0xBB, 0xBF] }
    if wire.extras.contains(.comments) { line(": the sandbox of maichat", into: &bytes) }
  }

  /// An event that carries UTF-8 `text`.
  func text(_ text: ArraySlice<UInt8>, into bytes: inout [UInt8]) {
    if wire.extras.contains(.comments) {
      line(": more", into: &bytes)
      line("event: message", into: &bytes)
      line("id: 1", into: &bytes)
    }
    if wire.extras.contains(.nullContent) {
      let fields = Self.fields(wire, conversation: conversation, isDone: false)
      object("{\"content\":null,\(fields)}", into: &bytes)
      object("{\(fields)}", into: &bytes)
    }
    if wire.extras.contains(.severalDataLines) {
      let fields = Self.fields(wire, conversation: conversation, isDone: false)
      var content: [UInt8] = []
      JSON.escape(text, into: &content)
      object("{\n  \"content\": \"\(String(decoding: content, as: UTF8.self))\",\n  \(fields)\n}", into: &bytes)
      return
    }
    bytes += beforeText
    JSON.escape(text, into: &bytes)
    bytes += afterText
  }

  /// The end of a complete reply; `lastText` is text that no event carried yet.
  func done(_ lastText: ArraySlice<UInt8>, sources: [Source], mediaURL: String, into bytes: inout [UInt8]) {
    if wire.end == .doneEvent || wire.end == .doneEventAndMarker {
      var content: [UInt8] = []
      JSON.escape(lastText, into: &content)
      var fields = Self.fields(wire, conversation: conversation, isDone: true)
      if !sources.isEmpty {
        let files = JSON.array(sources.map { $0.file(mediaURL: mediaURL) })
        let nodes = JSON.array(sources.map(\.node))
        fields += ",\"citations\":\(String(decoding: files.bytes, as: UTF8.self))"
        fields += ",\"citationNodes\":\(String(decoding: nodes.bytes, as: UTF8.self))"
      }
      object("{\"content\":\"\(String(decoding: content, as: UTF8.self))\",\(fields)}", into: &bytes)
    }
    if wire.end == .doneEventAndMarker || wire.end == .markerOnly { object("[DONE]", into: &bytes) }
  }

  /// Whether the last piece of text waits for the event that says `done`.
  var keepsLastText: Bool {
    wire.extras.contains(.textInLastEvent) && (wire.end == .doneEvent || wire.end == .doneEventAndMarker)
  }

  /// An event that reports an error.
  func error(_ words: String, into bytes: inout [UInt8]) {
    let error: JSON = ["error": ["message": .string(words)]]
    object(String(decoding: error.bytes, as: UTF8.self), into: &bytes)
  }

  /// An event with `data`, whatever that is.
  func event(_ data: [UInt8], into bytes: inout [UInt8]) { object(data, into: &bytes) }

  private func object(_ text: String, into bytes: inout [UInt8]) { object(Array(text.utf8), into: &bytes) }

  private func object(_ data: [UInt8], into bytes: inout [UInt8]) {
    for part in data.split(separator: 0x0A, omittingEmptySubsequences: false) {
      bytes += wire.dataPrefix.rawValue.utf8
      bytes += part
      bytes += end
    }
    bytes += end
  }

  private func line(_ text: String, into bytes: inout [UInt8]) {
    bytes += text.utf8
    bytes += end
  }
}
