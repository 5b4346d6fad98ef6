import Canvas
import ChatModel
import ChatView
import Terminal
import Testing

@testable import DemoService

// How much a streamed reply may cost: rows laid out, rows painted and bytes written, counted and not timed. The reply is
// 20,000 characters of the sandbox's Markdown (paragraphs, lists, code and tables in turn), which come as a service sends
// them: 200 events a second of 4 characters each, on a terminal of 120 by 40. A frame holds 8 events or more.

/// The most that is allowed. Each says what it follows from; raise one only with a reason as good.
enum Ceiling {
  /// Bytes to the terminal for each byte of the reply, with the list beside the pane: no terminal scrolls a part of a row,
  /// so a step repaints the pane or draws the list again.
  static let bytesBesideList = 10.0
  /// The same over the whole width, where the terminal scrolls by itself: the text once, and about as much again for
  /// where it stands and for its colours, and for what is drawn twice, such as a word that moves to the next row.
  static let bytesOverWholeWidth = 3.0
  /// Bytes of a frame that only shows more of a row: its text, at most a word drawn anew, the cursor there and back, and
  /// now and then two counters; a table of 8 rows whose columns all become wider takes most.
  static let bytesBetweenSteps = 1_000
  /// Bytes of any one frame: where no scrolling helps, 36 rows of 94 columns with a few styles each.
  static let bytesOfFrame = 5_000
  /// Rows of the screen that differ between two frames without a step: the reply's last rows, its head, and two rows with
  /// counters; all of a table of 8 rows when a cell makes its column wider.
  static let rowsBetweenSteps = 14
  /// Rows laid out for a frame: the open block, of which the longest is a paragraph of 600 characters at 94 columns, or a
  /// table of 7 rows, once for each of the 8 events at most once; and the blocks that the events open.
  static let rowsLaidOut = 20
  /// Markdown blocks laid out for a frame: the open one, and those that 32 characters can begin.
  static let blocksLaidOut = 6
  /// The same over the whole reply, for each frame: most frames only let one block grow.
  static let rowsLaidOutOnAverage = 8.0
}

extension ProcessTests {
  @Suite struct CostBudgetTests {
    /// What one reply cost.
    struct Cost: CustomStringConvertible {
      var replyBytes = 0
      var bytes = 0
      var frames = 0
      var steps = 0
      var mostBytes = 0
      var mostBytesBetweenSteps = 0
      var mostRowsBetweenSteps = 0
      var mostRowsLaidOut = 0
      var mostBlocksLaidOut = 0
      var rowsLaidOut = 0

      var ratio: Double { Double(bytes) / Double(replyBytes) }

      var description: String {
        """
        \(bytes) bytes for \(replyBytes) (\(ratio)), \(frames) frames, \(steps) steps; at most \(mostBytes) bytes a \
        frame, between steps \(mostBytesBetweenSteps) bytes and \(mostRowsBetweenSteps) rows; laid out \
        \(mostRowsLaidOut) rows and \(mostBlocksLaidOut) blocks a frame, \(rowsLaidOut) rows in all
        """
      }
    }

    private func cost(_ list: ReplyOnScreen.ListVisibility, _ follow: Follow = Follow()) throws -> Cost {
      var bench = try ReplyOnScreen(list: list)
      bench.screen.follow = follow
      bench.ask()
      _ = bench.paintIfDue()
      _ = bench.pty.written()
      let text = SampleText.markdown(20_000)
      var cost = Cost(replyBytes: text.utf8.count)
      var free = 0
      var top = bench.topRows
      for piece in text.pieces(4) {
        bench.now = bench.now + 5
        bench.reply(.textArrived(piece))
        let counters = bench.counters
        guard case .painted(let rows, let bytes) = bench.paintIfDue() else { continue }
        let written = bench.pty.written()
        #expect(written.utf8.count == bytes)
        let isStep = bench.freeRows > free
        // A step by just as many rows as came leaves as many free as before.
        let isStill = bench.topRows == top
        free = bench.freeRows
        top = bench.topRows
        cost.frames += 1
        cost.bytes += bytes
        cost.mostBytes = max(cost.mostBytes, bytes)
        cost.rowsLaidOut += bench.counters.rowsLaidOut - counters.rowsLaidOut
        cost.mostRowsLaidOut = max(cost.mostRowsLaidOut, bench.counters.rowsLaidOut - counters.rowsLaidOut)
        cost.mostBlocksLaidOut = max(cost.mostBlocksLaidOut, bench.counters.blocksLaidOut - counters.blocksLaidOut)
        if isStep {
          cost.steps += 1
        } else if isStill {
          cost.mostBytesBetweenSteps = max(cost.mostBytesBetweenSteps, bytes)
          cost.mostRowsBetweenSteps = max(cost.mostRowsBetweenSteps, rows.value)
        }
      }
      return cost
    }

    private func check(_ cost: Cost) {
      print(cost)
      #expect(cost.mostBytes <= Ceiling.bytesOfFrame, "\(cost)")
      #expect(cost.mostBytesBetweenSteps <= Ceiling.bytesBetweenSteps, "\(cost)")
      #expect(cost.mostRowsBetweenSteps <= Ceiling.rowsBetweenSteps, "\(cost)")
      #expect(cost.mostRowsLaidOut <= Ceiling.rowsLaidOut, "\(cost)")
      #expect(cost.mostBlocksLaidOut <= Ceiling.blocksLaidOut, "\(cost)")
      #expect(Double(cost.rowsLaidOut) <= Ceiling.rowsLaidOutOnAverage * Double(cost.frames), "\(cost)")
    }

    @Test func aReplyBesideTheList() throws {
      let cost = try cost(.visible)
      check(cost)
      #expect(cost.ratio <= Ceiling.bytesBesideList, "\(cost)")
    }

    @Test func aReplyOverTheWholeWidth() throws {
      let cost = try cost(.hidden)
      check(cost)
      #expect(cost.ratio <= Ceiling.bytesOverWholeWidth, "\(cost)")
    }

    @Test func stepsSaveBytes() throws {
      let smooth = try cost(.visible, Follow(.smooth))
      let auto = try cost(.visible)
      let page = try cost(.visible, Follow(.page))
      print(smooth, auto, page, separator: "\n")
      #expect(auto.bytes < smooth.bytes)
      #expect(page.bytes < auto.bytes)
      #expect(page.steps * 2 < auto.steps)
    }
  }
}
