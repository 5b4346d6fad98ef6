import Canvas
import Testing

@testable import Configuration

@Suite struct ThemeTests {
  /// Those that say of every role what it looks like.
  static let names = ["default-dark", "default-light", "high-contrast", "mono"]
  /// Those that have other colours for the roles of one of them.
  static let recolored = ["dusk", "ember", "fjord", "forest", "meadow", "paper"]
  static let colored = names.filter { $0 != "mono" } + recolored

  static func source(_ name: String) throws -> ThemeFile {
    let text = try #require(EmbeddedThemes.texts.first { $0.name == name }?.text)
    let (file, problems) = ThemeFile.read(try TOMLDocument(Array(text.utf8), file: name))
    #expect(problems == [])
    return file
  }

  static func theme(_ name: String) -> Theme {
    let (theme, problems) = ThemeCatalog(folder: nil, home: "/").find(name)
    #expect(problems == [])
    #expect(theme.name == name)
    return theme
  }

  @Test func allAreThere() { #expect(EmbeddedThemes.texts.map(\.name) == (Self.names + Self.recolored).sorted()) }

  @Test(arguments: recolored) func aRecoloredThemeHasAllColorsOfItsBase(name: String) throws {
    let file = try Self.source(name)
    let base = try Self.source(try #require(file.parent))
    #expect(Set(file.palette.keys) == Set(base.palette.keys))
    #expect(file.title != nil && file.background != nil)
    #expect(file.roles.isEmpty)
  }

  @Test(arguments: names) func everyRoleIsSetOnceAndExplained(name: String) throws {
    let file = try Self.source(name)
    #expect(Set(file.roles.map(\.role)) == Set(Role.allCases))
    #expect(file.roles.map(\.role) == Role.allCases, "in the order of the roles")
    #expect(file.title != nil)
    let text = try #require(EmbeddedThemes.texts.first { $0.name == name }?.text)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "[roles]"))
    for (line, above) in zip(lines[(start + 1)...], lines[start...]) where line.contains(" = ") && !line.hasPrefix("#")
    {
      #expect(above.hasPrefix("# "), "\(name): \(line) has no comment")
    }
  }

  @Test(arguments: names) func everyColorOfThePaletteIsUsed(name: String) throws {
    let file = try Self.source(name)
    let words = Set(file.roles.flatMap { $0.text.split(separator: " ").map(String.init) })
    #expect(Set(file.palette.keys).subtracting(words) == [])
  }

  /// Lines that are drawn, not read: WCAG asks 3:1 of them.
  static let lines: Set<Role> = [.border, .separator, .rule, .tableBorder, .codeBorder]

  @Test(arguments: colored) func contrastIsEnough(name: String) throws {
    let assumed = try #require(try Self.source(name).background)
    let theme = Self.theme(name)
    let wanted = name == "high-contrast" ? 7.0 : 4.5
    var checked = 0
    for role in Role.allCases {
      let face = theme[role]
      let background = face.background == .standard ? assumed : face.background
      if face.foreground == .standard {
        #expect(face.background == .standard, "\(name) \(role): a background of its own needs a foreground")
        continue
      }
      let ratio = try #require(contrast(face.foreground, background), "\(name) \(role): unknown colours")
      #expect(ratio >= (Self.lines.contains(role) ? 3 : wanted), "\(name) \(role): \(ratio)")
      checked += 1
    }
    #expect(checked >= 45)
  }

  /// Where a terminal has 256 colours only, the nearest of them is drawn.
  @Test(arguments: colored) func contrastSurvives256Colors(name: String)
    throws
  {
    let assumed = try #require(try Self.source(name).background)
    let theme = Self.theme(name)
    for role in Role.allCases where theme[role].foreground != .standard && !Self.lines.contains(role) {
      let face = theme[role]
      let background = face.background == .standard ? assumed : nearest256(face.background)
      let ratio = try #require(contrast(nearest256(face.foreground), background))
      #expect(ratio >= 4.5, "\(name) \(role): \(ratio)")
    }
  }

  @Test func highContrastDrawsItsOwnBackground() {
    let theme = Self.theme("high-contrast")
    for role in Role.allCases { #expect(theme[role].background != .standard, "\(role)") }
  }

  @Test func monoHasNoColorsAndStillTellsApart() {
    let theme = Self.theme("mono")
    for role in Role.allCases {
      #expect(theme[role].foreground == .standard && theme[role].background == .standard)
    }
    for role in [Role.selection, .listSelected, .popupSelected, .match] {
      #expect(theme[role].attributes.contains(.reverse), "\(role)")
    }
    for (one, other) in [
      (Role.borderFocused, Role.border), (.titleFocused, .title), (.error, .notice), (.heading, .text), (.link, .text),
      (.statusKey, .status), (.unread, .listItem), (.inserted, .deleted),
    ] {
      #expect(theme[one] != theme[other], "\(one) looks like \(other)")
    }
  }

  @Test(arguments: colored) func whatIsChosenStandsOut(name: String) {
    let theme = Self.theme(name)
    for (one, other) in [
      (Role.listSelected, Role.listItem), (.popupSelected, .popup), (.selection, .text), (.match, .text),
    ] {
      #expect(theme[one].background != theme[other].background, "\(name) \(one)")
    }
    for (one, other) in [
      (Role.borderFocused, Role.border), (.you, .assistant), (.error, .warning), (.inserted, .deleted),
      (.unread, .streaming),
    ] {
      #expect(theme[one].foreground != theme[other].foreground, "\(name) \(one)")
    }
  }

  // MARK: WCAG 2

  private func channels(_ color: Color) -> [Double]? {
    guard case .rgb(let red, let green, let blue) = color else { return nil }
    return [red, green, blue].map { Double($0) / 255 }
  }

  private func luminance(_ color: Color) -> Double? {
    guard let channels = channels(color) else { return nil }
    let linear = channels.map { $0 <= 0.04045 ? $0 / 12.92 : power(($0 + 0.055) / 1.055, 2.4) }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }

  private func contrast(_ one: Color, _ other: Color) -> Double? {
    guard let one = luminance(one), let other = luminance(other) else { return nil }
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
  }

  @Test func contrastIsComputedRight() throws {
    let black = Color.rgb(red: 0, green: 0, blue: 0)
    let white = Color.rgb(red: 255, green: 255, blue: 255)
    #expect(try #require(contrast(black, white)) == 21)
    let ratio = try #require(contrast(white, .rgb(red: 0x76, green: 0x76, blue: 0x76)))
    #expect((4.54...4.55).contains(ratio))
  }

  /// The nearest of the 6x6x6 cube and the greys, as colours.
  private func nearest256(_ color: Color) -> Color {
    guard case .rgb(let red, let green, let blue) = color else { return color }
    let levels: [Int] = [0, 95, 135, 175, 215, 255]
    let cube = levels.flatMap { r in levels.flatMap { g in levels.map { b in [r, g, b] } } }
    let greys = (0..<24).map { [8 + 10 * $0, 8 + 10 * $0, 8 + 10 * $0] }
    let wanted = [Int(red), Int(green), Int(blue)]
    let best = (cube + greys).min { distance($0, wanted) < distance($1, wanted) }!
    return .rgb(red: UInt8(best[0]), green: UInt8(best[1]), blue: UInt8(best[2]))
  }

  private func distance(_ one: [Int], _ other: [Int]) -> Int {
    zip(one, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}
