import Canvas

extension TranscriptText {
  /// Where fenced code blocks of Markdown begin in `text`, in UTF-8 bytes, from top to bottom.
  static func fences(in text: String) -> [Int] {
    var text = text
    return text.withUTF8 { bytes in
      var places: [Int] = []
      var open: (mark: UInt8, length: Int)?
      for start in lineStarts(bytes) {
        guard let fence = fence(bytes[start...]) else { continue }
        if let opened = open {
          if fence.mark == opened.mark && fence.length >= opened.length && fence.isBare { open = nil }
        } else {
          places.append(start)
          open = (fence.mark, fence.length)
        }
      }
      return places
    }
  }

  private static func lineStarts(_ bytes: UnsafeBufferPointer<UInt8>) -> some Sequence<Int> {
    bytes.indices.lazy.filter { $0 == 0 || isLineEnd(bytes[$0 - 1]) && !isLineEnd(bytes[$0]) }
  }

  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  /// Whether there are three backticks or tildes in a row anywhere in `text`.
  static func mayHaveFence(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var run = 0
      var before: UInt8 = 0
      for byte in bytes {
        run = byte == before ? run + 1 : 1
        if run >= 3 && isMark(byte) { return true }
        before = byte
      }
      return false
    }
  }

  /// Where headings of Markdown begin in `text`, in UTF-8 bytes, those with number signs, outside of fences.
  static func headings(in text: String) -> [Int] {
    var text = text
    return text.withUTF8 { bytes in
      var places: [Int] = []
      var isInFence = false
      for start in lineStarts(bytes) {
        if fence(bytes[start...]) != nil { isInFence.toggle() }
        let level = bytes[start...].prefix { $0 == UInt8(ascii: "#") }.count
        let after = start + level < bytes.count ? bytes[start + level] : UInt8(ascii: "\n")
        if !isInFence, (1...6).contains(level), " \t\r\n".utf8.contains(after) { places.append(start) }
      }
      return places
    }
  }

  /// Whether `text` has what a heading needs: a number sign, or a line that could underline one.
  static func mayHaveHeading(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var before = UInt8(ascii: "\n")
      for byte in bytes {
        if byte == UInt8(ascii: "#") { return true }
        let isLineStart = before == UInt8(ascii: "\n") || before == UInt8(ascii: "\r")
        if isLineStart && (byte == UInt8(ascii: "=") || byte == UInt8(ascii: "-")) { return true }
        before = byte
      }
      return false
    }
  }

  private static func isMark(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "`") || byte == UInt8(ascii: "~") }

  /// The fence that `line` begins with, if it does; `isBare` where nothing but blanks follows it on the line.
  private static func fence(
    _ line: Slice<UnsafeBufferPointer<UInt8>>
  ) -> (mark: UInt8, length: Int, isBare: Bool)? {
    let blank = UInt8(ascii: " ")
    let rest = line.dropFirst(line.prefix(3).prefix { $0 == blank }.count)
    guard let mark = rest.first, isMark(mark) else { return nil }
    let length = rest.prefix { $0 == mark }.count
    guard length >= 3 else { return nil }
    let after = rest.dropFirst(length).first { $0 != blank }
    return (mark, length, after == nil || after == UInt8(ascii: "\n") || after == UInt8(ascii: "\r"))
  }
}
