import System
/// A kind of thing that has identifiers; keeps the identifiers of different things apart.
package protocol IdentifierKind {}

/// An opaque identifier of a `Kind`.
package struct Identifier<Kind: IdentifierKind>: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  /// The identifier as text; not interpreted.
  package let rawValue: String
  /// The identifier that reads `rawValue`.
  package init(_ rawValue: String) { self.rawValue = rawValue }
  package init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(String.self) }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
  package var description: String { rawValue }
  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

package enum ConversationKind: IdentifierKind {}
package enum RemoteConversationKind: IdentifierKind {}
package enum MessageKind: IdentifierKind {}
package enum RemoteMessageKind: IdentifierKind {}
package enum HostKind: IdentifierKind {}
package enum ChatbotKind: IdentifierKind {}
package enum AttachmentKind: IdentifierKind {}
package enum ReplyKind: IdentifierKind {}
package enum StashKind: IdentifierKind {}
package enum UploadKind: IdentifierKind {}
package enum DownloadKind: IdentifierKind {}
package enum ImageKind: IdentifierKind {}

/// A conversation in this client's history; exists before the service knows of it.
package typealias ConversationID = Identifier<ConversationKind>
/// A conversation as the service calls it.
package typealias RemoteConversationID = Identifier<RemoteConversationKind>
/// A message in this client's history.
package typealias MessageID = Identifier<MessageKind>
/// A message as the service calls it.
package typealias RemoteMessageID = Identifier<RemoteMessageKind>
/// The service that a conversation belongs to: its base URL as `BaseURL` writes it, so that two spellings of one place are
/// equal.
package typealias HostURL = Identifier<HostKind>
/// A chatbot ("AI assistant") as the service calls it.
package typealias ChatbotID = Identifier<ChatbotKind>
/// An uploaded file as the service calls it.
package typealias AttachmentID = Identifier<AttachmentKind>
/// One attempt to get a reply: a retry of the same message is another reply.
package typealias ReplyID = Identifier<ReplyKind>
/// A text that was put aside.
package typealias StashID = Identifier<StashKind>
/// A file on its way to the service.
package typealias UploadID = Identifier<UploadKind>
/// A file on its way to this machine.
package typealias DownloadID = Identifier<DownloadKind>
/// An image that is being looked at.
package typealias ImageID = Identifier<ImageKind>

/// Makes identifiers from a seed, so that a reducer that needs new ones stays a pure function of its state.
package struct IdentifierSource: Equatable, Sendable {
  private var high: UInt64
  private var low: UInt64

  /// A source whose identifiers follow from the seed alone.
  package init(seed: UInt64) {
    high = seed
    low = ~seed
  }

  /// A source whose identifiers nobody else makes. Throws where the system gives no random numbers.
  package static func random() throws(RandomFailure) -> IdentifierSource {
    let words = try RandomSource.words(2)
    var source = IdentifierSource(seed: words[0])
    source.low = words[1]
    return source
  }

  /// A new identifier in the form of a version 4 UUID (RFC 9562).
  package mutating func next<Kind>() -> Identifier<Kind> {
    var a = Self.mix(&high)
    var b = Self.mix(&low)
    a = a & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    b = b & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    var digits = [UInt8]()
    digits.reserveCapacity(36)
    let hex = Array("0123456789abcdef".utf8)
    for nibble in 0..<32 {
      if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 { digits.append(UInt8(ascii: "-")) }
      let word = nibble < 16 ? a : b
      digits.append(hex[Int(word >> UInt64(60 - 4 * (nibble % 16)) & 15)])
    }
    return Identifier(String(decoding: digits, as: UTF8.self))
  }

  // SplitMix64 (Steele, Lea, Flood 2014).
  private static func mix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
