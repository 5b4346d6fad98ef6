// What is known of a text between two lines, and what one line means.

extension BlockScanner {
  /// A quote or a list item that is open.
  struct Container: Sendable, Hashable {
    /// `>`, or the bullet of a list, or what ends the number of an ordered one.
    var mark: UInt8
    /// The columns before the mark, counted from the content of the container around it.
    var markIndent = 0
    /// The columns before the content.
    var contentIndent = 0
    /// The number of an ordered item: as written, and as its list gives it.
    var number = 0
    var ordinal = 0
    /// The item begins with the box of a task.
    var isTask = false

    var isQuote: Bool { mark == UInt8(ascii: ">") }
    var isOrdered: Bool { mark == UInt8(ascii: ".") || mark == UInt8(ascii: ")") }
  }

  /// What is open in the innermost container.
  enum Leaf: Sendable, Equatable {
    case none
    case paragraph(lines: Int)
    case table
    case indentedCode
    case fence(Fence)
    /// A block of raw HTML; nil after the line that ended it, which another line of HTML may still join.
    case html(HTMLBlock?)
  }

  struct Fence: Sendable, Hashable {
    var mark: UInt8
    var length: Int
    var indent: Int
  }

  /// What one line means for the top-level blocks.
  struct Line: Sendable, Equatable {
    /// A new top-level block begins with the line; what was open ends before it.
    var startsBlock: BlockKind?
    /// The line belongs to the block that was open, or to the one it starts; otherwise it is blank.
    var belongs = false
    /// A new item of the open top-level list begins.
    var startsItem: Container?
    /// The open paragraph or table has become this.
    var becomes: BlockKind?
    /// No further line can belong to the block.
    var ends = false
    /// Where in the line a table's delimiter row begins, at any depth.
    var delimiterRow: Int?
    /// Where in the line a row begins of a table in a container.
    var tableRow: Int?
    /// Where a line begins that underlines a paragraph which has been parted, and so goes on in it.
    var wordLine: Int?
    /// A leaf, at any depth, begins with the line.
    var startsLeaf = false
    /// So many of the containers that were open before it go on with the line, or with an item that follows it.
    var kept = 0
    /// Bytes of indentation that the parser must not see: HTML may begin below a paragraph however far it is indented.
    var hiddenIndent = 0
  }
}
