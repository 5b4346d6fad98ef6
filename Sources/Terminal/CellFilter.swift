import Canvas
import Text

// What ncurses cannot say of a cell, it is told in characters that have no width or no use, and they are taken out of the
// bytes that it writes:
//
// - A link is two variation selectors on each of its cells. ncurses sees cells that differ when a link changes, and
//   repaints them; here the terminal is told where a link begins and ends (OSC 8).
// - Where ambiguous characters are wide, ncurses still counts one column for them. Each is followed by a pad, a cell that
//   the terminal has covered already. Where ncurses writes one of the two without the other, the cursor is put right.

/// Turns the bytes of ncurses into those for a terminal with links or wide ambiguous characters.
struct CellFilter {
  private let isWide: Bool
  private var targets: [String: Int] = [:]
  private var uris: [[UInt8]] = []

  // Of the character that waits for its marks.
  private var held: [UInt8] = []
  private var heldScalar: Unicode.Scalar = " "
  private var marks: [Int] = []
  /// The link that the terminal was told of last.
  private var open: Int?
  /// Whether the terminal's cursor stands a column further than ncurses thinks.
  private var isAhead = false
  private var output: [UInt8] = []

  /// A private character of the last plane: nobody writes it, and ncurses counts one column for it.
  static let pad: Unicode.Scalar = "\u{10FFFD}"
  private static let firstMark: UInt32 = 0xE0100
  private static let markCount = 240

  /// `isWide` where ambiguous characters are.
  init(isWide: Bool) { self.isWide = isWide }

  /// The marks for cells that lead to `target`; nil where it is not safe, or there have been too many.
  mutating func marks(for target: String) -> (UInt32, UInt32)? {
    let number: Int
    if let known = targets[target] {
      number = known
    } else {
      guard uris.count < Self.markCount * Self.markCount, let uri = Self.uri(target) else { return nil }
      number = uris.count
      targets[target] = number
      uris.append(uri)
    }
    return (
      Self.firstMark + UInt32(number / Self.markCount), Self.firstMark + UInt32(number % Self.markCount)
    )
  }

  /// Forgets all links; only before everything is painted anew, since a mark must keep its meaning while it is shown.
  mutating func forgetLinks() {
    targets = [:]
    uris = []
  }

  /// What the terminal is given for `bytes`, which ncurses wrote for one frame.
  mutating func filtered(_ bytes: [UInt8]) -> [UInt8] {
    output = []
    output.reserveCapacity(bytes.count)
    var position = 0
    while position < bytes.count {
      let byte = bytes[position]
      if byte >= 0x20 && byte != 0x7F {
        position += take(bytes[position...])
      } else {
        let end = Self.controlEnd(bytes, position)
        takeControl(bytes[position..<end])
        position = end
      }
    }
    flush()
    say(nil)
    stepBack()
    return output
  }

  /// Takes the character that `bytes` begin with; its length.
  private mutating func take(_ bytes: ArraySlice<UInt8>) -> Int {
    var decoder = UTF8()
    var iterator = bytes.prefix(4).makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else {
      flush()
      output.append(bytes[bytes.startIndex])
      return 1
    }
    let length = UTF8.width(scalar)
    if scalar.value >= Self.firstMark, scalar.value < Self.firstMark + UInt32(Self.markCount) {
      marks.append(Int(scalar.value - Self.firstMark))
      return length
    }
    if !held.isEmpty, scalar.value >= 0x300, ScalarWidth.columns(of: scalar) == 0 {
      held += bytes.prefix(length)
      return length
    }
    flush()
    if isWide, scalar == Self.pad {
      if isAhead { isAhead = false } else { output += Array("\u{1B}[C".utf8) }
      return length
    }
    stepBack()
    held = Array(bytes.prefix(length))
    heldScalar = scalar
    return length
  }

  private mutating func takeControl(_ bytes: ArraySlice<UInt8>) {
    flush()
    let isStyle = bytes.count > 2 && bytes.dropFirst().first == UInt8(ascii: "[") && bytes.last == UInt8(ascii: "m")
    if !isStyle {
      say(nil)
      stepBack()
    }
    output += bytes
  }

  private mutating func flush() {
    guard !held.isEmpty else { return }
    let number = marks.count == 2 ? marks[0] * Self.markCount + marks[1] : nil
    say(number.flatMap { uris.indices.contains($0) ? $0 : nil })
    output += held
    isAhead = isWide && AmbiguousWidth.widens(heldScalar)
    held = []
    marks = []
  }

  private mutating func say(_ link: Int?) {
    guard link != open else { return }
    open = link
    output += Array("\u{1B}]8;;".utf8) + (link.map { uris[$0] } ?? []) + Array("\u{1B}\\".utf8)
  }

  private mutating func stepBack() {
    guard isAhead else { return }
    isAhead = false
    output.append(8)
  }

  /// Where the control character or escape sequence at `start` ends.
  private static func controlEnd(_ bytes: [UInt8], _ start: Int) -> Int {
    guard bytes[start] == 0x1B, start + 1 < bytes.count else { return start + 1 }
    var position = start + 2
    switch bytes[start + 1] {
    case UInt8(ascii: "["):
      while position < bytes.count, !(0x40...0x7E).contains(bytes[position]) { position += 1 }
    case UInt8(ascii: "]"), UInt8(ascii: "P"):
      while position < bytes.count, bytes[position] != 7, bytes[position] != 0x1B { position += 1 }
      if position < bytes.count, bytes[position] == 0x1B { position += 1 }
    case 0x20...0x2F:
      while position < bytes.count, (0x20...0x2F).contains(bytes[position]) { position += 1 }
    default: return position
    }
    return min(bytes.count, position + 1)
  }

  /// `target` as OSC 8 takes it: an address of the web or of mail in printable ASCII; nil where it is none.
  private static func uri(_ target: String) -> [UInt8]? {
    let lower = target.prefix(8).lowercased()
    guard target.utf8.count <= 2000, let target = MailAddress.tamed(target),
      ["https://", "http://", "mailto:"].contains(where: { lower.hasPrefix($0) })
    else {
      return nil
    }
    let digits = Array("0123456789ABCDEF".utf8)
    return target.utf8.flatMap { byte in
      (0x21...0x7E).contains(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
}
