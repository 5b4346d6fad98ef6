extension EmbeddedThemes {
  static let highContrast = #"""
    # Strong contrast on black: every text has at least 7:1. How themes are written stands in default-dark.toml.

    name = "High contrast"

    # This theme draws its own background, so that its contrast does not depend on the terminal's colours.
    background = "#000000"

    [palette]
    paper = "#000000"
    ink = "#ffffff"
    soft = "#d0d0d0"
    sky = "#8cc8ff"
    aqua = "#5ff5e1"
    lime = "#8dff6a"
    gold = "#ffe14d"
    orange = "#ffb46b"
    rose = "#ff9e9e"
    lilac = "#dcbcff"

    [roles]
    # The frame

    # Text without any other role, and what is left free on the screen.
    text = "ink on paper"
    # Text that matters less: counts, explanations, hints.
    dim = "soft on paper"
    # The lines around panes.
    border = "soft on paper"
    # The lines around the pane that has the focus.
    border-focused = "gold on paper bold"
    # A pane's title.
    title = "soft on paper"
    # The title of the pane that has the focus.
    title-focused = "gold on paper bold"
    # Selected rows and text.
    selection = "paper on gold"
    # What a search found.
    match = "paper on aqua"
    # The mark that says how many rows wait below, and the scroll position.
    scroll-mark = "gold on paper bold"

    # The status line

    # What is happening.
    status = "soft on paper"
    # The keys that it offers.
    status-key = "sky on paper"
    # A message that something was done.
    notice = "aqua on paper"
    # A message that something may need attention.
    warning = "gold on paper"
    # A message that something failed.
    error = "rose on paper bold"
    # A message that something ended well.
    success = "lime on paper"

    # The list of conversations

    # A conversation.
    list-item = "ink on paper"
    # The conversation that is chosen.
    list-selected = "paper on gold bold"
    # The mark of a conversation whose reply is arriving.
    streaming = "aqua on paper"
    # The mark of a conversation with an unread reply.
    unread = "gold on paper bold"
    # The mark of a conversation with an unsent draft.
    draft = "lilac on paper"
    # The mark of a conversation whose last reply failed.
    failed = "rose on paper"
    # The mark of a pinned conversation.
    pinned = "orange on paper"

    # The composer

    # What is being typed.
    composer = "ink on paper"
    # The sign before it.
    composer-prompt = "sky on paper bold"
    # What stands there while nothing is typed.
    placeholder = "soft on paper"

    # Popups: the palette, pickers, questions, the key help

    # Text in a popup.
    popup = "ink on paper"
    # The lines around it.
    popup-border = "sky on paper"
    # The row that is chosen.
    popup-selected = "paper on gold bold"
    # Keys in the key help and beside commands.
    popup-key = "gold on paper"

    # The transcript

    # The name over your own messages.
    you = "lime on paper bold"
    # The name over the chatbot's messages.
    assistant = "sky on paper bold"
    # When a message was sent.
    time = "soft on paper"
    # The line between messages or days.
    separator = "soft on paper"
    # A source that the chatbot names.
    citation = "aqua on paper"
    # A file that was sent along.
    attachment = "lilac on paper"

    # Markdown

    # A heading.
    heading = "sky on paper bold"
    # **Strong** text.
    strong = "ink on paper bold"
    # *Emphasized* text.
    emphasis = "ink on paper italic"
    # ~~Struck~~ text.
    strikethrough = "soft on paper strikethrough"
    # `Code` within a line.
    code-span = "orange on paper"
    # The text of a link.
    link = "sky on paper underline"
    # Quoted text and the bar before it.
    quote = "soft on paper italic"
    # The sign or number before a list's item.
    list-marker = "gold on paper"
    # A rule across the text.
    rule = "soft on paper"
    # The lines of a table.
    table-border = "soft on paper"
    # The first row of a table.
    table-header = "ink on paper bold"

    # Code blocks

    # Code without any other role.
    code = "ink on paper"
    # The frame of a code block.
    code-border = "soft on paper"
    # The name of its language.
    code-language = "soft on paper"
    # if, return, class and their like.
    keyword = "lilac on paper"
    # Texts in quotes.
    string = "lime on paper"
    # Numbers.
    number = "orange on paper"
    # Comments.
    comment = "soft on paper italic"
    # Names of types.
    type = "gold on paper"
    # Names of functions.
    function = "sky on paper"
    # true, nil and other constants.
    constant = "orange on paper"
    # Fields, keys of JSON and YAML.
    property = "aqua on paper"
    # + - = and their like.
    operator = "soft on paper"
    # Brackets, commas and their like.
    punctuation = "soft on paper"
    # Tags of HTML and XML.
    tag = "rose on paper"
    # Attributes and annotations.
    attribute = "gold on paper"
    # Added lines of a diff.
    inserted = "lime on paper"
    # Removed lines of a diff.
    deleted = "rose on paper"

    """#
}
