import AppState
import ChatModel
import HistoryStore
import System
import TestSupport
import Testing

@testable import maichat

@Suite struct EngineTests {
  private let folder = TestFolder()

  private func engine() throws -> Engine {
    let mailbox = try Mailbox()
    let state = State(
      settings: Settings(service: "api.test"), identifiers: IdentifierSource(seed: 1), now: Timestamp(milliseconds: 0))
    return Engine(
      state: state, network: nil,
      history: try History(path: folder.path("history.sqlite"), access: .readOnly, sink: mailbox),
      mailbox: mailbox)
  }

  /// Else a notice about a copy would stand before the copy was tried, and a second command would cut into the first.
  @Test func whatACommandAsksForWaitsForItsEnd() throws {
    let (engine, now) = (try engine(), Timestamp(milliseconds: 1))
    var steps: [String] = []
    engine.performClient = { [unowned engine] command in
      guard case .copy(let text) = command else { return }
      steps.append("begin \(text)")
      if text == "one" { engine.feed(.user(.copying(.text("two"))), now: now) }
      steps.append("end \(text)")
    }
    engine.feed(.user(.copying(.text("one"))), now: now)
    #expect(steps == ["begin one", "end one", "begin two", "end two"])
  }

  /// An editor has the terminal for as long as it likes: replies are written down meanwhile.
  @Test func whatArrivesDuringACommandIsReducedAtOnce() throws {
    let (engine, now) = (try engine(), Timestamp(milliseconds: 1))
    var notice: String?
    engine.performClient = { [unowned engine] command in
      guard case .copy = command else { return }
      engine.feed(.user(.noticed("arrived")), now: now)
      notice = engine.state.notice?.text
    }
    engine.feed(.user(.copying(.text("one"))), now: now)
    #expect(notice == "arrived")
  }
}
