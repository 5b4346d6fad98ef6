/// Walks once through a TOML text and notes where its keys stand.
///
/// It is strict about the shape of the text, so that the parser proper is given only what it can take: toml++ 3.4 ends the
/// process, or does worse in a release build, where a key begins with a sign that no key may begin with.
struct TOMLScanner {
  typealias Mistake = TOMLOutline.Mistake

  private let bytes: [UInt8]
  private var index = 0
  private var line = 1

  init(bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
  }

  mutating func scan(into outline: inout TOMLOutline) throws(Mistake) {
    while true {
      try skipSpace()
      guard index < bytes.count else { return }
      if isNext("[") {
        try scanHeader(into: &outline)
      } else {
        try scanEntry(.line, under: outline.headers.last?.path ?? [], into: &outline)
      }
      skipBlanks()
      if isNext("#") { try skipComment() }
      guard index == bytes.count || isLineEnd else { throw mistake("expected the end of the line") }
    }
  }

  // MARK: Bytes

  private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

  private var isLineEnd: Bool {
    isNext("\n") || isNext("\r") && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
  }

  private func isNext(_ character: Unicode.Scalar) -> Bool { byte == UInt8(ascii: character) }

  private func mistake(_ text: String) -> Mistake { Mistake(offset: index, text: text) }

  /// Takes one byte, which may end a line.
  private mutating func advance() {
    if bytes[index] == UInt8(ascii: "\n") { line += 1 }
    index += 1
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard isNext(character) else { return false }
    index += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar, _ text: String) throws(Mistake) {
    guard take(character) else { throw mistake(text) }
  }

  private mutating func skipBlanks() {
    while isNext(" ") || isNext("\t") { index += 1 }
  }

  private mutating func skipComment() throws(Mistake) {
    while let byte, !isLineEnd {
      if byte < 0x20 && byte != UInt8(ascii: "\t") || byte == 0x7F {
        throw mistake("a control character in a comment")
      }
      index += 1
    }
  }

  /// Blanks, line ends and comments.
  private mutating func skipSpace() throws(Mistake) {
    while true {
      skipBlanks()
      if isNext("#") {
        try skipComment()
      } else if isLineEnd {
        advance()
      } else {
        return
      }
    }
  }

  // MARK: Keys

  private mutating func scanHeader(into outline: inout TOMLOutline) throws(Mistake) {
    let start = index
    index += 1
    let isList = take("[")
    let path = try scanKey()
    try expect("]", "expected ] after the table's name")
    if isList { try expect("]", "expected ]] after the table's name") }
    outline.add(TOMLOutline.Header(path: path, line: line, range: start..<index))
  }

  private mutating func scanEntry(
    _ place: TOMLOutline.Place, under outer: [String], into outline: inout TOMLOutline
  ) throws(Mistake) {
    let start = index
    let path = outer + (try scanKey())
    var end = index
    while end > start, bytes[end - 1] == UInt8(ascii: " ") || bytes[end - 1] == UInt8(ascii: "\t") { end -= 1 }
    try expect("=", "expected = after a key; a table's name stands in [brackets]")
    guard path.count <= TOMLOutline.maximumDepth else { throw tooDeep }
    skipBlanks()
    let header = outline.headers.isEmpty ? nil : outline.headers.count - 1
    let entry = outline.add(
      TOMLOutline.Entry(
        path: path, line: line, key: start..<end, value: index..<index, header: header, place: place))
    try skipValue(depth: 0, path: path, into: &outline)
    outline.end(entry, at: index)
  }

  private var tooDeep: Mistake { mistake("keys or values are nested too deep") }

  /// A dotted key with the blanks around it.
  private mutating func scanKey() throws(Mistake) -> [String] {
    var path: [String] = []
    repeat {
      skipBlanks()
      path.append(try scanKeyPart())
      guard path.count <= TOMLOutline.maximumDepth else { throw tooDeep }
      skipBlanks()
    } while take(".")
    return path
  }

