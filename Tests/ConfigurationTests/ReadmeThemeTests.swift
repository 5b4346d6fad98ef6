import Canvas
import TestSupport
import Testing

@testable import Configuration

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The theme that README shows to those who want to write one.
@Suite struct ReadmeThemeTests {
  private func text() throws -> String {
    let readme = try String(contentsOf: EmbeddedThemesTests.root.appending(path: "README.md"), encoding: .utf8)
    let section = try #require(readme.split(separator: "## Writing a theme\n").last)
    let block = try #require(section.split(separator: "```toml\n").dropFirst().first)
    return String(try #require(block.split(separator: "```").first))
  }

  @Test func theExampleIsRightAndNamesEveryRole() throws {
    let (file, problems) = ThemeFile.read(try TOMLDocument(Array(try text().utf8), file: "evening.toml"))
    #expect(problems == [])
    #expect(Set(file.roles.map(\.role)) == Set(Role.allCases))
    #expect(file.parent == "default-dark" && file.title == "Evening" && file.background != nil)
    for color in file.palette.keys {
      #expect(file.roles.contains { $0.text.split(separator: " ").contains(Substring(color)) }, "\(color)")
    }
  }

  @Test func theExampleCanBeChosen() throws {
    let folder = TestFolder()
    folder.write(try text(), to: "evening.toml")
    let catalog = ThemeCatalog(folder: folder.path, home: "/nobody")
    let (theme, problems) = catalog.find("evening")
    #expect(problems == [])
    #expect(theme[.border].foreground == .rgb(red: 0x7A, green: 0x83, blue: 0x96))
    #expect(catalog.list().contains { $0.title == "Evening" })
  }
}
