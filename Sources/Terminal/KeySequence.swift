import Canvas

/// What the escape sequences of xterm, its relatives, rxvt, the Linux console and the kitty protocol mean.
enum KeySequence: Equatable {
  case key(KeyPress)
  case focus(gained: Bool)
  case pasteStart
  case mouse(MouseInput)

  var press: KeyPress? {
    if case .key(let press) = self { press } else { nil }
  }

  /// The meaning of `CSI parameters final`; nil for reports and for keys that nobody has.
  static func control(_ parameters: ArraySlice<UInt8>, final: UInt8) -> KeySequence? {
    // A private mark in front makes it a report: mouse, attributes, modes.
    if let first = parameters.first, (0x3C...0x3F).contains(first) {
      return first == UInt8(ascii: "<") ? mouse(parameters.dropFirst(), final: final).map { .mouse($0) } : nil
    }
    guard !parameters.contains(where: { $0 < 0x30 }) else { return nil }
    let numbers = Self.numbers(parameters)
    if numbers.isRelease { return nil }
    let modifiers = Self.modifiers(numbers.second)
    switch final {
    case UInt8(ascii: "I") where parameters.isEmpty: return .focus(gained: true)
    case UInt8(ascii: "O") where parameters.isEmpty: return .focus(gained: false)
    case UInt8(ascii: "~"):
      switch numbers.first {
      case 200: return .pasteStart
      case 201: return nil
      case 27: return typed(numbers.third, modifiers)
      default: return numbered(numbers.first).map { .key(KeyPress($0, modifiers)) }
      }
    // rxvt: Shift, Control, and both.
    case UInt8(ascii: "$"): return numbered(numbers.first).map { .key(KeyPress($0, .shift)) }
    case UInt8(ascii: "^"): return numbered(numbers.first).map { .key(KeyPress($0, .control)) }
    case UInt8(ascii: "@"): return numbered(numbers.first).map { .key(KeyPress($0, [.shift, .control])) }
    case UInt8(ascii: "a")...UInt8(ascii: "d"):
      return lettered(final - 0x20).map { .key(KeyPress($0, .shift)) }
    case UInt8(ascii: "u"): return typed(numbers.typedValue(modifiers), modifiers)
    case UInt8(ascii: "Z"): return .key(KeyPress(.tab, modifiers.union(.shift)))
    default:
      guard numbers.first <= 1 else { return nil }
      return lettered(final).map { .key(KeyPress($0, modifiers)) }
    }
  }

  /// The meaning of `SS3 parameters final`.
  static func shift3(_ parameters: ArraySlice<UInt8>, final: UInt8) -> KeyPress? {
    let numbers = Self.numbers(parameters)
    // Old terminals have only the modifier there.
    let modifiers = Self.modifiers(numbers.count > 1 ? numbers.second : numbers.first)
    switch final {
    case UInt8(ascii: "a")...UInt8(ascii: "d"): return lettered(final - 0x20).map { KeyPress($0, .control) }
    case UInt8(ascii: "M"): return KeyPress(.enter, modifiers)
    case UInt8(ascii: "I"): return KeyPress(.tab, modifiers)
    case UInt8(ascii: "X"): return KeyPress(.character("="), modifiers)
    case UInt8(ascii: "j")...UInt8(ascii: "y"):
      return KeyPress(.character(Character(Unicode.Scalar(final - 0x40))), modifiers)
    default: return lettered(final).map { KeyPress($0, modifiers) }
    }
  }

  // MARK: Parameters

  private struct Numbers {
    var first = 0, second = 0, third = 0, count = 0
    /// What the key types with Shift held, and where it lies on a Latin keyboard; 0: as the first says.
    var shifted = 0, latin = 0
    /// Whether the key goes up, which the kitty protocol reports on demand.
    var isRelease = false

    /// The scalar that names a key of the kitty protocol: Shift is in the character, as other terminals have it, and a
    /// chord is known by the Latin letter of its key, whatever the keyboard's own script.
    func typedValue(_ modifiers: Modifiers) -> Int {
      if latin > 0, first > 127, !modifiers.isDisjoint(with: [.control, .alt]) { return latin }
      return shifted > 0 && modifiers.contains(.shift) ? shifted : first
    }
  }

