import TOMLKit
import TestSupport
import Testing

@testable import Configuration

@Suite struct TOMLOutlineTests {
  private func outline(_ text: String) throws -> TOMLOutline { try TOMLOutline(Array(text.utf8)) }

  @Test func entriesAndTheirPlaces() throws {
    let text = """
      # [not.a.table]
      a = 1 # b = 2
      "q\\"\\u00e9".'lit"eral' . c= "x = 1"
      [t . "u v"] # comment
      list = [ # [x]
        "]", '#', { in.ner = [1, 2] }, # y = 1
        \"\"\"
      [no]
      z = 1 \\\"\"\" \"\"\"\"\",
      ]
      d = 1979-05-27 07:32:00
      [[rows]]
      e = '''
      [no]'''
      f = {}
      """
    let outline = try outline(text)
    #expect(
      outline.entries.map(\.path) == [
        ["a"], ["q\"é", "lit\"eral", "c"], ["t", "u v", "list"], ["t", "u v", "list", "in", "ner"], ["t", "u v", "d"],
        ["rows", "e"], ["rows", "f"],
      ])
    #expect(outline.entries.map(\.line) == [2, 3, 5, 6, 11, 13, 15])
    #expect(outline.entries.map(\.place) == [.line, .line, .line, .braces, .line, .line, .line])
    #expect(outline.entries.map(\.header) == [nil, nil, 0, 0, 0, 1, 1])
    #expect(outline.headers.map(\.path) == [["t", "u v"], ["rows"]])
    #expect(outline.headers.map(\.line) == [4, 12])
    let bytes = Array(text.utf8)
    let values = outline.entries.map { String(decoding: bytes[$0.value], as: UTF8.self) }
    #expect(values[0] == "1")
    #expect(values[1] == "\"x = 1\"")
    #expect(values[3] == "[1, 2]")
    #expect(values[4] == "1979-05-27 07:32:00")
    #expect(values[5] == "'''\n[no]'''")
    #expect(values[6] == "{}")
    #expect(
      outline.entries.map { String(decoding: bytes[$0.key], as: UTF8.self) }[1] == "\"q\\\"\\u00e9\".'lit\"eral' . c")
    #expect(outline.line(of: ["t"]) == 4)
    #expect(outline.line(of: ["t", "u v", "list", "in"]) == 6)
    #expect(outline.line(of: ["x"]) == nil)
    #expect(throws: Never.self) { try TOMLTable(string: text) }
  }

  /// Texts that are no TOML are turned down before the parser proper sees them, which ends the process on some.
  @Test(arguments: [
    ("[ =", 2), ("[]", 1), ("a. = 1", 3), ("a = 1\n[a.?]", 9), ("= 1", 0), ("é = 1", 0), ("a", 1), ("a b = 1", 2),
    ("a = ", 4), ("a = \n", 4), ("a = x", 4), ("a = 1 2", 4), ("a = 1 b = 2", 4), ("a = \"x\" b", 8),
    ("a = \"x\ny\"", 4),
    ("a = [1", 6), ("a = [1 2]", 5), ("a = [,]", 5), ("a = {b}", 6), ("a = {b = 1,}", 11), ("a = {\nb = 1}", 5),
    ("a = \"\"\"x\"\"", 4), ("a = 'x\\''", 8), ("[a", 2), ("[[a]", 4), ("[a]]", 3), ("[a] b", 4),
    ("\"\"\"a\"\"\" = 1", 0),
    ("a = \"\u{1}\"", 5), ("# \u{1}", 2), ("a = 1\rb = 2", 5), ("a = tru", 4), ("a = truee", 4), ("a = _1", 4),
    ("a = .5", 4),
    ("a = +", 4), ("a = 01", 4), ("a = 1__0", 4), ("a = 1_", 4), ("a = 1.", 4), ("a = 07:32", 4), ("a = 1979-5-27", 4),
    ("a = 1979-05-27 x", 4), ("a = 1e", 4), ("a = 0xG", 4), ("a = +0x1", 4), ("a = 0x", 4), ("a.b.", 4), ("a = 1,", 5),
  ])
  func mistakesAreFoundWhereTheyStand(text: String, offset: Int) {
    let mistake = #expect(throws: TOMLOutline.Mistake.self) { try outline(text) }
    #expect(mistake?.offset == offset, "\(text.debugDescription): \(mistake?.text ?? "")")
  }

  /// Everything that TOML allows is taken, and its keys are those that the parser finds.
  @Test(arguments: SeededGenerator.seeds()) func validTextsAgreeWithTheParser(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<60 {
      var generator = ValidTOML(random: random)
      let text = generator.document()
      random = generator.random
      // What is thrown here is a fault of the generator, or of the outline; both name the place.
      let table = try TOMLTable(string: text)
      let outline = try self.outline(text)
      #expect(outline.headers.map(\.line) == generator.headerLines, "seed \(seed):\n\(text)")
      let lines = outline.entries.filter { $0.place == .line }
      #expect(lines.map(\.line) == generator.entryLines, "seed \(seed):\n\(text)")
      for entry in outline.entries {
        var found: TOMLValue? = TOMLValue(table)
        for key in entry.path {
          // Under [[x]] stands the first table of the list x: no name is given twice.
          if let list = found?.array, !list.isEmpty { found = list[0].tomlValue }
          found = found?[key]
        }
        let isInList = outline.entries.contains { other in
          entry.path.count > other.path.count && entry.path.starts(with: other.path)
            && Array(text.utf8)[other.value].first == UInt8(ascii: "[")
        }
        #expect(found != nil || isInList, "seed \(seed): \(entry.path)\n\(text)")
      }
    }
  }
}

