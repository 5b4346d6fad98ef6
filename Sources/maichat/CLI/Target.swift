import Configuration
import MaiAgentAPI

/// A key and the host that it was configured with travel together: whether the key that counts belongs to the base URL that
/// counts. README, "Which key goes where", has the table.
struct Target {
  /// What keeps them apart; nothing may be sent then.
  let problems: [ConfigurationProblem]
  /// Whether the base URL that counts is another one than the profile's own.
  private let isElsewhere: Bool

  init(_ settings: Settings, environment: [String: String]) {
    let used = settings.baseURL
    isElsewhere = settings.profileBaseURL.map { !Self.areEqual($0.value, used.value) } ?? false
    switch settings.keySource {
    case .missing: problems = []
    case .environment(let variable):
      // A flag is the last word; a profile that was asked for by its name is one about the profile's own key only.
      guard case .file = used.source, let home = Self.given(environment[Self.variable]),
        !Self.areEqual(home, used.value)
      else {
        problems = []
        return
      }
      problems = [
        ConfigurationProblem(
          file: "\(variable)",
          text:
            "the key belongs to \(Self.shown(home)) (\(Self.variable)), and profile \(settings.profile.value) leads to "
            + "\(Self.shown(used.value)) (\(used.source)): give the profile a key of its own, or unset \(Self.variable)",
          severity: .doubt)
      ]
    case .file, .keyFile, .command:
      let home = settings.profileBaseURL ?? Setting(Settings.defaultBaseURL, .standard)
      guard !Self.areEqual(home.value, used.value) else {
        problems = []
        return
      }
      let place = home.source == .standard ? "since the profile names no base URL" : "\(home.source)"
      problems = [
        ConfigurationProblem(
          file: "\(used.source)",
          text:
            "the key of profile \(settings.profile.value) goes to \(Self.shown(home.value)) (\(place)) only, not to "
            + "\(Self.shown(used.value)): leave \(used.source) out, or set MAIAGENT_API_KEY to the key that belongs there",
          severity: .doubt)
      ]
    }
  }

  /// What a profile says of its own host does not hold at another one: whom to trust, whether the key may go there in plain
  /// text, and who is asked.
  func restrict(_ settings: inout Settings) {
    guard isElsewhere else { return }
    settings.plainHTTP = .loopbackOnly
    settings.certificateFile = nil
    if case .file = settings.chatbot?.source { settings.chatbot = nil }
  }

  private static let variable = "MAIAGENT_BASE_URL"

  /// Whether both lead to one place, however they are spelled. What is no base URL leads nowhere.
  private static func areEqual(_ a: String, _ b: String) -> Bool {
    if a == b { return true }
    guard let a = try? BaseURL(a), let b = try? BaseURL(b) else { return false }
    return a == b
  }

  /// `text` without what is none of anybody's business in it, such as a password.
  private static func shown(_ text: String) -> String {
    (try? BaseURL(text))?.description ?? "an address that cannot be used"
  }

  private static func given(_ text: String?) -> String? {
    guard let text, text.contains(where: { !$0.isWhitespace }) else { return nil }
    return text
  }
}
