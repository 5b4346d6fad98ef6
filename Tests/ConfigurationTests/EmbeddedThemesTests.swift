import Testing

@testable import Configuration

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct EmbeddedThemesTests {
  /// The package's folder, also where the tests are reached through a symbolic link.
  static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func files() throws -> [(name: String, text: String)] {
    let folder = root.appending(path: "themes")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".toml") }.sorted()
      .map { (String($0.dropLast(5)), try String(contentsOf: folder.appending(path: $0), encoding: .utf8)) }
  }

  @Test func areTheFilesOfThemes() throws {
    let files = try Self.files()
    if ProcessInfo.processInfo.environment["UPDATE_EMBEDDED"] == "1" {
      let folder = Self.root.appending(path: "Sources/Configuration/EmbeddedThemes")
      try? FileManager.default.removeItem(at: folder)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for (name, source) in Self.sources(of: files) {
        try source.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
      }
      return
    }
    #expect(EmbeddedThemes.texts.map(\.name) == files.map(\.name))
    for (embedded, file) in zip(EmbeddedThemes.texts, files) {
      #expect(embedded.text == file.text, "run UPDATE_EMBEDDED=1 swift test --filter EmbeddedThemes, then build again")
    }
  }

  /// The Swift files that hold `files`: one for each theme, and one that lists them.
  static func sources(of files: [(name: String, text: String)]) -> [(name: String, source: String)] {
    func identifier(_ name: String) -> String {
      let words = name.split(separator: "-")
      return words[0] + words.dropFirst().map(\.capitalized).joined()
    }
    let list = files.map { "    (\"\($0.name)\", \(identifier($0.name)))," }.joined(separator: "\n")
    let all = """
      /// The texts of `themes/*.toml`, so that an installed program has them. Written by
      /// `UPDATE_EMBEDDED=1 swift test --filter EmbeddedThemes`, never by hand.
      enum EmbeddedThemes {
        static let texts: [(name: String, text: String)] = [
      \(list)
        ]
      }

      """
    return [("EmbeddedThemes.swift", all)]
      + files.map { name, text in
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    \($0)" }
        let source =
          "extension EmbeddedThemes {\n  static let \(identifier(name)) = #\"\"\"\n\(lines.joined(separator: "\n"))\n    \"\"\"#\n}\n"
        return ("\(name).swift", source)
      }
  }
}
