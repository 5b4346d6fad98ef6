import CWidth
import TestSupport
import Testing

@testable import Canvas

@Suite struct TerminalTextTests {
  @Test func thereAreSixtyNineSamples() { #expect(WidthSamples.all.count == 69) }

  @Test(arguments: WidthSamples.all.indices)
  func sampleHasItsWidth(index: Int) {
    let (name, raw, columns) = WidthSamples.all[index]
    #expect(TerminalText(raw).columns == Columns(columns), "\(name)")
    #expect(TerminalText("x" + raw + "x").columns >= Columns(columns + 1), "\(name)")
    #expect(clusters(of: raw).reduce(0) { $0 + $1.text.columns } == Columns(columns), "\(name)")
  }

  @Test(arguments: WidthSamples.forms.indices)
  func rawTextBecomesItsSafeForm(index: Int) {
    let (raw, safe) = WidthSamples.forms[index]
    #expect(TerminalText(raw).text.unicodeScalars.elementsEqual(safe.unicodeScalars))
  }

  @Test func everyControlBecomesVisibleOrABlank() {
    for value in (0...0x1F).map({ $0 }) + (0x7F...0x9F).map({ $0 }) {
      let safe = TerminalText("a\(Unicode.Scalar(UInt32(value))!)b")
      #expect(safe.columns == 3)
      #expect(safe.text.unicodeScalars.count == 3)
      #expect(!safe.text.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) })
    }
  }

  @Test func pagesOfWidthsAgreeOverTheirBorders() {
    #expect(cwidth_columns(0x10FF) == 1)
    #expect(cwidth_columns(0x1100) == 2)
    #expect(cwidth_columns(0x10FFFF) == -1)
    #expect(cwidth_columns(0x110000) == -1)
    #expect(cwidth_columns(.max) == -1)
  }

  /// Between two plain scalars there is a cluster boundary, and each is drawn as it is.
  @Test func plainScalarsArePlain() {
    let plain = (UInt32(0)...0xFFFF).compactMap(Unicode.Scalar.init).filter(ScalarWidth.isPlain)
    #expect(plain.count > 20_000)
    var text = String.UnicodeScalarView()
    for scalar in plain {
      text.append("a")
      text.append(scalar)
      text.append(scalar)
    }
    #expect(String(text).count == plain.count * 3)
    #expect(plain.allSatisfy { ScalarWidth.columns(of: $0) > 0 && !ScalarWidth.isInvisible($0) })
  }

  /// What has been made safe is left alone, whichever scalar it came from.
  @Test func everyScalarBecomesSafe() {
    for value in Array(0...0x1FFFF) + Array(0xE0000...0xE0FFF) {
      guard let scalar = Unicode.Scalar(UInt32(value)), !ScalarWidth.isPlain(scalar) else { continue }
      for raw in ["\(scalar)", "漢\(scalar)\(scalar)x"] {
        let safe = TerminalText(raw)
        guard TerminalText(safe.text) != safe || safe.columns.value != ScalarWidth.columns(of: safe.text.unicodeScalars)
        else { continue }
        Issue.record("U+\(String(value, radix: 16)): \(safe)")
      }
    }
  }

  @Test(arguments: SeededGenerator.seeds())
  func anyTextBecomesSafe(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2_000 {
      let raw = RandomText.hostile(using: &generator)
      let safe = TerminalText(raw)
      let escaped = raw.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " ")
      let scalars = Array(safe.text.unicodeScalars)
      #expect(scalars.allSatisfy { $0.properties.generalCategory != .control }, "seed \(seed): \(escaped)")
      #expect(scalars.allSatisfy { cwidth_columns($0.value) >= 0 }, "seed \(seed): \(escaped)")
      #expect(
        scalars.reduce(0) { $0 + Int(cwidth_columns($1.value)) } == safe.columns.value, "seed \(seed): \(escaped)")
      let again = TerminalText(safe.text)
      #expect(again.text.unicodeScalars.elementsEqual(scalars), "seed \(seed): \(escaped)")
      #expect(again.columns == safe.columns, "seed \(seed): \(escaped)")
      let parts = Array(clusters(of: raw))
      #expect(parts.map(\.text.text).joined().unicodeScalars.elementsEqual(scalars), "seed \(seed): \(escaped)")
      #expect(parts.map { raw[$0.source] } == raw.map { Substring(String($0)) }, "seed \(seed): \(escaped)")
    }
  }

  @Test func clustersOfAPartHaveTheIndicesOfTheWhole() {
    let whole = "ab漢\u{65}\u{301}c"
    let part = whole.dropFirst(2).dropLast()
    let found = Array(clusters(of: part))
    #expect(found.map { String(whole[$0.source]) } == ["漢", "e\u{301}"])
    #expect(found.map(\.text.columns) == [2, 1])
  }
}
