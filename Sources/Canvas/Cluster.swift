/// One grapheme cluster of a raw text, as a terminal can be given it.
package struct Cluster: Hashable, Sendable {
  /// Where it lies in the raw text.
  package let source: Range<String.Index>
  /// Its terminal-safe form; empty if it consists of invisible characters only.
  package let text: TerminalText
}

/// The grapheme clusters of a raw text from start to end. One pass, linear in the text.
package struct Clusters: Sequence, IteratorProtocol, Sendable {
  private let raw: Substring
  private var cursor: ClusterCursor

  fileprivate init(_ raw: Substring) {
    self.raw = raw
    cursor = ClusterCursor(raw)
  }

  package mutating func next() -> Cluster? {
    guard let source = cursor.next() else { return nil }
    var safe = SafeTextBuilder()
    safe.append(raw.unicodeScalars[source])
    return Cluster(source: source, text: TerminalText(safe: safe.text, columns: Columns(safe.columns)))
  }
}

/// The clusters of `raw`, with the safe form and width of each.
package func clusters(of raw: String) -> Clusters { Clusters(raw[...]) }

/// The clusters of `raw`, with the safe form and width of each; their indices are those of the string it is a part of.
package func clusters(of raw: Substring) -> Clusters { Clusters(raw) }

/// Steps over a text by grapheme cluster, quickly where plain scalars stand side by side.
struct ClusterCursor: Sendable {
  private let raw: Substring
  private(set) var position: String.Index

  init(_ raw: Substring) {
    self.raw = raw
    position = raw.startIndex
  }

  /// The extent of the next cluster; nil at the end.
  mutating func next() -> Range<String.Index>? {
    let start = position
    guard start < raw.endIndex else { return nil }
    let scalars = raw.unicodeScalars
    position = scalars.index(after: start)
    if position < raw.endIndex, !(ScalarWidth.isPlain(scalars[start]) && ScalarWidth.isPlain(scalars[position])) {
      position = raw.index(after: start)
    }
    return start..<position
  }
}
