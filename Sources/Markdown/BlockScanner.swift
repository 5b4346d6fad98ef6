// Where the top-level blocks of a growing text begin and end, line by line.
//
// The scanner sees each complete line once and keeps what CommonMark keeps between two lines: the containers that are
// open (quotes and list items, outermost first) and the leaf that stands open in the innermost of them. It decides as
// md4c does, since md4c parses each block afterwards, on its own: a block cut elsewhere would be another block there.
//
//     - one          opens a list and a paragraph in it
//     two            no marker, but the paragraph in the item is open: goes on in it, lazily
//                    ends the paragraph; the list stays open
//       three        indented as the item's content: a second paragraph of the item
//     four           belongs to no container, and there is no open paragraph: the list is over, a new block begins

/// Splits lines into top-level blocks.
struct BlockScanner: Sendable {
  private(set) var containers: [Container] = []
  private(set) var leaf = Leaf.none
  /// The language that the last fence named.
  private(set) var fenceLanguage = ""
  /// The reference definitions of the paragraphs that have ended since they were last taken.
  private(set) var definitions: [ReferenceDefinition] = []

  /// The lines of the open paragraph without their indentation, where it may begin with reference definitions.
  private var definitionText: [UInt8]?
  /// The innermost item has nothing in it yet.
  private var itemIsEmpty = false
  /// The innermost item is empty and a blank line followed its mark: nothing can come into it any more.
  private var itemStaysEmpty = false

  /// The open paragraph has been parted, and stays one.
  private var isParted = false

  /// Columns of indentation that make a line code.
  static let codeIndent = 4
  /// Bytes of a paragraph beyond which it is not looked at for reference definitions.
  private static let longestDefinitions = 16_384
  /// Containers within each other beyond which a line is what it would be without them; what a screen can show is less.
  static let maximumDepth = 100

  /// Ends the open paragraph and returns the definitions not taken yet.
  mutating func takeDefinitions() -> [ReferenceDefinition] {
    endLeaf()
    defer { definitions = [] }
    return definitions
  }

  /// The open paragraph, which is in a container, goes on in another piece.
  mutating func partParagraph() { isParted = true }

  /// Forgets the definitions that have been read.
  mutating func forgetDefinitions() { definitions = [] }

  /// Takes the next line, with or without its end.
  mutating func consume(_ line: Bytes) -> Line {
    var cursor = LineCursor(line)
    var result = Line()
    let depth = containers.count
    var parents = 0
    cursor.skipIndent()
    while parents < depth {
      let container = containers[parents]
      if container.isQuote {
        guard cursor.indent < Self.codeIndent, cursor.byte == UInt8(ascii: ">") else { break }
        cursor.skipQuoteMark()
      } else {
        guard cursor.indent >= container.contentIndent else { break }
        cursor.indent -= container.contentIndent
      }
      parents += 1
    }
    if cursor.isAtEnd {
      while parents < depth && !containers[parents].isQuote { parents += 1 }
    }

    if case .fence(let fence) = leaf {
      if cursor.indent < Self.codeIndent && cursor.closes(fence) {
        return closeFence(parents: parents)
      }
      if parents == depth {
        result.belongs = true
        return result
      }
      // As md4c does: within a container the marks of what is no closing fence do not open another one.
      if parents > 0, cursor.indent < Self.codeIndent { cursor.skip(fence.mark) }
    }
    if case .html(let open?) = leaf {
      if open.ends(cursor.rest) {
        if open.endsAtBlankLine { return blank(parents: parents) }
        leaf = .html(nil)
        if parents == depth {
          result.belongs = true
          return result
        }
      } else if parents == depth {
        result.belongs = true
        return result
      }
    }
    if cursor.isAtEnd {
      if case .indentedCode = leaf, parents == depth { return result }
      if parents > 0, !containers[parents - 1].isQuote, itemIsEmpty { itemStaysEmpty = true }
      return blank(parents: parents)
    }
    var wholeIndent: Int?
    if itemStaysEmpty {
      if parents > 0, !containers[parents - 1].isQuote, itemIsEmpty {
        parents -= 1
        // Within another container md4c counts the indentation as taken; what begins a block is parsed with all of it.
        if parents == 0 { wholeIndent = cursor.indent + containers[0].contentIndent }
        if let wholeIndent, wholeIndent >= Self.codeIndent { cursor.indent = wholeIndent }
      }
      itemStaysEmpty = false
    }
    return content(&cursor, parents: parents, wholeIndent: wholeIndent)
  }

