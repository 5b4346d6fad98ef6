/// Where the keys and tables of a TOML text stand. The parser proper says nothing about that, and messages and edits
/// need it.
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

  /// A place where the text cannot be TOML, and what is expected there. Quotes nothing of the text.
  struct Mistake: Error, Equatable {
    var offset: Int
    var text: String
  }

  /// Deeper than this is no configuration of ours, and the parser proper could run out of stack on it.
  static let maximumDepth = 24

  private(set) var entries: [Entry] = []
  private(set) var headers: [Header] = []
  private var lines: [[String]: Int] = [:]

  /// The outline of `bytes`. Throws the first mistake in the shape of the text: what stands between quotes and the value of
  /// a number are left to the parser.
  init(_ bytes: [UInt8]) throws(Mistake) {
    var scanner = TOMLScanner(bytes: bytes)
    try scanner.scan(into: &self)
  }

  /// The line where `path` is first mentioned.
  func line(of path: [String]) -> Int? { lines[path] }

  /// The key or the table that begins in `line`; the last one where there are several.
  func path(at line: Int) -> [String]? {
    entries.last { $0.line == line }?.path ?? headers.last { $0.line == line }?.path
  }

  /// The first key that has a value twice, or a value and keys or a table of its own; where that is seen. nil where only the
  /// parser knows of a repetition.
  var repetition: (path: [String], line: Int)? {
    var valued: Set<[String]> = []
    let lines = entries.filter { $0.place == .line }.map { ($0.line, $0.path, true) }
    let all = lines + headers.map { ($0.line, $0.path, false) }
    for (line, path, isValue) in all.sorted(by: { $0.0 < $1.0 }) {
      if let clash = path.indices.lazy.map({ Array(path[...$0]) }).first(where: valued.contains) {
        return (clash, line)
      }
      if isValue { valued.insert(path) }
    }
    return nil
  }

  /// Notes an entry, and returns its index for `end`.
  mutating func add(_ entry: Entry) -> Int {
    mention(entry.path, line: entry.line)
    entries.append(entry)
    return entries.count - 1
  }

  mutating func add(_ header: Header) {
    mention(header.path, line: header.line)
    headers.append(header)
  }

  /// The value of the entry at `index` ends before `offset`.
  mutating func end(_ index: Int, at offset: Int) {
    entries[index].value = entries[index].value.lowerBound..<offset
  }

  private mutating func mention(_ path: [String], line: Int) {
    var path = path
    while !path.isEmpty, lines[path] == nil {
      lines[path] = line
      path.removeLast()
    }
  }
}
