/// Changes of a TOML text that leave all the rest of it as it is: comments, order, blanks, line ends.
///
/// Each change is a piece of the original that is replaced; they are put in when `text` is asked for.
struct TOMLEdit {
  private let document: TOMLDocument
  private let bytes: [UInt8]
  private let newline: String
  private var changes: [(range: Range<Int>, text: String)] = []

  /// Edits of `bytes`, of which `document` was made.
  init(_ document: TOMLDocument, bytes: [UInt8]) {
    self.document = document
    self.bytes = bytes
    let first = bytes.firstIndex(of: UInt8(ascii: "\n"))
    newline = first.map { $0 > 0 && bytes[$0 - 1] == UInt8(ascii: "\r") } == true ? "\r\n" : "\n"
  }

  /// The text with all changes.
  var text: String {
    var text: [UInt8] = []
    var index = 0
    // Insertions at one place keep the order in which they were made.
    for (range, replacement) in changes.enumerated().sorted(by: {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }).map(\.element) where range.lowerBound >= index {
      text += bytes[index..<range.lowerBound]
      text += replacement.utf8
      index = range.upperBound
    }
    return String(decoding: text + bytes[index...], as: UTF8.self)
  }

  /// Sets the texts of `table`: in place where a key is there, else behind the table's last key; a table that is not there
  /// is added at the end.
  mutating func set(_ values: [(key: String, value: String)], in table: [String]) {
    var missing: [(key: String, value: String)] = []
    for (key, value) in values {
      if let entry = entry(table + [key]) {
        changes.append((entry.value, TOMLText.quoted(value)))
      } else {
        missing.append((key, value))
      }
    }
    if !missing.isEmpty { add(missing, to: table) }
  }

  /// Takes out the lines of the key at `path`; one inside braces stays.
  mutating func remove(_ path: [String]) {
    guard let entry = entry(path), entry.place == .line else { return }
    changes.append((lines(of: entry), ""))
  }

  /// Makes comments of the lines of the key at `path`; one inside braces stays.
  mutating func disable(_ path: [String]) {
    guard let entry = entry(path), entry.place == .line else { return }
    let range = lines(of: entry)
    var start = range.lowerBound
    while start < range.upperBound {
      changes.append((start..<start, "# "))
      start = lineEnd(start)
    }
  }

  private func entry(_ path: [String]) -> TOMLOutline.Entry? { document.outline.entries.first { $0.path == path } }

  private mutating func add(_ values: [(key: String, value: String)], to table: [String]) {
    let lines = values.map { "\(TOMLText.key($0.key)) = \(TOMLText.quoted($0.value))" }
    if let entry = entry(table) {
      addInBraces(lines, to: entry)
    } else if let header = document.outline.headers.lastIndex(where: { $0.path == table }) {
      let last = document.outline.entries.last { $0.header == header && $0.place == .line }
      insertLines(lines, behind: last?.value.upperBound ?? document.outline.headers[header].range.upperBound)
    } else if let last = document.outline.entries.last(where: { isDotted($0, under: table) }) {
      // The table is spelled out in dotted keys: `work.base_url = …` under [profiles].
      let base = last.header.map { document.outline.headers[$0].path.count } ?? 0
      let prefix = table.dropFirst(base).map { TOMLText.key($0) + "." }.joined()
      insertLines(lines.map { prefix + $0 }, behind: last.value.upperBound)
    } else {
      let isEmpty = bytes.allSatisfy { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
      let endsLine = bytes.isEmpty || bytes.last == UInt8(ascii: "\n")
      let header = "[\(table.map(TOMLText.key).joined(separator: "."))]"
      let text = ([header] + lines).joined(separator: newline) + newline
      changes.append((bytes.count..<bytes.count, (endsLine ? "" : newline) + (isEmpty ? "" : newline) + text))
    }
  }

  private func isDotted(_ entry: TOMLOutline.Entry, under table: [String]) -> Bool {
    let base = entry.header.map { document.outline.headers[$0].path.count } ?? 0
    return entry.place == .line && entry.path.count > table.count && entry.path.starts(with: table)
      && base < table.count
  }

  /// Adds to `{ … }`; any other value is a mistake that is not ours to overwrite.
  private mutating func addInBraces(_ lines: [String], to entry: TOMLOutline.Entry) {
    guard bytes[entry.value].first == UInt8(ascii: "{") else { return }
    let inside = document.outline.entries.filter { $0.place == .braces && entry.value.contains($0.key.lowerBound) }
    let inner = inside.max { $0.value.upperBound < $1.value.upperBound }
    let text = lines.joined(separator: ", ")
    if let inner {
      changes.append((inner.value.upperBound..<inner.value.upperBound, ", " + text))
    } else {
      changes.append((entry.value, "{ \(text) }"))
    }
  }

  /// Adds lines below the line on which `offset` is.
  private mutating func insertLines(_ lines: [String], behind offset: Int) {
    let end = lineEnd(offset)
    let endsLine = end > 0 && bytes[end - 1] == UInt8(ascii: "\n")
    let text = lines.joined(separator: newline)
    changes.append((end..<end, endsLine ? text + newline : newline + text + newline))
  }

  /// All of the lines that `entry` stands on.
  private func lines(of entry: TOMLOutline.Entry) -> Range<Int> {
    let before = bytes[..<entry.key.lowerBound].lastIndex(of: UInt8(ascii: "\n"))
    return (before.map { $0 + 1 } ?? 0)..<lineEnd(entry.value.upperBound)
  }

  /// Behind the line end that follows `offset`, or the end of the text.
  private func lineEnd(_ offset: Int) -> Int {
    bytes[offset...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
  }
}
