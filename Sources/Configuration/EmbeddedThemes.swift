/// The texts of `themes/*.toml`, so that an installed program has them. Written by
/// `UPDATE_EMBEDDED=1 swift test --filter EmbeddedThemes`, never by hand.
enum EmbeddedThemes {
  static let texts: [(name: String, text: String)] = [
    (
      "default-dark",
      #"""
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
    ),
    (
      "default-light",
      #"""
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
    ),
    (
      "high-contrast",
      #"""
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
    ),
    (
      "mono",
      #"""
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
    ),
  ]
}
