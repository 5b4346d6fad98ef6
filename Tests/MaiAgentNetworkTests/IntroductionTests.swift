import ChatModel
import MaiAgentNetwork
import TestSupport
import Testing

extension Recorder {
  fileprivate func introduction(_ chatbot: String = "b1") -> [IntroductionEvent] {
    all.compactMap { if case .introduction(ChatbotID(chatbot), let event) = $0 { event } else { nil } }
  }
}

@Suite struct IntroductionTests {
  @Test func theChatbotIsAskedForItsWebChatAndThatForTheGreeting() throws {
    let rig = try Rig(
      ScriptedServer { request in
        switch request.target {
        case "/api/v1/chatbots/b1/": [.respond(200, [], #"{"id":"b1","apiWebChatId":"c1"}"#)]
        case "/api/v1/web-chats/c1/":
          [.respond(200, [], #"{"displayGreeting":"Hi","displayConversationStarters":["A?","B?"]}"#)]
        default: [.respond(404)]
        }
      })
    rig.network.perform(.loadIntroduction(ChatbotID("b1")))
    #expect(waitUntil { !rig.sink.introduction().isEmpty })
    #expect(rig.sink.introduction() == [.arrived(ChatbotIntroduction(greeting: "Hi", starters: ["A?", "B?"]))])
    #expect(rig.server.log.requests.count == 2)
  }

  @Test func aChatbotWithoutAWebChatHasNoGreetingAndOtherAnswersFailOnce() throws {
    let rig = try Rig(
      ScriptedServer { request in
        switch request.target {
        case "/api/v1/chatbots/b1/": [.respond(200, [], #"{"id":"b1"}"#)]
        case "/api/v1/chatbots/b2/": [.respond(403, [], #"{"detail":"No."}"#)]
        case "/api/v1/chatbots/b3/": [.respond(200, [], #"{"apiWebChatId":"c3"}"#)]
        case "/api/v1/web-chats/c3/": [.respond(200, [("Content-Type", "text/html")], "<html>")]
        default: [.close]
        }
      })
    for id in ["b1", "b2", "b3", "b4"] { rig.network.perform(.loadIntroduction(ChatbotID(id))) }
    for id in ["b1", "b2", "b3", "b4"] { #expect(waitUntil { !rig.sink.introduction(id).isEmpty }, "\(id)") }
    #expect(rig.sink.introduction("b1") == [.arrived(ChatbotIntroduction())])
    for (id, kind) in [("b2", Failure.Kind.forbidden), ("b3", .malformed), ("b4", .interrupted)] {
      let events = rig.sink.introduction(id)
      let failure = try #require(
        matched(events.first) { if case .failed(let failure)? = $0 { failure } else { nil } }, "\(id): \(events)")
      #expect(failure.kind == kind && events.count == 1, "\(id): \(events)")
    }
  }

  @Test func aMessageIsAskedForItsSources() throws {
    let rig = try Rig(
      ScriptedServer([
        .respond(
          200, [],
          #"{"id":"m1","content":"Nine.","feedback":null,"citations":[{"filename":"h.pdf","file":"https://f.test/h"},{"filename":"h.pdf","file":"https://f.test/h"}],"#
            + #""citationNodes":[{"chatbotTextNode":{"text":"Open.","filename":"h.pdf"},"displayScore":"83%"}]}"#)
      ]))
    rig.network.perform(.loadSources(MessageID("m"), RemoteMessageID("m1")))
    func said() -> [SourcesEvent] {
      rig.sink.all.compactMap { if case .sources(MessageID("m"), let event) = $0 { event } else { nil } }
    }
    #expect(waitUntil { !said().isEmpty })
    #expect(
      said() == [.arrived([Citation(filename: "h.pdf", file: "https://f.test/h", passage: "Open.", score: "83%")])])
    #expect(rig.server.log.requests.map(\.target) == ["/api/v1/messages/m1/"])
  }
}
