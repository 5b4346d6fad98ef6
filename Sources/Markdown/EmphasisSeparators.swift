/// Finds where emphasis marks stand between a character of a script without spaces and punctuation.
enum EmphasisSeparators {
  /// The places in `range` of `source` where a separator makes such a mark open or close emphasis.
  static func places(in source: [UInt8], _ range: Range<Int>) -> [Int] {
    guard let first = source[range].firstIndex(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "~") }),
      source[range].contains(where: { $0 >= 0xE2 })
    else { return [] }
    var places: [Int] = []
    let code = CodeSpans(source, range)
    var position = first
    // A code span may begin before the first mark.
    position = code.end(around: position) ?? position
    while position < range.upperBound {
      let byte = source[position]
      switch byte {
      case .backslash: position += 2
      case .backtick: position = code.end(at: position) ?? source.skip(from: position) { $0 == .backtick }
      case UInt8(ascii: "*"), UInt8(ascii: "~"):
        let end = min(range.upperBound, source.skip(from: position) { $0 == byte })
        let before = scalar(before: position, in: source, from: range.lowerBound)
        let after = scalar(at: end, in: source, to: range.upperBound)
        if let before, let after {
          if isWideLetter(before) && isMark(after) { places.append(end) }
          if isMark(before) && isWideLetter(after) { places.append(position) }
        }
        position = end
      default: position += 1
      }
    }
    return places
  }

  private static func scalar(at position: Int, in source: [UInt8], to end: Int) -> Unicode.Scalar? {
    guard position < end else { return nil }
    return source[position..<min(end, position + 4)].withUnsafeBufferPointer {
      String(decoding: $0, as: UTF8.self).unicodeScalars.first
    }
  }

  private static func scalar(before position: Int, in source: [UInt8], from start: Int) -> Unicode.Scalar? {
    var first = position
    repeat {
      guard first > start else { return nil }
      first -= 1
    } while source[first] & 0xC0 == 0x80 && position - first < 4
    return String(decoding: source[first..<position], as: UTF8.self).unicodeScalars.first
  }

  /// A letter of a script that is written without spaces, so that no space can stand beside the mark.
  private static func isWideLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF: true
    case 0x2E80...0x2FDF, 0x3005...0x3007, 0x3021...0x3029, 0x3040...0x30FA, 0x30FC...0x31FF: true
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFF10...0xFF19, 0xFF21...0xFF3A: true
    case 0xFF41...0xFF5A, 0xFF66...0xFF9D, 0x20000...0x3FFFF: true
    default: false
    }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return UInt8(scalar.value).isPunctuation }
    switch scalar.properties.generalCategory {
    case .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation, .otherPunctuation,
      .dashPunctuation, .connectorPunctuation, .currencySymbol, .mathSymbol, .otherSymbol, .modifierSymbol:
      return true
    default: return false
    }
  }
}

/// The code spans of a text: which runs of backticks belong together.
struct CodeSpans {
  /// The end of the span that begins at a run's place.
  private var ends: [Int: Int] = [:]
  /// Runs without a partner, in ascending order.
  private(set) var unmatched: [Range<Int>] = []
  private var spans: [Range<Int>] = []

  init(_ source: [UInt8], _ range: Range<Int>) {
    guard source[range].contains(.backtick) else { return }
    var runs: [Range<Int>] = []
    var escaped: Set<Int> = []
    var position = range.lowerBound
    while position < range.upperBound {
      if source[position] == .backtick {
        let end = min(range.upperBound, source.skip(from: position) { $0 == .backtick })
        if position > range.lowerBound, source[position - 1] == .backslash { escaped.insert(runs.count) }
        runs.append(position..<end)
        position = end
      } else {
        position += 1
      }
    }
    // For each length, the runs from the last to the first: each opener takes the nearest one after it.
    var byLength: [Int: [Int]] = [:]
    for index in runs.indices.reversed() { byLength[runs[index].count, default: []].append(index) }
    var next = 0
    while next < runs.count {
      let run = runs[next]
      while let last = byLength[run.count]?.last, last <= next { byLength[run.count]?.removeLast() }
      if !escaped.contains(next), let partner = byLength[run.count]?.last {
        ends[run.lowerBound] = runs[partner].upperBound
        spans.append(run.lowerBound..<runs[partner].upperBound)
        next = partner + 1
      } else {
        if !escaped.contains(next) { unmatched.append(run) }
        next += 1
      }
    }
  }

  /// The end of the code span that begins at `position`.
  func end(at position: Int) -> Int? { ends[position] }

  /// The end of the code span within which `position` lies.
  func end(around position: Int) -> Int? {
    spans.first { $0.contains(position) }?.upperBound
  }
}
