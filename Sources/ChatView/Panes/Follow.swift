// How the view follows a reply that grows.
//
// Moving up by a row for each new row repaints the pane, or at least its borders, each time, and makes text that is being
// read creep. So the view moves in steps: when the last row would leave the pane, it moves up by several rows at once and
// leaves the room below for what comes. Between two steps nothing moves.
//
// The step is no state. How much room is left below the end follows from how many rows the last message has: as many as
// its count lacks to a multiple of the step. Whoever draws the same text on the same pane draws the same rows, whichever
// way the text came. With a step of 4, as a message of 6 rows grows to 9:
//
//     rows of the message   6  7  8  9
//     left free below       2  1  0  3        <- the step: the view moves up by 4 rows
//
// A long message has parts, and to count the rows of all of them would be to lay them all out. Steps are counted from the
// start of the last part. Its first rows may have stood in the part above until a moment ago, as the end of a long
// paragraph does: as long as there are no more of them than that can be, they are counted together with that part, so
// that nothing moves. Then the first step comes as late as the last one of the part above can, so that the view never
// moves down.
//
// Steps alone would move the view back where the pace of the line changes, a construct settles in fewer rows, or a short
// message follows a long reply. So a pane remembers where it stood (see FollowedTop) and moves back only where nothing of
// what stood there is left.
//
// What is there stays where it stands when the reply ends. A conversation that is read from disk has had no steps and
// shows its end at the bottom.

import ChatModel

/// How the view keeps up with a reply.
package struct Follow: Hashable, Sendable {
  /// How far it moves at once.
  package var mode: FollowMode
  /// 0 while the terminal takes bytes as fast as they come; each one more stands for half the pace.
  package var slowness: Int

  /// Following in `mode` on a terminal that is as fast as can be.
  package init(_ mode: FollowMode = .auto, slowness: Int = 0) {
    self.mode = mode
    self.slowness = slowness
  }

  /// The greatest `slowness`: its steps are pages on all but huge screens.
  package static let slowest = 3
  /// Rows that a step keeps in view, so that a reader finds the place.
  private static let overlap = 2
  /// More rows at once would hide how the text moves; fewer cost bytes. A quarter of the pane where that is less.
  private static let mostRows = 8

  /// The rows that the view of a pane of `height` rows moves at once; at least 1, and less than `height` where it can be.
  func step(height: Int) -> Int {
    let page = max(1, height - Self.overlap)
    switch mode {
    case .smooth: return 1
    case .page: return page
    case .auto: return min(page, max(1, min(Self.mostRows, height / 4)) << min(max(0, slowness), Self.slowest))
    }
  }

  /// How many rows of `width` columns may become those of another part of a message after they were shown. It is the end of
  /// a long paragraph, some 500 bytes, in rows that may be half empty.
  static func carriedRows(width: Int) -> Int { 1 + 1200 / max(1, width) }

  /// The same on a terminal that is as fast as can be: how the end of a reply stands must not depend on the line.
  var settled: Follow { Follow(mode) }
}
