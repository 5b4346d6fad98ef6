import AppState
import ChatModel
import Testing

@Suite struct SourcesTests {
  private let id = MessageID("m")
  private let now = Timestamp(milliseconds: 1_760_000_000_000)
  private let citations = [Citation(filename: "a.pdf", passage: "One.")]

  private var state: State {
    var state = State(settings: Settings(chatbot: ChatbotID("b")), identifiers: IdentifierSource(seed: 1), now: now)
    let place = state.pane.conversation!
    state.conversations[place]!.messages = [
      Message(id: id, remoteID: RemoteMessageID("r"), author: .assistant, text: "Nine.", createdAt: now)
    ]
    return state
  }

  private func take(_ state: inout State, _ event: SourcesEvent) -> [Command] {
    reduce(&state, .outside(.sources(id, event)), now: now)
  }

  @Test func `sources that come later are kept and shown`() {
    var state = state
    let place = state.pane.conversation!
    #expect(
      reduce(&state, .user(.transcript(.sourcesRequested(id))), now: now) == [
        .network(.loadSources(id, RemoteMessageID("r")))
      ])
    // Asked once while nothing has come.
    #expect(reduce(&state, .user(.transcript(.sourcesRequested(id))), now: now) == [])
    let revision = state.conversations[place]!.messages[0].revision
    let commands = take(&state, .arrived(citations))
    #expect(state.conversations[place]!.messages[0].citations == citations)
    #expect(state.conversations[place]!.messages[0].revision == revision + 1)
    #expect(commands == [.history(.saveMessage(place, state.conversations[place]!.messages[0]))])
    #expect(state.popups == [SourcesPopup(sources: CitedSource.list(citations))])
    // What nobody asked for changes nothing.
    #expect(take(&state, .arrived([])) == [])
    #expect(state.conversations[place]!.messages[0].citations == citations)
  }

  @Test func `none, and a failure, are said`() {
    var state = state
    _ = reduce(&state, .user(.transcript(.sourcesRequested(id))), now: now)
    #expect(take(&state, .arrived([])) == [])
    #expect(state.notice?.text == "The service names no sources for this message.")
    _ = reduce(&state, .user(.transcript(.sourcesRequested(id))), now: now)
    _ = take(&state, .failed(Failure(kind: .server, text: "It broke.", advice: "Try again.")))
    #expect(state.notice?.text == "The sources cannot be read: It broke. Try again.")
    #expect(state.popups.isEmpty)
  }

  @Test func `nothing opens over what the user does meanwhile`() {
    var state = state
    _ = reduce(&state, .user(.transcript(.sourcesRequested(id))), now: now)
    _ = reduce(&state, .user(.opened(QuittingQuestion())), now: now)
    _ = take(&state, .arrived(citations))
    #expect(state.popups == [QuittingQuestion()])
  }
}
