import Canvas

extension KeyDecoder {
  /// Moves on by one byte.
  mutating func take(_ byte: UInt8) {
    switch state {
    case .ground: ground(byte)
    case .escape: escape(byte)
    case .escapeTwice: escapeTwice(byte)
    case .scalar: scalar(byte)
    case .control: control(byte)
    case .shift3: shift3(byte)
    case .linuxFunction:
      let press = (0x41...0x45).contains(byte) ? KeyPress(.function(Int(byte) - 0x40)) : nil
      finish(introducer: [0x5B, 0x5B], final: byte, press)
    case .string(let opener):
      switch byte {
      case 0x07: finishString(opener)
      case 0x18, 0x1A: toGround()
      case 0x1B: state = .stringEscape(opener)
      default: if buffer.count <= Self.longestString { buffer.append(byte) }
      }
    case .stringEscape(let opener):
      if byte == 0x5C {
        finishString(opener)
      } else if buffer.isEmpty {
        // ESC ] ESC: two keys with Alt, or one and the start of another sequence.
        let press = KeyPress(.character(Character(Unicode.Scalar(opener))), .alt)
        restart(with: press, byte)
      } else {
        restart(with: nil, byte)
      }
    case .mouse(let rest): if rest > 1 { state = .mouse(rest - 1) } else { toGround() }
    case .paste, .stalledPaste:
      if paste.isEnded(by: byte) {
        output.paste(paste.takeWhole())
        toGround()
      }
    }
  }

  private mutating func restart(with press: KeyPress?, _ byte: UInt8) {
    if let press { output.press(press) }
    toGround()
    state = .escape
    take(byte)
  }

