extension RandomAccessCollection {
  /// Where those elements begin for which `isBehind` holds: it must hold for all that follow the first of them. The end where
  /// it holds for none. Asks about log₂ n elements.
  @inlinable
  package func partitioningIndex(where isBehind: (Element) throws -> Bool) rethrows -> Index {
    var low = startIndex
    var count = self.count
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if try isBehind(self[middle]) {
        count = half
      } else {
        low = index(after: middle)
        count -= half + 1
      }
    }
    return low
  }
}
