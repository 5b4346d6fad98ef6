import AppState
import Canvas
import ChatModel
import Configuration
import MaiAgentAPI
import MaiAgentNetwork
import System
import Terminal

/// What flags, environment and configuration file say together.
struct ResolvedConfiguration {
  let environment: [String: String]
  let paths: ConfigurationPaths
  let settings: Configuration.Settings
  /// What is wrong in the file, the flags and the environment; what is wrong does not count.
  let problems: [ConfigurationProblem]
  /// The profiles of the file, by name.
  let profiles: [ConfiguredProfile]
  let access: Access
  /// The files with the keys and the certificates of all profiles.
  private let profileFiles: [String]

  /// Reads the configuration file. Nothing is sent, and no key is fetched.
  init(common: CommonOptions, environment: [String: String] = ProcessEnvironment.variables) {
    self.environment = environment
    paths = ConfigurationPaths(
      environment: environment, home: ConfigurationPaths.home(environment: environment), configFile: common.config,
      dataFolder: common.dataDir)
    let (values, problems) = ConfigurationFile.load(
      paths.configFile, home: paths.home, absence: common.config == nil ? .allowed : .reported)
    let flags = Configuration.Settings.Flags(
      profile: common.profile, baseURL: common.baseURL, chatbot: common.chatbot, theme: common.theme)
    var settings = Configuration.Settings.resolve(flags: flags, environment: environment, file: values)
    let target = Target(settings, environment: environment)
    target.restrict(&settings)
    self.settings = settings
    self.problems =
      common.emptyFlags + problems + Self.addresses(of: values, used: settings) + settings.problems + target.problems
    profileFiles = values.profiles.values.flatMap { [$0.apiKeyFile, $0.certificateFile] }.compactMap { $0 }
    profiles = values.profiles.keys.sorted().map { [environment] name in
      // As it is in use, or as it would be by its name.
      let own =
        name == settings.profile.value
        ? settings
        : Configuration.Settings.resolve(
          flags: Configuration.Settings.Flags(profile: name), environment: environment, file: values)
      var host = (try? BaseURL(own.baseURL.value))?.host ?? "no base URL that can be used"
      switch own.baseURL.source {
      case .flag(let source), .environment(let source): host += " by \(source)"
      case .file, .standard: break
      }
      return ConfiguredProfile(name: name, host: host, key: own.keySource.words)
    }
    access = common.readOnly ? .readOnly : .readWrite
  }

  /// What is wrong with the base URLs of profiles: with that of the profile in use it is open where anything goes.
  private static func addresses(
    of values: ConfigurationFile, used settings: Configuration.Settings
  ) -> [ConfigurationProblem] {
    values.profiles.sorted { $0.key < $1.key }.compactMap { name, profile in
      guard let address = profile.baseURL else { return nil }
      do throws(BaseURLProblem) {
        _ = try BaseURL(address)
        return nil
      } catch {
        let line = profile.lines["base_url"]
        let isUsed = name == settings.profile.value && settings.baseURL.source == .file(values.path, line: line)
        return ConfigurationProblem(
          file: values.path, line: line, key: "profiles.\(name).base_url", text: "\(error)",
          severity: isUsed ? .doubt : .mistake)
      }
    }
  }

  /// Does `work` with texts measured as the terminal's font has them (`ambiguous_width`).
  func measuring<Result>(_ work: () throws -> Result) rethrows -> Result {
    try AmbiguousWidth.$isWide.withValue(settings.ambiguousWidth == 2, operation: work)
  }

  /// What nothing is written over that somebody names, where the history is the file at `history`, or the usual one.
  func reserved(history: String? = nil) -> ReservedPlaces {
    ReservedPlaces(
      history: history ?? paths.historyFile,
      files: (history == nil ? [] : [paths.historyFile]) + [paths.configFile, paths.logFile, paths.copyFile]
        + profileFiles,
      folders: [paths.keysFolder, paths.themesFolder])
  }

