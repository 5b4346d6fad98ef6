import Canvas

/// How keys are told apart that share their bytes on old terminals, such as Enter and Shift-Enter.
enum KeyboardProtocol: Hashable, Sendable {
  /// Not at all.
  case plain
  /// xterm's way, level 1: what has a byte of its own keeps it.
  case modifyOtherKeys
  /// The same, and ESC before what is typed with Alt: xterm itself, which types another letter where nobody set it up.
  case xterm
  /// kitty's way: ambiguous keys as numbers, with what they type under Shift and on a Latin keyboard.
  case kitty

  /// Sent once the other screen buffer is shown: for each buffer, kitty keeps a stack of its own. Of what lies on the
  /// stack already, an entry of ours is taken back first, so that coming again adds nothing.
  var on: [UInt8] {
    switch self {
    case .plain: []
    case .modifyOtherKeys: Array("\u{1B}[>4;1m".utf8)
    // What was set for Meta and for Alt is kept there.
    case .xterm: Array("\u{1B}[?1036;1039s".utf8) + onAgain
    case .kitty: Array("\u{1B}[<u\u{1B}[>5u".utf8)
    }
  }

  /// Sent where it may still be on: what is kept is what was set before the first time.
  var onAgain: [UInt8] {
    self == .xterm ? Array("\u{1B}[>4;1m\u{1B}[?1036;1039h".utf8) : on
  }

  /// Sent while the other screen buffer is still shown.
  var off: [UInt8] {
    switch self {
    case .plain: []
    case .modifyOtherKeys: Array("\u{1B}[>4m".utf8)
    case .xterm: Array("\u{1B}[>4m\u{1B}[?1036;1039r".utf8)
    case .kitty: Array("\u{1B}[<u".utf8)
    }
  }
}

/// What the terminal is asked at the start, and what follows from its answers. AskSession first keeps what a terminal does
/// not know away from it: some take the switch of xterm's keyboard for underlined text.
struct TerminalQuery: Sendable {
  private(set) var keyboard = KeyboardProtocol.plain
  private(set) var background: Theme.Ground?
  /// Whether answers may still come.
  private(set) var isOpen = false
  private let wantsKeyboard: Bool
  private let alt: AltEncoding

  /// Asks nothing where nothing is wanted, and a terminal of whose manners nothing is known nothing at all.
  init(_ kind: TerminalKind, keyboard: KeyboardUse, alt: AltEncoding = .escape, background: BackgroundUse) {
    self.alt = alt
    wantsKeyboard = keyboard == .auto && kind.answersQuestions
    let wantsBackground = background == .asked && kind.answersQuestions
    guard wantsKeyboard || wantsBackground else { return }
    isOpen = true
    if wantsBackground { questions += Array("\u{1B}]11;?\u{1B}\\".utf8) }
    if wantsKeyboard { questions += Array("\u{1B}[?u\u{1B}[>q".utf8) }
    questions += Array("\u{1B}[c".utf8)
  }

  /// To be sent once.
  private(set) var questions: [UInt8] = []

  /// Takes an answer; the bytes that it makes necessary.
  mutating func take(_ answer: TerminalAnswer) -> [UInt8] {
    switch answer {
    case .background(let background): self.background = background
    case .attributes: isOpen = false
    case .kittyKeyboard: return use(.kitty)
    // Who knows this question knows xterm's keyboard, or how to leave it alone.
    case .version(let name): return use(alt == .escape && name.hasPrefix("XTerm(") ? .xterm : .modifyOtherKeys)
    case .kittyGraphics, .cell: break
    }
    return []
  }

  /// Waits no longer; what comes all the same still counts.
  mutating func giveUp() { isOpen = false }

  private mutating func use(_ better: KeyboardProtocol) -> [UInt8] {
    guard wantsKeyboard, keyboard == .plain else { return [] }
    keyboard = better
    return better.on
  }
}

/// Whether the terminal is asked for its background.
package enum BackgroundUse: Hashable, Sendable {
  case asked, unasked
}
