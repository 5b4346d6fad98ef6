import AppState
import ChatModel
import Configuration
import DemoService
import HistoryStore
import MaiAgentAPI
import MaiAgentNetwork
import System

/// The rooms of one running client, wired up: configuration, mailbox, network, history, and the sandbox of a demo.
final class Client {
  let configured: ResolvedConfiguration
  let mailbox: Mailbox
  let history: History
  /// Where the history file stands.
  let historyPath: String
  /// How the service is reached; nil until base URL and key are known.
  let service: NetworkConfiguration?
  let kind: AppState.Settings.Kind
  private let sandbox: SandboxServer?
  /// The demo's own history, which goes with it.
  private let temporaryFolder: TemporaryFolder?
  /// Takes what cannot be written to the history.
  let rescue: RescueFile
  private var isClosed = false
  /// What could not be written, once that is known.
  private var unwritten: Unwritten?

  /// Opens what `kind` needs. A missing key is no failure here; a wrong base URL, a key that cannot be fetched and a port
  /// that cannot be had are.
  init(common: CommonOptions, kind: AppState.Settings.Kind) throws(CommandFailure) {
    self.kind = kind
    try Descriptors.require(Descriptors.everything)
    do { mailbox = try Mailbox() } catch { throw CommandFailure(error) }
    configured = ResolvedConfiguration(common: common)
    var path = configured.paths.historyFile
    switch kind {
    case .service:
      if configured.access == .readOnly {
        // Nothing is sent: the key is not even asked for.
        service = nil
      } else {
        let base = try configured.baseURL()
        service = try configured.key().map { [configured] in configured.network(base, key: $0) }
      }
      (sandbox, temporaryFolder) = (nil, nil)
    case .demo:
      let server: SandboxServer
      do { server = try SandboxServer.start(SandboxServer.Options(samples: .conversations)) } catch {
        throw CommandFailure(.requestFailed, "the sandbox does not start: \(safe("\(error)"))")
      }
      sandbox = server
      service = try Self.demoService(server, configured: configured)
      temporaryFolder = common.dataDir == nil ? try Self.makeTemporaryFolder() : nil
      if let temporaryFolder { path = "\(temporaryFolder.path)/history.sqlite" }
    }
    historyPath = path
    let access = configured.access
    if access == .readWrite { History.finishCreation(at: path) }
    let rescue = RescueFile(beside: path, home: configured.paths.home, sink: mailbox)
    self.rescue = rescue
    do {
      history = try History(path: path, access: access, sink: mailbox, rescue: { rescue.keep($0) })
    } catch {
      // Nobody closes what was never whole.
      sandbox?.stop(within: 1)
      temporaryFolder?.remove()
      throw CommandFailure(error, .history)
    }
  }

  private static func demoService(
    _ server: SandboxServer, configured: ResolvedConfiguration
  ) throws(CommandFailure) -> NetworkConfiguration {
    do {
      // No word that anybody writes: the key is taken out of whatever is shown.
      guard let key = APIKey("maichat-demo-key") else { preconditionFailure("a plain word is a key") }
      return configured.network(try BaseURL(server.baseURL), key: key)
    } catch { throw CommandFailure(.requestFailed, "the sandbox's address: \(error)") }
  }

  private static func makeTemporaryFolder() throws(CommandFailure) -> TemporaryFolder {
    let parent = TemporaryFolder.parent(ProcessEnvironment.variables)
    guard let folder = TemporaryFolder(.demo, in: parent) else {
      throw CommandFailure(.history, "no folder for the demo's history in \(safe(parent)): \(systemReason()).")
    }
    return folder
  }

  deinit { close() }

  /// Writes what waits, and ends what runs. May be repeated. Returns what could not be written; of a demo, which forgets its
  /// history, nothing.
  @discardableResult func close(patience: Int64 = History.closingPatience) -> Unwritten {
    guard !isClosed else { return Unwritten() }
    isClosed = true
    let left = endWriting(patience: patience)
    // Whoever leaves the demo does not wait for a thread that the system refuses.
    sandbox?.stop(within: 1)
    temporaryFolder?.remove()
    return left
  }

