extension EmbeddedThemes {
  static let dusk = #"""
    # Violet evening light. For terminals with a dark background.
    # What each part of the screen looks like is told in default-dark.toml; here are only the colours.

    # What the theme is called in the list of themes.
    name = "Dusk"

    # The background that the colours were chosen for, and checked against. It is not drawn: the terminal keeps its own.
    background = "#231f33"

    # The theme that says which part has which of the colours below.
    extends = "default-dark"

    [palette]
    muted = "#b0a8c6"
    line = "#7f7699"
    bright = "#f7f3ff"
    raised = "#4b4272"
    blue-soft = "#9db4ff"
    teal = "#82d6dc"
    leaf = "#a5dba0"
    sand = "#f0cf8e"
    apricot = "#f5b08c"
    rose = "#ff9fb4"
    lilac = "#d6b4ff"

    """#
}
