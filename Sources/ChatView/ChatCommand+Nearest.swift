extension ChatCommand {
  /// The command that was probably meant by a mistyped name; nil where none is near.
  static func nearest(to name: String) -> ChatCommand? {
    guard name.utf8.count <= 64 else { return nil }
    let typed = Array(name.lowercased().utf8)
    let tolerance = max(1, min(3, typed.count / 3))
    let near = allCases.map { (command: $0, edits: edits(typed, Array($0.rawValue.utf8))) }
      .filter { $0.edits <= tolerance }
    return near.min { ($0.edits, $0.command.rawValue) < ($1.edits, $1.command.rawValue) }?.command
  }

  /// How many insertions, deletions and replacements lead from `a` to `b`.
  private static func edits(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var last = Array(0...b.count)
    for (i, byte) in a.enumerated() {
      var row = [i + 1]
      for j in b.indices {
        row.append(min(last[j + 1] + 1, row[j] + 1, last[j] + (byte == b[j] ? 0 : 1)))
      }
      last = row
    }
    return last[b.count]
  }
}
