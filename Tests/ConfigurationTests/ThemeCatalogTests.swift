import Canvas
import TestSupport
import Testing

@testable import Configuration

@Suite struct ThemeCatalogTests {
  let folder = TestFolder()

  private var catalog: ThemeCatalog { ThemeCatalog(folder: "\(folder.path)/themes", home: folder.path) }

  private func own(_ name: String, _ text: String) { folder.write(text, to: "themes/\(name).toml") }

  private var dark: Theme { catalog.find("default-dark").theme }
  private var light: Theme { catalog.find("default-light").theme }

  @Test func everyNotationIsRead() {
    own(
      "all",
      """
      name = "All"
      background = "#000000"
      [palette]
      accent = "#Ff8000"
      [roles]
      text = "default"
      dim = "accent"
      border = "bright-black"
      title = "color208 on color0 bold italic"
      selection = "on accent"
      match = "reverse   underline"
      status = "strikethrough dim #010203 on default"
      error = "red bold on white underline"
      """)
    let (theme, problems) = catalog.find("all")
    #expect(problems == [])
    #expect(theme.name == "all")
    let orange = Color.rgb(red: 255, green: 128, blue: 0)
    #expect(theme[.text] == Face())
    #expect(theme[.dim] == Face(foreground: orange))
    #expect(theme[.border] == Face(foreground: .indexed(8)))
    #expect(theme[.title] == Face(foreground: .indexed(208), background: .indexed(0), attributes: [.bold, .italic]))
    #expect(theme[.selection] == Face(background: orange))
    #expect(theme[.match] == Face(attributes: [.reverse, .underline]))
    #expect(theme[.status] == Face(foreground: .rgb(red: 1, green: 2, blue: 3), attributes: [.strikethrough, .dim]))
    #expect(theme[.error] == Face(foreground: .indexed(1), background: .indexed(7), attributes: [.bold, .underline]))
    #expect(theme[.heading] == dark[.heading], "left out: from default-dark")
  }

  @Test(arguments: [
    ("heading = \"#12345\"", "roles.heading", "is no colour and no attribute"),
    ("heading = \"#12345g\"", "roles.heading", "is no colour and no attribute"),
    ("heading = \"blu\"", "roles.heading", "did you mean blue?"),
    ("heading = \"bold itallic\"", "roles.heading", "did you mean italic?"),
    ("heading = \"accnt bold\"", "roles.heading", "did you mean accent?"),
    ("heading = \"color256\"", "roles.heading", "is no colour"),
    ("heading = \"color01\"", "roles.heading", "is no colour"),
    ("heading = \"red blue\"", "roles.heading", "two colours"),
    ("heading = \"red on\"", "roles.heading", "a colour is missing after \"on\""),
    ("heading = \"red on bold\"", "roles.heading", "a colour after \"on\""),
    ("heading = \"on red on blue\"", "roles.heading", "\"on\" stands twice"),
    ("heading = \"\"", "roles.heading", "nothing is said"),
    ("heading = 3", "roles.heading", "expected a face in quotes"),
    ("heading = { fg = \"red\" }", "roles.heading", "found a table"),
    ("headding = \"red\"", "roles.headding", "did you mean heading?"),
  ])
  func aMistakeNamesItsPlaceAndFallsBack(line: String, key: String, words: String) throws {
    own("wrong", "[palette]\naccent = \"blue\"\n[roles]\ntext = \"green\"\n\(line)\nlink = \"accent\"\n")
    let (theme, problems) = catalog.find("wrong")
    let problem = try #require(problems.first)
    #expect(problems.count == 1)
    #expect(problem.file == "\(folder.path)/themes/wrong.toml")
    #expect(problem.line == 5)
    #expect(problem.key == key)
    #expect(problem.text.contains(words), "\(problem)")
    #expect(theme.name == "wrong")
    #expect(theme[.heading] == dark[.heading])
    #expect(theme[.text] == Face(foreground: .indexed(2)))
    #expect(theme[.link] == Face(foreground: .indexed(4)))
  }

  @Test func otherMistakes() {
    own(
      "m1",
      "nmae = \"x\"\nbackground = \"blurple\"\nextends = 3\n[palette]\nred = \"blue\"\non = \"blue\"\nx = \"y\"\n\"a b\" = \"red\""
    )
    let problems = catalog.find("m1").problems
    #expect(
      problems.map(\.key) == [
        "nmae", "extends", "background", "palette.red", "palette.on", "palette.x", "palette.\"a b\"",
      ])
    #expect(problems.map(\.line) == [1, 3, 2, 5, 6, 7, 8])

    // A colour that cannot be read is reported where it stands, not at every use.
    own("m2", "[palette]\nx = \"y\"\n[roles]\nlink = \"x bold\"\nquote = \"x\"")
    #expect(catalog.find("m2").problems.map(\.line) == [2])
    #expect(catalog.find("m2").theme[.link] == dark[.link])

