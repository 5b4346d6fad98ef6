import AppState
import Canvas
import ChatModel

@testable import ChatView

/// A client with popups on a screen of dots, whose keys reach the top one alone.
struct PopupHarness {
  var state: State
  var view = PopupStackView(
    keymap: .standard, themes: ["default-dark", "default-light", "high-contrast", "mono", "日本の色"],
    zone: .fixed(secondsEast: 0))
  var size = Size(80, 24)
  var now = monday
  /// What the top popup asked to be run, in order.
  var ran: [ChatCommand] = []
  var commands: [Command] = []

  init(connection: Settings.Connection = .configured, _ popup: (any Popup)? = nil) {
    state = State(
      settings: Settings(service: "api.test", connection: connection, themeName: "mono"),
      identifiers: IdentifierSource(seed: 7), now: now)
    if let popup { user(.popupOpened(AnyPopup(popup))) }
  }

  mutating func user(_ event: UserEvent) { commands += reduce(&state, .user(event), now: now) }
  mutating func outside(_ event: Event) { commands += reduce(&state, .outside(event), now: now) }

  /// What the top popup makes of the key called `name`, without doing it.
  func result(_ name: String) -> InputResult? {
    view.events(for: .key(KeyPress(name: name)!), state: state, size: size, now: now)
  }

  mutating func press(_ names: String...) {
    for name in names { take(.key(KeyPress(name: name)!)) }
  }

  mutating func type(_ text: String) {
    for character in text { take(.key(KeyPress(.character(character)))) }
  }

  mutating func take(_ input: Input) {
    guard let result = view.events(for: input, state: state, size: size, now: now) else { return }
    for event in result.events { user(event) }
    if let command = result.command { ran.append(command) }
    // The loop answers at once with the theme that it found.
    for case .client(.useTheme(let name)) in commands where name != state.settings.themeName {
      outside(.client(.themeChanged(name)))
    }
    commands.removeAll { if case .client(.useTheme) = $0 { true } else { false } }
  }

  static func blank(_ size: Size, _ base: String = ".") -> Frame {
    var frame = Frame(size: size)
    let whole = String(repeating: base, count: max(0, size.columns.value))
    let row = Row([Span(whole)]).clipped(to: size.columns)
    frame.rows = frame.rows.map { _ in row }
    return frame
  }

  /// The popups over a screen of dots.
  func frame(_ base: String = ".") -> Frame {
    var frame = Self.blank(size, base)
    view.draw(state, over: &frame, now: now)
    return frame
  }

  var text: String { frame().rows.map(\.text).joined(separator: "\n") }

  var chosen: Int? {
    (state.top as? any ListPopup)?.list.selected ?? (state.top as? any ScrollingPopup)?.scroll
  }

  var form: SetupForm? {
    state.popups[top: SetupForm.self]
  }

  static let refusal = Failure(
    kind: .unauthorized, status: 401, text: "The service does not know this key.",
    advice: "Copy the key again from the MaiAgent console.")

  static let chatbots = [
    Chatbot(id: ChatbotID("b1"), name: "Front desk", model: "gpt-4o"),
    Chatbot(id: ChatbotID("b2"), name: "人力資源助理（台北辦公室）", model: "claude"),
    Chatbot(id: ChatbotID("b3"), name: "\u{1B}[31mred\u{1B}]0;title\u{7}\u{202E}evil\r\n\tname", model: "\u{9B}2J"),
    Chatbot(
      id: ChatbotID("b4"), name: "A chatbot with a name that is a good deal longer than any row of a popup is wide"),
    Chatbot(id: ChatbotID("b5"), name: "👨‍👩‍👧‍👦 family e\u{301}\u{302}\u{303}\u{304}\u{305}", model: "とても長いモデルの名前です"),
  ]

  /// The picker with `chatbots`, all of them or with more to come.
  static func picking(_ chatbots: [Chatbot] = chatbots, isLast: Bool = true) -> PopupHarness {
    var bench = PopupHarness(ChatbotPicker(purpose: .begin))
    bench.outside(.chatbots(.pageArrived(chatbots, isLast: isLast)))
    return bench
  }

  /// A search as it stands; one that is opened begins a new one.
  static func searching(_ board: SearchSession) -> PopupHarness {
    var bench = PopupHarness()
    bench.state.popups = [board]
    return bench
  }
}