  // MARK: Lines that are not blank

  /// The meaning of a line with something in it, of which `cursor` has passed the marks of `parents` containers;
  /// `wholeIndent` is its indentation if it is no item of the list whose empty item it cannot go on in.
  private mutating func content(_ cursor: inout LineCursor, parents: Int, wholeIndent: Int?) -> Line {
    var result = Line()
    let depth = containers.count
    var kept = parents
    var brother: Container?
    var children: [Container] = []
    // What is open as far as this line can go on in it: after a container's mark, nothing.
    var open = leaf

    while true {
      let isNew = brother != nil || !children.isEmpty
      let isInAll = !isNew && parents == depth
      if isNew && cursor.isAtEnd { return finish(.nothing, cursor, kept, brother, children) }
      if isInAll, case .paragraph(let lines) = open, cursor.indent < Self.codeIndent,
        cursor.setextLevel != nil
      {
        if isParted {
          leaf = .paragraph(lines: lines + 1)
          result.belongs = true
          result.wordLine = cursor.position
          return result
        }
        if !isOnlyDefinitions() {
          endLeaf()
          result.belongs = true
          result.ends = depth == 0
          result.becomes = depth == 0 ? .heading : nil
          return result
        }
        // All lines before it were definitions: it is the first line of a paragraph.
        endLeaf()
        leaf = .paragraph(lines: 1)
        result.belongs = true
        return result
      }
      if cursor.indent < Self.codeIndent, cursor.isRule {
        return finish(.rule, cursor, kept, brother, children)
      }
      if parents < depth, !isNew, let (container, after) = cursor.containerMark(),
        isBrother(container, of: containers[parents])
      {
        brother = cursor.enter(container, at: after)
        brother?.ordinal = containers[parents].ordinal + 1
        kept = parents + 1
        open = .none
        continue
      }
      if !isNew, let wholeIndent { cursor.indent = wholeIndent }
      let mayBeCode: Bool
      switch open {
      case .none, .indentedCode: mayBeCode = true
      case .paragraph: mayBeCode = false
      // Within a container md4c sees what was open there; after it, a block of its own.
      default: mayBeCode = kept == 0 && !isNew
      }
      if cursor.indent >= Self.codeIndent, mayBeCode {
        return finish(.indentedCode, cursor, kept, brother, children)
      }
      if cursor.indent < Self.codeIndent, kept + children.count < Self.maximumDepth,
        let (container, after) = cursor.containerMark()
      {
        var interrupts = true
        if isInAll, case .paragraph = open, !container.isQuote {
          // An empty item cannot interrupt a paragraph, nor a number other than 1.
          if cursor.isLineEnd(after) || container.isOrdered && container.number != 1 {
            interrupts = false
          }
        }
        if interrupts {
          children.append(cursor.enter(container, at: after))
          open = .none
          continue
        }
      }
      if isInAll, case .table = open, depth > 0 || !cursor.interruptsTable {
        result.tableRow = depth > 0 ? cursor.position : nil
        result.belongs = true
        return result
      }
      if cursor.indent < Self.codeIndent, cursor.isHeading {
        return finish(.heading, cursor, kept, brother, children)
      }
      if let fence = cursor.openingFence {
        return finish(.code(fence), cursor, kept, brother, children)
      }
      if cursor.byte == UInt8(ascii: "<"), let html = HTMLBlock(starting: cursor.rest) {
        var mayStart = true
        if html == .tag, case .paragraph = open { mayStart = false }
        if mayStart {
          return finish(
            .html(html.ends(cursor.rest) && !html.endsAtBlankLine ? nil : html), cursor, kept, brother, children)
        }
      }
      if isInAll, case .paragraph(1) = open, cursor.isDelimiterRow {
        if isParted {
          leaf = .paragraph(lines: 2)
          result.belongs = true
          result.wordLine = cursor.position
          return result
        }
        endLeaf(keepingDefinitions: false)
        leaf = .table
        result.belongs = true
        result.becomes = depth == 0 ? .table : nil
        result.delimiterRow = cursor.position
        return result
      }
      if !isNew, case .paragraph(let lines) = open {
        // Whatever its indentation, the line goes on in the open paragraph.
        leaf = .paragraph(lines: lines + 1)
        if definitionText != nil { addDefinitionText(cursor.rest) }
        result.belongs = true
        return result
      }
      if isNew, let innermost = children.last ?? brother, !innermost.isQuote, cursor.skipTaskMark() {
        if children.isEmpty { brother?.isTask = true } else { children[children.count - 1].isTask = true }
      }
      return finish(.text, cursor, kept, brother, children)
    }
  }

