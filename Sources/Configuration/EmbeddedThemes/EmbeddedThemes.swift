/// The texts of `themes/*.toml`, so that an installed program has them. Written by
/// `UPDATE_EMBEDDED=1 swift test --filter EmbeddedThemes`, never by hand.
enum EmbeddedThemes {
  static let texts: [(name: String, text: String)] = [
    ("default-dark", defaultDark),
    ("default-light", defaultLight),
    ("dusk", dusk),
    ("ember", ember),
    ("fjord", fjord),
    ("forest", forest),
    ("high-contrast", highContrast),
    ("meadow", meadow),
    ("mono", mono),
    ("paper", paper),
  ]
}
