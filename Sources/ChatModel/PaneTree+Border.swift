extension PaneTree {
  /// A border at which two panes touch, and the split that it belongs to.
  package struct Border: Hashable, Sendable {
    package var axis: Axis
    /// The panes of each part of the split.
    package var parts: [[PaneID]]
    /// The part before the border; the next one is behind it.
    package var index: Int
  }

  /// The border at which `first` and `second` touch, `first` on the left of it or above; nil where they are not on the
  /// two sides of one.
  package func border(between first: PaneID, and second: PaneID) -> Border? {
    guard case .split(let axis, let parts) = self,
      let index = parts.firstIndex(where: { $0.tree.panes.contains(first) })
    else { return nil }
    if parts[index].tree.panes.contains(second) { return parts[index].tree.border(between: first, and: second) }
    guard index + 1 < parts.count, parts[index + 1].tree.panes.contains(second) else { return nil }
    return Border(axis: axis, parts: parts.map(\.tree.panes), index: index)
  }

  /// Gives the parts of that border's split these `sizes`, in cells; nil for those that are not shown, which keep their
  /// share. Nothing happens where there is no such border.
  package mutating func size(between first: PaneID, and second: PaneID, _ sizes: [Int?]) {
    guard border(between: first, and: second) != nil, case .split(let axis, var parts) = self,
      let index = parts.firstIndex(where: { $0.tree.panes.contains(first) })
    else { return }
    if parts[index].tree.panes.contains(second) {
      parts[index].tree.size(between: first, and: second, sizes)
    } else {
      guard sizes.count == parts.count else { return }
      // So finely that those which are not shown keep theirs nearly, and no sum overflows.
      let weights = sizes.map { $0.map { max(1, min($0, 4_096)) << 10 } }
      let shown = weights.compactMap { $0 }.reduce(0, +)
      let before = zip(parts, sizes).reduce(0) { $1.1 == nil ? $0 : $0 + $1.0.weight }
      for (index, weight) in weights.enumerated() {
        parts[index].weight = weight ?? max(1, min(parts[index].weight * shown / max(1, before), 4_096 << 10))
      }
    }
    self = .split(axis, parts)
  }
}
