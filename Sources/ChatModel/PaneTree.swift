/// A transcript pane.
package struct PaneID: Hashable, Sendable, Codable {
  package let value: Int
  package init(_ value: Int) { self.value = value }
}

/// How the panes share the screen: side by side or one below the other, to any depth.
package indirect enum PaneTree: Hashable, Sendable, Codable {
  case pane(PaneID)
  /// At least two parts, from left to right or from top to bottom.
  case split(Axis, [Part])

  /// The direction in which the parts of a split follow each other.
  package enum Axis: String, Hashable, Sendable, Codable {
    case columns, rows
  }

  /// A part of a split.
  package struct Part: Hashable, Sendable, Codable {
    /// Its share of the room, against those of the others; at least 1.
    package var weight: Int
    package var tree: PaneTree

    package init(weight: Int, tree: PaneTree) {
      self.weight = max(1, weight)
      self.tree = tree
    }
  }

  /// What a new part begins with: halves can be halved many times.
  private static let unit = 1 << 16
  /// Weights stay between these, so that sums and products of them do not overflow, whatever a file says.
  private static let limits = 1...(1 << 24)

  /// The numbers of panes stay between these: a new one has a number behind all others.
  private static let numbers = 0...(1 << 40)

  /// Panes of the same size: three beside each other at most, then in two rows. `panes` must not be empty.
  package static func grid(_ panes: [PaneID]) -> PaneTree {
    func row(_ panes: ArraySlice<PaneID>) -> PaneTree {
      panes.count == 1
        ? .pane(panes.first!) : .split(.columns, panes.map { Part(weight: unit, tree: .pane($0)) })
    }
    guard panes.count > 3 else { return row(panes[...]) }
    let upper = (panes.count + 1) / 2
    return .split(
      .rows, [panes[..<upper], panes[upper...]].map { Part(weight: unit, tree: row($0)) })
  }

  /// The panes from left to right and from top to bottom.
  package var panes: [PaneID] {
    switch self {
    case .pane(let id): [id]
    case .split(_, let parts): parts.flatMap(\.tree.panes)
    }
  }

  /// Puts `new` behind `id`: it gets half of its room.
  package mutating func split(_ id: PaneID, _ axis: Axis, with new: PaneID) {
    switch self {
    case .pane(id):
      self = .split(
        axis, [Part(weight: Self.unit, tree: .pane(id)), Part(weight: Self.unit, tree: .pane(new))])
    case .pane: break
    case .split(let own, var parts):
      if own == axis, let index = parts.firstIndex(where: { $0.tree == .pane(id) }) {
        let half = max(1, parts[index].weight / 2)
        parts[index].weight = half
        parts.insert(Part(weight: half, tree: .pane(new)), at: index + 1)
      } else {
        for index in parts.indices { parts[index].tree.split(id, axis, with: new) }
      }
      self = .split(own, parts)
    }
  }

  /// The tree without `id`, whose room goes to its neighbours; nil where it was the last one.
  package func removing(_ id: PaneID) -> PaneTree? {
    switch self {
    case .pane(let own): return own == id ? nil : self
    case .split(let axis, let parts):
      let left = parts.compactMap { part in
        part.tree.removing(id).map { Part(weight: part.weight, tree: $0) }
      }
      return left.count > 1 ? PaneTree.split(axis, left).flattened : left.first?.tree
    }
  }

  /// The tree with each pane replaced by `change` of it.
  package func mapping(_ change: (PaneID) -> PaneID) -> PaneTree {
    switch self {
    case .pane(let id): .pane(change(id))
    case .split(let axis, let parts):
      .split(axis, parts.map { Part(weight: $0.weight, tree: $0.tree.mapping(change)) })
    }
  }

  /// `a` in the place of `b` and the other way round.
  package mutating func swap(_ a: PaneID, _ b: PaneID) { self = mapping { $0 == a ? b : $0 == b ? a : $0 } }

  /// Each pane in the place of the one before it, the first one in the place of the last.
  package mutating func rotate() {
    let order = panes
    guard let first = order.first else { return }
    let next = Dictionary(uniqueKeysWithValues: zip(order, order.dropFirst() + [first]))
    self = mapping { next[$0] ?? $0 }
  }

  /// Gives all panes of a row or a column the same room.
  package mutating func balance() {
    guard case .split(let axis, var parts) = self else { return }
    for index in parts.indices {
      parts[index].tree.balance()
      parts[index].weight = Self.unit * parts[index].tree.count(along: axis)
    }
    self = .split(axis, parts)
  }

  /// Moves the border between `id` and its neighbour along `axis` by `percent` of the room that they share; `id` grows
  /// where it is positive. Nothing happens where no border is along that axis.
  package mutating func resize(_ id: PaneID, along axis: Axis, percent: Int) { _ = resized(id, axis, percent) }

  /// Whether a border was moved: the innermost one counts.
  private mutating func resized(_ id: PaneID, _ axis: Axis, _ percent: Int) -> Bool {
    guard case .split(let own, var parts) = self,
      let index = parts.firstIndex(where: { $0.tree.panes.contains(id) })
    else { return false }
    if parts[index].tree.resized(id, axis, percent) {
      self = .split(own, parts)
      return true
    }
    guard own == axis, parts.count > 1 else { return false }
    let neighbour = index + 1 < parts.count ? index + 1 : index - 1
    let total = parts.reduce(0) { $0 + $1.weight }
    let least = max(1, total / 50)
    guard parts[index].weight + parts[neighbour].weight >= 2 * least else { return true }
    let step = total * max(-100, min(100, percent)) / 100
    let change = max(least - parts[index].weight, min(step, parts[neighbour].weight - least))
    parts[index].weight += change
    parts[neighbour].weight -= change
    self = .split(own, parts)
    return true
  }

  private func count(along axis: Axis) -> Int {
    switch self {
    case .pane: 1
    case .split(axis, let parts): parts.reduce(0) { $0 + $1.tree.count(along: axis) }
    case .split(_, let parts): parts.map { $0.tree.count(along: axis) }.max() ?? 1
    }
  }

  /// With splits of the same direction within each other made one.
  private var flattened: PaneTree {
    guard case .split(let axis, let parts) = self else { return self }
    var flat: [Part] = []
    for part in parts {
      guard case .split(axis, let inner) = part.tree else {
        flat.append(part)
        continue
      }
      let total = inner.reduce(0) { $0 + $1.weight }
      flat += inner.map { Part(weight: $0.weight * part.weight / max(1, total), tree: $0.tree) }
    }
    return .split(axis, flat)
  }

  /// Whether it can be worked with: what a file holds may be anything.
  package var isSound: Bool {
    let all = panes
    return Set(all).count == all.count && all.count <= 64 && all.allSatisfy { Self.numbers.contains($0.value) }
      && hasSoundParts(depth: 0)
  }

  private func hasSoundParts(depth: Int) -> Bool {
    guard case .split(_, let parts) = self else { return true }
    return depth < 32 && parts.count > 1
      && parts.allSatisfy { Self.limits.contains($0.weight) && $0.tree.hasSoundParts(depth: depth + 1) }
  }
}
