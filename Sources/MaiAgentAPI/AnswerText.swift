import ChatModel
import Text

/// The answer's text on its way from events: characters that are split over two of them are joined, and thoughts that stand
/// between `<think>` tags at the very beginning are told apart. A tag that is never closed is text.
struct AnswerText: Sendable {
  /// What there is to be said.
  struct Found: Equatable {
    var thought = ""
    var text = ""
  }

  /// What is left over of the last event.
  var carry = TextCarry()
  private var mark = TextMark()
  private var opening = Opening.leading

  private enum Opening {
    /// Blanks, and perhaps the first letters of a tag, are held.
    case leading
    /// All since the tag is held, since only its end tells what it was.
    case inside(tag: StaticString)
    /// Blanks behind the closing tag belong to nothing.
    case closed
    case plain
  }

  /// What is held, and how much of it needs no second look.
  private var held: [UInt8] = []
  private var searched = 0

  private static let tags: [StaticString] = ["think", "thinking"]
  /// Blanks before a tag beyond which there will be none.
  private static let mostBlanks = 1024

  /// Whether `whole` repeats all that came.
  func repeats(_ whole: String) -> Bool {
    guard !carry.isEmpty else { return mark.isSame(as: whole) }
    var mark = mark
    mark.append("\u{FFFD}")
    return mark.isSame(as: whole)
  }

  /// Takes the next text, of which `carry` has nothing any more.
  mutating func take(_ text: String) -> Found {
    mark.append(text)
    if case .plain = opening { return Found(text: text) }
    held += text.utf8
    return settle()
  }

  /// There will be no more: what is held is text.
  mutating func end() -> Found {
    let left = carry.flush()
    var found = left.isEmpty ? Found() : take(left)
    if !held.isEmpty { found.text += String(decoding: held, as: UTF8.self) }
    held = []
    opening = .plain
    return found
  }

  private mutating func settle() -> Found {
    var found = Found()
    if case .leading = opening {
      let blanks = held.prefix { Self.isBlank($0) }.count
      let rest = held[blanks...]
      if let tag = Self.tags.first(where: { Self.begins(rest, "<", $0) }) {
        opening = .inside(tag: tag)
        searched = blanks + tag.utf8CodeUnitCount + 2
      } else if blanks < Self.mostBlanks, Self.tags.contains(where: { Self.mayBegin(rest, $0) }) {
        return found
      } else {
        opening = .plain
      }
    }
    if case .inside(let tag) = opening {
      guard let end = closing(tag) else { return found }
      let blanks = held.prefix { Self.isBlank($0) }.count
      let thought = held[(blanks + tag.utf8CodeUnitCount + 2)..<end]
      if !thought.allSatisfy(Self.isBlank) { found.thought = Self.trimmed(thought) }
      held.removeFirst(end + tag.utf8CodeUnitCount + 3)
      opening = .closed
    }
    if case .closed = opening {
      let blanks = held.prefix { Self.isBlank($0) }.count
      held.removeFirst(blanks)
      guard !held.isEmpty else { return found }
      opening = .plain
    }
    found.text = String(decoding: held, as: UTF8.self)
    held = []
    return found
  }

  /// Where the closing tag begins; each byte is looked at once but for those that may be a part of it.
  private mutating func closing(_ tag: StaticString) -> Int? {
    let length = tag.utf8CodeUnitCount + 3
    while searched + length <= held.count {
      if held[searched] == UInt8(ascii: "<"), Self.begins(held[searched...], "</", tag) { return searched }
      searched += 1
    }
    return nil
  }

  private static func begins(_ bytes: ArraySlice<UInt8>, _ open: String, _ tag: StaticString) -> Bool {
    let wanted = open + "\(tag)>"
    return bytes.starts(with: wanted.utf8)
  }

  private static func mayBegin(_ bytes: ArraySlice<UInt8>, _ tag: StaticString) -> Bool {
    "<\(tag)>".utf8.starts(with: bytes)
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
    let start = bytes.firstIndex { !isBlank($0) } ?? bytes.endIndex
    let end = bytes.lastIndex { !isBlank($0) } ?? start
    return String(decoding: bytes[start...end], as: UTF8.self)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

extension AnswerText {
  /// A whole text, told apart.
  static func whole(_ text: String) -> Found {
    guard text.utf8.first(where: { !isBlank($0) }) == UInt8(ascii: "<") else { return Found(text: text) }
    var answer = AnswerText()
    var found = answer.take(text)
    found.text += answer.end().text
    return found
  }
}

/// Remembers a text only well enough to tell whether another is the same: its length and a 64-bit FNV-1a hash.
private struct TextMark: Sendable {
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  private var count = 0

  mutating func append(_ text: String) {
    for byte in text.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
      count += 1
    }
  }

  func isSame(as text: String) -> Bool {
    guard text.utf8.count == count else { return false }
    var other = TextMark()
    other.append(text)
    return other.hash == hash
  }
}
