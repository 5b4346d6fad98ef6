extension EmbeddedThemes {
  static let paper = #"""
    # Ink on warm paper. For terminals with a light background.
    # What each part of the screen looks like is told in default-light.toml; here are only the colours.

    # What the theme is called in the list of themes.
    name = "Paper"

    # The background that the colours were chosen for, and checked against. It is not drawn: the terminal keeps its own.
    background = "#f6f0e2"

    # The theme that says which part has which of the colours below.
    extends = "default-light"

    [palette]
    muted = "#655c4c"
    line = "#8d826c"
    ink = "#1c1710"
    raised = "#e4d5b0"
    blue-deep = "#1c5192"
    teal = "#0a625f"
    leaf = "#3f6212"
    sand = "#745000"
    clay = "#8c3d0c"
    rose = "#a21f2b"
    lilac = "#6b3a8f"

    """#
}
