import Canvas

extension MarkdownDocument {
  /// The code of a block between fences, or of an indented one, exactly as written: without fences, gutters and the
  /// indentation of the block. Empty for blocks of other kinds.
  package func code(of block: MarkdownBlock) -> String {
    switch block.kind {
    case .code:
      guard let fence = block.fence else { return "" }
      var code = ""
      var position = lineEnd(from: block.source.lowerBound)
      while position < block.source.upperBound {
        let end = min(lineEnd(from: position), block.source.upperBound)
        let line = FenceLine(source, position..<end, fence)
        if !line.isClosing { code += line.text + "\n" }
        position = end
      }
      return code
    case .indentedCode:
      return MarkdownParser.parse(self, block.source, isOpen: false) { _ in CodeText() }?.text ?? ""
    default: return ""
    }
  }

  /// The code of all blocks in `block`, at any depth, with the language that each names: a list may hold several.
  package func codes(in block: MarkdownBlock) -> [(language: String, code: String)] {
    if block.kind == .code { return [(language(of: block), code(of: block))] }
    return MarkdownParser.parse(self, block.source, isOpen: false) { _ in CodeText() }?.codes ?? []
  }

  /// The level, from 1 to 6, and the text of a heading; nil for blocks of other kinds.
  package func heading(of block: MarkdownBlock) -> (level: Int, text: String)? {
    guard block.kind == .heading else { return nil }
    return MarkdownParser.parse(self, block.source, isOpen: block.isOpen) { _ in HeadingText() }.map {
      ($0.level, $0.text)
    }
  }

  /// The links and images of `block` from start to end, as written: targets are neither checked nor made safe.
  package func links(of block: MarkdownBlock) -> [MarkdownLink] {
    if block.kind == .code { return [] }
    return MarkdownParser.parse(self, block.source, isOpen: block.isOpen) { BlockRenderer(width: 80, text: $0) }?
      .links ?? []
  }
}

/// Collects code.
private struct CodeText: MarkdownSink {
  var codes: [(language: String, code: String)] = []
  private var isInCode = false

  var text: String { codes.map(\.code).joined() }

  mutating func take(_ event: MarkdownEvent) {
    switch event {
    case .enter(.code(let language)):
      codes.append((language, ""))
      isInCode = true
    case .leave(.code): isInCode = false
    case .text(_, let bytes, _) where isInCode:
      codes[codes.count - 1].code += PreparedText.withoutSeparators(bytes)
    default: break
    }
  }
}

/// Collects the text of a heading.
private struct HeadingText: MarkdownSink {
  private(set) var level = 1
  private(set) var text = ""

  mutating func take(_ event: MarkdownEvent) {
    switch event {
    case .enter(.heading(let level)): self.level = level
    case .text(.entity, let bytes, _): text += Entity.decoded(bytes.decoded)
    case .text(.hardBreak, _, _), .text(.softBreak, _, _): text += " "
    case .text(_, let bytes, _): text += PreparedText.withoutSeparators(bytes)
    default: break
    }
  }
}
