/// What a text leaves open at its end, so that the next text in the same file would be part of it: a block of code without
/// its closing fence, or HTML that goes on until a certain end.
package enum MarkdownEnd {
  /// The line that has to follow `text` so that nothing of it goes on behind it; nil where nothing does. Whatever stands in a
  /// list or a quote ends with that.
  package static func closing(_ text: String) -> String? {
    var document = MarkdownDocument()
    document.append(text)
    document.finish()
    guard let last = document.blocks.last else { return nil }
    // What was frozen before is closed. Only the last block is looked at again, once for each way to close it.
    let end = String(decoding: document.source[last.source], as: UTF8.self)
    guard mayBeOpen(end), !isClosed(end) else { return nil }
    return closings(end).first { isClosed(end + "\n" + $0) }
  }

  private static func isClosed(_ text: String) -> Bool {
    MarkdownHTML.html(of: text + "\n\nmaichat\n").hasSuffix("<p>maichat</p>\n")
  }

  private static func mayBeOpen(_ text: String) -> Bool {
    text.utf8.contains { $0 == UInt8(ascii: "`") || $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "<") }
  }

  /// Each line that closes something, but for fences that are too short for any in `text`.
  private static func closings(_ text: String) -> [String] {
    var longest: [UInt8: Int] = [UInt8(ascii: "`"): 0, UInt8(ascii: "~"): 0]
    var run = 0
    var mark: UInt8 = 0
    for byte in text.utf8 {
      run = byte == mark ? run + 1 : 1
      mark = byte
      if let most = longest[byte], run > most { longest[byte] = run }
    }
    let fences = longest.filter { $0.value >= 3 }.sorted { $0.key > $1.key }.map {
      String(repeating: Character(Unicode.Scalar($0.key)), count: $0.value)
    }
    return fences + ["-->", "</script>", "</style>", "</pre>", "</textarea>", "]]>", "?>", ">"]
  }
}
