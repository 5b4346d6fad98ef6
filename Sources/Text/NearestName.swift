/// Finds what was probably meant by a mistyped name.
package enum NearestName {
  /// The one of `names` that takes the fewest edits to reach from `name`; nil where none is near.
  package static func of(_ name: String, among names: some Sequence<String>) -> String? {
    guard name.utf8.count <= 64 else { return nil }
    let folded = Array(name.lowercased().utf8)
    let tolerance = max(1, min(3, folded.count / 3))
    let near = names.map { (name: $0, edits: edits(folded, Array($0.lowercased().utf8))) }
      .filter { $0.edits <= tolerance }
    return near.min { ($0.edits, $0.name) < ($1.edits, $1.name) }?.name
  }

  /// How many insertions, deletions, replacements and swaps of neighbours lead from `a` to `b`.
  private static func edits(_ a: [UInt8], _ b: [UInt8]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i]
      for j in 1...b.count {
        var best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, beforeLast[j - 2] + 1) }
        row.append(best)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
