import AppState
import ArgumentParser
import ChatModel
import ChatView
import Configuration
import HistoryStore
import MaiAgentNetwork
import System
import Terminal

/// Looks at all that maichat needs and says of each whether it is well, or what to do.
struct DoctorCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check terminal, configuration, history and service; say what to do about what is wrong.")

  @ParentCommand var root: Maichat
  @OptionGroup var common: CommonOptions

  @Flag(help: "Check all of the history file, however long that takes.")
  var full = false

  @Flag(help: "Set a damaged history file aside, under another name, and begin a new one.")
  var repair = false

  func run() throws {
    try Descriptors.require(Descriptors.serving)
    let options = try options()
    if repair, options.readOnly {
      throw CommandFailure(.usage, "--repair writes: it cannot be used with --read-only.")
    }
    let configured = ResolvedConfiguration(common: options)
    var findings: [Finding] = []
    func report(_ new: [Finding]) throws {
      for finding in new { try StandardOutput.write(finding.line) }
      findings += new
    }
    try report([Self.terminal(configured), Self.locale()])
    try report(Self.configuration(configured))
    let path = configured.paths.historyFile
    if !options.readOnly { History.finishCreation(at: path) }
    if repair { try report(Self.repair(path)) }
    try report([Self.history(path, options, full ? .full : .quick)] + Self.leftovers(path))
    try report(Self.service(configured))
    if let worst = findings.compactMap(\.status).first { throw CommandFailure(worst, "") }
  }

  /// One thing that was looked at.
  struct Finding {
    var subject: String
    var text: String
    /// nil where it is well, or only worth knowing.
    var status: ExitStatus?

    init(_ subject: String, _ text: String, _ status: ExitStatus? = nil) {
      self.subject = subject
      self.text = text
      self.status = status
    }

    var line: SafeText {
      let mark: SafeText = status == nil ? "ok  " : "!!  "
      return mark + safe(subject) + SafeText(repeating: " ", count: max(1, 15 - subject.count)) + "\(text)\n"
    }
  }

  private static func terminal(_ configured: ResolvedConfiguration) -> Finding {
    let options = TerminalSession.Options(environment: configured.environment)
    do {
      let report = try TerminalReport(options)
      let size = report.size.map { "\($0.columns.value)x\($0.rows.value), " } ?? "no terminal here, "
      let colors =
        switch report.colors {
        case 0: "no colours"
        case 1 << 24: "24-bit colours"
        default: "\(report.colors) colours"
        }
      let notes = report.notes.map { ". \($0)" }.joined()
      return Finding("terminal", "\(options.terminal), \(size)\(colors)\(notes)")
    } catch { return Finding("terminal", "\(error)", .usage) }
  }

  private static func locale() -> Finding {
    // The program is UTF-8 whatever the locale is; what counts is what the terminal reads.
    let isSaid = TerminalCharacters.said { name in getenv(name).map { String(cString: $0) } } == .all
    if isSaid || TerminalCharacters.of(STDOUT_FILENO) == .all && StandardOutput.isTerminal {
      return Finding("locale", "UTF-8")
    }
    return Finding("locale", "not UTF-8: choose a UTF-8 locale, for example LANG=C.UTF-8.", .usage)
  }

  private static func configuration(_ configured: ResolvedConfiguration) -> [Finding] {
    let settings = configured.settings
    let path = configured.paths.configFile
    let exists = access(path, F_OK) == 0
    var findings: [Finding] = []
    if configured.problems.isEmpty {
      findings.append(Finding("configuration", exists ? path : "\(path) is not there, which is fine"))
    }
    findings += configured.problems.map { Finding("configuration", "\($0)", .usage) }
    findings.append(Finding("profile", "\(settings.profile.value) (\(settings.profile.source))"))

    findings += Keymap.configured(settings.bindings).problems.map { Finding("keys", "\($0)", .usage) }

    let catalog = ThemeCatalog(folder: configured.paths.themesFolder, home: configured.paths.home)
    if let theme = settings.theme {
      let (_, found) = catalog.find(theme.value)
      findings += found.map { Finding("theme", "\($0)", .usage) }
      if found.isEmpty { findings.append(Finding("theme", "\(theme.value) (\(theme.source))")) }
    }
    return findings
  }

  /// Sets a damaged history aside; says so, or why not.
  private static func repair(_ path: String) -> [Finding] {
    guard access(path, F_OK) == 0 else { return [] }
    let history: History
    do { history = try History(path: path, access: .readOnly, sink: NoSink()) } catch {
      return [Finding("repair", error.description, .history)]
    }
    let problem = history.problem
    history.close()
    let damages = problem == nil ? (try? HistoryMaintenance.examine(path, .full).damages) ?? [""] : []
    if problem == nil, damages.isEmpty { return [Finding("repair", "\(path) is whole: there is nothing to repair")] }
    do {
      switch try HistoryMaintenance.setAside(path) {
      case .history(let place): return [Finding("repair", "the damaged history is now \(place); \(path) is a new one")]
      case .log(let place):
        return [Finding("repair", "the log beside \(path) belonged to another file, and is now \(place)")]
      }
    } catch { return [Finding("repair", error.text, .history)] }
  }

  /// What stands beside the history and is not part of it.
  private static func leftovers(_ path: String) -> [Finding] {
    let (damaged, unsaved) = HistoryMaintenance.leftovers(path)
    return damaged.map {
      Finding("set aside", "\($0): a damaged history; `sqlite3 FILE .recover` may save what is in it")
    } + unsaved.map { Finding("unsaved", "\($0): could not be written to the history; `maichat import` takes it") }
  }

  private static func history(_ path: String, _ options: CommonOptions, _ thoroughness: Thoroughness) -> Finding {
    do { try requireHistory(path, options) } catch { return Finding("history", error.message.text, error.status) }
    guard access(path, F_OK) == 0 else { return Finding("history", "\(path) is not there yet; it is made when needed") }
    let history: History
    do { history = try History(path: path, access: .readOnly, sink: NoSink()) } catch {
      return Finding("history", error.description, .history)
    }
    defer { history.close() }
    if let problem = history.problem {
      if problem.kind == .damaged, HistoryMaintenance.hasForeignLog(path) {
        return Finding(
          "history",
          "\(path) is whole, but the log beside it (\(path)-wal) belongs to another file: `maichat doctor --repair` moves the"
            + " log away.", .history)
      }
      return Finding("history", problem.text, .history)
    }
    do {
      let found = try HistoryMaintenance.examine(path, thoroughness)
      if !found.damages.isEmpty {
        let first = found.damages.prefix(3).joined(separator: "; ")
        return Finding(
          "history",
          "\(path) is damaged (\(first)). `maichat doctor --repair` sets it aside; `sqlite3 FILE .recover` may save what is"
            + " in it.", .history)
      }
      var parts = [
        path, "\(found.conversations) conversations, \(found.messages) messages", "\(found.bytes >> 10) KB",
      ]
      if found.freeBytes > max(1 << 20, found.bytes / 5) {
        parts.append("\(found.freeBytes >> 10) KB of it free (maichat vacuum gives them back)")
      }
      switch found.index {
      case .whole: parts.append("search index whole")
      case .building(let percent): parts.append("search index at \(percent) % (built while maichat runs)")
      case .missing: parts.append("no search index (built while maichat runs)")
      }
      parts.append(found.isWhole ? "checked" : "as far as checked in 2 s well (--full checks all)")
      return Finding("history", parts.joined(separator: ", "))
    } catch { return Finding("history", error.text, .history) }
  }

  private static func service(_ configured: ResolvedConfiguration) -> [Finding] {
    let settings = configured.settings
    var findings = [Finding("network", Network.library)]
    if !settings.unusedVariables.isEmpty {
      let names = settings.unusedVariables.joined(separator: ", ")
      findings.append(
        Finding("environment", "\(names) not used: --profile asks for \(settings.profile.value) by its name"))
    }
    guard configured.doubts.isEmpty else {
      return findings + [
        Finding("service", "not asked: it is not certain which one is meant, see above.", .usage)
      ]
    }
    let service: NetworkConfiguration
    do {
      findings.append(Finding("base URL", "\(try configured.baseURL()) (\(settings.baseURL.source))"))
      let environment = NetworkEnvironment(configured.environment)
      findings.append(Finding("proxy", environment.proxyNote(for: try configured.baseURL())))
      if let file = settings.certificateFile {
        findings.append(Finding("certificates", "\(file.value) (ca_file)"))
      } else if let trust = environment.trust {
        let places = [trust.folder, trust.file].compactMap { $0 }.joined(separator: " and ")
        findings.append(Finding("certificates", "\(places) (\(trust.variables.joined(separator: ", ")))"))
      }
      guard let key = try configured.key() else {
        return findings + [
          Finding("key", "none: set MAIAGENT_API_KEY, or start maichat and type one, or try maichat --demo.", .usage)
        ]
      }
      findings.append(Finding("key", "from \(settings.keySource)"))
      service = configured.network(try configured.baseURL(), key: key)
    } catch { return findings + [Finding("service", error.message.text, error.status)] }

    let mailbox: Mailbox
    let network: Network
    do throws(SystemShortage) {
      mailbox = try Mailbox()
      network = try Network(service, sink: mailbox)
    } catch { return findings + [Finding("service", error.description, .requestFailed)] }
    defer { network.shutDown() }
    network.checkReachability(service) { result in
      switch result {
      case .success(let chatbots): _ = mailbox.post(.chatbots(.pageArrived(chatbots, isLast: true)))
      case .failure(let failure): _ = mailbox.post(.chatbots(.failed(failure)))
      }
    }
    while true {
      var descriptor = pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0)
      _ = poll(&descriptor, 1, -1)
      for case .chatbots(let event) in mailbox.take().events {
        switch event {
        case .failed(let failure): return findings + [Finding("service", failure.sentence, .requestFailed)]
        case .pageArrived(let chatbots, _):
          return findings + [Finding("service", "answers, \(chatbots.count) chatbots on its first page")]
            + chatbot(settings.chatbot, among: chatbots)
        }
      }
    }
  }

  private static func chatbot(_ chatbot: Setting<String>?, among chatbots: [Chatbot]) -> [Finding] {
    guard let chatbot else { return [] }
    let meant = chatbots.meant(by: chatbot.value)
    let name = meant.count == 1 ? meant[0].name : nil
    return [Finding("chatbot", "\(chatbot.value) (\(name ?? "not on the first page"), \(chatbot.source))")]
  }
}
