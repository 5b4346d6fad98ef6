// Fewer bytes for the same styles.
//
// ncurses leaves one style and enters the next in several sequences, each complete by itself: back to the usual colour,
// the usual character set, no attributes, the new attributes, the new colour. Between them nothing is shown, so one
// sequence that says the sum does the same:
//
//     ESC[39m ESC(B ESC[m  ESC(B ESC[0;4m ESC[38;5;111m   =>   ESC[0;4;38;5;111m
//
// In a reply with some emphasis that is a quarter of all bytes, which a slow line has to carry.

/// Joins neighbouring sequences that select styles, and drops those that select the character set that is in use anyway:
/// frames hold no text in another one. For terminals that understand xterm's sequences.
enum StyleSequences {
  /// Consoles keep no more parameters of a sequence than this.
  private static let mostParameters = 16

  /// `bytes`, which show the same, in as few bytes as that takes.
  static func joined(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    // The parameters of the sequence that is not written yet; nil where none waits.
    var waiting: [UInt8]?
    func write() {
      guard let parameters = waiting else { return }
      result += [0x1B, UInt8(ascii: "[")]
      result += parameters == [UInt8(ascii: "0")] ? [] : parameters
      result.append(UInt8(ascii: "m"))
      waiting = nil
    }
    var index = 0
    while index < bytes.count {
      if bytes[index] == 0x0F {
        index += 1
      } else if bytes[index...].starts(with: [0x1B, UInt8(ascii: "("), UInt8(ascii: "B")]) {
        index += 3
      } else if let end = styleEnd(bytes, from: index) {
        var parameters = Array(bytes[index + 2..<end])
        if parameters.isEmpty { parameters = [UInt8(ascii: "0")] }
        let isWhole = parameters[0] == UInt8(ascii: "0")
        if let before = waiting, !isWhole {
          let joined = before + [UInt8(ascii: ";")] + parameters
          if joined.count(where: { $0 == UInt8(ascii: ";") }) < mostParameters {
            waiting = joined
          } else {
            write()
            waiting = parameters
          }
        } else {
          // It begins with 0: whatever was selected before it is forgotten.
          waiting = parameters
        }
        index = end + 1
      } else {
        write()
        result.append(bytes[index])
        index += 1
      }
    }
    write()
    return result
  }

  /// Where the `m` stands that ends the sequence at `start`; nil where none for styles begins there.
  private static func styleEnd(_ bytes: [UInt8], from start: Int) -> Int? {
    guard start + 2 < bytes.count, bytes[start] == 0x1B, bytes[start + 1] == UInt8(ascii: "[") else { return nil }
    var index = start + 2
    while index < bytes.count, bytes[index] == UInt8(ascii: ";") || (0x30...0x39).contains(bytes[index]) { index += 1 }
    return index < bytes.count && bytes[index] == UInt8(ascii: "m") ? index : nil
  }
}
