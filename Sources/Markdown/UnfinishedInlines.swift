/// What is likely to follow the end of a text that grows: the closing marks of what is open in its last paragraph.
struct UnfinishedInlines {
  /// Where the part ends that is shown: marks that have just begun are left out.
  private(set) var end: Int
  /// What to add there.
  private(set) var closing: [UInt8] = []

  /// Emphasis that is open.
  private struct Opener {
    var mark: UInt8
    var count: Int
  }

  /// More than these within each other nobody writes.
  private static let mostOpeners = 32

  /// Looks at `text`, a paragraph, or a table whose last row is looked at.
  init(_ text: ArraySlice<UInt8>, isTable: Bool) {
    end = text.endIndex
    var start = text.startIndex
    if isTable {
      let last = text.lastIndex { $0.isLineEnd || $0 == UInt8(ascii: "|") }
      start = last.map { $0 + 1 } ?? start
    }
    while end > start, text[end - 1].isBlank || text[end - 1].isLineEnd { end -= 1 }
    guard end > start else {
      end = text.endIndex
      return
    }
    let source = Array(text[start..<end])
    let code = CodeSpans(source, 0..<source.count)
    var openers: [Opener] = []
    var position = 0
    var openBracket: Int?
    scan: while position < source.count {
      let byte = source[position]
      switch byte {
      case .backslash:
        if position + 1 == source.count {
          end -= 1
          break scan
        }
        position += 2
      case .backtick:
        if let spanEnd = code.end(at: position) {
          position = spanEnd
        } else {
          let runEnd = source.skip(from: position) { $0 == .backtick }
          if runEnd == source.count {
            end -= runEnd - position
          } else {
            let run = Array(source[position..<runEnd])
            // Of a closing run that is longer, the part that has come is not part of the code.
            let trailing = source.reversed().prefix { $0 == .backtick }.count
            end -= trailing < run.count ? trailing : 0
            closing += run
          }
          break scan
        }
      case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"):
        let runEnd = source.skip(from: position) { $0 == byte }
        let before = position == 0 ? UInt8.space : source[position - 1]
        if runEnd == source.count {
          // At the end: what closes is closed below, what opens has nothing in it yet.
          end -= runEnd - position
          break scan
        }
        let after = source[runEnd]
        let canClose = !(before.isBlank || before.isLineEnd)
        let canOpen = !(after.isBlank || after.isLineEnd)
        var count = runEnd - position
        if canClose, let last = openers.lastIndex(where: { $0.mark == byte }) {
          let taken = min(count, openers[last].count)
          count -= taken
          openers[last].count -= taken
          openers.removeSubrange((openers[last].count == 0 ? last : last + 1)...)
        } else if canOpen, openers.count < Self.mostOpeners,
          byte != UInt8(ascii: "_") || !(before.isLetter || before.isDigit)
        {
          openers.append(Opener(mark: byte, count: count))
        }
        position = runEnd
      case UInt8(ascii: "["):
        openBracket = position
        position += 1
      case UInt8(ascii: "]")
      where openBracket != nil && position + 1 < source.count
        && source[position + 1] == UInt8(ascii: "("):
        guard let close = Self.linkEnd(source, from: position + 2) else {
          end = start + position
          closing += Array("](<>)".utf8)
          break scan
        }
        openBracket = nil
        position = close
      default: position += 1
      }
    }
    while end > start, text[end - 1].isBlank || text[end - 1].isLineEnd { end -= 1 }
    for opener in openers.reversed() where opener.count > 0 {
      closing += repeatElement(opener.mark, count: opener.count)
    }
    if isTable && !closing.isEmpty { closing += Array(" |".utf8) }
  }

  /// Where the target that begins at `start` has been closed.
  private static func linkEnd(_ text: [UInt8], from start: Int) -> Int? {
    var depth = 0
    var position = start
    while position < text.count {
      switch text[position] {
      case .backslash: position += 1
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        if depth == 0 { return position + 1 }
        depth -= 1
      case .newline where depth == 0 && position > start && text[position - 1] == .newline: return position
      default: break
      }
      position += 1
    }
    return nil
  }
}
