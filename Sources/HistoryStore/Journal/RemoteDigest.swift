import ChatModel

extension RemoteMessage {
  /// A number that stands for all that the service says of the message, the same in every run. Two messages may share it by
  /// an odd chance; what is lost then is a change of what was known of one message already.
  var digest: Int64 {
    var digest = Digest()
    digest.add(id.rawValue)
    digest.add(author.rawValue)
    digest.add(text)
    digest.add(feedback?.rawValue)
    digest.add(attachments.count)
    for attachment in attachments {
      digest.add(attachment.id.rawValue)
      digest.add(attachment.type)
      digest.add(attachment.filename)
      digest.add(attachment.file)
      digest.add(attachment.size.map { "\($0)" })
    }
    digest.add(citations.count)
    for citation in citations {
      digest.add(citation.filename)
      digest.add(citation.file)
      digest.add(citation.passage)
      digest.add(citation.score)
    }
    digest.add(parts.count)
    for part in parts {
      digest.add(part.kind.rawValue)
      digest.add(part.name)
      digest.add(part.text)
      digest.add(part.offset)
    }
    digest.add(unreadableSources)
    return Int64(bitPattern: digest.value)
  }
}

/// Mixes texts into 64 bits, eight bytes at a time (the finalizer of SplitMix64).
private struct Digest {
  private(set) var value: UInt64 = 0x6D61_6963

  mutating func add(_ number: Int) { mix(UInt64(bitPattern: Int64(number))) }

  mutating func add(_ text: String?) {
    guard var text else { return mix(.max) }
    text.withUTF8 { bytes in
      var index = 0
      while index + 8 <= bytes.count {
        mix(UInt64(littleEndian: UnsafeRawPointer(bytes.baseAddress! + index).loadUnaligned(as: UInt64.self)))
        index += 8
      }
      var rest: UInt64 = 0
      while index < bytes.count {
        rest = rest << 8 | UInt64(bytes[index])
        index += 1
      }
      mix(rest)
      mix(UInt64(bytes.count))
    }
  }

  private mutating func mix(_ word: UInt64) {
    value ^= word
    value &+= 0x9E37_79B9_7F4A_7C15
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    value ^= value >> 31
  }
}
