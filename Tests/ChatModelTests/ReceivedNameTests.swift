import ChatModel
import TestSupport
import Testing

@Suite struct ReceivedNameTests {
  @Test(arguments: [
    ("report.pdf", "report.pdf"), ("../../etc/passwd", "passwd"), ("/etc/cron.d/x.sh", "x.sh"), ("..", "file"),
    ("C:\\Windows\\evil.exe", "evil.exe"), ("", "file"), (".bashrc", "bashrc"), ("...", "file"), ("a/", "a"),
    ("con", "_con"), ("nul.txt", "_nul.txt"), ("\u{202E}fdp.exe", "fdp.exe"),
    ("a\u{0}b\n\u{1B}[2Jc.txt", "ab [2Jc.txt"),
    ("營業時間.pdf", "營業時間.pdf"), ("-rf", "rf"), ("~root", "root"), ("a.b.tar.gz", "a.b.tar.gz"),
    (" x .txt ", "x .txt"),
    ("a.\u{202E}txt", "a.txt"), ("$(reboot).sh", "(reboot).sh"),
  ])
  func whateverTheServiceCallsAFileItsNameIsOne(name: String, wanted: String) {
    #expect(FileName.received(name) == wanted)
  }

  @Test func aLongNameKeepsItsEnding() {
    let name = FileName.received(String(repeating: "長", count: 500) + ".docx")
    #expect(name.hasSuffix("長.docx") && name.utf8.count <= 120)
  }

  @Test(arguments: SeededGenerator.seeds(50))
  func noNameLeadsOutOfAFolder(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "..", "/", "\\", ".", "\u{202E}", "\u{0}", "a", "漢", "~", "con", " ", "\n", "-", "*", ":", "\u{2028}",
    ]
    let name = (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
    let safe = FileName.received(name)
    #expect(!safe.isEmpty && safe != "." && safe != "..", "seed \(seed)")
    #expect(!safe.contains { "/\\".contains($0) } && !safe.hasPrefix(".") && !safe.hasPrefix("-"), "seed \(seed)")
    #expect(safe.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.properties.generalCategory != .format })
  }
}
