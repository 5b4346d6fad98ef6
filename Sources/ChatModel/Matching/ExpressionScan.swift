/// Looks for a regular expression in a text, and may stop between two blocks of characters and go on later. All of it takes
/// time in proportion to the text: each character is read backwards, at most twice, and forwards once, however many matches
/// there are.
struct ExpressionScan {
  private typealias Before = RegularExpression.Before
  private typealias Bytes = UnsafeBufferPointer<UInt8>

  /// The line that is read.
  private struct Line {
    let range: Range<Int>
    /// From where on it has not been read forwards.
    var start: Int
    /// Where blocks end, from the line's end to its start, and the states there.
    var ends: [(place: Int, state: [UInt64])] = []
    var hasEnds = false
  }

  /// From where on lines have not been read.
  private(set) var position: Int
  private var line: Line?
  /// A match that goes beyond the block that was read, and its state there.
  private var open: (start: Int, state: [UInt64])?

  init(from position: Int = 0) { self.position = position }

  /// Where the line begins that is read, or is read next.
  var lineStart: Int { line?.range.lowerBound ?? position }

  /// Reads on until the end, `limit` matches, or until about `budget` is used up, which it takes off. Appends what it finds
  /// to `ranges`; returns whether it is done.
  mutating func advance(
    _ bytes: UnsafeBufferPointer<UInt8>, _ automaton: inout ExpressionAutomaton, _ ranges: inout [Range<Int>],
    limit: Int, budget: inout Int
  ) -> Bool {
    while ranges.count < limit {
      let before = automaton.work
      defer { budget -= automaton.work - before }
      guard budget > 0 else { return false }
      guard line != nil || beginLine(bytes) else { return true }
      if line?.range.isEmpty == true {
        line = nil
      } else if line?.hasEnds == false {
        readEnds(bytes, &automaton)
      } else {
        readBlock(bytes, &automaton, &ranges, limit: limit)
      }
    }
    return true
  }

  private mutating func beginLine(_ bytes: Bytes) -> Bool {
    guard position < bytes.count else { return false }
    let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    line = Line(range: position..<end, start: position)
    position = min(end + 1, bytes.count)
    return true
  }

  private static func before(_ place: Int, _ range: Range<Int>, _ bytes: Bytes, _ automaton: inout ExpressionAutomaton)
    -> Before
  {
    if place == range.lowerBound { return place == 0 ? .textStart : .lineStart }
    guard automaton.expression.looksAtWords else { return .other }
    var start = place - 1
    while start > range.lowerBound, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    let characterClass = automaton.characterClass(of: TextPattern.scalar(bytes, at: start).value)
    return automaton.before(characterClass)
  }

  // MARK: Backwards

  /// Goes one block towards the line's start, and remembers the state where it begins.
  private mutating func readEnds(_ bytes: Bytes, _ automaton: inout ExpressionAutomaton) {
    guard var line else { return }
    automaton.makeRoom()
    let end = line.ends.last?.place ?? line.range.upperBound
    var state: Int
    if let known = line.ends.last {
      state = automaton.backwardState(known.state)
    } else {
      state = automaton.endState(Self.before(end, line.range, bytes, &automaton))
      line.ends.append((end, automaton.bits(ofBackward: state)))
    }
    if end - line.range.lowerBound <= automaton.blockLength {
      line.hasEnds = true
    } else {
      let start = Self.blockStart(end, line.range, bytes, automaton)
      Self.readBack(start..<end, line.range, bytes, &automaton, &state) { _, _ in }
      line.ends.append((start, automaton.bits(ofBackward: state)))
    }
    self.line = line
  }

  private static func blockStart(
    _ end: Int, _ range: Range<Int>, _ bytes: Bytes, _ automaton: ExpressionAutomaton
  ) -> Int {
    var start = max(range.lowerBound, end - automaton.blockLength)
    while start > range.lowerBound, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return start
  }

  /// Goes from the end of `block` to its start; `body` gets each place and its state.
  private static func readBack(
    _ block: Range<Int>, _ range: Range<Int>, _ bytes: Bytes, _ automaton: inout ExpressionAutomaton,
    _ state: inout Int, _ body: (Int, Int) -> Void
  ) {
    var place = block.upperBound
    while place > block.lowerBound {
      place -= 1
      while place > block.lowerBound, bytes[place] & 0xC0 == 0x80 { place -= 1 }
      let characterClass = automaton.characterClass(of: TextPattern.scalar(bytes, at: place).value)
      let before = automaton.expression.looksBehind ? before(place, range, bytes, &automaton) : .other
      state = automaton.back(state, characterClass, before)
      body(place, state)
    }
  }

  // MARK: Forwards

  /// Finds the matches that end in the next block.
  private mutating func readBlock(
    _ bytes: Bytes, _ automaton: inout ExpressionAutomaton, _ ranges: inout [Range<Int>], limit: Int
  ) {
    guard var line, let end = line.ends.popLast() else { return }
    automaton.makeRoom()
    let block = line.start..<end.place
    var state = automaton.backwardState(end.state)
    var states = [Int](repeating: 0, count: block.count + 1)
    states[block.count] = state
    Self.readBack(block, line.range, bytes, &automaton, &state) { states[$0 - block.lowerBound] = $1 }

    var match = open.map { (start: $0.start, state: automaton.forwardState($0.state)) }
    open = nil
    var place = block.lowerBound
    while place < block.upperBound {
      let (scalar, length) = TextPattern.scalar(bytes, at: place)
      let here = match ?? (place, automaton.startState)
      guard match != nil || automaton.isStart(states[place - block.lowerBound]) else {
        place += length
        continue
      }
      let before = automaton.expression.looksBehind ? Self.before(place, line.range, bytes, &automaton) : .other
      let characterClass = automaton.characterClass(of: scalar)
      let next = automaton.advance(here.state, characterClass, before)
      if automaton.canEnd(next, states[min(place + length, block.upperBound) - block.lowerBound]) {
        match = (here.start, next)
        place += length
        continue
      }
      // What it has come to is the last place at which it can end.
      match = nil
      if here.start < place {
        ranges.append(here.start..<place)
        if ranges.count >= limit { return }
      } else {
        place += length
      }
    }
    if let match {
      if block.upperBound < line.range.upperBound {
        open = (match.start, automaton.bits(ofForward: match.state))
      } else if match.start < block.upperBound {
        ranges.append(match.start..<block.upperBound)
      }
    }
    line.start = block.upperBound
    self.line = line.ends.isEmpty ? nil : line
  }
}
