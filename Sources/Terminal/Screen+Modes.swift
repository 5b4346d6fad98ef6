import CNcurses
import Canvas
import System

/// What the terminal's description and name say.
extension Screen {
  /// Bytes that give the terminal back whatever state it is in, for when there is no time to ask ncurses.
  package var restoring: [UInt8] {
    set_term(screen)
    // CAN ends a sequence that may have been cut.
    var bytes: [UInt8] = [0x18] + modesOff
    if options.marksLinks { bytes += Array("\u{1B}]8;;\u{1B}\\".utf8) }
    for name in ["sgr0", "rmkx", "cnorm", "rmcup"] { bytes += Self.withoutPadding(capability(name) ?? []) }
    if capability("rmcup") == nil { bytes += Array("\r\n".utf8) }
    return bytes
  }

  /// The modes of input alone, for a terminal whose screen is left as it is, and what undoes them.
  var inputModesOn: [UInt8] {
    set_term(screen)
    return modesOn + Self.withoutPadding(capability("smkx") ?? []) + keyboard.on
  }

  var inputModesOff: [UInt8] {
    set_term(screen)
    return modesOff + Self.withoutPadding(capability("rmkx") ?? [])
  }

  /// What a decoder of this terminal's input has to know.
  func decoderSettings(_ options: TerminalSession.Options) -> KeyDecoder.Settings {
    var settings = KeyDecoder.Settings()
    settings.escapeDelay = max(0, options.escapeDelay)
    settings.alt = options.alt
    settings.escapeBeforeSequence = kind.putsEscapeBeforeSequence ? .alt : .key
    settings.sequences = keySequences
    return settings
  }

  /// The sequences that the terminal's description gives its keys, where they differ from the usual ones.
  package var keySequences: [[UInt8]: KeyPress] {
    set_term(screen)
    var sequences: [[UInt8]: KeyPress] = [:]
    var keys: [(String, KeyPress)] = [
      ("kcuu1", KeyPress(.up)), ("kcud1", KeyPress(.down)), ("kcub1", KeyPress(.left)), ("kcuf1", KeyPress(.right)),
      ("khome", KeyPress(.home)), ("kend", KeyPress(.end)), ("kpp", KeyPress(.pageUp)), ("knp", KeyPress(.pageDown)),
      ("kich1", KeyPress(.insert)), ("kdch1", KeyPress(.delete)), ("kcbt", KeyPress(.tab, .shift)),
    ]
    for number in 1...12 { keys.append(("kf\(number)", KeyPress(.function(number)))) }
    for (name, press) in keys {
      guard let bytes = capability(name), bytes.count > 1, bytes[0] == 0x1B else { continue }
      var decoder = KeyDecoder()
      if decoder.feed(bytes, now: 0) != [.key(press)] { sequences[bytes] = press }
    }
    return sequences
  }

  // MARK: Bytes

  var modesOn: [UInt8] {
    guard !kind.isClassic else { return [] }
    // Frames do not select the character set that they are written in.
    return Array("\u{1B}(B\u{F}\u{1B}[?2004h\(options.reportsFocus ? "\u{1B}[?1004h" : "")".utf8)
      + (mouse == .reported ? Self.mouseOn : [])
  }

  var modesOff: [UInt8] {
    guard !kind.isClassic else { return [] }
    let ends = "\u{1B}[?2004l\(options.reportsFocus ? "\u{1B}[?1004l" : "")"
    return Array((options.marksFrames ? "\u{1B}[?2026l" + ends : ends).utf8)
      + (mouse == .reported ? Self.mouseOff : []) + keyboard.off
  }

  /// Presses, and moves while a button is held; in the form without limits.
  static let mouseOn = Array("\u{1B}[?1002h\u{1B}[?1006h".utf8)
  static let mouseOff = Array("\u{1B}[?1006l\u{1B}[?1002l".utf8)

  /// So few bytes reach a terminal in one piece: the marks would be a quarter of them, at each chunk of a reply.
  private static let unmarkedBytes = 400

  /// The bytes of a frame that rewrote `rows` rows, as they are sent.
  func marked(_ bytes: [UInt8], rows: Int) -> [UInt8] {
    guard !kind.isClassic else { return bytes }
    let bytes = StyleSequences.joined(bytes)
    let isShort = rows < size.rows.value && bytes.count <= Self.unmarkedBytes
    guard options.marksFrames, !bytes.isEmpty, !isShort else { return bytes }
    return Array("\u{1B}[?2026h".utf8) + bytes + Array("\u{1B}[?2026l".utf8)
  }

  func capability(_ name: String) -> [UInt8]? {
    cn_capability(name).map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
  }

  /// A capability without its `$<…>` marks of delay.
  static func withoutPadding(_ capability: some Sequence<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var delay: [UInt8] = []
    for byte in capability {
      switch (delay.count, byte) {
      case (0, UInt8(ascii: "$")), (1, UInt8(ascii: "<")): delay.append(byte)
      case (0, _): bytes.append(byte)
      case (1, _):
        bytes += delay + [byte]
        delay = []
      case (_, UInt8(ascii: ">")): delay = []
      default: delay.append(byte)
      }
    }
    return bytes + delay
  }
}
