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
      let source = Self.root.appending(path: "Sources/Configuration/EmbeddedThemes.swift")
      try Self.source(of: files).write(to: source, atomically: true, encoding: .utf8)
      return
    }
    #expect(EmbeddedThemes.texts.map(\.name) == files.map(\.name))
    for (embedded, file) in zip(EmbeddedThemes.texts, files) {
      #expect(embedded.text == file.text, "run UPDATE_EMBEDDED=1 swift test --filter EmbeddedThemes, then build again")
    }
  }

  /// The Swift file that holds `files`.
  static func source(of files: [(name: String, text: String)]) -> String {
    var source = """
      /// The texts of `themes/*.toml`, so that an installed program has them. Written by
      /// `UPDATE_EMBEDDED=1 swift test --filter EmbeddedThemes`, never by hand.
      enum EmbeddedThemes {
        static let texts: [(name: String, text: String)] = [

      """
    for (name, text) in files {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "      \($0)" }
      source += "    (\n      \"\(name)\",\n      #\"\"\"\n\(lines.joined(separator: "\n"))\n      \"\"\"#\n    ),\n"
    }
    return source + "  ]\n}\n"
  }
}
