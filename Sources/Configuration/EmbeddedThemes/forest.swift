extension EmbeddedThemes {
  static let forest = #"""
    # Greens in the shade. For terminals with a dark background.
    # What each part of the screen looks like is told in default-dark.toml; here are only the colours.

    # What the theme is called in the list of themes.
    name = "Forest"

    # The background that the colours were chosen for, and checked against. It is not drawn: the terminal keeps its own.
    background = "#1c231f"

    # The theme that says which part has which of the colours below.
    extends = "default-dark"

    [palette]
    muted = "#a4b3a6"
    line = "#728276"
    bright = "#f0f7ef"
    raised = "#365043"
    blue-soft = "#8cc4d9"
    teal = "#79d2b4"
    leaf = "#a8d982"
    sand = "#dccd7f"
    apricot = "#e3b07f"
    rose = "#f39d98"
    lilac = "#c3b4ea"

    """#
}
