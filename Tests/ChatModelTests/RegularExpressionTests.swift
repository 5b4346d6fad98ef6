import TestSupport
import Testing

@testable import ChatModel

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct RegularExpressionTests {
  private static func found(_ pattern: String, _ text: String) -> [String] {
    TextPattern(pattern, isRegex: true).matches(in: text).map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
  }

  // What the C library's `regexec` found, taken before it was replaced.
  @Test(arguments: [
    ("a|ab|abc", "xabcd", ["abc"]), ("(a|ab)(c|bcd)", "abcd", ["abcd"]), ("(|a)b", "ab b", ["ab", "b"]),
    ("[[:alpha:]]+", "ab測é1２ß", ["ab測é", "２ß"]), ("[[:upper:]]+", "abC", ["abC"]),
    ("[[:upper:]]+X", "ABX", ["ABX"]), ("[[:punct:]]+", "。，!a", ["。，!"]), (#"\s+"#, "a  　b", ["  　"]),
    (#"[\n]"#, #"a\nb"#, [#"\"#, "n"]), ("a**", "aa", ["aa"]), ("[a-]+", "a-b", ["a-"]), ("[--/]", ".", ["."]),
    (#"\bfoo\b"#, "foo foobar foo", ["foo", "foo"]), (#"\<\w+\>"#, "ab cd-測試 e_f", ["ab", "cd", "測試", "e_f"]),
    (#"\B."#, "ab cd", ["b", "d"]), ("a{,2}", "aaaa", ["aa", "aa"]), ("a{2}", "aaaaa", ["aa", "aa"]),
    ("(^)*a", "aa", ["a", "a"]), ("[[.a.]]", "a", ["a"]), ("[[=a=]]", "a", ["a"]), ("a)", "a)", ["a)"]),
    ("x*", "axxb", ["xx"]), ("()", "a", []), (#"\d+"#, "12d", ["d"]), ("(a*)*b", "aab", ["aab"]), ("$^", "a", []),
    ("^a.c$", "abc\nxabc\na測c", ["abc", "a測c"]), (#"\`a"#, "a\na", ["a"]), (#"a\'"#, "ba", ["a"]),
    ("[^a]", "Ab", ["b"]), ("ﬀ", "ﬀ", ["ﬀ"]), ("x*y|x", "xxxy x", ["xxxy", "x"]), ("日本|日本語", "日本語", ["日本語"]),
    ("(a{1,3}){2}b", "aaaaaab", ["aaaaaab"]), ("a.b", "a\nb", []), ("[^x]+", "a\nb", ["a", "b"]),
  ]) func expressionsMeanWhatTheyMeant(pattern: String, text: String, expected: [String]) {
    #expect(Self.found(pattern, text) == expected)
  }

  @Test(arguments: [
    ("(", "a ) is missing"), ("[a", "a ] is missing"), ("a{2", "a } is missing"), ("a{}", "one or two numbers"),
    ("a{3,2}", "the larger one"), ("*(", "before *"), ("^*", "before *"), ("a|*b", "before *"), ("{2}", "before {"),
    ("a\\", "nothing follows"), ("[b-a]", "ends before it begins"), ("[a-c-e]", "between two ranges"),
    ("[[:foo:]]", "[:foo:]"), ("[[:alpha:]-z]", "from one character"), ("[[.ab.]]", "one character"),
    ("(a)\\1", "Back references"), ("a{1000}", "more than 200 times"), ("(a{20}){20}", "more than 200 times"),
    ("([a-z]{20}|b[c]{20}d){100}", "more than 200 times"), (String(repeating: "ab", count: 201), "longer than"),
    ("(" + String(repeating: "a", count: 90) + "){100}", "too large"),
  ]) func whatIsWrongIsSaid(pattern: String, words: String) {
    let problem = TextPattern(pattern, isRegex: true).problem
    #expect(problem?.contains(words) == true, "\(problem ?? "nothing")")
    #expect(Self.found(pattern, "aaaa").isEmpty)
  }

  @Test func bracesThatStandSideBySideDoNotMultiply() {
    #expect(Self.found("a{20}b{20}", String(repeating: "a", count: 20) + String(repeating: "b", count: 21)).count == 1)
  }

  // MARK: Cost

  private static let hard = [
    "(.*)z", "(a|aa)+$", "(a+a+)+y", "(x+x+)+y", "x*y|x", "a*b|a", "(a*)*c", "(a?){50}a{50}", "((a{1,5}){1,5}){1,5}b",
    "(.|a){0,100}b[ab]{12}", "(a|b|ab)*c", #"\b(a+)+\b$"#, "^(([a-z])+.)+[A-Z]([a-z])+$", "[^z]*z|a",
    "(a*a*a*a*a*a*)*y", "a{1,100}(a{1,100}|b)", ".*.*.*=.*", "(()|a)+b", "a.{0,150}q|a",
  ]

  @Test(arguments: hard) func costGrowsWithTheTextAlone(pattern: String) throws {
    func work(_ count: Int, _ unit: String) throws -> Int {
      let text = String(repeating: unit, count: count / unit.utf8.count)
      let matcher = TextPattern(pattern, isRegex: true)
      var automaton = ExpressionAutomaton(try matcher.expression())
      var scan = ExpressionScan()
      var (ranges, budget): ([Range<Int>], Int) = ([], .max)
      var copy = text
      let isDone = copy.withUTF8 { scan.advance($0, &automaton, &ranges, limit: .max, budget: &budget) }
      #expect(isDone)
      return automaton.work
    }
    for unit in ["a", "ab", "x", "aab 測 "] {
      let (small, large) = (try work(4_000, unit), try work(16_000, unit))
      #expect(large <= small * 5 + 100_000, "\(pattern) on \(unit): \(small) and \(large)")
      #expect(large <= 16_000 * 8 + 4_000_000, "\(pattern) on \(unit): \(large)")
    }
  }

  @Test(arguments: hard) func aSliceIsBounded(pattern: String) {
    let text = String(repeating: "aab", count: 20_000)
    var matcher = TextMatcher(TextPattern(pattern, isRegex: true))
    var scan = TextScan()
    var slices = 0
    while !scan.isFinished, slices < 10_000 {
      var budget = 50_000
      matcher.advance(&scan, in: text, budget: &budget)
      #expect(budget > -2_000_000, "\(pattern): \(-budget) beyond the slice")
      slices += 1
    }
    #expect(scan.isFinished && scan.ranges == TextPattern(pattern, isRegex: true).matches(in: text))
  }

  @Test(arguments: [" x", "a b", "aaaaaaaaaaaaaaaaaaab", "aa"]) func plainTextIsFoundInLinearTimeToo(needle: String) {
    for unit in [" ", "a", "a*", "a   "] {
      let text = String(repeating: unit, count: 20_000 / unit.utf8.count)
      var matcher = TextMatcher(TextPattern(needle))
      var scan = TextScan()
      var budget = Int.max
      matcher.advance(&scan, in: text, budget: &budget)
      #expect(Int.max - budget < 20_000 * 45, "\(needle) in \(unit)")
    }
  }

  // MARK: Against the C library

  #if canImport(Glibc)
    /// What `regexec` finds; nil where it does not take the pattern.
    private static func foundByLibrary(_ pattern: String, foldsCase: Bool, _ text: String) -> [Range<Int>]? {
      let locale = newlocale(0x1FBF, "C.UTF-8", nil)
      let before = uselocale(locale)
      defer {
        uselocale(before)
        freelocale(locale)
      }
      var compiled = regex_t()
      guard regcomp(&compiled, pattern, REG_EXTENDED | REG_NEWLINE | (foldsCase ? REG_ICASE : 0)) == 0 else {
        return nil
      }
      defer { regfree(&compiled) }
      let bytes = Array(text.utf8).map { CChar(bitPattern: $0) } + [0]
      var found: [Range<Int>] = []
      var start = 0
      while start < bytes.count - 1 {
        var match = regmatch_t(rm_so: regoff_t(start), rm_eo: regoff_t(bytes.count - 1))
        guard regexec(&compiled, bytes, 1, &match, REG_STARTEND | (start > 0 ? REG_NOTBOL : 0)) == 0 else { break }
        let range = Int(match.rm_so)..<Int(match.rm_eo)
        if !range.isEmpty { found.append(range) }
        start = max(range.upperBound, range.isEmpty ? start + 1 : start)
        while start < bytes.count - 1, UInt8(bitPattern: bytes[start]) & 0xC0 == 0x80 { start += 1 }
      }
      return found
    }

    private static func randomPattern(_ depth: Int, using generator: inout SeededGenerator) -> String {
      let atoms = [
        "a", "b", "c", "測", ".", "[ab]", "[^a]", "[a-c]", "[[:alpha:]]", "[[:space:]]", "\\w", "\\W", "-", " ", "\\.",
      ]
      var text = ""
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        switch Int.random(in: 0..<12, using: &generator) {
        case 0...5: text += atoms.randomElement(using: &generator)!
        case 6 where depth > 0: text += "(" + randomPattern(depth - 1, using: &generator) + ")"
        case 7 where depth > 0:
          text +=
            "(" + randomPattern(depth - 1, using: &generator) + "|" + randomPattern(depth - 1, using: &generator) + ")"
        // In a group that is repeated, the library takes an anchor for none.
        case 8 where depth == 2:
          text += ["^", "$"].randomElement(using: &generator)!
          continue
        default: text += ["a", "b"].randomElement(using: &generator)!
        }
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: text += "*"
        case 1: text += "+"
        case 2: text += "?"
        case 3: text += ["{2}", "{1,2}", "{0,2}", "{2,}"].randomElement(using: &generator)!
        default: break
        }
      }
      return text
    }

    @Test(arguments: SeededGenerator.seeds(10)) func randomExpressionsMeanWhatTheLibraryMeans(seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      for _ in 0..<150 {
        let pattern = Self.randomPattern(2, using: &generator)
        var text = ""
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
          text += ["a", "b", "c", "a", "b", "-", " ", "測", "."].randomElement(using: &generator)!
        }
        guard let expected = Self.foundByLibrary(pattern, foldsCase: true, text) else {
          #expect(TextPattern(pattern, isRegex: true).problem != nil, "\(pattern)")
          continue
        }
        let found = TextPattern(pattern, isRegex: true).matches(in: text)
        #expect(found == expected, "\(pattern.debugDescription) in \(text.debugDescription)")
      }
    }
  #endif

  @Test(arguments: SeededGenerator.seeds(10)) func blocksAndSlicesChangeNothing(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let pattern = ["a.{0,150}q|a", "[ab]{3,90}c", "b(a|b)*\\bc", "^a*b|c+$", "測(.*)試|a"].randomElement(
      using: &generator)!
    var text = ""
    for _ in 0..<Int.random(in: 0...9_000, using: &generator) {
      text += ["a", "b", "c", "a", "b", "q", " ", "測", "試"].randomElement(using: &generator)!
      if Int.random(in: 0..<3_000, using: &generator) == 0 { text += "\n" }
    }
    let whole = TextPattern(pattern, isRegex: true).matches(in: text)
    var matcher = TextMatcher(TextPattern(pattern, isRegex: true))
    var scan = TextScan()
    while !scan.isFinished {
      var budget = Int.random(in: 1...5_000, using: &generator)
      matcher.advance(&scan, in: text, budget: &budget)
    }
    #expect(scan.ranges == whole, "\(pattern)")
    // Line by line, as each line alone.
    var expected: [Range<Int>] = []
    var start = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      expected += TextPattern(pattern, isRegex: true).matches(in: String(line)).map {
        $0.lowerBound + start..<$0.upperBound + start
      }
      start += line.utf8.count + 1
    }
    #expect(whole == expected)
  }
}
