import Foundation

/// Text that a terminal would obey, or that would lie to its reader, and what of it has got through.
package enum HostileText {
  /// All controls but line ends and tabs, and everything that turns, hides or breaks text.
  package static let scalars: [Unicode.Scalar] = {
    var values: [UInt32] = (0x01...0x1F).filter { $0 != 0x09 && $0 != 0x0A } + [0x7F]
    values += 0x80...0x9F
    values += [0xAD, 0x61C, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029]
    values += 0x202A...0x202E
    values += 0x2060...0x206F
    values += [0xFE0F, 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB, 0xE0001, 0xE0020, 0xE0041, 0xE007F]
    return values.compactMap { Unicode.Scalar($0) }
  }()

  /// Some of each kind in few columns, for places that show no more.
  package static let short =
    "\u{1B}[6969m\u{9B}6969m\u{202E}\u{200B}\u{7}\u{1B}]52;c;UFdORUQ=\u{7}\u{1B}c\u{85}\u{E0041}"

  /// Each of them between letters, and whole sequences: titles, colours, modes, the clipboard, a device's status.
  package static let text =
    scalars.map { "a\(Character($0))" }.joined()
    + "\u{1B}]0;PWNED\u{7}\u{9D}2;PWNED\u{9C}\u{1B}[6969m\u{9B}6969m\u{1B}[?6969h\u{1B}]52;c;UFdORUQ=\u{7}\u{1B}P6969q\u{1B}\\"
    + "\u{1B}c\u{1B}[6n\u{9B}6n\u{1B}#8\u{1B}(0\u{8}\u{8}\u{8}gone\rover"

  /// What is no UTF-8: raw C1 bytes, halves, overlong forms, surrogates, what is beyond Unicode.
  package static let bytes: [UInt8] =
    [0x61, 0x9B] + Array("6969m".utf8) + [0x9D] + Array("2;PWNED".utf8) + [
      0x9C, 0xC0, 0x9B, 0xED, 0xA0, 0x80, 0xF5, 0x80,
    ]
    + [0xE2, 0x80, 0x1B] + Array("[6969m".utf8) + [0xFF, 0xC2]

  /// A word of `/bin/sh` that stands for `bytes`.
  package static func word(_ bytes: [UInt8]) -> String {
    "\"$(printf '" + bytes.map { "\\" + String($0, radix: 8) }.joined() + "')\""
  }

  /// What of `printed` a terminal would obey, but for line ends, tabs and the program's own sequences for lines that are
  /// written over.
  package static func controls(in printed: Data) -> [String] {
    guard var text = String(validating: printed, as: UTF8.self) else { return ["not UTF-8"] }
    for own in ["\r\u{1B}[K", "\u{1B}[K", "\u{1B}[1m", "\u{1B}[22m", "\rwaiting", "\ruploading"] {
      text = text.replacingOccurrences(of: own, with: "")
    }
    return text.unicodeScalars.filter { $0 != "\n" && $0 != "\t" && isObeyed($0) }.map { String($0.value, radix: 16) }
  }

  /// The same of what a full screen painted: it moves the cursor, clears, colours and links by sequences, and does nothing
  /// else by them. Hostile ones of these kinds have a number that no program sends.
  package static func foreign(in painted: [UInt8]) -> [String] {
    guard let text = String(validating: painted, as: UTF8.self) else { return ["not UTF-8"] }
    var found: [String] = []
    var rest = text.unicodeScalars[...]
    // Made once: it is read anew each time.
    let painting = /\[[0-9;:]*[ABCDGHJKLMPSTX@bdm]|\[4[hl]|\[\?(25|7|12|2026)[hl]/
    while let scalar = rest.popFirst() {
      if scalar == "\u{1B}" {
        let sequence = takeSequence(&rest)
        if !isPainting(sequence, painting) { found.append("ESC \(sequence.debugDescription)") }
      } else if scalar.value >= 0x20 ? isObeyed(scalar) : !["\u{8}", "\t", "\n", "\r"].contains(scalar) {
        found.append(String(scalar.value, radix: 16))
      }
    }
    return found
  }

  /// The sequence behind an ESC, without that; of a string, up to and with its end.
  private static func takeSequence(_ rest: inout Substring.UnicodeScalarView) -> String {
    var sequence = String.UnicodeScalarView()
    func isEnd(_ scalar: Unicode.Scalar) -> Bool {
      switch sequence.first {
      case nil: !["[", "]", "P", "X", "^", "_", "#", "("].contains(scalar)
      case "[": sequence.count > 0 && (0x40...0x7E).contains(scalar.value)
      case "#", "(": true
      default: scalar == "\u{7}" || scalar == "\\" && sequence.last == "\u{1B}"
      }
    }
    while let scalar = rest.popFirst() {
      let ends = isEnd(scalar)
      sequence.append(scalar)
      if ends { break }
    }
    return String(sequence)
  }

  private static func isPainting(_ sequence: String, _ painting: Regex<(Substring, Substring?)>) -> Bool {
    if sequence.contains("6969") { return false }
    if sequence.hasPrefix("]8;;"), sequence.hasSuffix("\u{1B}\\") {
      return sequence.dropLast(2).utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
    if ["(B", "7", "8", "M", "=", ">"].contains(sequence) { return true }
    return sequence.wholeMatch(of: painting) != nil
  }

  private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .privateUse, .lineSeparator, .paragraphSeparator: true
    // An emoji's picture.
    default: scalar.properties.isDefaultIgnorableCodePoint && scalar.value != 0xFE0F
    }
  }
}
