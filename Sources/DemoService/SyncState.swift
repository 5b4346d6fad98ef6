import FlyingSocks
import System

/// Thrown into work for a client that is not there any more.
struct ClientGone: Error {}

/// Whether the client of one request is still there; work for it waits here, so that its going away ends the wait.
final class SyncState: Sendable {
  private struct Content {
    var isGone = false
    var sleeper: Task<Void, any Error>?
    var watch: Task<Void, Never>?
  }

  private let content = Lock(Content())

  /// Watches `socket` by way of `pool` until `end`.
  init(of socket: ClientSocket?, pool: some AsyncSocketPool) {
    guard let socket else { return }
    let watch = Task { [weak self] in
      while !Task.isCancelled {
        guard
          (try? await pool.suspendSocket(
            Socket(file: Socket.FileDescriptor(rawValue: socket.descriptor)), untilReadyFor: .read)) != nil
        else { return }
        switch socket.look() {
        case .nothing: continue
        // A next request; it says nothing of whether the client still waits for this one.
        case .hasBytes: return
        case .hungUp: return self?.clientLeft() ?? ()
        }
      }
    }
    content.withLock { $0.watch = watch }
  }

  deinit { end() }

  /// The request is answered; nobody watches its socket any more.
  func end() { content.withLock { $0.watch }?.cancel() }

  private func clientLeft() {
    let sleeper = content.withLock { content in
      content.isGone = true
      return content.sleeper
    }
    sleeper?.cancel()
  }

  /// Throws `ClientGone` if the client hung up.
  func check() throws {
    if content.withLock({ $0.isGone }) { throw ClientGone() }
  }

  /// Waits until `moment`, or for ever; throws as soon as the client hangs up or the task is cancelled.
  func sleep(until moment: ContinuousClock.Instant?) async throws {
    let sleeper = Task {
      repeat { try await Task.sleep(until: moment ?? .now + .seconds(3600), clock: .continuous) } while moment == nil
    }
    let isGone = content.withLock { content in
      content.sleeper = sleeper
      return content.isGone
    }
    if isGone { sleeper.cancel() }
    defer { content.withLock { $0.sleeper = nil } }
    do {
      try await withTaskCancellationHandler {
        try await sleeper.value
      } onCancel: {
        sleeper.cancel()
      }
    } catch {
      try check()
      throw error
    }
  }

  func sleep(for length: Duration) async throws {
    if length > .zero { try await sleep(until: .now + length) }
  }
}