  /// What a line begins, once its containers are known.
  private enum Beginning {
    /// Marks with nothing behind them.
    case nothing
    case text, rule, heading, indentedCode
    case code(Fence)
    case html(HTMLBlock?)
  }

  /// Leaves and enters containers and opens the leaf that the line begins, or goes on in.
  private mutating func finish(
    _ beginning: Beginning, _ cursor: LineCursor, _ kept: Int, _ brother: Container?, _ children: [Container]
  ) -> Line {
    var line = Line()
    line.belongs = true
    line.kept = kept
    let depth = containers.count
    let changes = brother != nil || !children.isEmpty || kept < depth
    let goesOn: Bool
    switch (beginning, leaf) {
    case (.indentedCode, .indentedCode), (.html, .html): goesOn = !changes
    default: goesOn = false
    }
    if !goesOn {
      endLeaf()
      line.startsLeaf = true
    }
    if kept < depth { containers.removeLast(depth - kept) }
    if let brother { containers[kept - 1] = brother }
    containers.append(contentsOf: children)
    if case .html = beginning, cursor.indent >= Self.codeIndent, kept == 0, children.isEmpty {
      line.hiddenIndent = cursor.position
    }
    if kept == 0 && !goesOn {
      line.startsBlock = children.first.map { $0.isQuote ? .quote : .list } ?? kind(of: beginning)
      if let first = children.first, !first.isQuote { line.startsItem = first }
    } else if kept == 1, let brother {
      line.startsItem = brother
    }
    itemIsEmpty = false
    switch beginning {
    case .nothing:
      leaf = .none
      itemIsEmpty = containers.last.map { !$0.isQuote } ?? false
    case .text:
      leaf = .paragraph(lines: 1)
      if cursor.byte == UInt8(ascii: "[") {
        definitionText = []
        addDefinitionText(cursor.rest)
      }
    case .rule, .heading:
      leaf = .none
      line.ends = containers.isEmpty
    case .indentedCode: leaf = .indentedCode
    case .code(let fence):
      leaf = .fence(fence)
      let info = cursor.rest.dropFirst(fence.length).drop { $0.isBlank }
      fenceLanguage = Array(info.prefix { !$0.isInnerSpace && !$0.isLineEnd && $0 != .backtick }).decoded
    case .html(let html): leaf = .html(html)
    }
    return line
  }

  private func kind(of beginning: Beginning) -> BlockKind {
    switch beginning {
    case .text, .nothing: .paragraph
    case .rule: .rule
    case .heading: .heading
    case .indentedCode: .indentedCode
    case .code: .code
    case .html: .html
    }
  }

  private func isBrother(_ container: Container, of open: Container) -> Bool {
    !container.isQuote && container.mark == open.mark && container.markIndent <= open.contentIndent
  }

  // MARK: Lines that are blank, or count as such

  private mutating func blank(parents: Int) -> Line {
    endLeaf()
    if parents < containers.count {
      containers.removeLast(containers.count - parents)
      itemIsEmpty = false
    }
    var line = Line()
    line.ends = containers.isEmpty
    return line
  }

  private mutating func closeFence(parents: Int) -> Line {
    var line = blank(parents: parents)
    line.belongs = true
    return line
  }

  // MARK: The open leaf

  private mutating func endLeaf(keepingDefinitions: Bool = true) {
    if let text = definitionText {
      if keepingDefinitions { definitions += ReferenceDefinition.leading(text).definitions }
      definitionText = nil
    }
    leaf = .none
    isParted = false
  }

  private func isOnlyDefinitions() -> Bool {
    definitionText.map { ReferenceDefinition.leading($0).end == $0.count } ?? false
  }

  private mutating func addDefinitionText(_ rest: Bytes) {
    // No definitions are this long; what is copied for each piece of a growing line stays small.
    guard let text = definitionText, text.count + rest.count <= Self.longestDefinitions else {
      definitionText = nil
      return
    }
    definitionText?.append(contentsOf: rest)
    if definitionText?.last != .newline { definitionText?.append(.newline) }
  }
}
