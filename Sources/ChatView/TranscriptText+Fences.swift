import Canvas

extension TranscriptText {
  /// The rows on which fenced code blocks of Markdown begin in `text`, from top to bottom.
  func fences(in text: String) -> [Int] {
    var text = text
    return text.withUTF8 { bytes in
      var rows: [Int] = []
      var open: (mark: UInt8, length: Int)?
      for (row, start) in starts.enumerated() {
        guard start == 0 || bytes[start - 1] == UInt8(ascii: "\n") || bytes[start - 1] == UInt8(ascii: "\r") else {
          continue
        }
        guard let fence = Self.fence(bytes[start...]) else { continue }
        if let opened = open {
          if fence.mark == opened.mark && fence.length >= opened.length && fence.isBare { open = nil }
        } else {
          rows.append(row)
          open = (fence.mark, fence.length)
        }
      }
      return rows
    }
  }

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

  /// The rows on which headings of Markdown begin in `text`, those with number signs, outside of fences.
  func headings(in text: String) -> [Int] {
    var text = text
    return text.withUTF8 { bytes in
      var rows: [Int] = []
      var isInFence = false
      for (row, start) in starts.enumerated() {
        guard start == 0 || bytes[start - 1] == UInt8(ascii: "\n") || bytes[start - 1] == UInt8(ascii: "\r") else {
          continue
        }
        if Self.fence(bytes[start...]) != nil { isInFence.toggle() }
        let level = bytes[start...].prefix { $0 == UInt8(ascii: "#") }.count
        let after = start + level < bytes.count ? bytes[start + level] : UInt8(ascii: "\n")
        if !isInFence, (1...6).contains(level), " \t\r\n".utf8.contains(after) { rows.append(row) }
      }
      return rows
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
