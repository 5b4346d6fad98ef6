import Foundation
import Logging
import TestSupport
import Testing

@testable import maichat

@Suite struct SafeTextTests {
  @Test func whatIsPutIntoATextIsMadeSafe() {
    let hostile = "a\u{1B}[31m\nb\u{9B}"
    let problem = CommandFailure(.usage, safe(hostile))
    let text: SafeText = "x \(hostile) \(hostile.prefix(4)) \(problem) \(safe(hostile)) \(7)"
    #expect(!text.text.unicodeScalars.contains { $0.properties.generalCategory == .control })
    #expect(text.text.hasSuffix(" 7") && text.text.hasPrefix("x a␛[31m b\u{FFFD} "))
    #expect(("\(lines: "a\u{7}\nb")" as SafeText).text == "a␇\nb")
    // Our own sequences are written out in the program.
    #expect(safe("a\u{1B}").bold.text == "\u{1B}[1ma␛\u{1B}[22m")
  }

  @Test func aJSONLineHasTheSameValueAndNothingThatATerminalObeys() throws {
    let text = "\u{9B}31m \u{202E}x\u{7F} \u{FEFF} 前 é \u{E0041} 👩\u{200D}👩 \u{FFF9} \u{10FFFD}"
    for characters in [TerminalCharacters.all, .ascii] {
      let line = JSONText.line([text], characters)
      #expect(try JSONDecoder().decode([String].self, from: Data(line.utf8)) == [text])
      #expect(
        !line.dropLast().unicodeScalars.contains {
          [.control, .format, .privateUse].contains($0.properties.generalCategory)
        })
    }
    #expect(JSONText.line([text], .all).contains("前 é"))
    #expect(JSONText.line([text], .ascii).utf8.allSatisfy { $0 < 0x7F })
  }

  @Test(arguments: [
    ([:], TerminalCharacters.all), (["LANG": "C.UTF-8"], .all), (["LANG": "en_US.utf8"], .all),
    (["LC_ALL": "C"], .ascii),
    (["LANG": "POSIX"], .ascii), (["LANG": "de_DE.ISO-8859-15@euro"], .ascii), (["LC_CTYPE": "zh_TW.Big5"], .ascii),
    (["LC_ALL": "", "LC_CTYPE": "ja_JP.UTF-8", "LANG": "C"], .all), (["LC_ALL": "C", "LANG": "en_US.UTF-8"], .ascii),
  ])
  func theVariablesSayWhichCharactersATerminalTakes(_ variables: [String: String], _ characters: TerminalCharacters) {
    #expect(TerminalCharacters.said { variables[$0] } == characters)
    #expect(TerminalCharacters.ascii.bytes(of: "“\("前x")”…") == Array("\"??x\"...".utf8))
  }

  @Test func noTextForgesALineOfTheLog() throws {
    let folder = TestFolder()
    let path = folder.path("log")
    let file = try #require(RotatingFile(path: path))
    var logger = Logger(label: "test") { _ in FileLogHandler(file: file, level: .debug) }
    logger.logLevel = .debug
    let hostile = "a\u{1B}[31m\u{9B}31m\u{202E}\n2026-01-01T00:00:00Z error forged\u{85}b \"x\" y=z"
    logger.warning("\(hostile)", metadata: ["text": "\(hostile)", "plain": "word"])
    let text = try #require(folder.text(of: "log"))
    #expect(text.split(separator: "\n").count == 1)
    #expect(text.dropLast().unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F })
    #expect(text.contains(#"a\u{1B}[31m\u{9B}31m\u{202E}\n2026"#) && text.contains(" plain=word "))
    #expect(text.hasSuffix(#"b \"x\" y=z""# + "\n"))
    #expect(LogText.escaped(String(repeating: "x", count: 10_000)).count == 4097)
  }

  @Test func aLogIsNeverAPipe() throws {
    let folder = TestFolder()
    let path = folder.path("log")
    #expect(mkfifo(path, 0o600) == 0)
    #expect(RotatingFile(path: path) == nil)
  }
}
