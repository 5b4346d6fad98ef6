import Testing

@testable import ChatModel

@Suite struct PaneBorderTests {
  /// 1 beside (2 above (3 beside 4)) beside 5.
  private let tree = PaneTree.split(
    .columns,
    [
      .init(weight: 100, tree: .pane(PaneID(1))),
      .init(
        weight: 200,
        tree: .split(
          .rows,
          [
            .init(weight: 50, tree: .pane(PaneID(2))),
            .init(
              weight: 50,
              tree: .split(
                .columns, [.init(weight: 10, tree: .pane(PaneID(3))), .init(weight: 30, tree: .pane(PaneID(4)))])),
          ])), .init(weight: 100, tree: .pane(PaneID(5))),
    ])

  private func panes(_ numbers: Int...) -> [PaneID] { numbers.map(PaneID.init) }

  @Test func aBorderHasTwoSides() {
    func border(_ a: Int, _ b: Int) -> PaneTree.Border? { tree.border(between: PaneID(a), and: PaneID(b)) }
    #expect(border(1, 2) == .init(axis: .columns, parts: [panes(1), panes(2, 3, 4), panes(5)], index: 0))
    #expect(border(1, 3) == border(1, 2))
    #expect(border(4, 5) == .init(axis: .columns, parts: [panes(1), panes(2, 3, 4), panes(5)], index: 1))
    #expect(border(2, 4) == .init(axis: .rows, parts: [panes(2), panes(3, 4)], index: 0))
    #expect(border(3, 4) == .init(axis: .columns, parts: [panes(3), panes(4)], index: 0))
    for (a, b) in [(2, 1), (1, 5), (4, 3), (1, 1), (1, 9), (9, 1)] { #expect(border(a, b) == nil, "\(a) \(b)") }
  }

  private func parts(of tree: PaneTree) -> [PaneTree.Part]? {
    if case .split(_, let parts) = tree { parts } else { nil }
  }

  @Test func sizesGoToItsSplitOnly() throws {
    var moved = tree
    moved.size(between: PaneID(3), and: PaneID(4), [60, 20])
    let parts = try #require(self.parts(of: moved))
    let column = try #require(self.parts(of: parts[1].tree))
    let row = try #require(self.parts(of: column[1].tree))
    #expect(row.map(\.weight) == [60 << 10, 20 << 10])
    #expect(parts.map(\.weight) == [100, 200, 100])
    #expect(column.map(\.weight) == [50, 50])
    moved.size(between: PaneID(1), and: PaneID(4), [70, 50, nil])
    let later = try #require(self.parts(of: moved))
    // What is not shown keeps its third of what the others have.
    #expect(later.map(\.weight) == [70 << 10, 50 << 10, 40 << 10])
  }

  @Test(arguments: [[-5, 0], [0, 9_999_999], [1], [], [nil, nil], [nil, 3], [.max, .max]] as [[Int?]])
  func noSizesDoHarm(sizes: [Int?]) {
    for axis in [PaneTree.Axis.rows, .columns] {
      var tiny = PaneTree.split(
        axis, [.init(weight: 1, tree: .pane(PaneID(1))), .init(weight: 1 << 24, tree: .pane(PaneID(2)))])
      tiny.size(between: PaneID(1), and: PaneID(2), sizes)
      #expect(tiny.isSound)
      tiny.size(between: PaneID(2), and: PaneID(1), sizes)
      #expect(tiny.isSound)
      #expect(tiny.panes == panes(1, 2))
    }
  }
}
