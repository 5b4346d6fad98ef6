/// Names for files, made from titles.
package enum FileName {
  // Most file systems take 255 bytes; numbers, ends and folders need room too.
  private static let longest = 96

  /// A name that every file system takes and no shell or program takes for something else: without slashes, controls,
  /// invisible characters, quotation marks and wildcards, a dot or dash at its start, blanks or a dot at its end; `fallback`
  /// where nothing is left.
  package static func safe(_ title: String, or fallback: String = "conversation") -> String {
    var name = ""
    for character in title {
      let kept = character.unicodeScalars.filter(isPlain)
      let part: String = kept.isEmpty ? (character.isWhitespace ? " " : "") : String(String.UnicodeScalarView(kept))
      guard name.utf8.count + part.utf8.count <= longest else { break }
      name += part
    }
    var words = name.split(separator: " ").joined(separator: " ")
    words = String(words.drop { ".-~ ".contains($0) })
    while let last = words.last, ". ".contains(last) { words.removeLast() }
    if words.isEmpty { return fallback }
    let stem = words.prefix { $0 != "." }.lowercased()
    return reserved.contains(stem) ? "_" + words : words
  }

  /// `path` with `number` before its last ending: `a 2.md`.
  package static func numbered(_ path: String, _ number: Int) -> String {
    let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    guard let dot = path[start...].lastIndex(of: "."), dot > start else { return "\(path) \(number)" }
    return "\(path[..<dot]) \(number)\(path[dot...])"
  }

  /// `path` with the ending of `format` in the place of `other`'s; itself where it does not have that one.
  package static func changed(_ path: String, from other: ExportFormat, to format: ExportFormat) -> String {
    let ending = "." + other.fileExtension
    return path.hasSuffix(ending) ? path.dropLast(ending.count) + "." + format.fileExtension : path
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      false
    default: !"/\\:*?\"<>|`$;&'".unicodeScalars.contains(scalar) && !scalar.properties.isVariationSelector
    }
  }

  /// What Windows takes for devices.
  private static let reserved: Set<String> = Set(
    ["con", "prn", "aux", "nul"] + (1...9).flatMap { ["com\($0)", "lpt\($0)"] })
}
