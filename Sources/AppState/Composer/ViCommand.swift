// What the keys of vi's normal and visual modes say. Read anew from their start with each key: there are never more than a
// few, and nothing is left over when they turn out to mean nothing.

/// One command of vi, as its keys spell it: how often, what is done, and to what.
struct ViCommand: Equatable {
  /// nil: none was typed.
  var count: Int?
  var verb: Verb

  enum Verb: Equatable {
    case move(ViMotion)
    case operate(Operator, Target)
    /// A command of one key that is neither motion nor operator.
    case simple(Character)
    case replace(Character)
    /// In visual mode: selects a text object.
    case select(ViObject)
  }

  enum Operator: Character {
    case delete = "d"
    case change = "c"
    case yank = "y"
  }

  enum Target: Equatable {
    case motion(ViMotion)
    case object(ViObject)
    /// Whole lines, as many as the count says.
    case lines
  }

  /// What keys typed so far amount to.
  enum Reading: Equatable {
    case incomplete
    case whole(ViCommand)
    case nothing
  }

  // Nobody means more; a slip of the keys must not keep the client busy.
  private static let highestCount = 9_999
  private static let simple: Set<Character> = [
    "x", "X", "D", "C", "Y", "s", "S", "p", "P", "J", "u", ".", "~", "o", "O", "a", "A", "i", "I", "v", "V",
  ]
  /// What acts on the selection in visual mode.
  private static let visual: Set<Character> = [
    "d", "x", "X", "D", "c", "s", "C", "S", "y", "Y", "p", "P", "J", "~", "u", "U", "o", "v", "V",
  ]

  /// What `keys` say in normal mode, or in visual mode.
  static func read(_ keys: [Character], isVisual: Bool) -> Reading {
    var rest = keys[...]
    let first = count(&rest)
    guard let key = rest.popFirst() else { return .incomplete }
    if isVisual { return readVisual(key, rest, count: first) }
    if let verb = Operator(rawValue: key) {
      let second = count(&rest)
      let count =
        first == nil && second == nil ? nil : min(highestCount, (first ?? 1) * (second ?? 1))
      guard let next = rest.popFirst() else { return .incomplete }
      if next == key { return .whole(ViCommand(count: count, verb: .operate(verb, .lines))) }
      if next == "i" || next == "a" {
        return object(next, rest) { ViCommand(count: count, verb: .operate(verb, .object($0))) }
      }
      return motion(next, rest) { ViCommand(count: count, verb: .operate(verb, .motion($0))) }
    }
    if key == "r" {
      guard let character = rest.popFirst() else { return .incomplete }
      return .whole(ViCommand(count: first, verb: .replace(character)))
    }
    if simple.contains(key) { return .whole(ViCommand(count: first, verb: .simple(key))) }
    return motion(key, rest) { ViCommand(count: first, verb: .move($0)) }
  }

  private static func readVisual(_ key: Character, _ rest: ArraySlice<Character>, count: Int?) -> Reading {
    if key == "i" || key == "a" { return object(key, rest) { ViCommand(count: count, verb: .select($0)) } }
    if key == "r" {
      guard let character = rest.first else { return .incomplete }
      return .whole(ViCommand(count: count, verb: .replace(character)))
    }
    if visual.contains(key) { return .whole(ViCommand(count: count, verb: .simple(key))) }
    return motion(key, rest) { ViCommand(count: count, verb: .move($0)) }
  }

  /// Takes the digits at the start of `keys`; a zero alone is a motion.
  private static func count(_ keys: inout ArraySlice<Character>) -> Int? {
    var count: Int?
    while let key = keys.first, let digit = key.isASCII ? key.wholeNumberValue : nil, count != nil || digit > 0 {
      count = min(highestCount, (count ?? 0) * 10 + digit)
      keys.removeFirst()
    }
    return count
  }

  private static func motion(
    _ key: Character, _ rest: ArraySlice<Character>, _ command: (ViMotion) -> ViCommand
  ) -> Reading {
    switch key {
    case "g":
      guard let second = rest.first else { return .incomplete }
      return second == "g" ? .whole(command(.line(.first))) : .nothing
    case "f", "F", "t", "T":
      guard let target = rest.first else { return .incomplete }
      let find = ViFind(
        target: target, direction: key == "f" || key == "t" ? .forward : .backward,
        stop: key == "f" || key == "F" ? .at : .before)
      return .whole(command(.find(find)))
    default: return ViMotion.plain[key].map { .whole(command($0)) } ?? .nothing
    }
  }

  private static func object(
    _ key: Character, _ rest: ArraySlice<Character>, _ command: (ViObject) -> ViCommand
  ) -> Reading {
    guard let name = rest.first else { return .incomplete }
    return ViObject(name, extent: key == "i" ? .inner : .around).map { .whole(command($0)) } ?? .nothing
  }
}

/// Where a motion of vi leads.
enum ViMotion: Equatable {
  case left, right, up, down
  case word, wordBack, wordEnd
  case bigWord, bigWordBack, bigWordEnd
  case lineStart, lineText, lineEnd
  /// The line that the count names, else this one.
  case line(Line)
  case paragraph, paragraphBack
  case bracket
  case find(ViFind)
  case findAgain, findBack

  enum Line: Equatable {
    case first, last
  }

  static let plain: [Character: ViMotion] = [
    "h": .left, "l": .right, " ": .right, "k": .up, "j": .down, "w": .word, "b": .wordBack, "e": .wordEnd,
    "W": .bigWord, "B": .bigWordBack, "E": .bigWordEnd, "0": .lineStart, "^": .lineText, "$": .lineEnd,
    "G": .line(.last), "}": .paragraph, "{": .paragraphBack, "%": .bracket, ";": .findAgain, ",": .findBack,
  ]
}

/// A character looked for in the line.
struct ViFind: Equatable, Sendable {
  var target: Character
  var direction: UserEvent.Direction
  var stop: Stop

  enum Stop: Equatable, Sendable {
    case at, before
  }

  /// The same the other way.
  var reversed: ViFind {
    ViFind(target: target, direction: direction == .forward ? .backward : .forward, stop: stop)
  }
}

/// A part of the text that has a name.
struct ViObject: Equatable {
  var kind: Kind
  var extent: Extent

  enum Kind: Equatable {
    case word, bigWord, paragraph
    case quoted(Character)
    case enclosed(Character, Character)
  }

  enum Extent: Equatable {
    case inner, around
  }

  init?(_ name: Character, extent: Extent) {
    self.extent = extent
    switch name {
    case "w": kind = .word
    case "W": kind = .bigWord
    case "p": kind = .paragraph
    case "\"", "'", "`": kind = .quoted(name)
    case "(", ")", "b": kind = .enclosed("(", ")")
    case "[", "]": kind = .enclosed("[", "]")
    case "{", "}", "B": kind = .enclosed("{", "}")
    case "<", ">": kind = .enclosed("<", ">")
    case "「", "」": kind = .enclosed("「", "」")
    case "『", "』": kind = .enclosed("『", "』")
    case "（", "）": kind = .enclosed("（", "）")
    default: return nil
    }
  }
}
