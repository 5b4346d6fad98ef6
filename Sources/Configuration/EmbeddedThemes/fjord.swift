extension EmbeddedThemes {
  static let fjord = #"""
    # Cool blues on slate. For terminals with a dark background.
    # What each part of the screen looks like is told in default-dark.toml; here are only the colours.

    # What the theme is called in the list of themes.
    name = "Fjord"

    # The background that the colours were chosen for, and checked against. It is not drawn: the terminal keeps its own.
    background = "#2b303b"

    # The theme that says which part has which of the colours below.
    extends = "default-dark"

    [palette]
    muted = "#aab4c4"
    line = "#7c8798"
    bright = "#f3f6fa"
    raised = "#46566f"
    blue-soft = "#8fbcf0"
    teal = "#88d0cc"
    leaf = "#a9cf96"
    sand = "#ebcb8b"
    apricot = "#e5a98c"
    rose = "#f2a0a6"
    lilac = "#ccb0dd"

    """#
}
