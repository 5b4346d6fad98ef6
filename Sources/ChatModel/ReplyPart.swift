/// A part of a reply that is not the answer: what the service said of itself on the way to it.
package struct ReplyPart: Hashable, Sendable, Codable {
  /// What the part is.
  package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// What the model thought before it answered.
    case thinking
    /// A tool that was called, or what came of it.
    case tool
    /// How far the service is.
    case status
  }

  /// The name of what an answer thinks between tags at its beginning; no event of this type is a part.
  package static let tagName = "<think>"

  package var kind: Kind
  /// The event's `type` as received, e.g. `tool_call`; `tagName` for the tag.
  package var name: String
  /// As received; not made safe for a terminal.
  package var text: String
  /// How many UTF-8 bytes of answer text came before it.
  package var offset: Int

  package init(kind: Kind, name: String, text: String, offset: Int) {
    self.kind = kind
    self.name = name
    self.text = text
    self.offset = offset
  }
}

extension ReplyPart {
  /// What it is, in a few words: `Thinking`, `Tool call`, `Tool: search_orders`. The name in it is as received, not made
  /// safe for a terminal.
  package var title: String {
    let words = Self.words(name)
    guard let first = words.first else { return Self.title(of: kind) }
    let sentence = ([first.prefix(1).uppercased() + first.dropFirst()] + words.dropFirst()).joined(separator: " ")
    switch kind {
    case .thinking: return words.contains { $0.hasPrefix("reason") } ? "Reasoning" : "Thinking"
    case .tool:
      return words.contains { $0.hasPrefix("tool") || $0.hasPrefix("function") } ? sentence : "Tool: \(name.prefix(80))"
    case .status: return words.count == 1 ? sentence : "Status: \(name.prefix(80))"
    }
  }

  /// How many lines its text has; a line end at its end begins none.
  package var lineCount: Int { Self.lines(text.utf8.count { $0 == 0x0A }, of: text) }

  /// The same, where `breaks` line feeds were counted in `text`.
  package static func lines(_ breaks: Int, of text: String) -> Int {
    text.isEmpty ? 0 : breaks + (text.utf8.last == 0x0A ? 0 : 1)
  }

  /// `title`, and how much there is of it.
  package static func summary(_ title: String, lines: Int) -> String {
    switch lines {
    case 0: title
    case 1: "\(title) · 1 line"
    default: "\(title) · \(lines) lines"
    }
  }

  /// What it is and how long, on one line.
  package var summary: String { Self.summary(title, lines: lineCount) }

  private static func title(of kind: Kind) -> String {
    switch kind {
    case .thinking: "Thinking"
    case .tool: "Tool"
    case .status: "Status"
    }
  }

  /// The words of a name such as `tool_call` or `toolCall`, in small letters; none of one that is longer than a name.
  private static func words(_ name: String) -> [String] {
    guard name.utf8.count <= 80 else { return [] }
    var words: [String] = [""]
    var wasLower = false
    for scalar in name.unicodeScalars {
      guard scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) else {
        words.append("")
        wasLower = false
        continue
      }
      if scalar.properties.isUppercase, wasLower { words.append("") }
      wasLower = scalar.properties.isLowercase
      words[words.count - 1] += scalar.properties.lowercaseMapping
    }
    return words.filter { !$0.isEmpty }
  }
}

extension Message {
  /// Whether it is a reply that has ended without a word of answer: as if nothing were wrong, or with parts, or with events
  /// that nobody could read.
  package var lacksAnswer: Bool {
    author == .assistant && !status.isRunning
      && (status == .complete && attachments.isEmpty || !parts.isEmpty || unreadableEvents > 0)
      && text.allSatisfy(\.isWhitespace)
  }

  /// The sentence about what could not be read; nil where all could.
  package var unreadableSentence: String? {
    Self.unreadableSentence(events: unreadableEvents, sources: unreadableSources)
  }

  /// The sentence about so many events and entries of lists of sources; nil for none.
  package static func unreadableSentence(events: Int, sources: Int = 0) -> String? {
    let counted = [(events, "event"), (sources, "source")].filter { $0.0 > 0 }
      .map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
    return counted.isEmpty ? nil : counted.joined(separator: " and ") + " could not be read."
  }
}