/// Makes valid TOML of every kind, and knows where the keys stand.
private struct ValidTOML {
  var random: SeededGenerator
  private var text = ""
  private var counter = 0
  private(set) var headerLines: [Int] = []
  private(set) var entryLines: [Int] = []

  init(random: SeededGenerator) { self.random = random }

  private var line: Int { text.utf8.count { $0 == UInt8(ascii: "\n") } + 1 }

  private mutating func pick(_ items: [String]) -> String { items.randomElement(using: &random)! }

  private mutating func newline() -> String { pick(["\n", "\n", "\r\n"]) }

  private mutating func blanks() -> String { pick(["", " ", "  ", "\t"]) }

  /// A part of a key that no other has.
  private mutating func name() -> String {
    counter += 1
    return pick([
      "k\(counter)", "\"k.\(counter) = #\"", "'k\(counter) [\"]'", "\"\\u00e9\\\"\(counter)\"", "\(counter)-x_",
    ])
  }

  private mutating func key() -> String {
    let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in name() }
    return parts.joined(separator: blanks() + "." + blanks())
  }

  private mutating func value(_ depth: Int) -> String {
    if depth < 3, Int.random(in: 0..<4, using: &random) == 0 {
      let items = (0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth + 1) }
      let space = pick(["", " ", "\n", " # ] } \"\n  "])
      return "[" + items.map { space + $0 + space }.joined(separator: ",")
        + (items.isEmpty ? space : pick(["", "," + space])) + "]"
    }
    if depth < 3, Int.random(in: 0..<4, using: &random) == 0 {
      let items = (0..<Int.random(in: 0...3, using: &random)).map { _ in
        key() + blanks() + "=" + blanks() + inlineValue(depth + 1)
      }
      return "{" + blanks() + items.joined(separator: blanks() + "," + blanks()) + blanks() + "}"
    }
    return inlineValue(depth)
  }

  /// A value without a line end outside quotes.
  private mutating func inlineValue(_ depth: Int) -> String {
    pick([
      "1", "-17", "+1_000", "0xDEAD_beef", "0o755", "0b1010", "3.25", "-1e5", "6.6E-3", "1_0.0_1", "inf", "-nan",
      "true",
      "false", "1979-05-27", "07:32:00", "07:32:00.999", "1979-05-27T07:32:00Z", "1979-05-27 07:32:00-07:00", "\"\"",
      "''",
      "\"a # b = [c] \\\" \\\\ é\"", "'c:\\ \"x\" #'", "\"\"\"\"\"\"",
      "\"\"\"a\n[x]\ny = \\\"\"\" \"\" \\\n  z\"\"\"\"\"",
      "'''\n'' [x]\r\n#'''", "''''a'''''", "\"\\U0001F600\"", "[1, 2]", "[]", "{}", "{ a = 1, b.c = '}' }",
    ])
  }

  mutating func document() -> String {
    if Bool.random(using: &random) { text = "\u{FEFF}" }
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      switch Int.random(in: 0..<6, using: &random) {
      case 0: text += blanks() + "# [x] = \"é" + newline()
      case 1: text += blanks() + newline()
      case 2:
        headerLines.append(line)
        let name = key()
        text += blanks() + (Bool.random(using: &random) ? "[\(blanks())\(name)\(blanks())]" : "[[\(name)]]")
        text += blanks() + pick(["", "# c"]) + newline()
      default:
        entryLines.append(line)
        text += blanks() + key() + blanks() + "=" + blanks() + value(0) + blanks() + pick(["", "# c = 1"]) + newline()
      }
    }
    if Bool.random(using: &random), let last = text.last, last == "\n" { text.removeLast() }
    return text
  }
}
