extension EmbeddedThemes {
  static let meadow = #"""
    # Fresh greens in daylight. For terminals with a light background.
    # What each part of the screen looks like is told in default-light.toml; here are only the colours.

    # What the theme is called in the list of themes.
    name = "Meadow"

    # The background that the colours were chosen for, and checked against. It is not drawn: the terminal keeps its own.
    background = "#eef4ea"

    # The theme that says which part has which of the colours below.
    extends = "default-light"

    [palette]
    muted = "#55645a"
    line = "#7f9084"
    ink = "#111a14"
    raised = "#c5e2c6"
    blue-deep = "#15558e"
    teal = "#07635a"
    leaf = "#2c6a1c"
    sand = "#6b5600"
    clay = "#8a4310"
    rose = "#a81f3a"
    lilac = "#63409c"

    """#
}
