import DecodingChecks
import TestSupport
import Testing

@testable import Text

/// Reads `text` whole, tolerantly unless told otherwise.
func read(_ text: String, _ mode: JSONReader.Mode = .tolerant) throws(JSONProblem) -> JSONNode {
  try read(Array(text.utf8), mode)
}

func read(_ bytes: [UInt8], _ mode: JSONReader.Mode = .tolerant) throws(JSONProblem) -> JSONNode {
  try bytes.withUnsafeBufferPointer { bytes throws(JSONProblem) in
    var reader = JSONReader(bytes, mode: mode)
    let node = try reader.value()
    try reader.end()
    return node
  }
}

@Suite struct JSONReaderTests {
  @Test(arguments: [JSONReader.Mode.strict, .tolerant])
  func everyKindOfValueIsReadWithItsPlace(mode: JSONReader.Mode) throws {
    let node = try read(#" {"a": [1, -2.5e3, true, false, null, "x"], "b": {}, "b": "last"}"#, mode)
    #expect(node.offset == 1)
    #expect(node["a"]?.array?.map(\.integer) == [1, nil, nil, nil, nil, nil])
    #expect(node["a"]?.array?[1].double == -2500)
    #expect(node["a"]?.array?[2].bool == true)
    #expect(node["a"]?.array?[5].offset == 38)
    #expect(node["b"]?.string == "last")
    #expect(node["none", "b"]?.string == "last")
    #expect(node.text == #"{"a":[1,-2.5e3,true,false,null,"x"],"b":"last"}"#)
  }

  @Test(arguments: [
    (#""\ud83d\ude00""#, "😀"), (#""a\ud83d b""#, "a\u{FFFD} b"), (#""\ude00""#, "\u{FFFD}"),
    (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"), (#""\ud83d""#, "\u{FFFD}"), (#""\ud83d\n""#, "\u{FFFD}\n"),
    (#""\"\\\/\b\f\n\r\t\u0041""#, "\"\\/\u{8}\u{C}\n\r\tA"), ("\"\u{E9}\\u00e9漢\"", "éé漢"),
  ]) func escapesMeanWhatTheySayAndLoneHalvesAreOneReplacementEach(text: String, value: String) throws {
    #expect(try read(text).string == value)
    #expect(try read(text, .strict).string == value)
  }

  @Test(arguments: [
    ("\"a\nb\u{0}c\"", "a\nb\u{0}c"), (#""\alpha""#, #"\alpha"#), (#""\u12""#, #"\u12"#),
    (#""\ud83d\uzz""#, "\u{FFFD}\\uzz"),
  ]) func whatOnlyTheTolerantModeTakesKeepsItsText(text: String, value: String) throws {
    #expect(try read(text).string == value)
    #expect(throws: JSONProblem.self) { try read(text, .strict) }
  }

  @Test func bytesThatAreNotUTF8AreReplacedOrToldWithTheirPlace() throws {
    let bytes = Array("[\"ab".utf8) + [0xFF] + Array("c\"]".utf8)
    #expect(try read(bytes).array?.first?.string == "ab\u{FFFD}c")
    do throws(JSONProblem) { _ = try read(bytes, .strict) } catch {
      #expect(error == JSONProblem("a text is not UTF-8", at: 4))
    }
  }

  @Test(arguments: [
    (#"{"a": NaN, "b": [Infinity, -Infinity], "c": 1}"#, #"{"a":null,"b":[null,null],"c":1}"#),
    (#"{"a": 1, "b": [1, 2,],}"#, #"{"a":1,"b":[1,2]}"#),
    (#"{"a": "x", "b": [1, {"c": "y"#, #"{"a":"x","b":[1,{"c":"y"}]}"#),
    (#"{"a": "x", "b"#, #"{"a":"x"}"#), (#"{"a":"#, "{}"), ("[\"a\\", #"["a"]"#), ("[1", "[1]"),
    ("[\(String(repeating: "1", count: 500)),2]", "[null,2]"),
  ]) func whatIsCutOffOrNearlyJSONIsReadAsFarAsItGoes(text: String, value: String) throws {
    #expect(try read(text).text == value)
    #expect(throws: JSONProblem.self) { try read(text, .strict) }
  }

  @Test(arguments: ["", "]"]) func whatIsNestedTooDeepIsLeftOutAndTheRestIsKept(end: String) throws {
    for text in ["[", "{\"k\":", "[{\"k\":["] {
      let deep = String(repeating: text, count: 20_000)
      let closed = end.isEmpty ? "" : String(deep.reversed().compactMap { $0 == "[" ? "]" : $0 == "{" ? "}" : nil })
      let node = try read(#"{"content": "x", "deep": \#(deep)1\#(closed)\#(end.isEmpty ? "" : #", "after": 2}"#)"#)
      #expect(node["content"]?.string == "x")
      #expect(node["deep"] != nil)
      #expect(node["after"]?.integer == (end.isEmpty ? nil : 2))
    }
    #expect(throws: JSONProblem.self) { try read(String(repeating: "[", count: 1000), .strict) }
  }

  @Test(arguments: [
    "{1:2}", "{\"a\" 1}", "[1 2]", "[}", "hello", "01", "-", "+1", "tru", "[,]", "{,}", "{\"a\":}", "[1]x",
  ])
  func whatIsNoJSONIsRefusedByBothModes(text: String) {
    #expect(throws: JSONProblem.self) { try read(text) }
    #expect(throws: JSONProblem.self) { try read(text, .strict) }
  }

  @Test func membersThatNobodyWantsArePassedOverWithoutBeingBuilt() throws {
    let text =
      #"{"deep": \#(String(repeating: "[", count: 5000))\#(String(repeating: "]", count: 5000)), "\u0069d": 7, "x": "\"}"}"#
    try Array(text.utf8).withUnsafeBufferPointer { bytes in
      for mode in [JSONReader.Mode.strict, .tolerant] {
        var reader = JSONReader(bytes, mode: mode)
        var found: Int64?
        let isObject = try reader.members { (reader, key) throws(JSONProblem) in
          switch key {
          case "id": found = try reader.value().integer
          default: break
          }
        }
        #expect(isObject)
        #expect(found == 7)
        try reader.end()
      }
    }
  }

  @Test(arguments: [
    (["\"\\ud83d\"", "\"\\ude00 b\""], "😀 b"), (["\"\\ud83d\"", "\"\"", "\"\\ude00\""], "😀"),
    (["\"a\\ud83d\"", "\"b\""], "a\u{FFFD}b"), (["\"\\ud83d\"", "\"\\ud83d\"", "\"\\ude00\""], "\u{FFFD}😀"),
    (["\"\\ud83d\""], "\u{FFFD}"), (["\"\\ud83d\"", "\"x\\ude00\""], "\u{FFFD}x\u{FFFD}"),
  ]) func halvesOfACharacterInTwoStringsAreJoined(strings: [String], value: String) throws {
    #expect(try pieces(strings.map { Array($0.utf8) }) == value)
  }

  @Test func aCharacterWhoseBytesAreInTwoStringsIsJoined() throws {
    for character in ["é", "漢", "😀"] {
      let bytes = Array("a\(character)b".utf8)
      for cut in 0...bytes.count {
        let two = [bytes[..<cut], bytes[cut...]].map { [UInt8(ascii: "\"")] + $0 + [UInt8(ascii: "\"")] }
        #expect(try pieces(two) == "a\(character)b")
      }
    }
    #expect(try pieces([Array("\"".utf8) + [0xE6, 0xBC] + Array("\"".utf8), Array("\"x\"".utf8)]) == "\u{FFFD}x")
    #expect(try pieces([Array("\"".utf8) + [0xED, 0xA0] + Array("\"".utf8)]) == "\u{FFFD}\u{FFFD}")
  }

  private func pieces(_ strings: [[UInt8]]) throws -> String {
    var carry = TextCarry()
    var text = ""
    for string in strings {
      text += try string.withUnsafeBufferPointer { bytes throws(JSONProblem) in
        var reader = JSONReader(bytes, mode: .tolerant)
        return try reader.string(&carry)
      }
    }
    return text + carry.flush()
  }
}

@Suite struct JSONCostTests {
  private static let count = 20_000
  private static func times(_ text: String, _ count: Int = count) -> String { String(repeating: text, count: count) }

  private static let names = [
    "escapes", "halves", "nested", "open", "leaves", "keys", "equal keys", "blanks", "quotes",
  ]

  private static func text(_ name: String) -> String {
    switch name {
    case "escapes": "\"" + times("a\\n") + "\""
    case "halves": "\"" + times("\\ud83d") + "\""
    case "nested": times("[") + "1" + times("]")
    case "open": times("[{\"a\":")
    case "leaves": times("[", 1000) + times("1,") + "1"
    case "keys": "{" + (0..<count).map { "\"k\($0)\":{}" }.joined(separator: ",") + "}"
    case "equal keys": "{" + times("\"\\u0061\":1,") + "}"
    case "blanks": times("[ ", 150) + times(" ")
    default: "[" + times("\"\\\\\",") + "1]"
    }
  }

  @Test(arguments: names) func eachByteIsLookedAtAFewTimesOnly(name: String) throws {
    let bytes = Array(Self.text(name).utf8)
    try bytes.withUnsafeBufferPointer { bytes in
      var reader = JSONReader(bytes, mode: .tolerant)
      _ = try reader.value()
      #expect(reader.steps <= 4 * bytes.count)
      #expect(reader.steps >= bytes.count / 2)
    }
  }
}

@Suite struct JSONSoupTests {
  @Test(arguments: SeededGenerator.seeds(20))
  func whatIsWrittenIsReadBackAndNoDamageMakesReadingTrap(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<30 {
      let node = Self.node(depth: 0, using: &generator)
      let text = node.text
      for mode in [JSONReader.Mode.strict, .tolerant] { #expect(try read(text, mode).text == text) }
      var bytes = Array(text.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let index = Int.random(in: 0...bytes.count, using: &generator)
        switch Int.random(in: 0...2, using: &generator) {
        case 0: bytes.insert(UInt8.random(in: .min ... .max, using: &generator), at: index)
        case 1: bytes.removeSubrange(index..<min(bytes.count, index + 5))
        default:
          bytes.insert(
            contentsOf: Array(#"[{"\ud83d",:-1e9]}NaN"#.utf8).shuffled(using: &generator).prefix(3), at: index)
        }
      }
      #expect(JSONCheck.problem(with: bytes) == nil, "\(bytes)")
    }
  }

  private static func node(depth: Int, using generator: inout SeededGenerator) -> JSONNode {
    let content: JSONNode.Content =
      switch Int.random(in: 0...(depth > 4 ? 3 : 5), using: &generator) {
      case 0: .null
      case 1: .bool(Bool.random(using: &generator))
      case 2: .number(["0", "-1", "2.5e-3", "9223372036854775807"].randomElement(using: &generator)!)
      case 3: .string(RandomText.hostile(using: &generator))
      case 4:
        .array((0..<Int.random(in: 0...4, using: &generator)).map { _ in node(depth: depth + 1, using: &generator) })
      default:
        .object(
          Dictionary(
            (0..<Int.random(in: 0...4, using: &generator)).map { _ in
              (RandomText.hostile(using: &generator), node(depth: depth + 1, using: &generator))
            }, uniquingKeysWith: { $1 }))
      }
    return JSONNode(offset: 0, content)
  }
}
