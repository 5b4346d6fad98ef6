import Text

/// What must hold of every text that `JSONReader` is given; for tests and the fuzzer.
package enum JSONCheck {
  /// What does not hold; nil where all does.
  package static func problem(with bytes: [UInt8]) -> String? {
    bytes.withUnsafeBufferPointer { bytes in
      var strict = JSONReader(bytes)
      var tolerant = JSONReader(bytes, mode: .tolerant)
      var skipping = JSONReader(bytes, mode: .tolerant)
      let value = try? tolerant.value()
      let isSkipped = (try? skipping.skip()) != nil
      for reader in [tolerant, skipping] {
        if reader.position > bytes.count { return "the reader stands behind the end" }
        if reader.steps > 6 * bytes.count + 64 { return "\(reader.steps) looks at \(bytes.count) bytes" }
      }
      do throws(JSONProblem) {
        let exact = try strict.value()
        if strict.steps > 6 * bytes.count + 64 { return "\(strict.steps) looks at \(bytes.count) bytes" }
        guard let value else { return "only the strict mode reads it" }
        guard exact == value else { return "the two modes read it differently" }
        guard strict.position == tolerant.position else { return "the two modes end at different places" }
        // Passing over a number or a word does not look at what it is, only for its end.
        let isWhole = (try? strict.end()) != nil && (try? skipping.end()) != nil
        guard isSkipped, !isWhole || skipping.position == strict.position else {
          return "passing over it ends elsewhere"
        }
      } catch {
        if let offset = error.offset, !(0...bytes.count).contains(offset) { return "the problem is named at \(offset)" }
        _ = error.place(in: bytes)
      }
      guard let value else { return nil }
      let text = value.text
      let written = Array(text.utf8)
      let again = written.withUnsafeBufferPointer { written in
        var reader = JSONReader(written)
        return try? reader.value()
      }
      return again?.text == text ? nil : "what was read is written otherwise: \(text)"
    }
  }
}
