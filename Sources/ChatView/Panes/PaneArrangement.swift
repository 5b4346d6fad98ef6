import AppState
import Canvas
import ChatModel

// Which panes are shown and where.
//
// Each has a share of the room as the tree says. Where the room does not hold them all, the last ones are not shown, the
// focused one always is; they come back when there is room, since the tree stays as it is.

/// Lays the panes out in their part of the screen.
struct PaneArrangement: Equatable {
  var tree: PaneTree
  var focused: PaneID
  var isZoomed = false

  /// The smallest part of the screen in which a pane is of any use.
  static let least = Size(columns: 20, rows: 4)
  /// Narrower than this there is one pane.
  private static let columnsForTwo = 60

  init(_ state: State) {
    tree = state.tree
    focused = state.focusedPane
    isZoomed = state.isZoomed
  }

  /// The panes that are shown in `room`, so ordered that each stands right of, or below, those before it that it touches.
  func rects(in room: Rect) -> [(id: PaneID, rect: Rect)] {
    let shown = isZoomed ? .pane(focused) : fitting(room.size)
    var rects: [(id: PaneID, rect: Rect)] = []
    place(shown, in: room, &rects)
    return rects.sorted {
      let (a, b) = ($0.rect.origin, $1.rect.origin)
      return a.column != b.column ? a.column < b.column : a.row < b.row
    }
  }

  /// The tree without the panes that have no room in `size`.
  private func fitting(_ size: Size) -> PaneTree {
    var shown = tree
    while Self.needed(shown).columns > size.columns || Self.needed(shown).rows > size.rows
      || size.columns.value < Self.columnsForTwo && shown.panes.count > 1
    {
      guard let last = shown.panes.last(where: { $0 != focused }), let rest = shown.removing(last) else { break }
      shown = rest
    }
    return shown
  }

  /// What `tree` needs at least.
  private static func needed(_ tree: PaneTree) -> Size {
    switch tree {
    case .pane: return least
    case .split(let axis, let parts):
      let sizes = parts.map { needed($0.tree) }
      switch axis {
      case .columns:
        return Size(columns: sizes.reduce(0) { $0 + $1.columns }, rows: sizes.map(\.rows).max() ?? 0)
      case .rows: return Size(columns: sizes.map(\.columns).max() ?? 0, rows: sizes.reduce(0) { $0 + $1.rows })
      }
    }
  }

  private func place(_ tree: PaneTree, in room: Rect, _ rects: inout [(id: PaneID, rect: Rect)]) {
    switch tree {
    case .pane(let id): rects.append((id, room))
    case .split(let axis, let parts):
      let isAcross = axis == .columns
      let length = isAcross ? room.size.columns.value : room.size.rows.value
      let least = parts.map { isAcross ? Self.needed($0.tree).columns.value : Self.needed($0.tree).rows.value }
      var start = isAcross ? room.origin.column.value : room.origin.row.value
      for (part, share) in zip(parts, Self.shares(of: length, parts.map(\.weight), least: least)) {
        let rect =
          isAcross
          ? Rect(column: start, row: room.origin.row.value, columns: share, rows: room.size.rows.value)
          : Rect(column: room.origin.column.value, row: start, columns: room.size.columns.value, rows: share)
        place(part.tree, in: rect, &rects)
        start += share
      }
    }
  }

  /// `length` in parts by `weights`, none less than its `least` where all of them fit.
  private static func shares(of length: Int, _ weights: [Int], least: [Int]) -> [Int] {
    let total = max(1, weights.reduce(0, +))
    var shares: [Int] = []
    var weightBefore = 0
    for weight in weights {
      // From border to border, so that nothing is lost in rounding.
      let start = length * weightBefore / total
      weightBefore += weight
      shares.append(length * weightBefore / total - start)
    }
    guard least.reduce(0, +) <= length else { return shares }
    for index in shares.indices {
      while shares[index] < least[index] {
        let richest = shares.indices.max { shares[$0] - least[$0] < shares[$1] - least[$1] } ?? index
        let given = min(least[index] - shares[index], shares[richest] - least[richest])
        guard given > 0 else { break }
        shares[index] += given
        shares[richest] -= given
      }
    }
    return shares
  }
}

extension ScreenLayout {
  /// The pane that lies next to `id` in the direction of (`columns`, `rows`), one of which is 1 or -1: of several `last`,
  /// where one came from, else the one that shares most of the border.
  func neighbour(of id: PaneID, columns: Int, rows: Int, last: PaneID?) -> PaneID? {
    guard let own = panes.first(where: { $0.id == id })?.area.outer else { return nil }
    func overlap(_ a: Range<Int>, _ b: Range<Int>) -> Int {
      max(0, min(a.upperBound, b.upperBound) - max(a.lowerBound, b.lowerBound))
    }
    var best: (id: PaneID, shared: Int)?
    for pane in panes where pane.id != id {
      let other = pane.area.outer
      let touches =
        columns > 0
        ? other.across.lowerBound == own.across.upperBound
        : columns < 0
          ? other.across.upperBound == own.across.lowerBound
          : rows > 0 ? other.down.lowerBound == own.down.upperBound : other.down.upperBound == own.down.lowerBound
      guard touches else { continue }
      let shared = columns != 0 ? overlap(own.down, other.down) : overlap(own.across, other.across)
      if shared > 0 && pane.id == last { return last }
      if shared > best?.shared ?? 0 { best = (pane.id, shared) }
    }
    return best?.id
  }
}

extension Rect {
  var across: Range<Int> { origin.column.value..<origin.column.value + size.columns.value }
  var down: Range<Int> { origin.row.value..<origin.row.value + size.rows.value }

  func contains(_ position: Position) -> Bool {
    across.contains(position.column.value) && down.contains(position.row.value)
  }
}
