#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The package's own sources, as text.
enum SourceTree {
  static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let sources = "\(package)/Sources"

  static let tests = "\(package)/Tests"

  /// The folders with sources in Swift.
  static func rooms() throws -> [String] { try folders { !$0.isEmpty } }

  /// The folders without: typed C.
  static func shims() throws -> [String] { try folders { $0.isEmpty } }

  /// The files of the package's own sources and tests and what is in them, read once for all who look at them.
  private static let texts: [String: String] = {
    let found = [sources, tests].flatMap { folder in
      ((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".swift") }.map {
        "\(folder)/\($0)"
      }
    }
    return Dictionary(
      uniqueKeysWithValues: found.map { ($0, (try? String(contentsOfFile: $0, encoding: .utf8)) ?? "") })
  }()
  private static let paths = texts.keys.sorted()

  private static func folders(_ isWanted: ([String]) -> Bool) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: sources).sorted().filter { isWanted(files(of: $0)) }
  }

  /// The paths of the Swift files of `room`.
  static func files(of room: String) -> [String] { files(in: "\(sources)/\(room)") }

  /// The paths of the Swift files below `folder`.
  static func files(in folder: String) -> [String] { paths.filter { $0.hasPrefix(folder + "/") } }

  static func text(of file: String) throws -> String {
    try texts[file] ?? String(contentsOf: URL(filePath: file), encoding: .utf8)
  }

  /// What README says below the heading `heading`.
  static func readme(_ heading: String) throws -> String {
    let text = try text(of: "\(package)/README.md")
    guard let start = text.firstRange(of: "\n## \(heading)\n") else { throw Missing(what: heading) }
    let rest = text[start.upperBound...]
    return String(rest[..<(rest.firstRange(of: "\n## ")?.lowerBound ?? rest.endIndex)])
  }

  struct Missing: Error {
    let what: String
  }

  /// One row of README's table of rooms.
  struct Drawn {
    var names: [String]
    /// The names of rooms, shims and packages that it stands on.
    var arrows: [String]
    /// Whether it names the shims, which stand on the system's libraries.
    var areShims: Bool { names.count > 1 }
  }

  /// The rows of README's table of rooms, in their order.
  static func drawing() throws -> [Drawn] {
    let rows = try readme("How it fits together").split(separator: "\n").filter { $0.hasPrefix("| `") }
    guard !rows.isEmpty else { throw Missing(what: "the table of rooms") }
    return try rows.map { row in
      let cells = row.split(separator: "|", omittingEmptySubsequences: false)
      guard cells.count == 5 else { throw Missing(what: "three cells in \(row)") }
      return Drawn(
        names: cells[1].split(separator: " ").map { $0.filter { $0 != "`" } },
        arrows: cells[3].split(separator: " ").map(String.init))
    }
  }

  /// The modules that the files of `room` import.
  static func imports(of room: String) throws -> Set<String> {
    var modules: Set<String> = []
    for file in files(of: room) {
      for line in try text(of: file).split(separator: "\n") where line.contains("import ") {
        if let module = line.importedModule { modules.insert(module) }
      }
    }
    return modules
  }
}

/// Package.swift, as text.
enum Manifest {
  /// The rooms and products that the target `room` names.
  static func dependencies(of room: String) throws -> Set<String> {
    let text = try SourceTree.text(of: "\(SourceTree.package)/Package.swift")
    // The first target of that name, from its name to the end of its brackets.
    let names = text.ranges(of: "name: \"\(room)\"").map(\.lowerBound)
    let starts = names.compactMap { name in
      text[..<name].lastIndex { !$0.isWhitespace }.flatMap { text[...$0].hasSuffix("arget(") ? $0 : nil }
    }
    guard let start = starts.first else { throw SourceTree.Missing(what: room) }
    let target = bracketed(text[start...], "(", ")")
    guard let list = target.firstRange(of: "dependencies:") else { return [] }
    guard let open = target[list.upperBound...].firstIndex(of: "[") else { return [] }
    var dependencies: Set<String> = []
    // A product is named first, then its package.
    var rest = bracketed(target[open...], "[", "]")[...]
    while let quote = rest.firstIndex(of: "\"") {
      let before = rest[..<quote]
      rest = rest[rest.index(after: quote)...]
      guard let end = rest.firstIndex(of: "\"") else { break }
      if !before.hasSuffix("package: ") { dependencies.insert(String(rest[..<end])) }
      rest = rest[rest.index(after: end)...]
    }
    return dependencies
  }

  /// The beginning of `text`, which begins with `open`, up to the `close` that belongs to it.
  private static func bracketed(_ text: Substring, _ open: Character, _ close: Character) -> String {
    var depth = 0
    var result = ""
    for character in text {
      result.append(character)
      if character == open { depth += 1 }
      if character == close { depth -= 1 }
      if depth == 0 { break }
    }
    return result
  }
}

extension StringProtocol {
  /// The module that this line imports; nil where it is no import.
  var importedModule: String? {
    let words = split { $0 == " " || $0 == "\t" }
    guard let at = words.firstIndex(of: "import"), at + 1 < words.count,
      words[..<at].allSatisfy({
        $0.hasPrefix("@") || ["package", "internal", "private", "fileprivate", "public"].contains($0)
      })
    else { return nil }
    let name = words[at + 1]
    let kinds: Set<String> = ["struct", "class", "enum", "func", "protocol", "typealias", "var", "let"]
    let path = kinds.contains(String(name)) && at + 2 < words.count ? words[at + 2] : name
    return String(path.split(separator: ".")[0])
  }

  /// Whether this text, a file of Swift, imports Foundation where FoundationEssentials is there.
  var importsFullFoundation: Bool {
    guard contains("Foundation") else { return false }
    // For each condition that is open: whether it is the branch for machines without FoundationEssentials.
    var branches: [(isAboutEssentials: Bool, isOther: Bool)] = []
    for line in split(whereSeparator: \.isNewline) {
      let text = line.drop { $0 == " " }
      if text.hasPrefix("#if") {
        branches.append((text.hasPrefix("#if canImport(FoundationEssentials)"), false))
      } else if text.hasPrefix("#else") {
        if let last = branches.last { branches[branches.count - 1] = (last.isAboutEssentials, true) }
      } else if text.hasPrefix("#endif") {
        _ = branches.popLast()
      } else if line.importedModule == "Foundation", !branches.contains(where: { $0.isAboutEssentials && $0.isOther }) {
        return true
      }
    }
    return false
  }
}
