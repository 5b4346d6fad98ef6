/// Reads POSIX extended regular expressions as the GNU C library does: `^` and `$` are anchors wherever they stand and cannot
/// be repeated, a `)` without its `(` is a character, nothing stands for the empty text, and a backslash in brackets is one.
struct ExpressionParser {
  private let scalars: [Unicode.Scalar]
  private let foldsCase: Bool
  private var index = 0
  /// The sets that the tree names by number, each once.
  private(set) var sets: [ScalarSet] = []
  private var numbers: [ScalarSet: Int] = [:]

  init(_ pattern: String, foldsCase: Bool) {
    scalars = Array(pattern.unicodeScalars)
    self.foldsCase = foldsCase
  }

  mutating func parse() throws(ExpressionProblem) -> ExpressionTree { try choice(isInGroup: false) }

  private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  private func peek(_ offset: Int) -> Unicode.Scalar? {
    index + offset < scalars.count ? scalars[index + offset] : nil
  }

  private mutating func pass(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    index += 1
    return true
  }

  private func incomplete(_ what: String) -> ExpressionProblem {
    ExpressionProblem("The expression is not complete: \(what).")
  }

  private mutating func number(of set: ScalarSet) -> ExpressionTree {
    var set = set
    set.foldsCase = foldsCase
    if let number = numbers[set] { return .set(number) }
    sets.append(set)
    numbers[set] = sets.count - 1
    return .set(sets.count - 1)
  }

  // MARK: Expressions

  private mutating func choice(isInGroup: Bool) throws(ExpressionProblem) -> ExpressionTree {
    var ways = [try sequence(isInGroup: isInGroup)]
    while pass("|") { ways.append(try sequence(isInGroup: isInGroup)) }
    return ways.count == 1 ? ways[0] : .choice(ways)
  }

  private mutating func sequence(isInGroup: Bool) throws(ExpressionProblem) -> ExpressionTree {
    var parts: [ExpressionTree] = []
    while let scalar = next, scalar != "|", !(isInGroup && scalar == ")") { parts.append(try repeated()) }
    return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
  }

  private mutating func repeated() throws(ExpressionProblem) -> ExpressionTree {
    var tree = try single()
    if case .condition = tree { return tree }
    while let scalar = next {
      switch scalar {
      case "*": tree = .repeated(tree, least: 0, most: nil)
      case "+": tree = .repeated(tree, least: 1, most: nil)
      case "?": tree = .repeated(tree, least: 0, most: 1)
      case "{":
        let (least, most) = try interval()
        tree = .repeated(tree, least: least, most: most)
        continue
      default: return tree
      }
      index += 1
    }
    return tree
  }

  /// `{2}`, `{2,}`, `{2,3}`, and as GNU has it `{,3}`.
  private mutating func interval() throws(ExpressionProblem) -> (Int, Int?) {
    index += 1
    func number(_ index: inout Int) -> Int? {
      var value: Int?
      while index < scalars.count, ("0"..."9").contains(scalars[index]) {
        value = min((value ?? 0) * 10 + Int(scalars[index].value - 0x30), 100_000)
        index += 1
      }
      return value
    }
    let least = number(&index)
    var most = least
    var hasComma = false
    if pass(",") {
      hasComma = true
      most = number(&index)
    }
    guard next != nil else { throw incomplete("a } is missing") }
    guard pass("}"), least != nil || hasComma else { throw incomplete("between { and } stand one or two numbers") }
    if let least, let most, least > most { throw incomplete("the first number in { } is the larger one") }
    return (least ?? 0, most)
  }

  private mutating func single() throws(ExpressionProblem) -> ExpressionTree {
    let scalar = scalars[index]
    switch scalar {
    case "*", "+", "?", "{": throw incomplete("nothing that can be repeated stands before \(scalar)")
    case "[": return number(of: try bracket())
    case "\\": return try escape()
    default: break
    }
    index += 1
    switch scalar {
    case "(":
      let tree = try choice(isInGroup: true)
      guard pass(")") else { throw incomplete("a ) is missing") }
      // A condition in parentheses can be repeated, unlike a bare one.
      if case .condition = tree { return .sequence([tree]) }
      return tree
    case "^": return .condition(.lineStart)
    case "$": return .condition(.lineEnd)
    case ".": return number(of: .anything)
    default: return number(of: ScalarSet(scalar))
    }
  }

  private mutating func escape() throws(ExpressionProblem) -> ExpressionTree {
    index += 1
    guard let scalar = next else { throw incomplete("nothing follows the \\") }
    index += 1
    switch scalar {
    case "1"..."9": throw ExpressionProblem("Back references are not supported.")
    case "w": return number(of: .word)
    case "W": return number(of: ScalarSet.word.negated)
    case "s": return number(of: ScalarSet(.space))
    case "S": return number(of: ScalarSet(.space).negated)
    case "b": return .condition(.wordEdge)
    case "B": return .condition(.noWordEdge)
    case "<": return .condition(.wordStart)
    case ">": return .condition(.wordEnd)
    case "`": return .condition(.textStart)
    case "'": return .condition(.lineEnd)
    default: return number(of: ScalarSet(scalar))
    }
  }

  // MARK: Brackets

  /// A part of a list in brackets.
  private enum Element {
    case scalar(Unicode.Scalar)
    case named(ScalarSet.Class)
    case equivalent(Unicode.Scalar)
  }

  private mutating func bracket() throws(ExpressionProblem) -> ScalarSet {
    index += 1
    var set = ScalarSet()
    let isNegated = pass("^")
    var isFirst = true
    while isFirst || next != "]" {
      let isHyphen = next == "-"
      if isHyphen, !isFirst, peek(1) != "]" { throw incomplete("a - stands between two ranges") }
      let first = try element()
      isFirst = false
      guard next == "-", let end = peek(1), end != "]" else {
        switch first {
        case .scalar(let scalar), .equivalent(let scalar): set.add(scalar)
        case .named(let name): set.add(name)
        }
        continue
      }
      index += 1
      guard case .scalar(let low) = first, case .scalar(let high) = try element() else {
        throw incomplete("a range in brackets goes from one character to another")
      }
      guard low.value <= high.value else { throw incomplete("a range in brackets ends before it begins") }
      set.add(low.value...high.value)
    }
    index += 1
    return isNegated ? set.negated : set
  }

  private mutating func element() throws(ExpressionProblem) -> Element {
    guard let scalar = next else { throw incomplete("a ] is missing") }
    index += 1
    guard scalar == "[", let kind = next, kind == "." || kind == "=" || kind == ":" else { return .scalar(scalar) }
    index += 1
    let start = index
    while index < scalars.count, !(scalars[index] == kind && peek(1) == "]") { index += 1 }
    guard index < scalars.count else { throw incomplete("a \(kind)] is missing") }
    let name = scalars[start..<index]
    index += 2
    if kind == ":" {
      var text = String.UnicodeScalarView()
      text.append(contentsOf: name)
      guard let named = ScalarSet.Class(rawValue: String(text)) else {
        throw incomplete("[:\(String(text)):] is no class of characters")
      }
      return .named(foldsCase && (named == .upper || named == .lower) ? .alpha : named)
    }
    guard name.count == 1, let only = name.first else {
      throw incomplete("between [\(kind) and \(kind)] stands one character")
    }
    return kind == "." ? .scalar(only) : .equivalent(only)
  }
}
