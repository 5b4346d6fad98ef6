extension KeyPress {
  /// The press that a name like `Ctrl-X`, `Alt-Enter`, `Shift-Tab`, `PgUp`, `F5`, `Space`, `|` or `?` means, as the
  /// terminal reports it. Words may be in any case; a single character stands for itself. Nil for any other name.
  package init?(name: String) {
    var modifiers: Modifiers = []
    var rest = name[...]
    while rest.count > 1, let dash = rest.dropFirst().firstIndex(of: "-"),
      let modifier = Self.modifiers[rest[..<dash].lowercased()]
    {
      guard !modifiers.contains(modifier) else { return nil }
      modifiers.insert(modifier)
      rest = rest[rest.index(after: dash)...]
    }
    guard var code = Self.code(named: rest) else { return nil }
    // In a chord the case of the letter means nothing: Shift has to be named.
    if case .character(let letter) = code, !modifiers.isDisjoint(with: [.control, .alt]),
      letter.lowercased().count == 1
    {
      code = .character(Character(letter.lowercased()))
    }
    self = KeyPress(code, modifiers).asReported
    if case .character(let character) = self.code, self.modifiers == .shift, character != " " { return nil }
  }

  /// The name by which `init(name:)` knows the press.
  package var name: String {
    var prefix = ""
    if modifiers.contains(.control) { prefix += "Ctrl-" }
    if modifiers.contains(.alt) { prefix += "Alt-" }
    if modifiers.contains(.shift) { prefix += "Shift-" }
    switch code {
    case .character(" "): return prefix + "Space"
    case .character(let character):
      let isChord = !modifiers.isDisjoint(with: [.control, .alt])
      let upper = character.uppercased()
      return prefix
        + (isChord && upper.count == 1 && upper.lowercased() == String(character) ? upper : String(character))
    case .function(let number): return prefix + "F\(number)"
    default: return prefix + (Self.words.first { $0.code == code }?.name ?? "")
    }
  }

  /// The press as a terminal reports it: Shift with a letter is the capital letter, letters with Control or Alt are lower
  /// case, and Ctrl-I, Ctrl-M, Ctrl-H and Ctrl-[ are Tab, Enter, Backspace and Esc, with which they share a byte.
  package var asReported: KeyPress {
    guard case .character(let character) = code else { return self }
    var press = self
    if modifiers.isDisjoint(with: [.control, .alt]) {
      let upper = character.uppercased()
      if modifiers.contains(.shift), character.isCased, upper.count == 1 {
        press = KeyPress(.character(Character(upper)), modifiers.subtracting(.shift))
      }
      return press
    }
    let lower = character.lowercased()
    if character.isUppercase, lower.count == 1 {
      press.code = .character(Character(lower))
      // Control with a letter has one byte, whether Shift is held or not.
      if modifiers.contains(.alt), !modifiers.contains(.control) { press.modifiers.insert(.shift) }
    }
    guard modifiers.contains(.control) else { return press }
    switch press.code {
    case .character("i"): press = KeyPress(.tab, modifiers.subtracting(.control))
    case .character("m"): press = KeyPress(.enter, modifiers.subtracting(.control))
    case .character("h"), .character("?"): press = KeyPress(.backspace, modifiers.subtracting(.control))
    case .character("["): press = KeyPress(.escape, modifiers.subtracting(.control))
    case .character("@"): press.code = .character(" ")
    case .character("/"): press.code = .character("_")
    default: break
    }
    return press
  }

  private static let modifiers: [String: Modifiers] = [
    "ctrl": .control, "control": .control, "alt": .alt, "meta": .alt, "shift": .shift,
  ]

  /// The keys that have a word for a name; the first of several is the one shown.
  private static let words: [(name: String, code: KeyCode)] = [
    ("Enter", .enter), ("Return", .enter), ("Tab", .tab), ("Backspace", .backspace), ("Esc", .escape),
    ("Escape", .escape), ("Del", .delete), ("Delete", .delete), ("Ins", .insert), ("Insert", .insert), ("Up", .up),
    ("Down", .down), ("Left", .left), ("Right", .right), ("Home", .home), ("End", .end), ("PgUp", .pageUp),
    ("PageUp", .pageUp), ("PgDn", .pageDown), ("PageDown", .pageDown), ("Space", .character(" ")),
  ]

  private static let codes = Dictionary(uniqueKeysWithValues: words.map { ($0.name.lowercased(), $0.code) })

  private static func code(named name: Substring) -> KeyCode? {
    if name.count == 1, let character = name.first {
      let isControl = character.unicodeScalars.contains { $0.properties.generalCategory == .control }
      return isControl ? nil : .character(character)
    }
    let lower = name.lowercased()
    if let code = codes[lower] { return code }
    guard lower.first == "f", let number = Int(lower.dropFirst()), (1...24).contains(number),
      lower.dropFirst().first != "+", lower.dropFirst().first != "0"
    else { return nil }
    return .function(number)
  }
}
