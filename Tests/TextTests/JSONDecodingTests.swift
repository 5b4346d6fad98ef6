import Testing
import Text

@Suite struct JSONDecodingTests {
  private struct Thing: Codable, Equatable {
    enum Shape: Codable, Equatable {
      case round(Int)
      case square(side: Double, [String])
      case none
    }
    enum Word: String, Codable { case one, two }
    var name: String
    var count: Int
    var small: UInt8?
    var isOpen: Bool
    var shapes: [Shape]
    var word: Word
    var words: [Word: Int]
  }

  @Test func aValueThatSaysItselfHowItIsKeptIsRead() throws {
    let text = """
      {"name": "n", "count": 3.0, "small": null, "isOpen": true, "word": "two", "words": ["one", 1],
       "shapes": [{"round": {"_0": 4}}, {"square": {"side": 1.5, "_1": ["a"]}}, {"none": {}}], "unknown": [[]]}
      """
    let thing: Thing? = try read(text).decoded()
    #expect(
      thing
        == Thing(
          name: "n", count: 3, small: nil, isOpen: true, shapes: [.round(4), .square(side: 1.5, ["a"]), .none],
          word: .two,
          words: [.one: 1]))
  }

  @Test(arguments: [
    "{}", "[]", "7", #"{"name": 1}"#,
    #"{"name":"n","count":1.5,"isOpen":true,"shapes":[],"word":"two","words":[]}"#,
    #"{"name":"n","count":1,"small":256,"isOpen":true,"shapes":[],"word":"two","words":[]}"#,
    #"{"name":"n","count":1,"isOpen":true,"shapes":[],"word":"three","words":[]}"#,
  ]) func whatIsNotSuchAValueIsNil(text: String) throws {
    let thing: Thing? = try read(text).decoded()
    #expect(thing == nil)
  }
}
