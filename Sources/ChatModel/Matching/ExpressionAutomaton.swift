/// A regular expression as automata that are made as texts need them: one reads a line backwards and knows at each place what
/// can still end in a match, the other reads a match forwards. Their states are sets of steps; what follows a state is kept,
/// within a measure of memory. Counts what it does: a kept transition is 1, a new one about as many as there are steps.
struct ExpressionAutomaton {
  typealias Before = RegularExpression.Before
  typealias After = RegularExpression.After

  /// States kept of both automata, in bytes; more are forgotten and made again.
  private static let mostBytes = 16 << 20

  let expression: RegularExpression
  /// What was done so far.
  private(set) var work = 0
  private let words: Int
  /// Where a character leads, and the start: only these tell states apart.
  private let targets: [UInt64]
  private var ways: [Way] = []
  /// The steps from which a step is reached without a character.
  private let sources: [[Int]]
  private var backward: StateTable
  private var forward: StateTable
  private var classes = CharacterClasses()

  private struct Way {
    var step: Int
    var set: Int
    var next: Int
  }

  init(_ expression: RegularExpression) {
    self.expression = expression
    let words = (expression.steps.count + 63) / 64
    var targets = [UInt64](repeating: 0, count: words)
    var sources = [[Int]](repeating: [], count: expression.steps.count)
    targets.insert(expression.start)
    for (index, step) in expression.steps.enumerated() {
      switch step {
      case .take(let set, let next):
        ways.append(Way(step: index, set: set, next: next))
        targets.insert(next)
      case .split(let one, let other):
        sources[one].append(index)
        sources[other].append(index)
      case .check(_, let next): sources[next].append(index)
      case .accept: break
      }
    }
    self.words = words
    self.targets = targets
    self.sources = sources
    backward = StateTable(words: words)
    forward = StateTable(words: words)
    start()
  }

  private mutating func start() {
    var bits = [UInt64](repeating: 0, count: words)
    bits.insert(expression.start)
    _ = forward.number(of: bits)
  }

  /// How many characters are read between two places at which reading may stop: what reading them costs is bounded.
  var blockLength: Int { min(4096, max(64, 200_000 / expression.steps.count)) }

  /// Forgets what takes too much room. States that were named before are none afterwards.
  mutating func makeRoom() {
    guard backward.bytes + forward.bytes > Self.mostBytes else { return }
    backward = StateTable(words: words)
    forward = StateTable(words: words)
    start()
  }

  // MARK: Characters

  mutating func characterClass(of scalar: UInt32) -> Int { classes.number(of: scalar, expression, &work) }

  /// What a character of `characterClass` is for the place behind it.
  func before(_ characterClass: Int) -> Before {
    expression.looksAtWords && classes.all[characterClass].isWord ? .word : .other
  }

  // MARK: States

  func bits(ofBackward state: Int) -> [UInt64] { backward.bits(of: state) }
  mutating func backwardState(_ bits: [UInt64]) -> Int { backward.number(of: bits) }

  func bits(ofForward state: Int) -> [UInt64] { forward.bits(of: state) }
  mutating func forwardState(_ bits: [UInt64]) -> Int { forward.number(of: bits) }

  /// The state of a match that begins: always the first one.
  let startState = 0

  /// Whether a match begins at a place with this state.
  func isStart(_ state: Int) -> Bool { backward.holds(expression.start, state) }

  /// Whether a match that has come to `forwardState` can end at a place with `backwardState`, or behind it.
  mutating func canEnd(_ forwardState: Int, _ backwardState: Int) -> Bool {
    work += words >> 3
    return forward.meets(forwardState, backward, backwardState)
  }

  /// The state at the end of a line, behind `before`.
  mutating func endState(_ before: Before) -> Int {
    work += expression.steps.count
    var marked = [UInt64](repeating: 0, count: words)
    marked.insert(expression.accept)
    spread(&marked, [expression.accept], before, .lineEnd)
    return backward.number(of: marked.intersection(targets))
  }

  /// The state at a place before a character of `characterClass`, behind which the state is `state`; `before` is what stands
  /// before the place.
  mutating func back(_ state: Int, _ characterClass: Int, _ before: Before) -> Int {
    let before = expression.looksBehind ? before : .other
    work += 1
    if let known = backward.next(state, characterClass, before.rawValue) { return known }
    work += expression.steps.count
    var marked = [UInt64](repeating: 0, count: words)
    marked.insert(expression.accept)
    var open = [expression.accept]
    let sets = classes.all[characterClass].sets
    for way in ways where sets.contains(way.set) && backward.holds(way.next, state) {
      marked.insert(way.step)
      open.append(way.step)
    }
    spread(&marked, open, before, after(characterClass))
    let next = backward.number(of: marked.intersection(targets))
    backward.keep(next, state, characterClass, before.rawValue)
    return next
  }

