import Canvas
import ChatModel
import ChatView
import Configuration
import System
import Terminal

/// Shows what each key press sends, on a terminal in the modes that the full screen uses, until the user has had enough.
struct KeyTest {
  private let options: TerminalSession.Options
  private let keymap: Keymap

  init(_ configured: ResolvedConfiguration, keymap: Keymap) {
    options = configured.terminalOptions()
    self.keymap = keymap
  }

  func run() throws {
    guard StandardInput.isTerminal, StandardOutput.isTerminal else {
      throw CommandFailure(.usage, "--test needs a terminal.")
    }
    let signals: SignalSource
    let probe: KeyProbe
    do {
      signals = try SignalSource()
      probe = try KeyProbe(options)
    } catch { throw CommandFailure(.usage, "\(error)") }
    defer { probe.close() }
    var report = KeyTestReport(keymap)
    for line in KeyTestReport.introduction { probe.say(line) }
    while !report.isOver {
      let timeout = probe.inputDeadline.map { Int32(max(0, min($0 - readClock().milliseconds, 60_000))) } ?? -1
      var descriptors = [
        pollfd(fd: probe.inputDescriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      _ = poll(&descriptors, nfds_t(descriptors.count), timeout)
      for signal in signals.read() {
        switch signal {
        case .stop: probe.suspend()
        case .windowChanged, .continued: break
        case .interrupt, .hangup, .terminate, .quit:
          probe.close()
          exit(128 + signal.number)
        }
      }
      let (arrivals, isOpen) = probe.read(now: readClock().milliseconds)
      for arrival in arrivals where !report.isOver { report.lines(for: arrival).forEach(probe.say) }
      guard isOpen else { exit(128 + SIGHUP) }
    }
  }
}

/// The words of the key test: what arrived -> lines.
struct KeyTestReport {
  private var meaning: KeyMeaning
  /// Whether a key that ends the test came twice in a row.
  private(set) var isOver = false
  private var last: KeyPress?
  private static let ending = ["Esc", "Ctrl-C", "Ctrl-D"].compactMap(KeyPress.init(name:))

  static let introduction = [
    "Press keys, and see what the terminal sends, what the key is called, and what it runs.",
    "Esc twice, Ctrl-C twice or Ctrl-D twice ends the test.", "",
    line("bytes", "key", "runs"),
  ]

  init(_ keymap: Keymap) { meaning = KeyMeaning(keymap) }

  /// What to say of `arrival`.
  mutating func lines(for arrival: KeyRecorder.Arrival) -> [String] {
    var bytes = Self.escaped(arrival.bytes)
    if arrival.inputs.isEmpty {
      last = nil
      return [Self.line(bytes, "–", "no key: an answer of the terminal, or unknown")]
    }
    var lines: [String] = []
    for input in arrival.inputs where !isOver {
      lines.append(line(for: input, bytes))
      bytes = ""
    }
    return lines
  }

  private mutating func line(for input: Input, _ bytes: String) -> String {
    guard case .key(let press) = input else {
      last = nil
      switch input {
      case .paste(let text): return Self.line(bytes, "paste", "\(text.count) characters, to the text")
      case .focus(let gained): return Self.line(bytes, "focus", gained ? "gained" : "lost")
      case .mouse(let input):
        return Self.line(
          bytes, "mouse",
          "\(input.action) in column \(input.position.column.value + 1), row \(input.position.row.value + 1)"
        )
      case .key: return ""
      }
    }
    isOver = press == last && Self.ending.contains(press)
    last = press
    return Self.line(bytes, safe(press.name).text, meaning.meaning(of: press))
  }

  /// `bytes` as they would stand in a string of C; a long paste is cut.
  static func escaped(_ bytes: [UInt8]) -> String {
    let most = 40
    let text = bytes.prefix(most).map { byte in
      switch byte {
      case 0x1B: "\\e"
      case 0x5C: "\\\\"
      case 0x20...0x7E: String(UnicodeScalar(byte))
      default: "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }.joined()
    return bytes.count > most ? "\(text)… (\(bytes.count) bytes)" : text
  }

  private static func line(_ bytes: String, _ key: String, _ runs: String) -> String {
    func padded(_ text: String, _ columns: Int) -> String {
      text + String(repeating: " ", count: max(1, columns - TerminalText(text).columns.value))
    }
    return padded(bytes, 20) + padded(key, 17) + runs
  }
}
