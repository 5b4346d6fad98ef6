/// A place in a line, and what begins there.
struct LineCursor {
  private let line: Bytes
  /// Where the next byte that is not indentation stands.
  private(set) var position = 0
  /// The columns of indentation before it that no container has taken.
  var indent = 0
  /// The columns left of it in all; tabs stop at every fourth.
  private var column = 0

  init(_ line: Bytes) {
    var end = line.count
    while end > 0 && line[end - 1].isLineEnd { end -= 1 }
    self.line = Bytes(rebasing: line[..<end])
  }

  /// What follows the indentation.
  var rest: Bytes { Bytes(rebasing: line[position...]) }
  var byte: UInt8? { position < line.count ? line[position] : nil }
  var isAtEnd: Bool { position == line.count }
  func isLineEnd(_ position: Int) -> Bool { position == line.count }

  /// Passes blanks and measures them.
  mutating func skipIndent() {
    let start = column
    while position < line.count && line[position].isBlank {
      column = line[position] == .tab ? (column + 4) & ~3 : column + 1
      position += 1
    }
    indent = column - start
  }

  /// Passes all `marks` that stand here.
  mutating func skip(_ mark: UInt8) {
    position = line.skip(from: position) { $0 == mark }
  }

  /// Passes `>` and the blank that belongs to it.
  mutating func skipQuoteMark() {
    position += 1
    column += 1
    skipIndent()
    if indent > 0 { indent -= 1 }
  }

  /// The container whose mark stands here, and the position behind the mark.
  func containerMark() -> (BlockScanner.Container, after: Int)? {
    guard indent < BlockScanner.codeIndent, let byte else { return nil }
    if byte == UInt8(ascii: ">") {
      return (.init(mark: byte, markIndent: indent, contentIndent: indent + 1), position + 1)
    }
    if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "*") {
      guard isBlankOrEnd(position + 1) else { return nil }
      return (.init(mark: byte, markIndent: indent, contentIndent: indent + 1), position + 1)
    }
    guard byte.isDigit else { return nil }
    var end = position
    var number = 0
    while end < line.count && end < position + 9 && line[end].isDigit {
      number = number * 10 + Int(line[end] - UInt8(ascii: "0"))
      end += 1
    }
    guard end < line.count, line[end] == UInt8(ascii: ".") || line[end] == UInt8(ascii: ")"), isBlankOrEnd(end + 1)
    else { return nil }
    let width = end + 1 - position
    return (
      .init(mark: line[end], markIndent: indent, contentIndent: indent + width, number: number, ordinal: number),
      end + 1
    )
  }

  /// Passes the mark of `container`, which ends at `after`, and gives it the blanks that belong to it.
  mutating func enter(_ container: BlockScanner.Container, at after: Int) -> BlockScanner.Container {
    var container = container
    column += container.contentIndent - container.markIndent
    position = after
    skipIndent()
    if container.isQuote || isAtEnd || indent > BlockScanner.codeIndent {
      container.contentIndent += 1
      if !isAtEnd { indent = max(0, indent - 1) }
    } else {
      container.contentIndent += indent
      indent = 0
    }
    return container
  }

  /// Passes the box of a task, if there is one.
  mutating func skipTaskMark() -> Bool {
    guard position + 2 < line.count, line[position] == UInt8(ascii: "["), line[position + 2] == UInt8(ascii: "]"),
      [UInt8(ascii: " "), UInt8(ascii: "x"), UInt8(ascii: "X")].contains(line[position + 1]),
      isBlankOrEnd(position + 3)
    else { return false }
    position = line.skip(from: position + 3) { $0.isInnerSpace }
    return true
  }

  private func isBlankOrEnd(_ position: Int) -> Bool { position >= line.count || line[position].isBlank }

  // MARK: What begins here

  /// The level of the heading that the line, as an underline, makes of the paragraph above it.
  var setextLevel: Int? {
    guard let byte, byte == UInt8(ascii: "=") || byte == UInt8(ascii: "-") else { return nil }
    let end = line.skip(from: position) { $0 == byte }
    guard line.skip(from: end, while: { $0 == .space }) == line.count else { return nil }
    return byte == UInt8(ascii: "=") ? 1 : 2
  }

  /// Three or more of `-`, `_` or `*` and nothing else.
  var isRule: Bool {
    guard let byte, byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "*") else {
      return false
    }
    var marks = 0
    for other in rest {
      if other == byte { marks += 1 } else if !other.isBlank { return false }
    }
    return marks >= 3
  }

  var isHeading: Bool {
    guard byte == UInt8(ascii: "#") else { return false }
    let end = line.skip(from: position) { $0 == UInt8(ascii: "#") }
    return end - position <= 6 && isBlankOrEnd(end)
  }

  var openingFence: BlockScanner.Fence? {
    guard let byte, byte == .backtick || byte == UInt8(ascii: "~") else { return nil }
    let end = line.skip(from: position) { $0 == byte }
    guard end - position >= 3, byte != .backtick || !line[end...].contains(.backtick) else { return nil }
    return .init(mark: byte, length: end - position, indent: indent)
  }

  func closes(_ fence: BlockScanner.Fence) -> Bool {
    let end = line.skip(from: position) { $0 == fence.mark }
    return end - position >= fence.length && line.skip(from: end) { $0 == .space } == line.count
  }

  /// A table ends where a heading, code or HTML begins.
  var interruptsTable: Bool {
    isHeading || openingFence != nil || byte == UInt8(ascii: "<") && HTMLBlock(starting: rest) != nil
  }

  /// Cells of dashes with at least one pipe: what makes the line above it a table's header.
  var isDelimiterRow: Bool { DelimiterRow(rest) != nil }
}