  /// The numbers between semicolons; of several parts between colons the first, except for the kind of event.
  private static func numbers(_ parameters: ArraySlice<UInt8>) -> Numbers {
    guard !parameters.isEmpty else { return Numbers() }
    var numbers = Numbers()
    for (index, field) in parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).enumerated()
    {
      let parts = field.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      let value = parts.first.map(number) ?? 0
      numbers.count += 1
      switch index {
      case 0:
        numbers.first = value
        if parts.count > 1 { numbers.shifted = number(parts[1]) }
        if parts.count > 2 { numbers.latin = number(parts[2]) }
      case 1:
        numbers.second = value
        numbers.isRelease = parts.count > 1 && number(parts[1]) == 3
      case 2: numbers.third = value
      default: break
      }
    }
    return numbers
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int {
    digits.reduce(0) { (0x30...0x39).contains($1) ? min($0 * 10 + Int($1 - 0x30), 0x110000) : $0 }
  }

  /// The report `CSI < button ; column ; row M` or, when the button goes up, `m`; nil for other buttons than the left
  /// one, and for moves without it.
  private static func mouse(_ parameters: ArraySlice<UInt8>, final: UInt8) -> MouseInput? {
    let numbers = Self.numbers(parameters)
    guard numbers.count == 3, final == UInt8(ascii: "M") || final == UInt8(ascii: "m") else { return nil }
    let place = Position(column: Columns(max(0, numbers.second - 1)), row: Rows(max(0, numbers.third - 1)))
    // Shift, Meta and Control are 4, 8 and 16.
    switch (numbers.first & ~28, final) {
    case (0, UInt8(ascii: "M")): return MouseInput(.press, at: place)
    case (0, _): return MouseInput(.release, at: place)
    case (32, UInt8(ascii: "M")): return MouseInput(.drag, at: place)
    case (64, UInt8(ascii: "M")): return MouseInput(.wheelUp, at: place)
    case (65, UInt8(ascii: "M")): return MouseInput(.wheelDown, at: place)
    default: return nil
    }
  }

  private static func modifiers(_ number: Int) -> Modifiers {
    guard (2...256).contains(number) else { return [] }
    let bits = UInt8(number - 1)
    var modifiers = Modifiers(rawValue: bits & 7)
    if bits & 8 != 0 { modifiers.insert(.alt) }
    return modifiers
  }

  // MARK: Keys

  private static func lettered(_ letter: UInt8) -> KeyCode? {
    switch letter {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .right
    case UInt8(ascii: "D"): .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "P")...UInt8(ascii: "S"): .function(Int(letter) - 0x4F)
    default: nil
    }
  }

  private static func numbered(_ number: Int) -> KeyCode? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23...26: .function(number - 12)
    case 28, 29: .function(number - 13)
    case 31...34: .function(number - 14)
    default: nil
    }
  }

  /// A key that is named by the scalar it types.
  private static func typed(_ value: Int, _ modifiers: Modifiers) -> KeySequence? {
    switch value {
    case 13: return .key(KeyPress(.enter, modifiers))
    case 9: return .key(KeyPress(.tab, modifiers))
    case 27: return .key(KeyPress(.escape, modifiers))
    case 8, 127: return .key(KeyPress(.backspace, modifiers))
    case 57_376...57_387: return .key(KeyPress(.function(value - 57_363), modifiers))
    case 57_399...57_408: return .key(KeyPress(.character(Character("\(value - 57_399)")), modifiers))
    case 57_414: return .key(KeyPress(.enter, modifiers))
    case 57_417...57_426:
      let codes: [KeyCode] = [.left, .right, .up, .down, .pageUp, .pageDown, .home, .end, .insert, .delete]
      return .key(KeyPress(codes[value - 57_417], modifiers))
    case 57_344...63_743, 0..<32, 128..<160: return nil
    default:
      guard let scalar = Unicode.Scalar(UInt32(value)) else { return nil }
      // Shift that made another sign than a letter shows in the sign: Ctrl-_ is Ctrl-_ on every keyboard.
      let isSign = modifiers.contains(.shift) && value < 128 && !scalar.properties.isAlphabetic && scalar != " "
      let press = KeyPress(.character(Character(scalar)), isSign ? modifiers.subtracting(.shift) : modifiers).asReported
      // Shift with anything but a letter or a blank is in the character already.
      guard press.modifiers == .shift, scalar != " " else { return .key(press) }
      return .key(KeyPress(press.code))
    }
  }
}