  /// The state of a match behind a character of `characterClass`, which stands behind `before`.
  mutating func advance(_ state: Int, _ characterClass: Int, _ before: Before) -> Int {
    let before = expression.looksBehind ? before : .other
    work += 1
    if let known = forward.next(state, characterClass, before.rawValue) { return known }
    work += expression.steps.count
    let sets = classes.all[characterClass].sets
    let after = after(characterClass)
    var seen = forward.bits(of: state)
    var open = seen.members
    var next = [UInt64](repeating: 0, count: words)
    while let index = open.popLast() {
      var reached: [Int] = []
      switch expression.steps[index] {
      case .take(let set, let target): if sets.contains(set) { next.insert(target) }
      case .split(let one, let other): reached = [one, other]
      case .check(let condition, let target): if condition.holds(after: before, before: after) { reached = [target] }
      case .accept: break
      }
      for target in reached where seen.insert(target) { open.append(target) }
    }
    let number = forward.number(of: next)
    forward.keep(number, state, characterClass, before.rawValue)
    return number
  }

  private func after(_ characterClass: Int) -> After {
    expression.looksAtWords && classes.all[characterClass].isWord ? .word : .other
  }

  /// Marks the steps from which one of `open` is reached without a character.
  private func spread(_ marked: inout [UInt64], _ open: [Int], _ before: Before, _ after: After) {
    var open = open
    while let index = open.popLast() {
      for source in sources[index] {
        if case .check(let condition, _) = expression.steps[source], !condition.holds(after: before, before: after) {
          continue
        }
        if marked.insert(source) { open.append(source) }
      }
    }
  }
}

/// States by number, and what follows them.
private struct StateTable {
  private let words: Int
  private var all: [UInt64] = []
  private var numbers: [[UInt64]: Int] = [:]
  private var transitions: [Int32] = []
  /// Classes that there is room for; a power of two.
  private var width = 8
  private static let kinds = RegularExpression.Before.allCases.count

  init(words: Int) { self.words = words }

  /// About what it takes.
  var bytes: Int { transitions.count * 4 + all.count * 24 + numbers.count * 64 }

  mutating func number(of bits: [UInt64]) -> Int {
    if let number = numbers[bits] { return number }
    let number = numbers.count
    numbers[bits] = number
    all += bits
    transitions += repeatElement(-1, count: width * Self.kinds)
    return number
  }

  func bits(of state: Int) -> [UInt64] { Array(all[state * words..<(state + 1) * words]) }

  func holds(_ step: Int, _ state: Int) -> Bool { all[state * words + step >> 6] >> UInt64(step & 63) & 1 != 0 }

  func meets(_ state: Int, _ other: StateTable, _ otherState: Int) -> Bool {
    for word in 0..<words where all[state * words + word] & other.all[otherState * words + word] != 0 { return true }
    return false
  }

  func next(_ state: Int, _ characterClass: Int, _ kind: Int) -> Int? {
    guard characterClass < width else { return nil }
    let next = transitions[(state * width + characterClass) * Self.kinds + kind]
    return next < 0 ? nil : Int(next)
  }

  mutating func keep(_ next: Int, _ state: Int, _ characterClass: Int, _ kind: Int) {
    if characterClass >= width { widen(to: characterClass + 1) }
    transitions[(state * width + characterClass) * Self.kinds + kind] = Int32(next)
  }

  private mutating func widen(to least: Int) {
    let before = width * Self.kinds
    while width < least { width *= 2 }
    var wider: [Int32] = []
    wider.reserveCapacity(numbers.count * width * Self.kinds)
    for state in 0..<numbers.count {
      wider += transitions[state * before..<(state + 1) * before]
      wider += repeatElement(-1, count: width * Self.kinds - before)
    }
    transitions = wider
  }
}

/// Which characters an expression does not tell apart.
private struct CharacterClasses {
  struct Class: Hashable {
    /// The numbers of the sets that take its characters.
    var sets: Set<Int>
    var isWord: Bool
  }

  private(set) var all: [Class] = []
  private var numbers: [Class: Int] = [:]
  // By the scalar's upper bits, then its lower 8; -1 is not known yet.
  private var pages = [[Int32]](repeating: [], count: 0x1100)

  mutating func number(of scalar: UInt32, _ expression: RegularExpression, _ work: inout Int) -> Int {
    let (page, place) = (Int(scalar >> 8), Int(scalar & 0xFF))
    if pages[page].isEmpty {
      pages[page] = [Int32](repeating: -1, count: 256)
    } else if pages[page][place] >= 0 {
      return Int(pages[page][place])
    }
    work += 4 + expression.sets.count
    let character = Unicode.Scalar(scalar) ?? "\u{FFFD}"
    let found = Class(
      sets: Set(expression.sets.indices.filter { expression.sets[$0].contains(character) }),
      isWord: expression.looksAtWords && ScalarSet.isWord(character))
    let number = numbers[found] ?? all.count
    if number == all.count {
      all.append(found)
      numbers[found] = number
    }
    pages[page][place] = Int32(number)
    return number
  }
}

extension [UInt64] {
  /// Adds `bit`; returns whether it was not in it.
  @discardableResult
  fileprivate mutating func insert(_ bit: Int) -> Bool {
    let mask: UInt64 = 1 << UInt64(bit & 63)
    defer { self[bit >> 6] |= mask }
    return self[bit >> 6] & mask == 0
  }

  fileprivate func intersection(_ other: [UInt64]) -> [UInt64] { zip(self, other).map { $0 & $1 } }

  fileprivate var members: [Int] {
    var members: [Int] = []
    for (index, word) in enumerated() {
      var rest = word
      while rest != 0 {
        members.append(index << 6 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return members
  }
}