  private mutating func scanKeyPart() throws(Mistake) -> String {
    let start = index
    if isNext("\"") || isNext("'") {
      let isLiteral = isNext("'")
      if isLong(bytes[index]) { throw mistake("a key takes one pair of quotes") }
      try skipText()
      let inner = bytes[start + 1..<index - 1]
      return isLiteral ? String(decoding: inner, as: UTF8.self) : Self.unescaped(inner)
    }
    while let byte, Self.isBare(byte) { index += 1 }
    guard index > start else {
      throw mistake("expected a key: letters, digits, - and _; one with other signs stands in quotes")
    }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private static func isBare(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
    default: false
    }
  }

  // MARK: Values

  /// A value and, in braces, the entries in it. Ends right behind the value.
  private mutating func skipValue(depth: Int, path: [String], into outline: inout TOMLOutline) throws(Mistake) {
    guard depth <= TOMLOutline.maximumDepth else { throw tooDeep }
    if isNext("\"") || isNext("'") {
      try skipText()
    } else if take("[") {
      try skipSpace()
      while !take("]") {
        try skipValue(depth: depth + 1, path: path, into: &outline)
        try skipSpace()
        if !take(",") {
          try expect("]", "expected a comma or ] in the list")
          return
        }
        try skipSpace()
      }
    } else if take("{") {
      skipBlanks()
      if take("}") { return }
      repeat {
        skipBlanks()
        try scanEntry(.braces, under: path, into: &outline)
        skipBlanks()
      } while take(",")
      try expect("}", "expected a comma or } in the table, which stands on one line")
    } else {
      try skipScalar()
    }
  }

  /// A number, a date, true or false: up to what ends it, without blanks at its end.
  private mutating func skipScalar() throws(Mistake) {
    let start = index
    while let byte, !",]}#\r\n".utf8.contains(byte) { index += 1 }
    while index > start, bytes[index - 1] == UInt8(ascii: " ") || bytes[index - 1] == UInt8(ascii: "\t") { index -= 1 }
    if TOMLScalar.isOne(bytes[start..<index]) { return }
    let isMissing = index == start
    index = start
    throw mistake(isMissing ? "a value is missing" : "this is no value; texts stand in quotes")
  }

  /// Whether three of `quote` stand here.
  private func isLong(_ quote: UInt8) -> Bool { bytes[index...].prefix(3).elementsEqual([quote, quote, quote]) }

  /// Whether the escape that begins here, behind its backslash, is that of the character NUL.
  private var isNullEscape: Bool {
    let rest = bytes[index...]
    return rest.starts(with: "u0000".utf8) || rest.starts(with: "U00000000".utf8)
  }

  /// A text in one or three quotes of either kind.
  private mutating func skipText() throws(Mistake) {
    let start = index
    let quote = bytes[index]
    let isLiteral = quote == UInt8(ascii: "'")
    let isLong = isLong(quote)
    index += isLong ? 3 : 1
    while let byte {
      if byte == quote, !isLong {
        index += 1
        return
      } else if byte == quote, self.isLong(quote) {
        index += 3
        // Up to two quotes of the text may stand right before the closing three.
        for _ in 0..<2 where self.byte == quote { index += 1 }
        return
      } else if byte == UInt8(ascii: "\\"), !isLiteral {
        index += 1
        if isNullEscape { throw mistake("a NUL (\\u0000) in a text: it would end there for those who read it") }
        if index < bytes.count, !isLineEnd { index += 1 }
      } else if isLineEnd {
        if !isLong { break }
        advance()
      } else if byte < 0x20 && byte != UInt8(ascii: "\t") && byte != UInt8(ascii: "\r") || byte == 0x7F {
        throw mistake("a control character in a text; write it as \\u and four digits")
      } else {
        index += 1
      }
    }
    index = start
    throw mistake("the closing quotes of this text are missing")
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