  private mutating func ground(_ byte: UInt8) {
    switch byte {
    case 0x1B: state = .escape
    case 0x20...0x7E: type(Unicode.Scalar(byte))
    case 0x00...0x1F, 0x7F:
      output.press(adding(isAlt ? .alt : [], to: Self.controlKey(byte)))
      isAlt = false
    case 0xC2...0xF4:
      buffer.append(byte)
      state = .scalar
    default: replace([byte])
    }
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case 0x1B:
      switch settings.escapeBeforeSequence {
      case .key: output.press(KeyPress(.escape))
      case .alt: state = .escapeTwice
      }
    case 0x5B: state = .control
    case 0x4F: state = .shift3
    case 0x50, 0x5D, 0x5F: state = .string(byte)
    default:
      if let press = settings.sequences[[0x1B, byte]] {
        toGround()
        output.press(press)
        return
      }
      state = .ground
      isAlt = true
      ground(byte)
    }
  }

  private mutating func escapeTwice(_ byte: UInt8) {
    switch byte {
    case 0x1B: output.press(KeyPress(.escape))
    case 0x5B, 0x4F:
      isAlt = true
      state = byte == 0x5B ? .control : .shift3
    default:
      output.press(KeyPress(.escape))
      state = .escape
      escape(byte)
    }
  }

  private mutating func type(_ scalar: Unicode.Scalar) {
    if settings.alt == .character, (0x80...0xFF).contains(scalar.value) {
      return pressAlt(UInt8(scalar.value))
    }
    if isAlt {
      isAlt = false
      output.press(KeyPress(.character(Character(scalar)), .alt))
    } else if !(0x80...0x9F).contains(scalar.value) {
      output.type(scalar)
    }
  }

  private mutating func scalar(_ byte: UInt8) {
    let allowed: ClosedRange<UInt8> =
      switch (buffer.count, buffer[0]) {
      case (1, 0xE0): 0xA0...0xBF
      case (1, 0xED): 0x80...0x9F
      case (1, 0xF0): 0x90...0xBF
      case (1, 0xF4): 0x80...0x8F
      default: 0x80...0xBF
      }
    guard allowed.contains(byte) else {
      replaceScalar()
      toGround()
      return take(byte)
    }
    buffer.append(byte)
    let length = buffer[0] < 0xE0 ? 2 : buffer[0] < 0xF0 ? 3 : 4
    guard buffer.count == length else { return }
    let scalar = String(decoding: buffer, as: UTF8.self).unicodeScalars.first
    buffer.removeAll(keepingCapacity: true)
    state = .ground
    if let scalar { type(scalar) }
  }

  /// Types the replacement for the bytes of a scalar that does not go on.
  mutating func replaceScalar() {
    let bytes = buffer
    buffer.removeAll(keepingCapacity: true)
    replace(bytes)
  }

  /// Takes bytes that are not UTF-8: keys with Alt where the terminal sends them so.
  private mutating func replace(_ bytes: [UInt8]) {
    guard settings.alt == .byte else { return type("\u{FFFD}") }
    for byte in bytes { pressAlt(byte) }
  }

  /// The key whose byte `byte` is but for its eighth bit, with Alt.
  private mutating func pressAlt(_ byte: UInt8) {
    isAlt = false
    let low = byte & 0x7F
    let press =
      (0x20...0x7E).contains(low) ? KeyPress(.character(Character(Unicode.Scalar(low)))) : Self.controlKey(low)
    output.press(adding(.alt, to: press))
  }

  private func adding(_ modifiers: Modifiers, to press: KeyPress) -> KeyPress {
    KeyPress(press.code, press.modifiers.union(modifiers))
  }

  private static func controlKey(_ byte: UInt8) -> KeyPress {
    switch byte {
    case 0x00: KeyPress(.character(" "), .control)
    case 0x08, 0x7F: KeyPress(.backspace)
    case 0x09: KeyPress(.tab)
    case 0x0D: KeyPress(.enter)
    // LF is Ctrl-J: Enter sends CR.
    case 0x01...0x1A: KeyPress(.character(Character(Unicode.Scalar(byte + 0x60))), .control)
    default: KeyPress(.character(Character(Unicode.Scalar(byte + 0x40))), .control)
    }
  }

  // MARK: Sequences

  /// No sequence that means something is longer; the rest of a longer one is swallowed.
  private static let longest = 64
  /// No answer that means something is longer.
  private static let longestString = 256

  private mutating func finishString(_ opener: UInt8) {
    let answer = buffer.count <= Self.longestString ? TerminalAnswer(string: buffer, opener: opener) : nil
    if let answer { answers.append(answer) }
    toGround()
  }

  private mutating func control(_ byte: UInt8) {
    switch byte {
    case 0x1B: restartSequence()
    case 0x5B where buffer.isEmpty: state = .linuxFunction
    case 0x4D where buffer.isEmpty: state = .mouse(3)
    case 0x24 where !buffer.isEmpty && buffer.allSatisfy { (0x30...0x39).contains($0) }:
      // rxvt ends a key with Shift so; elsewhere `$` stands before the end of a report, which begins with `?`.
      finish(introducer: [0x5B], final: byte, KeySequence.control(buffer[...], final: byte)?.press)
    case 0x20...0x3F: if buffer.count <= Self.longest { buffer.append(byte) }
    case 0x40...0x7E:
      if settings.sequences[[0x1B, 0x5B] + buffer + [byte]] == nil,
        let answer = TerminalAnswer(control: buffer, final: byte)
      {
        answers.append(answer)
        return toGround()
      }
      let sequence = buffer.count <= Self.longest ? KeySequence.control(buffer[...], final: byte) : nil
      switch sequence {
      case .pasteStart:
        toGround()
        state = .paste
      case .focus(let gained):
        toGround()
        output.focus(gained: gained)
      case .mouse(let input):
        toGround()
        output.mouse(input)
      case .key(let press): finish(introducer: [0x5B], final: byte, press)
      case nil: finish(introducer: [0x5B], final: byte, nil)
      }
    default:
      toGround()
      take(byte)
    }
  }

  private mutating func shift3(_ byte: UInt8) {
    switch byte {
    case 0x1B: restartSequence()
    case 0x30...0x3B: if buffer.count <= Self.longest { buffer.append(byte) }
    case 0x20...0x7E: finish(introducer: [0x4F], final: byte, KeySequence.shift3(buffer[...], final: byte))
    default:
      toGround()
      take(byte)
    }
  }

  /// An ESC inside a sequence: if nothing else came, the sequence was a key with Alt, else it is dropped.
  private mutating func restartSequence() {
    if buffer.isEmpty {
      if isAlt { output.press(KeyPress(.escape)) }
      output.press(KeyPress(.character(state == .control ? "[" : "O"), .alt))
    }
    toGround()
    state = .escape
  }

  private mutating func finish(introducer: [UInt8], final: UInt8, _ usual: KeyPress?) {
    let own = settings.sequences.isEmpty ? nil : settings.sequences[[0x1B] + introducer + buffer + [final]]
    if let press = own ?? usual { output.press(adding(isAlt ? .alt : [], to: press)) }
    toGround()
  }
}