  /// Writes what waits and lets go of the history, and waits for nothing else. Returns what could not be written; of a demo,
  /// which forgets its history, nothing.
  func endWriting(patience: Int64 = History.closingPatience) -> Unwritten {
    if let unwritten { return unwritten }
    var left = history.endWriting(patience: patience)
    let isCertain = left.problem.map { $0.kind == .replaced || $0.kind == .locked } ?? false
    if !left.isEmpty, !isCertain, isKept(left) { left = Unwritten() }
    if temporaryFolder != nil { left = Unwritten() }
    unwritten = left
    return left
  }

  /// What the store has to know of the configuration.
  var storeSettings: AppState.Settings {
    let settings = configured.settings
    let isDemo = kind == .demo
    var store = AppState.Settings(
      profile: isDemo ? "demo" : settings.profile.value,
      service: isDemo ? "sandbox" : service?.baseURL.host ?? "",
      // The demo's port is another one each time, and always the same service.
      host: isDemo ? HostURL("demo") : service.map { HostURL($0.baseURL.description) },
      chatbot: isDemo ? ChatbotID(SandboxServer.guide) : settings.chatbot.map { ChatbotID($0.value) },
      mode: settings.mode,
      access: configured.access,
      connection: service == nil ? .missing : .configured,
      kind: kind)
    if let chatbot = store.chatbot, settings.chatbot?.source == .flag("--chatbot"), !isDemo, !chatbot.isComplete {
      (store.chatbot, store.wantedChatbot) = (nil, chatbot.rawValue)
    }
    let home = configured.environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/"
    store.profiles = configured.profiles
    store.saving = DownloadFolders.here(home: home, environment: configured.environment)
    store.attachments = AttachmentLimits(bytes: settings.attachmentBytes, count: settings.attachmentCount)
    return store
  }

  /// What the store begins with. A conversation that goes on decides by itself who is asked; a new one goes to the
  /// configured chatbot, else to the one last talked to.
  func initialState(now: Timestamp) throws(HistoryProblem) -> State {
    let restored = try history.restored(conversations: 200, messages: State.pageSize)
    var settings = storeSettings
    if settings.chatbot == nil, settings.wantedChatbot == nil {
      settings.chatbot =
        restored.headers.filter { header in
          header.profile == settings.profile && header.chatbot != nil
            && (header.host == nil || settings.host == nil || header.host == settings.host)
        }
        .max { $0.lastActivity < $1.lastActivity }?.chatbot
    }
    var state = State(settings: settings, identifiers: try randomIdentifiers(historyPath), now: now)
    state.restore(
      session: restored.session, headers: restored.headers, drafts: restored.drafts, isWholeList: restored.isWholeList,
      layouts: restored.layouts, open: restored.open.map { ($0.id, $0.messages, $0.hasEarlier, $0.scroll) })
    state.stash = restored.stash
    state.bookmarks = Bookmarks(stars: restored.stars, marks: restored.marks)
    return state
  }

  /// An engine for `state`, with the network where the service is known.
  func engine(state: State) throws(CommandFailure) -> Engine {
    let network: Network?
    do throws(SystemShortage) {
      network = if let service { try Network(service, sink: mailbox) } else { nil }
    } catch { throw CommandFailure(error) }
    return Engine(state: state, network: network, history: history, mailbox: mailbox)
  }
}

/// Identifiers that nobody else makes; without random numbers the history at `path` cannot be used.
func randomIdentifiers(_ path: String) throws(HistoryProblem) -> IdentifierSource {
  do { return try .random() } catch {
    throw HistoryProblem(kind: .inaccessible, text: "The history cannot be used: \(error). (\(path))")
  }
}
