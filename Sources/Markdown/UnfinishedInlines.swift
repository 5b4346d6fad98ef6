/// What is likely to follow the end of a text that grows: the closing marks of what is open in its last paragraph.
struct UnfinishedInlines {
  /// Where the part ends that is shown: marks that have just begun are left out.
  private(set) var end: Int
  /// What to add there.
  private(set) var closing: [UInt8] = []

  /// What has begun and not ended.
  private struct Opener {
    enum Kind: Equatable { case emphasis(UInt8), link, image }
    var kind: Kind
    /// The marks of emphasis that are open.
    var count = 1
    /// Where its marks end.
    var place = 0
  }

  /// Where something was open that began above: looked at from there on, the text would mean something else.
  private(set) var openRanges: [Range<Int>] = []

  private var source: [UInt8]
  private var openers: [Opener] = []
  /// What closes something that no other mark can stand in: code, an address, a target.
  private var innermost: [UInt8] = []

  /// More than these within each other nobody writes.
  private static let mostOpeners = 32
  /// Bytes beyond which a bracket is taken to be one.
  private static let longestLinkText = 200
  private static let longestAddress = 300

  /// Looks at `text`, a paragraph, or a table whose last row is looked at. If `awaitsDefinitions`, a paragraph that begins
  /// with a bracket is taken for one.
  init(_ text: ArraySlice<UInt8>, isTable: Bool, awaitsDefinitions: Bool = false) {
    end = text.endIndex
    var start = text.startIndex
    if isTable { start = text.lastIndex { $0.isLineEnd }.map { $0 + 1 } ?? start }
    while end > start, text[end - 1].isBlank || text[end - 1].isLineEnd { end -= 1 }
    source = []
    guard end > start else {
      end = text.endIndex
      return
    }
    source = Array(text[start..<end])
    let shown =
      isTable
      ? nil
      : UnfinishedDefinition.start(in: source, isLineOver: text[end...].contains { $0.isLineEnd }, awaitsDefinitions)
    scan(to: shown ?? source.count, isTable: isTable)
    while let last = openers.last, last.kind == .link || last.kind == .image, last.place >= source.count {
      // Nothing has come that it could show.
      cut(to: last.place - (last.kind == .image ? 2 : 1))
      openers.removeLast()
    }
    openRanges = openRanges.map { start + $0.lowerBound..<($0.upperBound == Int.max ? Int.max : start + $0.upperBound) }
    end = start + source.count
    while end > start, text[end - 1].isBlank || text[end - 1].isLineEnd { end -= 1 }
    closing = innermost
    for opener in openers.reversed() where opener.count > 0 {
      switch opener.kind {
      case .emphasis(let mark): closing += repeatElement(mark, count: opener.count)
      case .link, .image: closing += Array("](<>)".utf8)
      }
    }
    if isTable && !closing.isEmpty { closing += Array(" |".utf8) }
  }

  // MARK: Looking

