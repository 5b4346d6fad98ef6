import Canvas
import Testing

@testable import Configuration
@testable import Terminal

/// Every theme on terminals with few colours: what can be read stays readable, what is chosen stays apart.
@Suite struct ThemeDegradationTests {
  private static let cases = EmbeddedThemes.texts.flatMap { theme in [8, 16, 256, 1 << 24].map { (theme.name, $0) } }

  private func theme(_ name: String) throws -> (theme: Theme, background: Color) {
    let catalog = ThemeCatalog(folder: nil, home: "/nobody")
    let text = try #require(EmbeddedThemes.texts.first { $0.name == name }?.text)
    let file = ThemeFile.read(try TOMLDocument(Array(text.utf8), file: name)).file
    return (catalog.find(name).theme, file.background ?? .indexed(0))
  }

  /// What the terminal shows: a terminal's own foreground is black on light and white on dark.
  private func shown(_ face: Face, _ palette: Palette, _ background: Color, _ ground: Theme.Ground) -> (
    fore: Palette.Entry, back: Palette.Entry
  ) {
    let terminal = palette.background(background)
    let fore = palette.foreground(face.foreground, on: ground)
    let back = palette.background(face.background)
    return (fore, back == .standard ? terminal : back)
  }

  @Test(arguments: cases) func noTextHasTheColourOfItsGround(name: String, colors: Int) throws {
    let (theme, background) = try theme(name)
    let palette = Palette(available: colors)
    #expect(palette.colors == colors)
    for role in Role.allCases {
      let (fore, back) = shown(theme[role], palette, background, theme.ground)
      #expect(fore.number != back.number || fore.isBold, "\(role) in \(name) with \(colors) colours")
    }
  }

  /// But for the one that is without them.
  @Test(arguments: [8, 16]) func themesShowTheirColours(colors: Int) throws {
    for name in EmbeddedThemes.texts.map(\.name) where name != "mono" {
      let theme = try theme(name).theme
      let palette = Palette(available: colors)
      let hues = Set(Role.allCases.map { palette.foreground(theme[$0].foreground, on: theme.ground).number % 8 })
      #expect(hues.intersection(1...6).count >= 3, "\(name) with \(colors) colours: \(hues.sorted())")
    }
  }

  /// The focus, what is chosen, and what was found differ by more than a colour that few terminals have.
  @Test(arguments: cases) func whatIsChosenStaysApart(name: String, colors: Int) throws {
    let (theme, background) = try theme(name)
    let palette = Palette(available: colors)
    for (plain, chosen) in [
      (Role.listItem, Role.listSelected), (.popup, .popupSelected), (.title, .titleFocused), (.text, .match),
      (.text, .selection),
    ] {
      let (a, b) = (
        shown(theme[plain], palette, background, theme.ground), shown(theme[chosen], palette, background, theme.ground)
      )
      let isApart = a.back != b.back || theme[plain].attributes != theme[chosen].attributes || a.fore != b.fore
      #expect(isApart, "\(chosen) in \(name) with \(colors) colours")
    }
    // These two say where keys go: never by colour alone.
    for (plain, chosen) in [(Role.title, Role.titleFocused), (.listItem, .listSelected), (.popup, .popupSelected)] {
      #expect(theme[plain].attributes != theme[chosen].attributes, "\(chosen) in \(name)")
    }
  }
}
