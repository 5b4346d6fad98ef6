/// What a cluster means for breaking a line before or after it.
package struct BreakClass: Equatable, Sendable {
  /// What kind of character it is.
  package enum Kind: Equatable, Sendable {
    case space, text
    /// May not end a row: opening brackets.
    case opening
    /// May not start a row: closing brackets, full stops, small kana.
    case closing
    case hyphen
  }

  package let kind: Kind
  /// Lines may break on both sides of wide characters, as they are not parted by spaces.
  let isWide: Bool

  /// Whether a line may break between two clusters that no space parts; `isHyphenated` says that a letter stood before
  /// the hyphen `before`, which is a minus or belongs to a flag otherwise.
  package static func mayBreak(between before: BreakClass, and after: BreakClass, isHyphenated: Bool) -> Bool {
    if before.kind == .opening || after.kind == .closing { return false }
    if before.kind == .hyphen { return isHyphenated && after.kind != .hyphen }
    return before.isWide || after.isWide
  }

  /// The class of a cluster that begins with `scalar` and is `columns` wide.
  package static func of(_ scalar: Unicode.Scalar, columns: Int) -> BreakClass {
    BreakClass(kind: kind(of: scalar), isWide: columns >= 2)
  }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "\u{4E00}"..."\u{9FFF}": .text
    case " ", "\u{3000}": .space
    case "-", "\u{2010}", "\u{2013}": .hyphen
    case "(", "[", "{", "“", "‘", "«", "「", "『", "（", "［", "｛", "〈", "《", "【", "〔", "〖", "〘", "〚", "〝", "｢", "￥", "＄":
      .opening
    case ")", "]", "}", ",", ".", "!", "?", ":", ";", "%", "”", "’", "»", "…", "‥", "·", "、", "。", "，", "．", "）", "」",
      "』",
      "】", "！", "？", "：", "；", "］", "｝", "〉", "》", "〕", "〗", "〙", "〛", "〞", "〟", "％", "・", "｣", "､", "｡", "～", "〜", "ー",
      "々",
      "〻", "ヽ", "ヾ", "ゝ", "ゞ", "ぁ", "ぃ", "ぅ", "ぇ", "ぉ", "っ", "ゃ", "ゅ", "ょ", "ゎ", "ゕ", "ゖ", "ァ", "ィ", "ゥ", "ェ", "ォ", "ッ",
      "ャ", "ュ",
      "ョ", "ヮ", "ヵ", "ヶ":
      .closing
    default: .text
    }
  }
}

/// Steps over the clusters of a span with width and break class of each.
struct ClassScanner {
  private let text: String
  private let isASCII: Bool
  private var cursor: ClusterCursor

  init(_ span: Span) {
    text = span.text
    isASCII = span.isASCII
    cursor = ClusterCursor(span.text[...])
  }

  mutating func next() -> (Range<String.Index>, Int, BreakClass)? {
    guard let cluster = cursor.next() else { return nil }
    let columns = isASCII ? 1 : ScalarWidth.columns(of: text.unicodeScalars[cluster])
    return (cluster, columns, BreakClass.of(text.unicodeScalars[cluster.lowerBound], columns: columns))
  }
}
