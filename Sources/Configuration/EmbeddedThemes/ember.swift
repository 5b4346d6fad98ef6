extension EmbeddedThemes {
  static let ember = #"""
    # Warm colours of a fire on brown. For terminals with a dark background.
    # What each part of the screen looks like is told in default-dark.toml; here are only the colours.

    # What the theme is called in the list of themes.
    name = "Ember"

    # The background that the colours were chosen for, and checked against. It is not drawn: the terminal keeps its own.
    background = "#282522"

    # The theme that says which part has which of the colours below.
    extends = "default-dark"

    [palette]
    muted = "#b8a99a"
    line = "#8a7d70"
    bright = "#fbf1e0"
    raised = "#54473b"
    blue-soft = "#93bccb"
    teal = "#9cc8a8"
    leaf = "#bcc46a"
    sand = "#f0c05a"
    apricot = "#f49d5c"
    rose = "#ff9180"
    lilac = "#dfa5c0"

    """#
}
