/// A key of the keyboard without its modifiers.
package enum KeyCode: Hashable, Sendable {
  /// A key that types: the grapheme cluster it types, in lower case when Control or Alt is held.
  case character(Character)
  case enter, tab, backspace, escape, delete, insert
  case up, down, left, right, home, end, pageUp, pageDown
  /// F1 to F24.
  case function(Int)
}

/// The modifiers held with a key.
package struct Modifiers: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }
  package static let shift = Modifiers(rawValue: 1)
  package static let alt = Modifiers(rawValue: 2)
  package static let control = Modifiers(rawValue: 4)
}

/// One press of a key. Space is `.character(" ")`, Shift-Tab is `.tab` with `.shift`.
package struct KeyPress: Hashable, Sendable {
  package var code: KeyCode
  package var modifiers: Modifiers
  /// The press of `code` while `modifiers` are held.
  package init(_ code: KeyCode, _ modifiers: Modifiers = []) {
    self.code = code
    self.modifiers = modifiers
  }
}

/// What comes from the terminal.
package enum Input: Hashable, Sendable {
  case key(KeyPress)
  /// Text between the marks of bracketed paste, as sent (newlines as LF), not yet made safe.
  case paste(String)
  case focus(gained: Bool)
  case mouse(MouseInput)
}

/// How a terminal sends a key with Alt.
package enum AltEncoding: String, Hashable, CaseIterable, Sendable {
  /// ESC, then the key.
  case escape
  /// The key's byte with the eighth bit set, as the Linux console does after `setmetamode meta`, and terminals that know
  /// no UTF-8. Taken for Alt where it is no part of a character in UTF-8.
  case byte
  /// The character whose number has the eighth bit set, in UTF-8, as xterm does with `eightBitInput`: of U+0080 to U+00FF
  /// none can be typed then.
  case character
}

/// Whether the terminal is asked to tell more keys apart than old ones can, as the configuration file spells it.
package enum KeyboardUse: String, CaseIterable, Hashable, Sendable {
  case auto, plain
}
