/// Cuts one text into the pieces of a stream and says when each is due. Due times follow from the piece's number, so
/// that lateness of one never moves the next.
struct TextSchedule {
  private let bytes: [UInt8]
  private let pace: Reply.Pace
  private let rate: Int
  private let chunk: Int
  private var next = 0
  /// Characters, or words, that went out so far.
  private var given = 0

  init(_ text: String, pace: Reply.Pace, rate: Int, chunk: Int) {
    bytes = Array(text.utf8)
    self.pace = pace
    self.rate = rate
    self.chunk = chunk
  }

  var isAtEnd: Bool { next == bytes.count }

  /// When the next piece is due, since the text began; nil at once.
  var due: Duration? {
    switch pace {
    case .standard: rate == 0 ? nil : .nanoseconds((given + chunk) * 1_000_000_000 / rate)
    case .words(let seconds): .seconds(Double(given) * seconds)
    }
  }

  /// The next piece.
  mutating func take() -> ArraySlice<UInt8> {
    let start = next
    switch pace {
    case .standard:
      var characters = 0
      while next < bytes.count, characters < chunk {
        characters += 1
        next += 1
        while next < bytes.count, bytes[next] & 0xC0 == 0x80 { next += 1 }
      }
      given += chunk
    case .words:
      while next < bytes.count, !Self.isBlank(bytes[next]) { next += 1 }
      while next < bytes.count, Self.isBlank(bytes[next]) { next += 1 }
      given += 1
    }
    return bytes[start..<next]
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A }

  /// How long the whole text takes.
  static func length(of text: String, pace: Reply.Pace, rate: Int) -> Duration {
    switch pace {
    case .standard: rate == 0 ? .zero : .seconds(Double(text.unicodeScalars.count) / Double(rate))
    case .words(let seconds): .seconds(Double(text.split { $0 == " " || $0 == "\n" }.count) * seconds)
    }
  }
}
