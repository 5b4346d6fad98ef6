/// Where the keys and tables of a TOML text stand. The parser proper says nothing about that, and messages and edits
/// need it. It reads the shape only, values are skipped; a text that is no TOML gives the outline of what came before
/// the mistake.
struct TOMLOutline {
  /// One `key = value`, on a line of its own or inside braces.
  struct Entry: Equatable {
    /// The tables around it and its own parts.
    var path: [String]
    var line: Int
    /// UTF-8 offsets of the key and of the value.
    var key: Range<Int>
    var value: Range<Int>
    /// The index of the header that it stands under; nil above the first one.
    var header: Int?
    var place: Place
  }

  enum Place: Equatable {
    case line, braces
  }

  /// One `[table]` or `[[table]]`.
  struct Header: Equatable {
    var path: [String]
    var line: Int
    /// UTF-8 offsets from the bracket to behind its partner.
    var range: Range<Int>
  }

  /// Deeper than this is no configuration of ours, and the parser could run out of stack on it.
  static let maximumDepth = 24

  private(set) var entries: [Entry] = []
  private(set) var headers: [Header] = []
  /// The line where keys or values are nested too deep; the outline ends there.
  private(set) var tooDeepLine: Int?
  private var lines: [[String]: Int] = [:]

  /// The outline of `bytes`.
  init(_ bytes: [UInt8]) {
    var scanner = Scanner(bytes: bytes)
    scanner.scan(into: &self)
    if scanner.isTooDeep { tooDeepLine = scanner.line }
  }

  /// The line where `path` is first mentioned.
  func line(of path: [String]) -> Int? { lines[path] }

  private mutating func mention(_ path: [String], line: Int) {
    var path = path
    while !path.isEmpty, lines[path] == nil {
      lines[path] = line
      path.removeLast()
    }
  }
}

extension TOMLOutline {
  /// Walks through the bytes once.
  private struct Scanner {
    let bytes: [UInt8]
    var index = 0
    var line = 1
    var isTooDeep = false

    init(bytes: [UInt8]) {
      self.bytes = bytes
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func isNext(_ character: Unicode.Scalar) -> Bool { byte == UInt8(ascii: character) }

    private mutating func advance() {
      if bytes[index] == UInt8(ascii: "\n") { line += 1 }
      index += 1
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard isNext(character) else { return false }
      advance()
      return true
    }

    private mutating func skipBlanks() {
      while isNext(" ") || isNext("\t") { index += 1 }
    }

    private mutating func skipToLineEnd() {
      while let byte, byte != UInt8(ascii: "\n") { index += 1 }
    }

    /// Blanks, line ends and comments.
    private mutating func skipSpace() {
      while let byte {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): advance()
        case UInt8(ascii: "#"): skipToLineEnd()
        default: return
        }
      }
    }

    mutating func scan(into outline: inout TOMLOutline) {
      while !isTooDeep {
        skipSpace()
        guard byte != nil else { return }
        let isWhole = isNext("[") ? scanHeader(into: &outline) : scanEntry(.line, under: [], into: &outline)
        guard isWhole else { return }
      }
    }

    private mutating func scanHeader(into outline: inout TOMLOutline) -> Bool {
      let start = index
      let line = line
      advance()
      let isList = take("[")
      guard let path = scanKey(), take("]"), !isList || take("]") else { return false }
      outline.headers.append(Header(path: path, line: line, range: start..<index))
      outline.mention(path, line: line)
      return true
    }

    private mutating func scanEntry(_ place: Place, under outer: [String], into outline: inout TOMLOutline) -> Bool {
      let base = place == .line ? outline.headers.last?.path ?? [] : outer
      let start = index
      let line = line
      guard let key = scanKey() else { return false }
      var end = index
      while end > start, bytes[end - 1] == UInt8(ascii: " ") || bytes[end - 1] == UInt8(ascii: "\t") { end -= 1 }
      guard take("=") else { return false }
      let path = base + key
      guard path.count <= TOMLOutline.maximumDepth else {
        isTooDeep = true
        return false
      }
      skipBlanks()
      let header = outline.headers.isEmpty ? nil : outline.headers.count - 1
      let slot = outline.entries.count
      let entry = Entry(path: path, line: line, key: start..<end, value: index..<index, header: header, place: place)
      outline.entries.append(entry)
      outline.mention(path, line: line)
      guard skipValue(depth: 0, path: path, into: &outline) else { return false }
      outline.entries[slot].value = outline.entries[slot].value.lowerBound..<index
      return true
    }

