import ChatModel
import Text

// Look-ups for answers whose shape is not certain: what does not fit is nil.

extension JSONNode {
  /// A text that is not empty.
  var filled: String? { if case .string(let text) = content, !text.isEmpty { text } else { nil } }

  /// A text that is not empty, a number or a Boolean, as text.
  var scalarText: String? {
    switch content {
    case .string(let text): text.isEmpty ? nil : text
    case .number(let digits): digits
    case .bool(let value): value ? "true" : "false"
    case .null, .array, .object: nil
    }
  }

  /// The texts in it that are meant for people: it is one, or has one under a usual name, or is a list of such.
  var spokenText: String {
    switch content {
    case .string(let text): return text
    case .array(let nodes): return nodes.map(\.spokenText).joined()
    case .object(let members):
      for key in ["content", "text", "message", "answer", "reply", "markdown", "output", "value", "parts", "blocks"] {
        if let text = members[key]?.spokenText, !text.isEmpty { return text }
      }
      return ""
    case .null, .bool, .number: return ""
    }
  }

  /// Whether there is a text in it anywhere, besides the names of what its parts are.
  var hasWords: Bool {
    switch content {
    case .string(let text): !text.isEmpty
    case .array(let nodes): nodes.contains(where: \.hasWords)
    case .object(let members): members.contains { !["type", "id", "role"].contains($0.key) && $0.value.hasWords }
    case .null, .bool, .number: false
    }
  }

  /// Whether there is a text under a name that other services have it under.
  var hasTextElsewhere: Bool {
    ["text", "message", "delta", "answer", "response", "choices", "reply", "output"].contains {
      self[$0]?.hasWords == true
    }
  }

  /// Whether there is such a field, null or not.
  func has(_ name: String) -> Bool { object?[name] != nil }

  /// A moment: milliseconds since 1970 as number or digits (seconds where they are too few for that), or ISO 8601.
  var moment: Timestamp? {
    switch content {
    case .number(let digits):
      (Int64(digits) ?? Double(digits).flatMap { Int64(exactly: $0.rounded()) }).flatMap(Self.moment)
    case .string(let text): Int64(text).flatMap(Self.moment) ?? ISOMoment.read(text)
    case .null, .bool, .array, .object: nil
    }
  }

  /// Up to the year 9999.
  private static func moment(_ number: Int64) -> Timestamp? {
    guard number > 0, number < 253_402_300_800_000 else { return nil }
    return Timestamp(milliseconds: number < 100_000_000_000 ? number * 1000 : number)
  }
}
