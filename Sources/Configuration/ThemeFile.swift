import Canvas
import TOMLKit
import Text

/// One theme file as written: its colours and faces before those of the theme that it extends are added.
struct ThemeFile {
  /// The name that it is shown by; nil: that of the file.
  var title: String?
  /// The theme that gives what this one leaves out.
  var parent: String?
  var parentLine: Int?
  /// The background that its colours were chosen for. It is not drawn.
  var background: Color?
  var palette: [String: Color] = [:]
  /// Names of the palette whose colours cannot be read; reported once, where they stand.
  var brokenColors: Set<String> = []
  var roles: [RoleLine] = []

  struct RoleLine {
    var role: Role
    var text: String
    /// The problem to report when `text` is no face; its own text is yet to be filled in.
    var place: ConfigurationProblem
  }

  /// Reads a document. What is wrong in it is left out and becomes a problem.
  static func read(_ document: TOMLDocument) -> (file: ThemeFile, problems: [ConfigurationProblem]) {
    var file = ThemeFile()
    var reader = TOMLReader(document)
    let root = document.root
    reader.checkKeys(of: root, known: ["name", "extends", "background", "palette", "roles"])
    file.title = reader.text("name", in: root, example: "Calm evening")
    file.parent = reader.text("extends", in: root, example: "default-dark")
    file.parentLine = reader.line("extends", in: root)
    file.background = color("background", in: root, reader: &reader)
    if let palette = reader.table("palette", in: root) { file.readPalette(palette, reader: &reader) }
    if let roles = reader.table("roles", in: root) { file.readRoles(roles, reader: &reader) }
    return (file, reader.problems)
  }

  private static func color(_ key: String, in place: TOMLPlace, reader: inout TOMLReader) -> Color? {
    guard let text = reader.text(key, in: place, example: "#7aa2f7") else { return nil }
    if let color = FaceText.color(text) { return color }
    let hint = NearestName.of(text, among: ["default"] + FaceText.colors).map { "; did you mean \($0)?" } ?? ""
    let expected = "#rrggbb, color0 to color255, default, or a name such as blue or bright-blue"
    reader.report(key, in: place, "expected a colour (\(expected)), found \(TOMLText.quoted(clipped(text)))\(hint)")
    return nil
  }

  private mutating func readPalette(_ place: TOMLPlace, reader: inout TOMLReader) {
    let taken = Set(FaceText.colors + FaceText.attributes.map(\.name) + ["default", "on"])
    for name in reader.keys(of: place) {
      if taken.contains(name) || FaceText.color(name) != nil || name.contains(where: \.isWhitespace) || name.isEmpty {
        reader.report(name, in: place, "this cannot be the name of a colour: it means something else already")
      } else if let color = Self.color(name, in: place, reader: &reader) {
        palette[name] = color
      } else {
        brokenColors.insert(name)
      }
    }
  }

  private mutating func readRoles(_ place: TOMLPlace, reader: inout TOMLReader) {
    reader.checkKeys(of: place, known: Role.allCases.map(\.rawValue))
    for key in reader.keys(of: place) {
      guard let role = Role(rawValue: key) else { continue }
      let expected = "a face in quotes, as in \(key) = \"#7aa2f7 on default bold\""
      guard let text = reader.value(key, in: place, expected: expected, { $0.string }) else { continue }
      let problem = ConfigurationProblem(
        file: reader.document.file, line: reader.line(key, in: place), key: dotted(place.path + [key]), text: "")
      roles.append(RoleLine(role: role, text: text, place: problem))
    }
  }

  /// Whether it was made for a light background.
  var isLight: Bool {
    guard case .rgb(let red, let green, let blue) = background else { return false }
    return 299 * Int(red) + 587 * Int(green) + 114 * Int(blue) > 128_000
  }
}
