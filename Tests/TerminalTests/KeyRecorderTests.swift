import Canvas
import TestSupport
import Testing

@testable import Terminal

@Suite struct KeyRecorderTests {
  private func arrivals(_ text: String) -> [KeyRecorder.Arrival] {
    var recorder = KeyRecorder()
    return recorder.feed(text.utf8, now: 0) + recorder.flush(now: .max)
  }

  private func arrival(_ bytes: String, _ keys: String...) -> KeyRecorder.Arrival {
    KeyRecorder.Arrival(bytes: Array(bytes.utf8), inputs: keys.map { .key(KeyPress(name: $0)!) })
  }

  @Test func eachKeyHasItsBytes() {
    #expect(
      arrivals("a\u{1B}[1;5A漢\r\u{1B}b") == [
        arrival("a", "a"), arrival("\u{1B}[1;5A", "Ctrl-Up"), arrival("漢", "漢"), arrival("\r", "Enter"),
        arrival("\u{1B}b", "Alt-B"),
      ])
  }

  @Test func aByteThatEndsOneThingAndBeginsAnotherBelongsToTheOther() {
    #expect(
      arrivals("\u{1B}\u{1B}\u{1B}[A\u{1B}[\u{1B}[B") == [
        arrival("\u{1B}", "Esc"), arrival("\u{1B}", "Esc"), arrival("\u{1B}[A", "Up"), arrival("\u{1B}[", "Alt-["),
        arrival("\u{1B}[B", "Down"),
      ])
  }

  @Test func whatIsNoKeyIsShownAllTheSame() {
    #expect(arrivals("\u{1B}[99~\u{1B}[?1;2cx") == [arrival("\u{1B}[99~"), arrival("\u{1B}[?1;2c"), arrival("x", "x")])
    #expect(arrivals("\u{1B}[1;5") == [arrival("\u{1B}[1;5")])
  }

  @Test func aPasteIsOneThing() {
    let paste = "\u{1B}[200~a\nb\u{1B}[201~"
    #expect(arrivals(paste) == [KeyRecorder.Arrival(bytes: Array(paste.utf8), inputs: [.paste("a\nb")])])
  }

  /// Nothing is lost and nothing shown twice, whatever arrives.
  @Test(arguments: SeededGenerator.seeds(20)) func theBytesAddUp(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let bytes = (0..<200).map { _ in
      [0x1B, 0x5B, 0x4F, 0x5D, 0x07, 0x3B, 0x31, 0x41, 0x7E, 0xC3, 0xA9, 0x4D, 0x3F, 0x63].randomElement(
        using: &random)!
        as UInt8
    }
    var recorder = KeyRecorder()
    var decoder = KeyDecoder()
    let arrivals = recorder.feed(bytes, now: 0) + recorder.flush(now: .max)
    #expect(arrivals.flatMap(\.bytes) == bytes, "seed \(seed)")
    // Byte for byte, as the recorder feeds it: a cluster that is cut comes as several characters.
    var inputs: [Input] = []
    for byte in bytes { inputs += decoder.feed([byte], now: 0) }
    #expect(arrivals.flatMap(\.inputs) == inputs + decoder.flush(now: .max), "seed \(seed)")
  }
}
