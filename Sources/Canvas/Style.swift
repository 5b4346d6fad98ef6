/// What a piece of text is for. A theme gives each role its face, so that laid-out rows outlive a change of theme.
///
/// The raw values are the keys of a theme file.
package enum Role: String, CaseIterable, Hashable, Sendable {
  // The frame
  case text, dim, border, borderFocused = "border-focused", title, titleFocused = "title-focused"
  case selection, match, scrollMark = "scroll-mark"
  // Status line, hints, notices
  case status, statusKey = "status-key", notice, warning, error, success
  // Conversation list
  case listItem = "list-item", listSelected = "list-selected", streaming, unread, draft, failed, pinned
  // Composer
  case composer, composerPrompt = "composer-prompt", placeholder
  // Popups
  case popup, popupBorder = "popup-border", popupSelected = "popup-selected", popupKey = "popup-key"
  // Transcript
  case you, assistant, time, separator, citation, attachment
  // Markdown
  case heading, strong, emphasis, strikethrough, codeSpan = "code-span", link, quote, listMarker = "list-marker"
  case rule, tableBorder = "table-border", tableHeader = "table-header"
  // Code
  case code, codeBorder = "code-border", codeLanguage = "code-language"
  case keyword, string, number, comment, type, function, constant, property, `operator`, punctuation, tag, attribute
  case inserted, deleted
}

/// How a glyph is drawn besides its colours.
package struct Attributes: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }
  package static let bold = Attributes(rawValue: 1)
  package static let dim = Attributes(rawValue: 2)
  package static let italic = Attributes(rawValue: 4)
  package static let underline = Attributes(rawValue: 8)
  package static let reverse = Attributes(rawValue: 16)
  package static let strikethrough = Attributes(rawValue: 32)
}

/// The look of a span: a role that the theme resolves, and attributes on top of the role's own.
package struct Style: Hashable, Sendable {
  package var role: Role
  package var attributes: Attributes
  /// Where the text leads, as received: a terminal that can is told so, of addresses that are safe.
  package var link: String?
  /// The look of `role`, with `attributes` added to those that the theme gives it.
  package init(_ role: Role = .text, _ attributes: Attributes = []) {
    self.role = role
    self.attributes = attributes
  }
}

/// A colour as a theme names it.
package enum Color: Hashable, Sendable {
  /// The terminal's own foreground or background.
  case standard
  /// One of the 256 indexed colours; 0 to 15 are the terminal's own palette.
  case indexed(UInt8)
  /// A 24-bit colour, brought down to what the terminal has.
  case rgb(red: UInt8, green: UInt8, blue: UInt8)
}

/// What a theme says of one role.
package struct Face: Hashable, Sendable {
  package var foreground: Color
  package var background: Color
  package var attributes: Attributes
  /// A face of these colours and attributes.
  package init(foreground: Color = .standard, background: Color = .standard, attributes: Attributes = []) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }
}

/// The faces of all roles, under a name. A role that a theme leaves out has the face of `.text`.
package struct Theme: Hashable, Sendable {
  package var name: String
  package var faces: [Role: Face]
  /// The background that its colours were chosen for.
  package var ground = Ground.dark

  /// What a terminal's own background is nearer to.
  package enum Ground: Hashable, Sendable {
    case dark, light
  }

  /// A theme called `name`.
  package init(name: String, faces: [Role: Face]) {
    self.name = name
    self.faces = faces
  }
  /// The face of `role`.
  package subscript(role: Role) -> Face { faces[role] ?? faces[.text] ?? Face() }
}