  /// The themes there are.
  var themes: ThemeCatalog { ThemeCatalog(folder: paths.themesFolder, home: paths.home) }

  /// How the terminal is to be used.
  func terminalOptions() -> TerminalSession.Options {
    var options = TerminalSession.Options(environment: environment)
    options.escapeDelay = Int64(settings.escapeDelay)
    options.alt = settings.alt
    options.mouse = settings.usesMouse ? .reported : .left
    options.screen.marksLinks = settings.marksLinks ?? options.screen.marksLinks
    options.screen.keyboard = settings.keyboard
    options.screen.background = settings.theme == nil ? .asked : .unasked
    return options
  }

  /// Tells the shell what is wrong but does not stand in the way of a command that sends nothing.
  func sayProblems() {
    for problem in problems { StandardError.say("maichat: \(safe("\(problem)"))") }
  }

  /// The same for a command that sends something: throws where it is in doubt to whom.
  func sayProblemsOrRefuse() throws(CommandFailure) {
    for problem in problems where problem.severity != .doubt { StandardError.say("maichat: \(safe("\(problem)"))") }
    try requireTarget()
  }

  /// What leaves open which service is meant. Where there is any, nothing may be sent.
  var doubts: [ConfigurationProblem] { problems.filter { $0.severity == .doubt } }

  /// Throws a usage failure with all doubts, a line for each.
  func requireTarget() throws(CommandFailure) {
    guard !doubts.isEmpty else { return }
    throw CommandFailure(doubts)
  }

  /// Where the service is. Throws a usage failure that names what is wrong with it, or leaves it in doubt.
  func baseURL() throws(CommandFailure) -> BaseURL {
    try requireTarget()
    do { return try BaseURL(settings.baseURL.value) } catch {
      throw CommandFailure([
        ConfigurationProblem(file: "\(settings.baseURL.source)", text: "\(error)", severity: .doubt)
      ])
    }
  }

  /// The key, from wherever it comes; nil where none is configured. May wait for a command that asks a person.
  func key() throws(CommandFailure) -> APIKey? {
    try requireTarget()
    var signals: SignalSource?
    if case .command(let command) = settings.keySource {
      if StandardError.isTerminal {
        StandardError.say("maichat: asking \(safe(command.name)) for the key; Ctrl-C gives up.")
      }
      // The command must not outlive a client that is asked to end.
      signals = try? SignalSource([.interrupt, .terminate, .hangup, .quit])
    }
    do {
      let (secret, warnings) = try settings.loadKey(environment: environment, cancellation: signals?.descriptor)
      for warning in warnings { StandardError.say("maichat: \(safe("\(warning)"))") }
      return secret.flatMap { APIKey($0.revealed, scheme: settings.keyScheme) }
    } catch {
      if error.isCancelled { throw CommandFailure(.interrupted, "") }
      var problem = error
      problem.severity = .doubt
      throw CommandFailure([problem])
    }
  }

  /// How the service at `base` is reached with `key`.
  func network(_ base: BaseURL, key: APIKey) -> NetworkConfiguration {
    var network = NetworkConfiguration(
      baseURL: base, key: key, connectTimeout: Milliseconds(Int64(settings.connectTimeout)),
      silenceTimeout: Milliseconds(Int64(settings.silenceTimeout)), caFile: settings.certificateFile?.value,
      plainHTTP: settings.plainHTTP, userAgent: "maichat/\(Maichat.version)",
      downloadLimit: settings.downloadBytes, environment: NetworkEnvironment(environment))
    network.reserved = reserved()
    return network
  }

  /// How the configured service is reached. Throws a usage failure that names what is missing.
  func service() throws(CommandFailure) -> NetworkConfiguration {
    let base = try baseURL()
    guard let key = try key() else {
      throw CommandFailure(
        .usage,
        "no API key: set MAIAGENT_API_KEY, or name a key in \(safe(paths.configFile)), or start `maichat` and type it.")
    }
    return network(base, key: key)
  }
}