    /// A dotted key with the blanks behind it.
    private mutating func scanKey() -> [String]? {
      var path: [String] = []
      repeat {
        skipBlanks()
        guard let part = scanKeyPart() else { return nil }
        path.append(part)
        guard path.count <= TOMLOutline.maximumDepth else {
          isTooDeep = true
          return nil
        }
        skipBlanks()
      } while take(".")
      return path
    }

    private mutating func scanKeyPart() -> String? {
      let start = index
      if isNext("\"") || isNext("'") {
        let isLiteral = isNext("'")
        guard skipText() else { return nil }
        let inner = bytes[start + 1..<max(start + 1, index - 1)]
        return isLiteral ? String(decoding: inner, as: UTF8.self) : Self.unescaped(inner)
      }
      while let byte, !" \t\r\n.=[]{}#\"',".utf8.contains(byte) { index += 1 }
      return index > start ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
    }

    /// A value and, in braces, the entries in it. Ends right behind the value.
    private mutating func skipValue(depth: Int, path: [String], into outline: inout TOMLOutline) -> Bool {
      guard depth <= TOMLOutline.maximumDepth else {
        isTooDeep = true
        return false
      }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): return skipText()
      case UInt8(ascii: "["):
        advance()
        while true {
          skipSpace()
          if take("]") { return true }
          guard skipValue(depth: depth + 1, path: path, into: &outline) else { return false }
          skipSpace()
          guard take(",") || isNext("]") else { return false }
        }
      case UInt8(ascii: "{"):
        advance()
        while true {
          skipSpace()
          if take("}") { return true }
          guard scanEntry(.braces, under: path, into: &outline) else { return false }
          skipSpace()
          guard take(",") || isNext("}") else { return false }
        }
      default: return skipScalar()
      }
    }

    /// A number, a date, true or false: up to what ends it, without blanks at its end.
    private mutating func skipScalar() -> Bool {
      let start = index
      while let byte, !",]}#\r\n".utf8.contains(byte) { index += 1 }
      while index > start, bytes[index - 1] == UInt8(ascii: " ") || bytes[index - 1] == UInt8(ascii: "\t") {
        index -= 1
      }
      return index > start
    }

    /// A text in one or three quotes of either kind.
    private mutating func skipText() -> Bool {
      let quote = bytes[index]
      let isLiteral = quote == UInt8(ascii: "'")
      let isLong = index + 2 < bytes.count && bytes[index + 1] == quote && bytes[index + 2] == quote
      index += isLong ? 3 : 1
      while let byte {
        if byte == UInt8(ascii: "\\"), !isLiteral {
          advance()
          if index < bytes.count { advance() }
        } else if byte != quote {
          if byte == UInt8(ascii: "\n"), !isLong { return false }
          advance()
        } else if !isLong {
          index += 1
          return true
        } else if index + 2 < bytes.count, bytes[index + 1] == quote, bytes[index + 2] == quote {
          index += 3
          // Up to two quotes may stand right before the closing three.
          var extra = 0
          while self.byte == quote, extra < 2 {
            index += 1
            extra += 1
          }
          return true
        } else {
          index += 1
        }
      }
      return false
    }

    /// A quoted key with its escapes resolved.
    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
      guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
      var text = String.UnicodeScalarView()
      var rest = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
      while let scalar = rest.popFirst() {
        guard scalar == "\\", let escape = rest.popFirst() else {
          text.append(scalar)
          continue
        }
        switch escape {
        case "b": text.append("\u{8}")
        case "t": text.append("\t")
        case "n": text.append("\n")
        case "f": text.append("\u{C}")
        case "r": text.append("\r")
        case "u", "U":
          let digits = rest.prefix(escape == "u" ? 4 : 8)
          rest = rest.dropFirst(digits.count)
          text.append(UInt32(String(digits), radix: 16).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}")
        default: text.append(escape)
        }
      }
      return String(text)
    }
  }
}