  private mutating func scan(to end: Int, isTable: Bool) {
    if end < source.count { cut(to: end) }
    let code = CodeSpans(source, 0..<source.count)
    var formulas = Formulas.ranges(in: source, 0..<source.count, isOpen: true)[...]
    var position = 0
    var place = 0
    var opened: Int?
    defer { if let opened { openRanges.append(opened..<Int.max) } }
    while position < source.count {
      if openers.isEmpty, let start = opened {
        openRanges.append(start..<position)
        opened = nil
      } else if !openers.isEmpty, opened == nil {
        opened = place
      }
      place = position
      if let formula = formulas.first, formula.lowerBound <= position {
        formulas.removeFirst()
        position = max(position, formula.upperBound)
        continue
      }
      switch source[position] {
      case .backslash:
        if position + 1 == source.count { return cut(to: position) }
        position += 2
      case .backtick:
        guard let spanEnd = code.end(at: position) else { return openCode(at: position, isTable: isTable) }
        position = spanEnd
      case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"):
        let runEnd = source.skip(from: position) { $0 == source[position] }
        // At the end: what closes is closed below, what opens has nothing in it yet.
        if runEnd == source.count { return cut(to: position) }
        emphasis(position..<runEnd)
        position = runEnd
      case UInt8(ascii: "!") where position + 1 == source.count && mayBeginImage(position):
        return cut(to: position)
      case UInt8(ascii: "|") where isTable:
        openers = []
        position += 1
      case UInt8(ascii: "["):
        let isImage = position > 0 && source[position - 1] == UInt8(ascii: "!")
        if position + 1 == source.count { return cut(to: isImage ? position - 1 : position) }
        openBracket(at: position, isImage: isImage)
        position += 1
      case UInt8(ascii: "]"):
        guard let next = closeBracket(at: position) else { return }
        position = next
      case UInt8(ascii: "<"):
        guard let next = address(at: position) else { return }
        position = next
      case UInt8(ascii: "&"):
        let wordEnd = source.skip(from: position + 1) { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "#") }
        if wordEnd == source.count, wordEnd - position <= 8 { return cut(to: position) }
        position += 1
      default: position += 1
      }
    }
    // A bracket so far back is one.
    openers.removeAll { $0.kind == .link && source.count - $0.place > Self.longestLinkText }
    if let last = openers.lastIndex(where: { $0.kind == .link }) {
      // No link is within another one.
      openers = openers.enumerated().filter { $0.offset >= last || $0.element.kind != .link }.map(\.element)
    }
  }

  private mutating func cut(to end: Int) { source.removeLast(source.count - end) }

  private func isSpace(_ position: Int) -> Bool { source[position].isBlank || source[position].isLineEnd }

  /// Behind a word an exclamation mark is one.
  private func mayBeginImage(_ position: Int) -> Bool {
    position == 0 || isSpace(position - 1) || source[position - 1] >= 0x80 || source[position - 1] == UInt8(ascii: "[")
  }

  private mutating func openCode(at position: Int, isTable: Bool) {
    let runEnd = source.skip(from: position) { $0 == .backtick }
    if runEnd == source.count { return cut(to: position) }
    innermost = Array(source[position..<runEnd])
    // Backticks at the end are the first ones of the closing run, or become part of the code with what follows.
    while source.count > runEnd, let last = source.last,
      last == .backtick || last.isBlank || last.isLineEnd || isTable && last == .backslash
    {
      source.removeLast()
    }
  }

  private mutating func emphasis(_ run: Range<Int>) {
    let mark = source[run.lowerBound]
    if mark == UInt8(ascii: "~"), run.count == 1 { return }
    let before = run.lowerBound == 0 ? UInt8.space : source[run.lowerBound - 1]
    // Within a word an underscore is one.
    let isInWord = mark == UInt8(ascii: "_") && (source[run.upperBound].isLetter || source[run.upperBound].isDigit)
    let canClose = !(before.isBlank || before.isLineEnd || isInWord)
    let canOpen = !isSpace(run.upperBound)
    if canClose, let last = openers.lastIndex(where: { $0.kind == .emphasis(mark) }) {
      openers[last].count -= min(run.count, openers[last].count)
      openers.removeSubrange((openers[last].count == 0 ? last : last + 1)...)
    } else if canOpen, openers.count < Self.mostOpeners,
      mark != UInt8(ascii: "_") || !(before.isLetter || before.isDigit)
    {
      openers.append(Opener(kind: .emphasis(mark), count: run.count, place: run.upperBound))
    }
  }

  // MARK: Links

  /// A bracket that may begin a link. Notes and indexes are written in brackets as well, and boxes of tasks.
  private mutating func openBracket(at position: Int, isImage: Bool) {
    guard openers.count < Self.mostOpeners else { return }
    let next = source[position + 1]
    if !isImage {
      if next.isDigit || next == UInt8(ascii: "^") || isSpace(position + 1) { return }
      if next == UInt8(ascii: "!"), position + 2 < source.count, source[position + 2] != UInt8(ascii: "[") { return }
      if position > 0, source[position - 1].isLetter || source[position - 1].isDigit { return }
    }
    openers.append(Opener(kind: isImage ? .image : .link, place: position + 1))
  }

  /// Where to go on behind the bracket at `position`; nil at the end of what can be shown.
  private mutating func closeBracket(at position: Int) -> Int? {
    guard let last = openers.lastIndex(where: { $0.kind == .link || $0.kind == .image }) else { return position + 1 }
    if position + 1 == source.count {
      cut(to: position)
      return nil
    }
    guard source[position + 1] == UInt8(ascii: "(") else {
      openers.remove(at: last)
      return position + 1
    }
    guard let close = Self.linkEnd(source, from: position + 2) else {
      cut(to: position)
      return nil
    }
    openers.removeSubrange(last...)
    return close
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

  /// Where to go on behind the `<` at `position`, with what it begins; nil at the end of what can be shown.
  private mutating func address(at position: Int) -> Int? {
    if position + 1 == source.count {
      cut(to: position)
      return nil
    }
    guard source[position + 1].isLetter || source[position + 1] == UInt8(ascii: "/") else { return position + 1 }
    let limit = min(source.count, position + Self.longestAddress)
    let inner = source[..<limit].skip(from: position + 1) { $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "<") }
    if inner < limit { return source[inner] == UInt8(ascii: ">") ? inner + 1 : position + 1 }
    let rest = source[(position + 1)...]
    guard limit == source.count, !rest.contains(where: { $0.isInnerSpace || $0.isLineEnd }) else { return position + 1 }
    if let colon = rest.firstIndex(of: UInt8(ascii: ":")), colon - position > 2 {
      innermost = [UInt8(ascii: ">")]
      return nil
    }
    // The name of a tag, or what an address begins with.
    if rest.count <= 10 || rest.contains(UInt8(ascii: "@")) {
      cut(to: position)
      return nil
    }
    return position + 1
  }
}

/// A reference definition that has begun at the end of a text that grows; definitions do not show.
enum UnfinishedDefinition {
  /// Where it begins in `text`, the lines of a paragraph; nil if the last line cannot become one. If not
  /// `awaitsDefinitions`, it must have come up to its colon.
  static func start(in text: [UInt8], isLineOver: Bool, _ awaitsDefinitions: Bool) -> Int? {
    guard text.first == UInt8(ascii: "["), !isLineOver || text.last == UInt8(ascii: ":") else { return nil }
    let start = text.lastIndex { $0.isLineEnd }.map { $0 + 1 } ?? 0
    guard start < text.count, text[start] == UInt8(ascii: "["), start + 1 < text.count,
      text[start + 1] != UInt8(ascii: "^")
    else { return nil }
    var position = start + 1
    while position < text.count, text[position] != UInt8(ascii: "]") {
      if text[position] == UInt8(ascii: "[") { return nil }
      position += text[position] == .backslash ? 2 : 1
    }
    if position + 1 >= text.count { return awaitsDefinitions ? start : nil }
    return text[position + 1] == UInt8(ascii: ":") ? start : nil
  }
}
