extension EmbeddedThemes {
  static let defaultDark = #"""
    # A calm theme for terminals with a dark background.
    #
    # How to read and write a theme
    #
    #   [roles] gives each part of the screen its face, as a text:
    #
    #       "FOREGROUND on BACKGROUND ATTRIBUTE…"        e.g. "#8ab4f8 bold", "on #3b4a66", "default"
    #
    #   Every part may be left out. A colour is one of
    #       default                                      the terminal's own foreground or background
    #       black red green yellow blue magenta cyan white, and the same with bright- before it
    #       color0 … color255                            one of the 256 indexed colours
    #       #rrggbb                                      24 bits; brought down to what the terminal has
    #       a name from [palette]
    #   Attributes are bold, dim, italic, underline, reverse, strikethrough.
    #
    #   To make a theme of your own, put a file NAME.toml into ~/.config/maichat/themes and choose it with
    #   --theme NAME, or theme = "NAME" under [ui] in config.toml. Begin with extends = "default-dark" and write only
    #   what differs; a [palette] alone is enough to recolour everything. Without extends, what is left out comes
    #   from default-dark, or from default-light if the background is light.

    # What the theme is called in the list of themes.
    name = "Default dark"

    # The background that the colours were chosen for, and checked against. It is not drawn: the terminal keeps its own.
    background = "#24272e"

    [palette]
    muted = "#a3abb9"
    line = "#757e8e"
    bright = "#f4f6fa"
    raised = "#3b4a66"
    blue-soft = "#8ab4f8"
    teal = "#6fd3c7"
    leaf = "#a3d48a"
    sand = "#e8c77b"
    apricot = "#f2ad7a"
    rose = "#ff9c9c"
    lilac = "#c9aef8"

    [roles]
    # The frame

    # Text without any other role, and what is left free on the screen.
    text = "default"
    # Text that matters less: counts, explanations, hints.
    dim = "muted"
    # The lines around panes.
    border = "line"
    # The lines around the pane that has the focus.
    border-focused = "blue-soft"
    # A pane's title.
    title = "muted"
    # The title of the pane that has the focus.
    title-focused = "blue-soft bold"
    # Selected rows and text.
    selection = "bright on raised"
    # What a search found.
    match = "#1b1d22 on sand"
    # The mark that says how many rows wait below, and the scroll position.
    scroll-mark = "sand bold"

    # The status line

    # What is happening.
    status = "muted"
    # The keys that it offers.
    status-key = "blue-soft"
    # A message that something was done.
    notice = "teal"
    # A message that something may need attention.
    warning = "sand"
    # A message that something failed.
    error = "rose bold"
    # A message that something ended well.
    success = "leaf"

    # The list of conversations

    # A conversation.
    list-item = "default"
    # The conversation that is chosen.
    list-selected = "bright on raised bold"
    # The mark of a conversation whose reply is arriving.
    streaming = "teal"
    # The mark of a conversation with an unread reply.
    unread = "sand bold"
    # The mark of a conversation with an unsent draft.
    draft = "lilac"
    # The mark of a conversation whose last reply failed.
    failed = "rose"
    # The mark of a pinned conversation.
    pinned = "apricot"

    # The composer

    # What is being typed.
    composer = "default"
    # The sign before it.
    composer-prompt = "blue-soft bold"
    # What stands there while nothing is typed.
    placeholder = "muted"

    # Popups: the palette, pickers, questions, the key help

    # Text in a popup.
    popup = "default"
    # The lines around it.
    popup-border = "blue-soft"
    # The row that is chosen.
    popup-selected = "bright on raised bold"
    # Keys in the key help and beside commands.
    popup-key = "sand"

    # The transcript

    # The name over your own messages.
    you = "leaf bold"
    # The name over the chatbot's messages.
    assistant = "blue-soft bold"
    # When a message was sent.
    time = "muted"
    # The line between messages or days.
    separator = "line"
    # A source that the chatbot names.
    citation = "teal"
    # A file that was sent along.
    attachment = "lilac"

    # Markdown

    # A heading.
    heading = "blue-soft bold"
    # **Strong** text.
    strong = "default bold"
    # *Emphasized* text.
    emphasis = "default italic"
    # ~~Struck~~ text.
    strikethrough = "muted strikethrough"
    # `Code` within a line.
    code-span = "apricot"
    # The text of a link.
    link = "blue-soft underline"
    # Quoted text and the bar before it.
    quote = "muted italic"
    # The sign or number before a list's item.
    list-marker = "sand"
    # A rule across the text.
    rule = "line"
    # The lines of a table.
    table-border = "line"
    # The first row of a table.
    table-header = "default bold"

    # Code blocks

    # Code without any other role.
    code = "default"
    # The frame of a code block.
    code-border = "line"
    # The name of its language.
    code-language = "muted"
    # if, return, class and their like.
    keyword = "lilac"
    # Texts in quotes.
    string = "leaf"
    # Numbers.
    number = "apricot"
    # Comments.
    comment = "muted italic"
    # Names of types.
    type = "sand"
    # Names of functions.
    function = "blue-soft"
    # true, nil and other constants.
    constant = "apricot"
    # Fields, keys of JSON and YAML.
    property = "teal"
    # + - = and their like.
    operator = "muted"
    # Brackets, commas and their like.
    punctuation = "muted"
    # Tags of HTML and XML.
    tag = "rose"
    # Attributes and annotations.
    attribute = "sand"
    # Added lines of a diff.
    inserted = "leaf"
    # Removed lines of a diff.
    deleted = "rose"

    """#
}
