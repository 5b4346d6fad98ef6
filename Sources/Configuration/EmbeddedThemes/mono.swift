extension EmbeddedThemes {
  static let mono = #"""
    # No colours at all: bold, underline and reverse say what matters. For NO_COLOR, terminals without colours, and eyes
    # that prefer it. How themes are written stands in default-dark.toml.

    name = "Mono"

    [roles]
    # The frame

    # Text without any other role, and what is left free on the screen.
    text = "default"
    # Text that matters less: counts, explanations, hints.
    dim = "dim"
    # The lines around panes.
    border = "dim"
    # The lines around the pane that has the focus.
    border-focused = "bold"
    # A pane's title.
    title = "default"
    # The title of the pane that has the focus.
    title-focused = "bold"
    # Selected rows and text.
    selection = "reverse"
    # What a search found.
    match = "bold reverse"
    # The mark that says how many rows wait below, and the scroll position.
    scroll-mark = "bold"

    # The status line

    # What is happening.
    status = "default"
    # The keys that it offers.
    status-key = "bold"
    # A message that something was done.
    notice = "default"
    # A message that something may need attention.
    warning = "bold"
    # A message that something failed.
    error = "bold underline"
    # A message that something ended well.
    success = "default"

    # The list of conversations

    # A conversation.
    list-item = "default"
    # The conversation that is chosen.
    list-selected = "reverse"
    # The mark of a conversation whose reply is arriving.
    streaming = "default"
    # The mark of a conversation with an unread reply.
    unread = "bold"
    # The mark of a conversation with an unsent draft.
    draft = "default"
    # The mark of a conversation whose last reply failed.
    failed = "bold"
    # The mark of a pinned conversation.
    pinned = "default"

    # The composer

    # What is being typed.
    composer = "default"
    # The sign before it.
    composer-prompt = "bold"
    # What stands there while nothing is typed.
    placeholder = "dim"

    # Popups: the palette, pickers, questions, the key help

    # Text in a popup.
    popup = "default"
    # The lines around it.
    popup-border = "default"
    # The row that is chosen.
    popup-selected = "reverse"
    # Keys in the key help and beside commands.
    popup-key = "bold"

    # The transcript

    # The name over your own messages.
    you = "bold"
    # The name over the chatbot's messages.
    assistant = "bold"
    # When a message was sent.
    time = "dim"
    # The line between messages or days.
    separator = "dim"
    # A source that the chatbot names.
    citation = "underline"
    # A file that was sent along.
    attachment = "default"

    # Markdown

    # A heading.
    heading = "bold underline"
    # **Strong** text.
    strong = "bold"
    # *Emphasized* text.
    emphasis = "italic"
    # ~~Struck~~ text.
    strikethrough = "strikethrough"
    # `Code` within a line.
    code-span = "bold"
    # The text of a link.
    link = "underline"
    # Quoted text and the bar before it.
    quote = "italic"
    # The sign or number before a list's item.
    list-marker = "bold"
    # A rule across the text.
    rule = "dim"
    # The lines of a table.
    table-border = "dim"
    # The first row of a table.
    table-header = "bold"

    # Code blocks

    # Code without any other role.
    code = "default"
    # The frame of a code block.
    code-border = "dim"
    # The name of its language.
    code-language = "dim"
    # if, return, class and their like.
    keyword = "bold"
    # Texts in quotes.
    string = "default"
    # Numbers.
    number = "default"
    # Comments.
    comment = "dim italic"
    # Names of types.
    type = "default"
    # Names of functions.
    function = "default"
    # true, nil and other constants.
    constant = "bold"
    # Fields, keys of JSON and YAML.
    property = "default"
    # + - = and their like.
    operator = "default"
    # Brackets, commas and their like.
    punctuation = "default"
    # Tags of HTML and XML.
    tag = "bold"
    # Attributes and annotations.
    attribute = "default"
    # Added lines of a diff.
    inserted = "bold"
    # Removed lines of a diff.
    deleted = "dim"

    """#
}
