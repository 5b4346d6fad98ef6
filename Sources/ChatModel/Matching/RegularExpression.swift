/// A POSIX extended regular expression (IEEE Std 1003.1, 9.4) with GNU's additions `\w \W \s \S \b \B \< \>`, as a graph of
/// steps. It is read line by line, and a line's end is never part of a match.
///
/// The engine is our own for two reasons. The C library's `regexec` can be neither stopped nor bounded. And where each
/// search alone is linear, as in RE2, finding all matches is still quadratic: `x*y|x` reads to the line's end for each x.
struct RegularExpression: Sendable {
  /// In bytes. A longer expression is a mistake.
  static let longest = 400
  /// How often something may be repeated by braces, those inside it and around it multiplied.
  static let mostRepeated = 200
  /// In steps: what an uncached transition costs.
  static let largest = 4000

  enum Step: Sendable {
    /// Takes a character of the set with this number.
    case take(set: Int, next: Int)
    /// Goes on at both.
    case split(Int, Int)
    /// Goes on where the condition holds.
    case check(Condition, next: Int)
    case accept
  }

  /// What may be asked of a place between two characters.
  enum Condition: Sendable {
    case lineStart, lineEnd, textStart, wordStart, wordEnd, wordEdge, noWordEdge

    func holds(after before: Before, before after: After) -> Bool {
      let (left, right) = (before == .word, after == .word)
      return switch self {
      case .lineStart: before == .textStart || before == .lineStart
      case .lineEnd: after == .lineEnd
      case .textStart: before == .textStart
      case .wordStart: !left && right
      case .wordEnd: left && !right
      case .wordEdge: left != right
      case .noWordEdge: left == right
      }
    }
  }

  /// What stands before a place.
  enum Before: Int, CaseIterable, Sendable {
    case other, word, lineStart, textStart
  }

  /// What stands behind a place.
  enum After: Sendable {
    case other, word, lineEnd
  }

  private(set) var steps: [Step] = []
  let sets: [ScalarSet]
  private(set) var start = 0
  private(set) var accept = 0
  /// Whether a condition looks at words, and at what stands before a place at all.
  private(set) var looksAtWords = false
  private(set) var looksBehind = false

  /// Reads `pattern`; with `foldsCase`, letters match whatever their case. Throws what is wrong with it.
  init(_ pattern: String, foldsCase: Bool) throws(ExpressionProblem) {
    guard pattern.utf8.count <= Self.longest else {
      throw ExpressionProblem("The expression is longer than \(Self.longest) bytes.")
    }
    var parser = ExpressionParser(pattern, foldsCase: foldsCase)
    let tree = try parser.parse()
    guard tree.mostRepeated <= Self.mostRepeated else {
      throw ExpressionProblem("It repeats more than \(Self.mostRepeated) times.")
    }
    guard tree.size < Self.largest else { throw ExpressionProblem("The expression is too large.") }
    sets = parser.sets
    accept = add(.accept)
    start = build(tree, next: accept)
  }

  private mutating func add(_ step: Step) -> Int {
    steps.append(step)
    return steps.count - 1
  }

  /// Adds the steps of `tree`, from the last one to the first; returns where it begins.
  private mutating func build(_ tree: ExpressionTree, next: Int) -> Int {
    switch tree {
    case .empty: return next
    case .set(let set): return add(.take(set: set, next: next))
    case .condition(let condition):
      switch condition {
      case .lineEnd: break
      case .lineStart, .textStart: looksBehind = true
      case .wordStart, .wordEnd, .wordEdge, .noWordEdge: (looksAtWords, looksBehind) = (true, true)
      }
      return add(.check(condition, next: next))
    case .sequence(let parts): return parts.reversed().reduce(next) { build($1, next: $0) }
    case .choice(let ways):
      var start = build(ways[ways.count - 1], next: next)
      for way in ways.dropLast().reversed() { start = add(.split(build(way, next: next), start)) }
      return start
    case .repeated(let part, let least, let most):
      var start = next
      if let most {
        for _ in least..<max(least, most) { start = add(.split(build(part, next: start), next)) }
      } else {
        let loop = add(.split(next, next))
        steps[loop] = .split(build(part, next: loop), next)
        start = loop
      }
      for _ in 0..<least { start = build(part, next: start) }
      return start
    }
  }
}

/// What is wrong with a regular expression, as a sentence.
struct ExpressionProblem: Error, Hashable {
  var text: String

  init(_ text: String) { self.text = text }
}

/// What a regular expression says.
indirect enum ExpressionTree: Sendable {
  case empty
  case set(Int)
  case condition(RegularExpression.Condition)
  case sequence([ExpressionTree])
  case choice([ExpressionTree])
  case repeated(ExpressionTree, least: Int, most: Int?)

  /// How often braces repeat what is in the innermost of them.
  var mostRepeated: Int {
    switch self {
    case .empty, .set, .condition: 1
    case .sequence(let parts), .choice(let parts): parts.map(\.mostRepeated).max() ?? 1
    case .repeated(let part, let least, let most):
      Self.bounded(part.mostRepeated.multipliedReportingOverflow(by: max(1, least, most ?? 1)))
    }
  }

  /// How many steps it takes.
  var size: Int {
    switch self {
    case .empty: 0
    case .set, .condition: 1
    case .sequence(let parts): parts.reduce(0) { Self.bounded($0.addingReportingOverflow($1.size)) }
    case .choice(let ways): ways.reduce(0) { Self.bounded($0.addingReportingOverflow($1.size + 1)) }
    case .repeated(let part, let least, let most):
      Self.bounded((part.size + 1).multipliedReportingOverflow(by: max(1, most ?? least + 1)))
    }
  }

  private static func bounded(_ result: (partialValue: Int, overflow: Bool)) -> Int {
    result.overflow ? 1 << 40 : min(result.partialValue, 1 << 40)
  }
}
