import Foundation

/// Text that a terminal would obey, or that would lie to its reader, and what of it has got through.
enum HostileText {
  /// All controls but line ends and tabs, and everything that turns, hides or breaks text.
  static let scalars: [Unicode.Scalar] = {
    var values: [UInt32] = (0x01...0x1F).filter { $0 != 0x09 && $0 != 0x0A } + [0x7F]
    values += 0x80...0x9F
    values += [0xAD, 0x61C, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029]
    values += 0x202A...0x202E
    values += 0x2060...0x206F
    values += [0xFE0F, 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB, 0xE0001, 0xE0020, 0xE0041, 0xE007F]
    return values.compactMap { Unicode.Scalar($0) }
  }()

  /// Each of them between letters, and whole sequences: titles, colours, modes, the clipboard, a device's status.
  static let text =
    scalars.map { "a\(Character($0))" }.joined()
    + "\u{1B}]0;PWNED\u{7}\u{9D}2;PWNED\u{9C}\u{1B}[6969m\u{9B}6969m\u{1B}[?6969h\u{1B}]52;c;UFdORUQ=\u{7}\u{1B}P6969q\u{1B}\\"
    + "\u{1B}c\u{1B}[6n\u{9B}6n\u{1B}#8\u{1B}(0\u{8}\u{8}\u{8}gone\rover"

  /// What is no UTF-8: raw C1 bytes, halves, overlong forms, surrogates, what is beyond Unicode.
  static let bytes: [UInt8] =
    [0x61, 0x9B] + Array("6969m".utf8) + [0x9D] + Array("2;PWNED".utf8) + [
      0x9C, 0xC0, 0x9B, 0xED, 0xA0, 0x80, 0xF5, 0x80,
    ]
    + [0xE2, 0x80, 0x1B] + Array("[6969m".utf8) + [0xFF, 0xC2]

  /// A word of `/bin/sh` that stands for `bytes`.
  static func word(_ bytes: [UInt8]) -> String {
    "\"$(printf '" + bytes.map { "\\" + String($0, radix: 8) }.joined() + "')\""
  }

  /// What of `printed` a terminal would obey, but for line ends, tabs and the program's own sequences for lines that are
  /// written over.
  static func controls(in printed: Data) -> [String] {
    guard var text = String(validating: printed, as: UTF8.self) else { return ["not UTF-8"] }
    for own in ["\r\u{1B}[K", "\u{1B}[K", "\u{1B}[1m", "\u{1B}[22m", "\rwaiting", "\ruploading"] {
      text = text.replacingOccurrences(of: own, with: "")
    }
    return text.unicodeScalars.filter { $0 != "\n" && $0 != "\t" && isObeyed($0) }.map { String($0.value, radix: 16) }
  }

  /// The same of what a full screen wrote, which moves the cursor by controls: these are its own, and nobody else's.
  static func foreign(in painted: [UInt8]) -> [String] {
    guard let text = String(validating: painted, as: UTF8.self) else { return ["not UTF-8"] }
    var found = text.unicodeScalars.filter { $0.value >= 0x20 && isObeyed($0) }.map { String($0.value, radix: 16) }
    // Each has a number that no program sends, or a payload that is not ours.
    for sequence in [
      "\u{1B}[6969m", "\u{1B}[?6969h", "\u{1B}]0;", "\u{1B}]2;", "\u{1B}P6969q", "]52;c;UFdORUQ=\u{7}", "\u{1B}#8",
    ]
    where text.contains(sequence) { found.append(sequence.debugDescription) }
    return found
  }

  private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .privateUse, .lineSeparator, .paragraphSeparator: true
    // An emoji's picture.
    default: scalar.properties.isDefaultIgnorableCodePoint && scalar.value != 0xFE0F
    }
  }
}
