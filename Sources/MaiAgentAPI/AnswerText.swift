import ChatModel
import Text

/// The answer's text on its way from events: characters that are split over two of them are joined, and thoughts that stand
/// between `<think>` tags at the very beginning are told apart as they come. A tag that is never closed is text: at the end
/// its thoughts are taken back.
struct AnswerText: Sendable {
  /// What there is to be said.
  struct Found: Equatable {
    /// More of the thoughts; blanks around them are left out.
    var thought = ""
    var text = ""
    /// Whether the thoughts that were said before are in `text`, and were none.
    var takesThoughtsBack = false
  }

  /// What is left over of the last event.
  var carry = TextCarry()
  private var mark = TextMark()
  private var opening = Opening.leading

  private enum Opening {
    /// Blanks, and perhaps the first letters of a tag, are held.
    case leading
    /// All since the tag is said, and held as well: only the closing tag tells that it is not text.
    case inside(closing: [UInt8])
    /// Blanks behind the closing tag belong to nothing.
    case closed
    case plain
  }

  /// What is held, and how much of it needs no second look.
  private var held: [UInt8] = []
  private var searched = 0
  /// How much of it was said as thoughts, and where those end as far as known: blanks wait for what follows them.
  private var said = 0
  private var thoughtEnd = 0
  /// How many bytes were looked at for the closing tag: what tests compare with how many came.
  private(set) var steps = 0

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
    if case .inside = opening {
      found.takesThoughtsBack = said > 0
      found.thought = ""
    }
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
      if let tag = Self.tags.first(where: { rest.starts(with: "<\($0)>".utf8) }) {
        opening = .inside(closing: Array("</\(tag)>".utf8))
        searched = blanks + tag.utf8CodeUnitCount + 2
      } else if blanks < Self.mostBlanks, Self.tags.contains(where: { "<\($0)>".utf8.starts(with: rest) }) {
        return found
      } else {
        opening = .plain
      }
    }
    if case .inside(let closing) = opening {
      let isClosed = think(until: closing)
      if thoughtEnd > said, said > 0 {
        found.thought = String(decoding: held[said..<thoughtEnd], as: UTF8.self)
        said = thoughtEnd
      }
      guard isClosed else { return found }
      held.removeFirst(searched + closing.count)
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

  /// Goes on to the closing tag, and says whether it is there. Each byte is looked at once but for those that may become it.
  private mutating func think(until closing: [UInt8]) -> Bool {
    while searched < held.count {
      steps += 1
      if held[searched] == UInt8(ascii: "<") {
        let rest = held[searched...]
        if rest.starts(with: closing) { return true }
        if closing.starts(with: rest) { return false }
      }
      if !Self.isBlank(held[searched]) {
        if said == 0 { said = searched }
        thoughtEnd = searched + 1
      }
      searched += 1
    }
    return false
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

extension AnswerText {
  /// A whole text, told apart.
  static func whole(_ text: String) -> Found {
    guard text.utf8.first(where: { !isBlank($0) }) == UInt8(ascii: "<") else { return Found(text: text) }
    var answer = AnswerText()
    let found = answer.take(text)
    let last = answer.end()
    return Found(thought: last.takesThoughtsBack ? "" : found.thought, text: found.text + last.text)
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
