import AppState
import ChatModel
import HistoryStore
import MaiAgentNetwork
import System

/// Owns the state and hands on what the reducer wants done. Used by the full-screen loop and by `ask`, which differ only in
/// what they show.
final class Engine {
  private(set) var state: State
  /// nil until base URL and key are known.
  private(set) var network: Network?
  private let history: History
  private let mailbox: Mailbox
  /// Carries out what concerns the terminal and the process. What it feeds is reduced at once, so that an editor which has the
  /// terminal for an hour holds up no reply; what that asks of the client waits until the command before it is carried out.
  var performClient: (ClientCommand) -> Void = { _ in }
  private var waiting: [ClientCommand] = []
  private var isPerforming = false

  init(state: State, network: Network?, history: History, mailbox: Mailbox) {
    self.state = state
    self.network = network
    self.history = history
    self.mailbox = mailbox
  }

  deinit { close() }

  /// Closes the network's sockets.
  func close() {
    network?.shutDown()
    network = nil
  }

  /// Reduces one event and hands on the commands, in order; those for the client when the others are under way.
  func feed(_ event: StoreEvent, now: Timestamp) {
    for command in reduce(&state, event, now: now) {
      switch command {
      // The reducer asks for nothing of a service that is not configured.
      case .network(let command): network?.perform(command)
      case .history(let command): history.perform(command)
      case .client(let command): waiting.append(command)
      }
    }
    guard !isPerforming else { return }
    isPerforming = true
    defer { isPerforming = false }
    while !waiting.isEmpty { performClient(waiting.removeFirst()) }
  }

  /// Takes what arrived, at most one turn's worth, and says what it was.
  func takeMail(now: Timestamp) -> [Event] {
    let (events, hasDrained) = mailbox.take()
    for event in events { feed(.outside(event), now: now) }
    if hasDrained { network?.sinkDrained() }
    return events
  }

  /// Feeds the clock if something waits for it.
  func passTime(now: Timestamp) -> Bool {
    guard let deadline = state.deadline, deadline <= now else { return false }
    feed(.timePassed, now: now)
    return true
  }

  /// Asks the service that `configuration` names whether it takes the key, without using either yet.
  func check(
    _ configuration: NetworkConfiguration, deliver: @escaping @Sendable (Result<[Chatbot], Failure>) -> Void
  ) {
    do throws(SystemShortage) {
      let network = if let network { network } else { try Network(configuration, sink: mailbox) }
      self.network = network
      network.checkReachability(configuration, deliver: deliver)
    } catch {
      deliver(.failure(Failure(kind: .unreachable, text: error.description, advice: "Try again.")))
    }
  }

  /// What begins from now on goes to the service of `configuration`.
  func use(_ configuration: NetworkConfiguration) { network?.configure(configuration) }
}
