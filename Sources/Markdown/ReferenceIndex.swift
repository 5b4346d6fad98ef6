/// The reference definitions of a text, and which of its pieces name labels.
///
/// A definition may come long after the links that use it. Only the pieces that name its label are laid out again.
struct ReferenceIndex: Sendable {
  private var definitions: [String: ReferenceDefinition] = [:]
  /// The pieces that name a label without a definition so far.
  private var waiting: [String: [Int]] = [:]
  /// For each piece that has been read for labels, how many definitions there were then; it has heard of those that came
  /// later if it uses them.
  private var definitionsAtReading: [Int] = []
  /// The pieces whose links have changed since, in the order in which that became known; only ever grows.
  private(set) var changedPieces: [Int] = []

  var count: Int { definitions.count }
  /// How many pieces have been read for labels.
  var piecesRead: Int { definitionsAtReading.count }
  /// How many definitions the piece `index` is laid out with, but for those whose coming was announced.
  func count(for index: Int) -> Int { index < piecesRead ? definitionsAtReading[index] : count }
  /// Whether labels have been named that have no definition.
  var isWaiting: Bool { !waiting.isEmpty }

  /// Adds a definition, unless its label has one.
  mutating func define(_ definition: ReferenceDefinition) {
    guard definitions[definition.key] == nil else { return }
    definitions[definition.key] = definition
    changedPieces += waiting.removeValue(forKey: definition.key) ?? []
  }

  /// Takes note of the labels that the next piece names.
  mutating func read(_ piece: MarkdownPiece, of source: [UInt8]) {
    let index = piecesRead
    definitionsAtReading.append(count)
    for key in Self.labels(in: source[piece.source]) where definitions[key] == nil {
      if waiting[key]?.last != index { waiting[key, default: []].append(index) }
    }
  }

  /// The definitions that `text` may need, as Markdown.
  func definitions(for text: ArraySlice<UInt8>) -> [UInt8] {
    guard !definitions.isEmpty else { return [] }
    var seen: Set<String> = []
    var found: [UInt8] = []
    for key in Self.labels(in: text) {
      guard let definition = definitions[key], seen.insert(key).inserted else { continue }
      if definition.source.first.map({ !$0.isLineEnd }) ?? false { found += definition.source }
      if found.last != .newline { found.append(.newline) }
    }
    return found
  }

  /// What stands between brackets in `text`, without brackets in it.
  private static func labels(in text: ArraySlice<UInt8>) -> [String] {
    var labels: [String] = []
    var open: Int?
    var position = text.startIndex
    while position < text.endIndex {
      switch text[position] {
      case .backslash: position += 1
      case UInt8(ascii: "["): open = position + 1
      case UInt8(ascii: "]"):
        if let start = open, position > start, position - start <= ReferenceDefinition.longestLabel {
          labels.append(ReferenceDefinition.key(of: text[start..<position]))
        }
        open = nil
      default: break
      }
      position += 1
    }
    return labels
  }
}
