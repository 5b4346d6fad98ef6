import Canvas
import Testing

@testable import Markdown

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What has half arrived stands in the form that it will have: marks do not show and vanish.
@Suite struct StillnessTests {
  /// A construct, and the marks of it that no frame may show while it arrives byte by byte.
  static let constructs: [(text: String, marks: [String])] = [
    ("one **two** three", ["*"]), ("one *two* three", ["*"]), ("***both*** here", ["*"]), ("a __b__ and _c_ d", ["_"]),
    ("**a *b* c** d", ["*"]), ("中文**「粗體」**中文", ["*"]), ("**注意：**內容", ["*"]), ("`code` and ``a ` b`` c", ["``"]),
    ("see [the text](http://example.org/a_(b) \"title\") there", ["[", "]", "(", "http", "title"]),
    ("see [**bold** text](http://x.y) there", ["[", "]", "(", "*", "http"]),
    ("**a [b *c* d](u) e** f", ["*", "[", "]"]),
    ("![a picture](pic.png) there", ["!", "(", "pic.png"]), ("text ![alt](p) there", ["!", "(p"]),
    ("see <https://example.org/> there", ["<", ">"]),
    ("[text][ref] there\n\n[ref]: http://x.y\n\nmore", ["http", ":"]),
    ("this &amp; that &copy; &#20013; end", [";", "#"]), ("a \\*b\\* c", ["\\"]),
    ("| a | b |\n|---|:-:|\n| 1 | 2 |\n", ["|", "--", ":"]), ("- one\n- [x] done\n- [ ] open\n", ["-"]),
    ("```swift\nlet a = 1\n```\nafter", ["`"]), ("~~~~\nx\n~~~~\nafter", ["~"]), ("text\n\n---\n\ntext", ["-"]),
    ("# One\n\n## Two ##\n\ntext", ["Two #"]), ("Title\n=====\n\ntext", ["="]), ("> quote\n> more\n\ntext", [">"]),
    ("1. one\n2. two\n\ntext", []), ("Hard\\\nbreak and  \nmore", ["\\"]),
  ]

  @Test(arguments: constructs.indices)
  func marksNeverShow(index: Int) throws {
    let (text, marks) = Self.constructs[index]
    for frame in Self.frames(Array(text.utf8)) {
      let shown = frame.rows.map(\.text).joined(separator: "\n")
      for mark in marks {
        try #require(
          !shown.contains(mark), "\(mark) shows in \(shown.debugDescription) of \(frame.source.debugDescription)")
      }
    }
  }

  /// Frames that take something back: what the frame before showed is not how their text begins. Each ends a guess that was
  /// wrong; what those are stands beside the number.
  @Test(arguments: guesses.keys.sorted())
  func framesGoOn(name: String) throws {
    let bytes = [UInt8](try #require(FileManager.default.contents(atPath: GoldenTests.path("\(name).md"))))
    let wrong = Self.framesThatTakeBack(bytes)
    #expect(wrong.count == Self.guesses[name], "\(name): \(wrong.joined(separator: "; "))")
  }

  private static let guesses = [
    // A line above `===` or `---` is a paragraph until then.
    "blocks": 2,
    // `__a__b` looks like emphasis up to the b.
    "cjk": 1,
    // Two such lines. `[d][R]` is a link if there is a definition below: six times text in brackets, then all at once links.
    // `[no]( /g h )` looks like a link once, brackets within brackets twice.
    "commonmark": 12,
    // A header without a pipe before it, and one in a list, is shown as a table when the next line says so. A box with
    // something else in it looks like a link.
    "gfm": 3,
    // `[reference][Ref]`, `[Ref]`, and `[none]`, to which no definition comes.
    "inline": 5,
    "lists": 0,
    // A header in a quote.
    "tables": 1,
    // One heading over `===`, three links by reference and their definition.
    "tour": 5,
  ]

  private static func framesThatTakeBack(_ bytes: [UInt8]) -> [String] {
    var before: [Unicode.Scalar] = []
    var wrong: [String] = []
    for frame in frames(bytes) {
      // What is read: without the lines and blanks that give it its place.
      let now = frame.rows.flatMap { row in
        row.text.unicodeScalars.filter { $0 != " " && !(0x2500...0x257F).contains($0.value) }
      }
      if !now.starts(with: before) {
        let same = zip(before, now).prefix { $0 == $1 }.count
        let texts = [before, now].map { text(of: $0.dropFirst(same).prefix(20)) }
        wrong.append("\(texts[1]) instead of \(texts[0]) after \(frame.source.suffix(20).debugDescription)")
      }
      before = now
    }
    return wrong
  }

  private static func text(of scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }

  private static func frames(_ bytes: [UInt8]) -> [(source: String, rows: [Row])] {
    var document = MarkdownDocument()
    var layout = MarkdownLayout(width: 4000)
    var frames: [(source: String, rows: [Row])] = []
    func draw() {
      layout.update(document)
      let rows = layout.rows(0..<layout.rowCount(of: document), of: document)
      frames.append((document.source.suffix(60).decoded, rows))
    }
    for (index, byte) in bytes.enumerated() {
      withUnsafePointer(to: byte) { document.append(utf8: UnsafeBufferPointer(start: $0, count: 1)) }
      // Half a character is none.
      if index + 1 == bytes.count || bytes[index + 1] & 0xC0 != 0x80 { draw() }
    }
    document.finish()
    draw()
    return frames
  }
}
