extension EmbeddedThemes {
  static let defaultLight = #"""
    # A calm theme for terminals with a light background. How themes are written stands in default-dark.toml.

    name = "Default light"

    # The background that the colours were chosen for, and checked against. It is not drawn: the terminal keeps its own.
    background = "#f2f2ee"

    [palette]
    muted = "#5d6470"
    line = "#858c98"
    ink = "#15181e"
    raised = "#cfdcf2"
    blue-deep = "#1d56b4"
    teal = "#0b6b63"
    leaf = "#35691b"
    sand = "#7c5700"
    clay = "#9a4408"
    rose = "#b3202e"
    lilac = "#6a3db0"

    [roles]
    # The frame

    # Text without any other role, and what is left free on the screen.
    text = "default"
    # Text that matters less: counts, explanations, hints.
    dim = "muted"
    # The lines around panes.
    border = "line"
    # The lines around the pane that has the focus.
    border-focused = "blue-deep"
    # A pane's title.
    title = "muted"
    # The title of the pane that has the focus.
    title-focused = "blue-deep bold"
    # Selected rows and text.
    selection = "ink on raised"
    # What a search found.
    match = "ink on #f2cf63"
    # The mark that says how many rows wait below, and the scroll position.
    scroll-mark = "sand bold"

    # The status line

    # What is happening.
    status = "muted"
    # The keys that it offers.
    status-key = "blue-deep"
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
    list-selected = "ink on raised bold"
    # The mark of a conversation whose reply is arriving.
    streaming = "teal"
    # The mark of a conversation with an unread reply.
    unread = "sand bold"
    # The mark of a conversation with an unsent draft.
    draft = "lilac"
    # The mark of a conversation whose last reply failed.
    failed = "rose"
    # The mark of a pinned conversation.
    pinned = "clay"

    # The composer

    # What is being typed.
    composer = "default"
    # The sign before it.
    composer-prompt = "blue-deep bold"
    # What stands there while nothing is typed.
    placeholder = "muted"

    # Popups: the palette, pickers, questions, the key help

    # Text in a popup.
    popup = "default"
    # The lines around it.
    popup-border = "blue-deep"
    # The row that is chosen.
    popup-selected = "ink on raised bold"
    # Keys in the key help and beside commands.
    popup-key = "sand"

    # The transcript

    # The name over your own messages.
    you = "leaf bold"
    # The name over the chatbot's messages.
    assistant = "blue-deep bold"
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
    heading = "blue-deep bold"
    # **Strong** text.
    strong = "default bold"
    # *Emphasized* text.
    emphasis = "default italic"
    # ~~Struck~~ text.
    strikethrough = "muted strikethrough"
    # `Code` within a line.
    code-span = "clay"
    # The text of a link.
    link = "blue-deep underline"
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
    number = "clay"
    # Comments.
    comment = "muted italic"
    # Names of types.
    type = "sand"
    # Names of functions.
    function = "blue-deep"
    # true, nil and other constants.
    constant = "clay"
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
