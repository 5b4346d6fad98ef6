import AppState
import ChatModel
import Markdown

/// What stands on the screen that somebody may want to copy: messages, and the blocks, links and command lines in them.
struct CopyTargets {
  /// A thing to be copied, and in which row of the pane its label stands.
  struct Thing: Equatable {
    var kind: CopyTarget.Kind
    var text: String
    var row: Int
    /// The text on the screen before which the label stands; nil at the row's beginning.
    var before: String?
  }

  private(set) var things: [Thing] = []

  /// Languages whose lines are commands.
  private static let shells: Set<String> = [
    "sh", "bash", "zsh", "fish", "shell", "console", "shell-session", "powershell",
  ]

  /// The rows, counted from the top, on which something is to be seen.
  private let written: Set<Int>

  /// What is to be copied of `messages`, of which a pane shows `lines` with the texts `rows`.
  init(_ lines: [TranscriptLine], rows: [String], _ messages: [Message]) {
    written = Set(rows.indices.filter { !rows[$0].allSatisfy(\.isWhitespace) })
    var index = 0
    while index < lines.count {
      let end = lines[index...].firstIndex { $0.index != lines[index].index } ?? lines.count
      add(lines, index..<end, messages[lines[index].index])
      index = end
    }
  }

  private mutating func add(_ lines: [TranscriptLine], _ rows: Range<Int>, _ message: Message) {
    guard !message.text.isEmpty else { return }
    let head = rows.first { lines[$0].spot == .head(0) }
    if let head {
      things.append(Thing(kind: .message, text: message.text, row: head))
    }
    let shown = rows.compactMap { row in
      written.contains(row) ? lines[row].source.map { (row: row, source: $0) } : nil
    }
    guard message.author == .assistant else {
      if let first = shown.first, head == nil {
        things.append(Thing(kind: .message, text: message.text, row: first.row))
      }
      return
    }
    var document = MarkdownDocument()
    document.append(message.text)
    document.finish()
    for block in document.blocks {
      let own = shown.filter { block.source.contains($0.source) }
      guard let first = own.first else { continue }
      add(block, of: document, first.row, message)
      for link in document.links(of: block) where !link.target.isEmpty {
        things.append(Thing(kind: .link, text: link.target, row: first.row, before: link.text))
      }
      guard block.kind == .code, Self.shells.contains(document.language(of: block).lowercased()) else { continue }
      for (row, source) in own {
        let line = message.text.line(at: source)
        if let command = Self.command(line) { things.append(Thing(kind: .command, text: command, row: row)) }
      }
    }
  }

  private mutating func add(_ block: MarkdownBlock, of document: MarkdownDocument, _ row: Int, _ message: Message) {
    let source = message.text.utf8Slice(from: block.source.lowerBound, to: block.source.upperBound)
    switch block.kind {
    case .code, .indentedCode:
      var code = document.code(of: block)
      if code.hasSuffix("\n") { code.removeLast() }
      things.append(Thing(kind: .code, text: code, row: row))
    case .heading: things.append(Thing(kind: .heading, text: document.heading(of: block)?.text ?? source, row: row))
    case .rule: break
    case .paragraph: things.append(Thing(kind: .paragraph, text: source, row: row))
    case .quote, .list, .table, .html:
      let kind: CopyTarget.Kind =
        block.kind == .quote ? .quote : block.kind == .list ? .list : block.kind == .table ? .table : .text
      things.append(Thing(kind: kind, text: source, row: row))
      for code in document.codes(in: block) where !code.code.isEmpty {
        var text = code.code
        if text.hasSuffix("\n") { text.removeLast() }
        things.append(
          Thing(kind: .code, text: text, row: row, before: text.split(separator: "\n").first.map(String.init)))
      }
    }
  }

  /// The command of a line of a shell's code: without its prompt; nil for comments and blank lines.
  private static func command(_ line: String) -> String? {
    var text = Substring(line)
    while text.first?.isWhitespace == true { text.removeFirst() }
    for prompt in ["$ ", "% ", "> "] where text.hasPrefix(prompt) { text = text.dropFirst(2) }
    return text.isEmpty || text.hasPrefix("#") || text.hasPrefix("```") || text.hasPrefix("~~~") ? nil : String(text)
  }

  // MARK: Labels

  private static let letters = Array("asdfghjklqwertyuiopzxcvbnm")

  /// As many labels as wanted, none of which another one begins with; the easiest keys first.
  static func labels(_ count: Int) -> [String] {
    if count <= letters.count { return letters.prefix(count).map { String($0) } }
    var labels: [String] = []
    for first in letters {
      for second in letters where labels.count < count { labels.append("\(first)\(second)") }
    }
    return labels
  }
}

extension String {
  /// The line in which the byte `offset` stands.
  fileprivate func line(at offset: Int) -> String {
    let place = utf8.index(startIndex, offsetBy: min(offset, utf8.count))
    let start = self[..<place].lastIndex(where: \.isNewline).map { index(after: $0) } ?? startIndex
    let end = self[place...].firstIndex(where: \.isNewline) ?? endIndex
    return start < end ? String(self[start..<end]) : ""
  }
}
