import Canvas
import TestSupport
import Testing

@testable import Terminal

@Suite struct PasteTests {
  private let start = "\u{1B}[200~"
  private let end = "\u{1B}[201~"

  private func decode(_ text: String) -> [Input] {
    var decoder = KeyDecoder()
    return decoder.feed(text.utf8, now: 0)
  }

  @Test func aPasteIsOneInput() {
    #expect(decode("\(start)a\tb漢\(end)x") == [.paste("a\tb漢"), .key(KeyPress(.character("x")))])
    #expect(decode("\(start)\(end)") == [])
  }

  @Test func lineEndsBecomeOne() {
    #expect(decode("\(start)a\rb\r\nc\nd\r\r\n\(end)") == [.paste("a\nb\nc\nd\n\n")])
  }

  @Test func escapesInsideStayAsTheyAre() {
    #expect(
      decode("\(start)\u{1B}[31m\u{1B}\u{1B}[20\(start)\u{3}\(end)") == [
        .paste("\u{1B}[31m\u{1B}\u{1B}[20\(start)\u{3}")
      ])
  }

  @Test func aLongPasteComesWhole() {
    let line = "0123456789漢字\u{1B}[20\n"
    let text = String(repeating: line, count: 20_000)
    #expect(decode(start + text + end) == [.paste(text)])
  }

  @Test func aPasteWithoutEndIsHandedOutInTime() {
    var decoder = KeyDecoder()
    let bytes = Array("\(start)ab\r漢".utf8)
    #expect(decoder.feed(bytes.dropLast(), now: 0) == [])
    #expect(decoder.deadline == 1_000)
    #expect(decoder.flush(now: 1_000) == [.paste("ab\n")])
    // The rest is still pasted text: its line ends must not send anything.
    #expect(decoder.feed([bytes.last!] + Array("\r\nc".utf8), now: 1_500) == [])
    #expect(decoder.flush(now: 2_500) == [.paste("漢\nc")])
    #expect(decoder.deadline == 12_500)
    #expect(decoder.flush(now: 12_500) == [])
    #expect(decoder.deadline == nil)
    #expect(decoder.feed("x".utf8, now: 13_000) == [.key(KeyPress(.character("x")))])
  }

  @Test func theEndMarkMayComeLate() {
    var decoder = KeyDecoder()
    _ = decoder.feed("\(start)ab\r\u{1B}[2".utf8, now: 0)
    #expect(decoder.flush(now: 1_000) == [.paste("ab\n")])
    #expect(decoder.feed("01~x".utf8, now: 1_001) == [.key(KeyPress(.character("x")))])
  }
}
