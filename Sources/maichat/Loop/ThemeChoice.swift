import Canvas
import Configuration
import Terminal

/// Which theme is to be shown: the one that was named, or dark or light as the terminal's background is.
struct ThemeChoice: Equatable {
  /// The name or file that the configuration gives, or that the user chose since; nil: as fits the terminal.
  var named: String?
  private let colors: Int
  private var background: Theme.Ground

  /// `colors` as the terminal has them; until it says what its background is, `hint` counts, and in doubt it is dark.
  init(named: String?, colors: Int, hint: Theme.Ground?) {
    self.named = named
    self.colors = colors
    background = hint ?? .dark
  }

  /// What `ThemeCatalog.find` takes.
  var name: String {
    if let named { return named }
    if colors == 0 { return ThemeCatalog.monoName }
    return background == .light ? ThemeCatalog.lightName : ThemeCatalog.darkName
  }

  /// Takes what the terminal says; whether another theme is to be shown now.
  mutating func heard(_ background: Theme.Ground?) -> Bool {
    guard let background, background != self.background else { return false }
    let before = name
    self.background = background
    return name != before
  }
}