    own("m3", "[roles\n")
    let (theme, broken) = catalog.find("m3")
    #expect(broken.map(\.line) == [1])
    #expect(theme == dark)
  }

  @Test func whatIsLeftOutComesFromTheThemeThatIsExtended() {
    own("one", "extends = \"default-light\"\n[roles]\nlink = \"red\"\n")
    let one = catalog.find("one")
    #expect(one.problems == [])
    #expect(one.theme[.link] == Face(foreground: .indexed(1)))
    #expect(one.theme[.heading] == light[.heading])

    own("two", "extends = \"one\"\n[roles]\nheading = \"green\"\n")
    let two = catalog.find("two")
    #expect(two.problems == [])
    #expect(two.theme[.link] == Face(foreground: .indexed(1)))
    #expect(two.theme[.heading] == Face(foreground: .indexed(2)))
    #expect(two.theme[.quote] == light[.quote])

    own("pale", "background = \"#ffffff\"\n")
    #expect(catalog.find("pale").theme.faces == light.faces)
    own("night", "background = \"#000000\"\n")
    #expect(catalog.find("night").theme.faces == dark.faces)
  }

  @Test func aPaletteAloneRecolours() {
    own("warm", "[palette]\nblue-soft = \"#ff0000\"\n")
    let (theme, problems) = catalog.find("warm")
    #expect(problems == [])
    #expect(theme[.heading] == Face(foreground: .rgb(red: 255, green: 0, blue: 0), attributes: .bold))
    #expect(theme[.string] == dark[.string])
  }

  @Test func circlesAndStrangersAreReported() {
    own("a", "extends = \"b\"\n[roles]\nlink = \"red\"")
    own("b", "\nextends = \"a\"\n[roles]\nquote = \"red\"")
    let circle = catalog.find("a")
    #expect(circle.problems.map(\.file) == ["\(folder.path)/themes/b.toml"])
    #expect(circle.problems.map(\.line) == [2])
    #expect(circle.problems.map(\.text) == ["a extends itself"])
    #expect(circle.theme[.quote] == Face(foreground: .indexed(1)))
    #expect(circle.theme[.heading] == dark[.heading])

    own("c", "extends = \"default-drak\"\n")
    let stranger = catalog.find("c")
    #expect(stranger.problems.map(\.line) == [1])
    #expect(stranger.problems.first?.text.contains("did you mean default-dark?") == true)
    #expect(stranger.theme.faces == dark.faces)

    let none = catalog.find("no-such-thing")
    #expect(none.theme == dark)
    #expect(none.problems.count == 1)
    #expect(none.problems.first?.text.contains("there are a, b, c, default-dark") == true)
    #expect(catalog.find("mno").problems.first?.text.contains("did you mean mono?") == true)
  }

  @Test func ownThemesComeFirstAndMayExtendTheirNamesake() {
    own("mono", "extends = \"mono\"\n[roles]\nlink = \"red\"")
    let (theme, problems) = catalog.find("mono")
    #expect(problems == [])
    #expect(theme[.link] == Face(foreground: .indexed(1)))
    #expect(theme[.selection] == Face(attributes: .reverse))
    own("default-dark", "[roles]\nlink = \"green\"")
    #expect(catalog.find("default-dark").theme[.link] == Face(foreground: .indexed(2)))
    #expect(catalog.find("default-dark").theme[.heading].attributes == .bold)
  }

  @Test func aFileIsFoundByItsPath() {
    let path = folder.write("extends = \"base.toml\"\n[roles]\nlink = \"red\"", to: "elsewhere/my.toml")
    folder.write("[roles]\nquote = \"red\"", to: "elsewhere/base.toml")
    let (theme, problems) = catalog.find(path)
    #expect(problems == [])
    #expect(theme.name == path)
    #expect(theme[.link] == Face(foreground: .indexed(1)))
    #expect(theme[.quote] == Face(foreground: .indexed(1)), "a path counts from the file that names it")
    #expect(catalog.find("~/elsewhere/my.toml").problems == [])
    let missing = catalog.find("\(folder.path)/none.toml")
    #expect(missing.theme == dark)
    #expect(missing.problems.map(\.description) == ["\(folder.path)/none.toml: cannot read: No such file or directory"])
    #expect(catalog.find(folder.path).theme == dark)
  }

  @Test func theListNamesAll() {
    let names = EmbeddedThemes.texts.map(\.name)
    #expect(catalog.list().map(\.name) == names)
    #expect(catalog.list().map(\.title).contains("High contrast"))
    own("evening", "name = \"Evening\"")
    own("mono", "name = \"My mono\"")
    own("broken", "[[[")
    folder.write("x", to: "themes/readme.txt")
    folder.write("x", to: "themes/.hidden.toml")
    folder.write("x", to: "themes/folder.toml/x")
    let list = catalog.list()
    #expect(list.map(\.name) == (names + ["broken", "evening"]).sorted())
    let titles = Dictionary(uniqueKeysWithValues: list.map { ($0.name, $0.title) })
    #expect(titles["broken"] == "broken" && titles["evening"] == "Evening" && titles["mono"] == "My mono")
    #expect(list.filter { $0.path != nil }.map(\.name) == ["broken", "evening", "mono"])
  }

  @Test func hostileThemesAreSurvived() {
    folder.write([0, 1, 2, 0xFF], to: "themes/binary.toml")
    folder.write(String(repeating: "#", count: 2_000_000), to: "themes/large.toml")
    own(
      "long",
      "[roles]\nlink = \"\(String(repeating: "x", count: 900_000))\"\n\"\(String(repeating: "y", count: 1000))\" = 1")
    for name in ["binary", "large", "long"] {
      let (theme, problems) = catalog.find(name)
      #expect(theme.faces == dark.faces)
      #expect(!problems.isEmpty)
      #expect(problems.allSatisfy { $0.description.count < 500 })
    }
  }
}
