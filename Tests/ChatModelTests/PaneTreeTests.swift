import ChatModel
import Foundation
import TestSupport
import Testing

@Suite struct PaneTreeTests {
  private func id(_ value: Int) -> PaneID { PaneID(value) }
  private func tree(_ axis: PaneTree.Axis, _ parts: [(Int, PaneTree)]) -> PaneTree {
    .split(axis, parts.map { PaneTree.Part(weight: $0.0, tree: $0.1) })
  }

  @Test func aSplitHalvesThePane() {
    var tree = PaneTree.pane(id(1))
    tree.split(id(1), .columns, with: id(2))
    tree.split(id(1), .columns, with: id(3))
    tree.split(id(2), .rows, with: id(4))
    #expect(tree.panes == [id(1), id(3), id(2), id(4)])
    let half = 1 << 15
    #expect(
      tree
        == self.tree(
          .columns,
          [
            (half, .pane(id(1))), (half, .pane(id(3))),
            (2 * half, self.tree(.rows, [(2 * half, .pane(id(2))), (2 * half, .pane(id(4)))])),
          ]))
  }

  @Test func whatIsLeftOfASplitIsNoSplit() {
    var tree = PaneTree.pane(id(1))
    tree.split(id(1), .columns, with: id(2))
    tree.split(id(2), .rows, with: id(3))
    #expect(tree.removing(id(1))?.panes == [id(2), id(3)])
    #expect(tree.removing(id(2))?.removing(id(3)) == .pane(id(1)))
    #expect(PaneTree.pane(id(1)).removing(id(1)) == nil)
    #expect(tree.removing(id(9)) == tree)
  }

  @Test func swappingAndRotatingKeepThePlaces() {
    var tree = PaneTree.pane(id(1))
    tree.split(id(1), .columns, with: id(2))
    tree.split(id(2), .rows, with: id(3))
    let shape = tree.mapping { _ in id(0) }
    tree.swap(id(1), id(3))
    #expect(tree.panes == [id(3), id(2), id(1)])
    tree.rotate()
    #expect(tree.panes == [id(2), id(1), id(3)])
    #expect(tree.mapping { _ in id(0) } == shape)
  }

  @Test func balancingCountsThePanesAlongTheSplit() throws {
    var tree = PaneTree.pane(id(1))
    tree.split(id(1), .columns, with: id(2))
    tree.split(id(2), .rows, with: id(3))
    tree.split(id(3), .columns, with: id(4))
    tree.balance()
    let parts = try #require(
      matched(tree) { if case .split(.columns, let parts) = $0 { parts } else { nil } }, "\(tree)")
    #expect(parts[1].weight == 2 * parts[0].weight, "two panes side by side at most")
  }

  @Test func aBorderMovesButNeverOverAPane() {
    var tree = PaneTree.pane(id(1))
    tree.split(id(1), .columns, with: id(2))
    func share() -> Int {
      guard case .split(_, let parts) = tree else { return 0 }
      return 100 * parts[0].weight / (parts[0].weight + parts[1].weight)
    }
    tree.resize(id(1), along: .columns, percent: 10)
    #expect(share() == 59)
    tree.resize(id(2), along: .columns, percent: 20)
    #expect(share() == 40, "the last one grows to the left")
    for _ in 0..<50 { tree.resize(id(1), along: .columns, percent: 10) }
    #expect(share() == 98)
    let before = tree
    tree.resize(id(1), along: .rows, percent: 10)
    #expect(tree == before, "there is no such border")
  }

  @Test(arguments: SeededGenerator.seeds(20))
  func anySeriesOfChangesLeavesASoundTree(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var tree = PaneTree.pane(id(0))
    var open: Set<PaneID> = [id(0)]
    for step in 1...200 {
      let one = open.sorted { $0.value < $1.value }.randomElement(using: &random)!
      let axis: PaneTree.Axis = Bool.random(using: &random) ? .columns : .rows
      switch Int.random(in: 0..<7, using: &random) {
      case 0,
        1 where open.count < 20:
        tree.split(one, axis, with: id(step))
        open.insert(id(step))
      case 2 where open.count > 1:
        tree = try #require(tree.removing(one))
        open.remove(one)
      case 3: tree.balance()
      case 4: tree.rotate()
      case 5: tree.swap(one, open.randomElement(using: &random)!)
      default: tree.resize(one, along: axis, percent: Int.random(in: -30...30, using: &random))
      }
      #expect(Set(tree.panes) == open, "seed \(seed), step \(step)")
      #expect(tree.isSound, "seed \(seed), step \(step): \(tree)")
    }
    let kept = try JSONDecoder().decode(PaneTree.self, from: JSONEncoder().encode(tree))
    #expect(kept == tree)
  }

  @Test func whatAFileHoldsIsLookedAt() {
    let one = PaneTree.pane(id(1))
    let two = PaneTree.pane(id(2))
    #expect(tree(.rows, [(1, one), (1, two)]).isSound)
    #expect(!tree(.rows, [(1, one), (1, one)]).isSound, "twice")
    #expect(!tree(.rows, [(1, one)]).isSound, "one part")
    #expect(!tree(.rows, []).isSound)
    #expect(!tree(.rows, [(1 << 40, one), (1, two)]).isSound)
  }
}
