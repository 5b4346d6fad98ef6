// A long item, quote, block of HTML or of indented code is laid out in pieces, so that its growth and its rows cost what is
// new and what is seen. A piece begins where a block within begins, or within one: with a line, or in a long paragraph with
// a word. md4c is given the piece below a head that opens again what is open there; what comes of the head is dropped.
//
//     - one            the containers: an item, a quote in it
//       > text
//       >
//       > more         a piece begins here; md4c reads:      - > # x
//                                                              >
//                                                              > more
//
// The marks of the containers have been shown above; their numbers, and how far they set in what is in them, stay.

/// How a piece goes on with what has begun above it.
struct MarkdownResume: Sendable, Hashable {
  /// What of the innermost container is open.
  enum Leaf: Sendable, Hashable {
    case none, paragraph, indentedCode
    case code(BlockScanner.Fence, language: String)
    case html(HTMLBlock)
  }

  /// Outermost first.
  var containers: [BlockScanner.Container]
  var leaf: Leaf
  /// Of code: what its colours start with.
  var colours: Highlighter?
  /// Of code: the piece begins within a line.
  var isInLine = false
}

extension MarkdownResume {
  /// How the piece goes on that would begin with `line`, taken after `before` and leading to `after`; nil where none can.
  init?(_ line: BlockScanner.Line, from before: BlockScanner, to after: BlockScanner, followsBlankLine: Bool) {
    guard line.belongs, line.startsBlock == nil, line.startsItem == nil else { return nil }
    if line.startsLeaf {
      guard line.kept > 0 else { return nil }
      self.init(containers: Array(before.containers.prefix(line.kept)), leaf: .none)
      return
    }
    guard before.leaf == after.leaf, before.containers == after.containers else { return nil }
    switch after.leaf {
    case .fence(let fence) where !after.containers.isEmpty:
      self.init(containers: after.containers, leaf: .code(fence, language: after.fenceLanguage))
    case .html(let html?): self.init(containers: after.containers, leaf: .html(html))
    // The blank lines within code belong to it.
    case .indentedCode where !followsBlankLine: self.init(containers: after.containers, leaf: .indentedCode)
    default: return nil
    }
  }

  /// What md4c is given before the piece, which begins with `first`.
  func head(before first: UInt8?, followsBlankLine: Bool) -> [UInt8] {
    var head = marks
    switch leaf {
    case .none:
      head += "# x\n".utf8
      if followsBlankLine { head += marksOfNextLine + [.newline] }
    case .paragraph:
      // Whatever it begins with is text.
      if let first, !first.isLetter, first < 0xC3 { head += PreparedText.separator }
    case .indentedCode: head += "    x\n".utf8
    case .code(let fence, let language):
      head += repeatElement(.space, count: fence.indent)
      head += repeatElement(fence.mark, count: fence.length)
      head += language.utf8
      head.append(.newline)
      if isInLine {
        head += marksOfNextLine
        // Whatever it begins with is neither a fence nor indentation.
        if let first, first == fence.mark || first.isBlank { head += PreparedText.separator }
      }
    case .html(let html):
      switch html {
      case .verbatim: head += "<script>".utf8
      case .comment: head += "<!--".utf8
      case .instruction: head += "<?".utf8
      case .declaration: head += "<!X".utf8
      case .characterData: head += "<![CDATA[".utf8
      case .blockTag, .tag: head += "<div>".utf8
      }
      head.append(.newline)
    }
    return head
  }

  /// What a line begins with that goes on in the containers.
  private var marksOfNextLine: [UInt8] {
    containers.flatMap { container in
      let columns = container.isQuote ? container.markIndent : container.contentIndent
      return repeatElement(UInt8.space, count: columns) + (container.isQuote ? Array("> ".utf8) : [])
    }
  }

  /// The marks of the containers, with contents that stand in the same columns.
  private var marks: [UInt8] {
    var marks: [UInt8] = []
    for container in containers {
      marks += repeatElement(.space, count: container.markIndent)
      let width = container.contentIndent - container.markIndent
      if container.isOrdered {
        let digits = max(1, min(9, width - 2))
        marks += repeatElement(UInt8(ascii: "0"), count: digits - 1)
        marks.append(UInt8(ascii: "1"))
        marks.append(container.mark)
        marks += repeatElement(.space, count: max(1, width - digits - 1))
      } else {
        marks.append(container.mark)
        marks += repeatElement(.space, count: max(1, width - 1))
      }
    }
    return marks
  }
}

extension MarkdownDocument {
  /// Where the piece of a paragraph ends that begins with `range` of `source`, if all of it has come: before a word if one
  /// begins near `length` bytes.
  static func paragraphEnd(in source: [UInt8], _ range: Range<Int>, length: Int) -> Int? {
    let word = max(1, length / 32)
    let wanted = range.lowerBound + length
    guard wanted + 2 * word + 4 <= range.upperBound else { return nil }
    func begins(_ place: Int) -> Bool { source[place].isLetter || source[place] >= 0xC3 }
    for place in wanted..<wanted + word where begins(place) {
      // Before a word, or between two characters of a script without spaces.
      if source[place - 1].isBlank || source[place - 1].isLineEnd { return place }
      if source[place] >= 0xE3, source[place - 1] >= 0x80 { return place }
    }
    for place in wanted..<wanted + word where begins(place) { return place }
    for place in wanted..<wanted + 4 where source[place] & 0xC0 != 0x80 { return place }
    return wanted
  }
}
