import Canvas

/// Turns the bytes that a terminal sends into keys, pasted text and changes of focus. A value: time comes in as
/// milliseconds of any steady clock.
///
/// However the bytes are cut into reads, the same inputs come out as long as no deadline is let pass, with one exception:
/// a grapheme cluster that is cut comes as several characters, since waiting for what might still join it would delay
/// every key. Joined, they are the same text.
package struct KeyDecoder: Sendable {
  /// What depends on the terminal and on the user.
  package struct Settings: Hashable, Sendable {
    /// How long to wait after ESC for the rest of a sequence before it is the Esc key, in milliseconds.
    package var escapeDelay: Int64 = 25
    /// How Alt arrives; ESC before a key is Alt in any case.
    package var alt = AltEncoding.escape
    /// What an ESC directly before a sequence means.
    package var escapeBeforeSequence = EscapeMeaning.key
    /// The terminal's own sequences, with ESC in front, where they differ from the usual ones.
    package var sequences: [[UInt8]: KeyPress] = [:]
    /// The settings of most terminals.
    package init() {}
  }

  /// What an ESC directly before a sequence means.
  package enum EscapeMeaning: Hashable, Sendable {
    /// The Esc key, pressed before.
    case key
    /// Alt held with the key of the sequence, as rxvt has it.
    case alt
  }

  /// When `flush` has something to do, in milliseconds of the clock given to `feed`; nil when nothing is open.
  package private(set) var deadline: Int64?

  var settings: Settings
  /// Until when the terminal may still answer what it was asked: so long nothing that could begin an answer is taken
  /// for a key in a hurry. In milliseconds of the clock given to `feed`.
  var answersUntil: Int64?
  /// What the terminal said of itself, until `takeAnswers`.
  var answers: [TerminalAnswer] = []
  var state = State.ground
  /// The bytes of the open sequence after its introducer, or those of an open scalar.
  var buffer: [UInt8] = []
  /// Whether an ESC came before the open sequence or scalar that makes it one with Alt.
  var isAlt = false
  var paste = PasteText()
  var output = KeyOutput()

  enum State: Equatable {
    case ground, escape, escapeTwice, scalar, control, shift3, linuxFunction
    /// A string that terminals send as an answer, begun by this byte after ESC; ends with BEL or ESC \.
    case string(UInt8), stringEscape(UInt8)
    /// An old mouse report with this many bytes to come.
    case mouse(Int)
    case paste
    /// A paste whose end has not come for a while.
    case stalledPaste
  }

  /// A decoder in its first state.
  package init(_ settings: Settings = Settings()) { self.settings = settings }

  /// Takes `bytes` as read at `now` and returns what they complete.
  package mutating func feed(_ bytes: some Sequence<UInt8>, now: Int64) -> [Input] {
    var hasBytes = false
    for byte in bytes {
      hasBytes = true
      take(byte)
    }
    if hasBytes {
      if state == .stalledPaste { state = .paste }
      if let until = answersUntil, until <= now { answersUntil = nil }
      deadline = patience.map { now + $0 }
    }
    return output.take()
  }

  /// Ends what has been open until its deadline: a lone ESC is the Esc key, a sequence without an end is dropped, a paste
  /// without an end is handed out as far as it came.
  package mutating func flush(now: Int64) -> [Input] {
    guard let deadline, deadline <= now else { return [] }
    self.deadline = nil
    switch state {
    case .ground: break
    case .paste:
      // What follows may be the rest of the paste: taken for keys, its line ends would send it.
      output.paste(paste.takePart())
      state = .stalledPaste
      self.deadline = now.addingReportingOverflow(Self.pasteEndDelay).partialValue
      return output.take()
    case .stalledPaste: output.paste(paste.takeWhole())
    case .escape: output.press(KeyPress(.escape))
    case .escapeTwice:
      output.press(KeyPress(.escape))
      output.press(KeyPress(.escape))
    case .control: introducerAlone("[")
    case .shift3: introducerAlone("O")
    case .string(let opener): introducerAlone(Character(Unicode.Scalar(opener)))
    case .scalar: replaceScalar()
    case .stringEscape, .mouse, .linuxFunction: break
    }
    toGround()
    return output.take()
  }

  /// After this long without a byte a paste is handed out as far as it came.
  private static let pasteDelay: Int64 = 1_000
  /// After this long again it is over.
  private static let pasteEndDelay: Int64 = 10_000

  /// What the terminal has said of itself since the last call.
  mutating func takeAnswers() -> [TerminalAnswer] {
    defer { answers = [] }
    return answers
  }

  /// On a slow line an answer may come in pieces: Esc and Alt wait this long for the rest of one.
  private static let answerStartDelay: Int64 = 250
  /// What has begun as nothing but an answer can, is waited for as long as one may come at all.
  static let answerDelay: Int64 = 5_000

  /// How long to wait in the present state; nil if nothing is open.
  private var patience: Int64? {
    guard answersUntil != nil else { return usualPatience }
    switch state {
    case .control where buffer.first.map { (0x3C...0x3F).contains($0) } ?? false: return Self.answerDelay
    case .string where !buffer.isEmpty: return Self.answerDelay
    case .escape, .escapeTwice, .string: return max(Self.answerStartDelay, settings.escapeDelay)
    default: return usualPatience
    }
  }

  private var usualPatience: Int64? {
    switch state {
    case .ground: nil
    case .escape, .escapeTwice: settings.escapeDelay
    case .string where buffer.isEmpty: settings.escapeDelay
    // More often a key with Alt than a character that was cut.
    case .scalar where settings.alt == .byte: settings.escapeDelay
    // Nobody types the start of a sequence, so a slow line is the likelier reason.
    case .scalar, .control, .shift3, .string, .stringEscape, .mouse, .linuxFunction: max(250, settings.escapeDelay * 10)
    case .paste, .stalledPaste: Self.pasteDelay
    }
  }

  /// Alt with a key that might have begun a sequence, but did not.
  private mutating func introducerAlone(_ character: Character) {
    guard buffer.isEmpty else { return }
    if isAlt { output.press(KeyPress(.escape)) }
    output.press(KeyPress(.character(character), .alt))
  }

  mutating func toGround() {
    state = .ground
    buffer.removeAll(keepingCapacity: true)
    isAlt = false
  }
}

/// The inputs that a call completes. Text is kept together until its end is known, so that the scalars of a cluster meet.
struct KeyOutput: Sendable {
  private var inputs: [Input] = []
  private var text = String.UnicodeScalarView()

  mutating func type(_ scalar: Unicode.Scalar) { text.append(scalar) }

  mutating func press(_ press: KeyPress) {
    endText()
    inputs.append(.key(press.asReported))
  }

  mutating func focus(gained: Bool) {
    endText()
    inputs.append(.focus(gained: gained))
  }

  mutating func mouse(_ input: MouseInput) {
    endText()
    inputs.append(.mouse(input))
  }

  mutating func paste(_ pasted: String) {
    endText()
    if !pasted.isEmpty { inputs.append(.paste(pasted)) }
  }

  mutating func take() -> [Input] {
    endText()
    defer { inputs = [] }
    return inputs
  }

  private mutating func endText() {
    guard !text.isEmpty else { return }
    inputs.append(contentsOf: String(text).map { .key(KeyPress(.character($0))) })
    text = String.UnicodeScalarView()
  }
}
