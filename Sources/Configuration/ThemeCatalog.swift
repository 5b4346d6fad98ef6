import Canvas
import System
import Text

/// All themes there are: the user's own files, then those that the program brings along.
package struct ThemeCatalog: Sendable {
  /// What is used where nothing else can be, and for what a dark theme leaves out.
  package static let darkName = "default-dark"
  /// The same for light themes.
  package static let lightName = "default-light"
  /// Stands for one of the two, as the terminal's background is; no theme has this name.
  package static let autoName = "auto"
  /// For terminals without colours.
  package static let monoName = "mono"

  /// A theme to choose from.
  package struct Entry: Hashable, Sendable {
    /// What `find` takes.
    package var name: String
    /// What it is called for people.
    package var title: String
    /// The file of a theme of the user's own; nil: the program brings it along.
    package var path: String?
  }

  private let folder: String?
  private let home: String

  /// The catalog with the user's own themes in `folder`, which need not exist.
  package init(folder: String?, home: String) {
    self.folder = folder
    self.home = home
  }

  /// The theme called `wanted`, or in the file `wanted` when that is a path. What is wrong becomes a problem: a role falls
  /// back to the theme that this one extends, a theme that cannot be read to `default-dark`.
  package func find(_ wanted: String) -> (theme: Theme, problems: [ConfigurationProblem]) {
    var problems: [ConfigurationProblem] = []
    var chain: [Link] = []
    if let first = link(wanted, asked: nil, chain: chain, problems: &problems) {
      chain.append(first)
    } else {
      chain.append(Self.embedded(Self.darkName))
    }
    while let next = parent(of: chain, problems: &problems) { chain.append(next) }
    let theme = Self.resolve(chain, name: chain[0].isWanted ? wanted : Self.darkName, problems: &problems)
    return (theme, problems)
  }

  /// The files of the user's own that the theme `wanted` is made of, those that it extends among them, there or not.
  package func files(of wanted: String) -> [String] {
    var ignored: [ConfigurationProblem] = []
    var chain: [Link] = []
    if let first = link(wanted, asked: nil, chain: chain, problems: &ignored) {
      chain.append(first)
      while let next = parent(of: chain, problems: &ignored) { chain.append(next) }
    }
    let files = chain.map(\.origin).filter { !$0.hasPrefix("<") }
    if !files.isEmpty { return files }
    // One that cannot be read may be mended, and one that is not there yet may come.
    if Self.isPath(wanted) { return [ConfigurationPaths.expanded(wanted, home: home)] }
    return folder.map { ["\($0)/\(wanted).toml"] } ?? []
  }

  /// The names of all themes, sorted. Reads no theme.
  package var names: [String] {
    Set(EmbeddedThemes.texts.map(\.name)).union(ownFiles().map(\.name)).sorted()
  }

  /// All themes by name, the user's own before the others of the same name. Reads every file.
  package func list() -> [Entry] {
    var entries: [String: Entry] = [:]
    for (name, _) in EmbeddedThemes.texts {
      entries[name] = Entry(name: name, title: Self.embedded(name).file.title ?? name, path: nil)
    }
    for (name, path) in ownFiles() {
      let document = try? TOMLDocument.read(path)
      let title = document.flatMap { ThemeFile.read($0).file.title }
      entries[name] = Entry(name: name, title: title ?? name, path: path)
    }
    return entries.values.sorted { $0.name < $1.name }
  }

  /// Whether `wanted` means a file rather than a name.
  static func isPath(_ wanted: String) -> Bool { wanted.contains("/") || wanted.hasSuffix(".toml") }

  // MARK: The chain of themes that extend each other

  /// A theme file and where it comes from.
  private struct Link {
    var file: ThemeFile
    /// The path; for those that the program brings along, the name in angle brackets.
    var origin: String
    /// Whether it is what was asked for, rather than a stand-in.
    var isWanted = true
  }

  private static func embedded(_ name: String) -> Link {
    guard let link = embeddedIfAny(name) else { preconditionFailure("\(name) is embedded: a test compares the names") }
    return Link(file: link.file, origin: link.origin, isWanted: false)
  }

  private static func embeddedIfAny(_ name: String) -> Link? {
    guard let text = EmbeddedThemes.texts.first(where: { $0.name == name })?.text else { return nil }
    let origin = "<\(name)>"
    guard let document = try? TOMLDocument(Array(text.utf8), file: origin) else {
      preconditionFailure("\(name) is TOML: a test reads it")
    }
    return Link(file: ThemeFile.read(document).file, origin: origin)
  }

  /// The theme `wanted` without those of `chain`; nil, with the reason in `problems`, where there is none. `asked` is the
  /// place to blame for a wrong name.
  private func link(
    _ wanted: String, asked: ConfigurationProblem?, chain: [Link], problems: inout [ConfigurationProblem]
  ) -> Link? {
    let isUsed = { (origin: String) in chain.contains { $0.origin == origin } }
    let path: String?
    if Self.isPath(wanted) {
      path = ConfigurationPaths.expanded(wanted, home: home)
    } else {
      path = ownFiles().first { $0.name == wanted && !isUsed($0.path) }?.path
    }
    if let path, !isUsed(path) {
      do {
        let (file, mistakes) = ThemeFile.read(try TOMLDocument.read(path))
        problems += mistakes
        return Link(file: file, origin: path)
      } catch {
        problems.append(error)
        return nil
      }
    }
    if let link = Self.embeddedIfAny(wanted), !isUsed(link.origin) { return link }
    let names = EmbeddedThemes.texts.map(\.name) + ownFiles().map(\.name)
    let isCircle = names.contains(wanted) || path != nil
    let hint = NearestName.of(wanted, among: names).map { "did you mean \($0)?" }
    let known = "there are \(Set(names).sorted().joined(separator: ", "))"
    var problem = asked ?? ConfigurationProblem(file: "theme", text: "")
    problem.text =
      isCircle
      ? "\(clipped(wanted)) extends itself" : "there is no theme \(clipped(wanted)); \(hint ?? known)"
    problems.append(problem)
    return nil
  }

  /// The theme that the last of `chain` extends; nil once a default theme ends the chain.
  private func parent(of chain: [Link], problems: inout [ConfigurationProblem]) -> Link? {
    guard let last = chain.last, !Self.endsChain(last.origin) else { return nil }
    if let name = last.file.parent {
      let place = ConfigurationProblem(file: last.origin, line: last.file.parentLine, key: "extends", text: "")
      let isPath = Self.isPath(name) && !last.origin.hasPrefix("<")
      let name = isPath ? ConfigurationPaths.expanded(name, home: home, beside: last.origin) : name
      if let link = link(name, asked: place, chain: chain, problems: &problems) { return link }
    }
    return Self.embedded(last.file.isLight ? Self.lightName : Self.darkName)
  }

  private static func endsChain(_ origin: String) -> Bool { origin == "<\(darkName)>" || origin == "<\(lightName)>" }

  /// Adds the chain up: its first theme's palette and roles come before those of the next, and so on; then colours are
  /// looked up, so that a palette alone recolours the theme that it extends.
  private static func resolve(_ chain: [Link], name: String, problems: inout [ConfigurationProblem]) -> Theme {
    var palette: [String: Color] = [:]
    for link in chain { palette.merge(link.file.palette) { own, _ in own } }
    var theme = Theme(name: name, faces: [:])
    if chain.first(where: { $0.file.background != nil })?.file.isLight == true { theme.ground = .light }
    for link in chain {
      for line in link.file.roles where theme.faces[line.role] == nil {
        do {
          theme.faces[line.role] = try FaceText.face(line.text, palette: palette)
        } catch {
          if let unknown = error.unknown, link.file.brokenColors.contains(unknown) { continue }
          var problem = line.place
          problem.text = error.text
          problems.append(problem)
        }
      }
    }
    return theme
  }

  /// The user's own theme files, by name.
  private func ownFiles() -> [(name: String, path: String)] {
    guard let folder, let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var files: [(name: String, path: String)] = []
    while let entry = readdir(directory) {
      let file = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard file.hasSuffix(".toml"), !file.hasPrefix("."), file.utf8.count > 5 else { continue }
      var info = stat()
      let path = "\(folder)/\(file)"
      guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { continue }
      files.append((String(file.dropLast(5)), path))
    }
    return files.sorted { $0.name < $1.name }
  }
}
