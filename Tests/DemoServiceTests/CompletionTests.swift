import TestSupport
import Testing

@testable import DemoService

@Suite struct CompletionTests {
  @Test func aStreamIsExactlyWhatTheServiceSends() async throws {
    try await withSandbox { server throws in
      let client = try server.send(
        "POST", "/api/v1/chatbots/\(echo)/completions/", body: SandboxServer.question("Hi 漢字!", stream: true))
      #expect(try client.readToEnd() == .closed)
      let answer = Answer(client.received)
      let id = answer.conversation
      #expect(answer.status == 200)
      #expect(answer.isWhole)
      #expect(answer.headers["content-type"] == "text/event-stream; charset=utf-8")
      #expect(answer.headers["transfer-encoding"] == "chunked")
      #expect(
        answer.text == """
          data: {"content":"Hi 漢","conversation_id":"\(id)","done":false}

          data: {"content":"字!","conversation_id":"\(id)","done":false}

          data: {"content":"","conversation_id":"\(id)","done":true}


          """)
    }
  }

  @Test func aWholeAnswerIsExactlyWhatTheServiceSends() async throws {
    try await withSandbox { server throws in
      let answer = try server.ask("say \"this\"\n", stream: false)
      #expect(answer.status == 200)
      #expect(answer.isWhole)
      #expect(answer.headers["content-type"] == "application/json")
      #expect(
        answer.text
          == "{\"content\": \"say \\\"this\\\"\\n\", \"conversationId\": \"\(answer.conversation)\", \"done\": true}")
      #expect(answer.conversation.count == 36)
    }
  }

  @Test func bothSpellingsOfTheFlagWork() async throws {
    try await withSandbox { server throws in
      for (body, type) in [
        ("{\"message\":{\"content\":\"a\"},\"is_streaming\":true}", "text/event-stream; charset=utf-8"),
        ("{\"message\":{\"content\":\"a\"},\"isStreaming\":true}", "text/event-stream; charset=utf-8"),
        ("{\"message\":{\"content\":\"a\"},\"isStreaming\":false,\"what\":[{}]}", "application/json"),
        ("{\"conversationId\":\"ignored\",\"message\":{\"content\":\"a\",\"role\":\"user\"}}", "application/json"),
      ] {
        let answer = try server.request("POST", "/api/v1/chatbots/\(echo)/completions/", body: Array(body.utf8))
        #expect(answer.headers["content-type"] == type, "\(body)")
      }
    }
  }

  @Test func aConversationGoesOnAndCanBeRead() async throws {
    try await withSandbox { server throws in
      let id = try server.ask("one", stream: true).conversation
      #expect(try server.ask("two", conversation: id, stream: false).conversation == id)
      let list = try server.request("GET", "/api/v1/messages/?conversation=\(id)").json
      #expect(list.results("content") == ["two", "two", "one", "one"])
      #expect(list.results("type") == ["outgoing", "incoming", "outgoing", "incoming"])
      #expect(list["results"]?.items[0]["sender"]?["id"]?.number == 41)
      let times = list.results("createdAt")
      #expect(times.allSatisfy { $0.count == 13 && Int($0) != nil })
      #expect(times == times.sorted(by: >))
      let message = try #require(list.results("id").first)
      #expect(try server.request("GET", "/api/v1/messages/\(message)/").json["content"]?.text == "two")
      let first = try server.request("GET", "/api/v1/messages/?conversation=\(id)&pageSize=3").json
      let next = try #require(first["next"]?.text)
      // What comes meanwhile does not shift the pages.
      _ = try server.ask("three", conversation: id, stream: false)
      let second = try server.request("GET", String(next.dropFirst("http://127.0.0.1:\(server.port)".count))).json
      #expect(second.results("content") == ["one"])
      #expect(second["next"] == .null)
      let conversation = try server.request("GET", "/api/v1/conversations/\(id)/").json
      #expect(conversation["title"]?.text == "one")
      #expect(conversation["lastMessage"]?["content"]?.text == "three")
    }
  }

  @Test func messagesCanComeOldestFirst() async throws {
    let options = SandboxServer.Options(rate: 0, wire: SandboxServer.Wire(messageOrder: .oldestFirst))
    try await withSandbox(options) { server throws in
      let id = try server.ask("one", stream: false).conversation
      _ = try server.ask("two", conversation: id, stream: false)
      let page = try server.request("GET", "/api/v1/messages/?conversation=\(id)&pageSize=3").json
      #expect(page.results("content") == ["one", "one", "two"])
      let next = try #require(page["next"]?.text)
      let rest = try server.request("GET", String(next.dropFirst("http://127.0.0.1:\(server.port)".count))).json
      #expect(rest.results("content") == ["two"])
    }
  }

  @Test func aWrongQuestionIsRefusedByField() async throws {
    try await withSandbox { server throws in
      func refusal(_ body: String) throws -> String {
        let answer = try server.request("POST", "/api/v1/chatbots/\(echo)/completions/", body: Array(body.utf8))
        return "\(answer.status) \(answer.text)"
      }
      #expect(try refusal("{}") == "400 {\"message\": [\"This field is required.\"]}")
      #expect(try refusal("{\"message\":{}}") == "400 {\"message\": {\"content\": [\"This field is required.\"]}}")
      #expect(
        try refusal("{\"message\":{\"content\":5}}") == "400 {\"message\": {\"content\": [\"Not a valid string.\"]}}")
      #expect(
        try refusal("{\"message\":{\"content\":\" \"}}")
          == "400 {\"message\": {\"content\": [\"This field may not be blank.\"]}}")
      #expect(
        try refusal("{\"conversation\":\"unknown\",\"message\":{\"content\":\"a\"}}")
          == "404 {\"detail\": \"Not found.\"}")
      #expect(
        try refusal("{\"conversation\":7,\"message\":{\"content\":\"a\"}}")
          == "400 {\"conversation\": [\"Must be a valid UUID.\"]}")
      let unknown = try server.request(
        "POST", "/api/v1/chatbots/unknown/completions/", body: SandboxServer.question("a", stream: true))
      #expect(unknown.status == 404)
    }
  }

  @Test func theTourComesFirstWithItsSources() async throws {
    try await withSandbox { server throws in
      let first = try server.ask("Hello", of: tourGuide, stream: true)
      #expect(first.streamedText == DemoScript.text)
      #expect(first.events.last?["done"] == .bool(true))
      #expect(first.events.last?["citations"]?.items.compactMap { $0["filename"]?.text }.count == 2)
      #expect(first.events.dropLast().allSatisfy { $0["citations"] == nil && $0["done"] == .bool(false) })
      let second = try server.ask("Hello", of: tourGuide, conversation: first.conversation, stream: false)
      let text = try #require(second.json["content"]?.text)
      #expect(text.contains("> Hello"))
      #expect(text.contains("AI") && text.lowercased().contains("sandbox"))
      let messages = try server.request("GET", "/api/v1/messages/?conversation=\(first.conversation)").json
      let stored = try #require(messages["results"]?.items[2])
      #expect(stored["content"]?.text == DemoScript.text)
      #expect(stored["citationNodes"]?.items.first?["chatbotTextNode"]?["text"]?.text == Source.all[0].passage)
      let address = try #require(stored["citations"]?.items.last?["file"]?.text)
      let file = try server.request("GET", String(address.dropFirst("http://127.0.0.1:\(server.port)".count)))
      #expect(file.text == Source.all[1].content)
    }
  }

  @Test func everyChatbotSaysThatItIsNoAI() async throws {
    let disclaimers = ["not an AI", "**not an AI**", "no AI", "No AI", "不是人工智慧", "沒有人工智慧"]
    // Echo says the user's words and no others; its description says what it is.
    for member in CastMember.all where member.character != .echo {
      for turn in 0..<4 {
        let text = member.reply(to: "What are you?", attachments: [], turn: turn).text
        #expect(disclaimers.contains { text.contains($0) }, "\(member.name), turn \(turn): \(text)")
      }
    }
    try await withSandbox { server throws in
      let listed = try server.request("GET", "/api/v1/chatbots/").json["results"]?.items ?? []
      #expect(listed.count == CastMember.all.count)
      for chatbot in listed {
        let words = "\(chatbot)"
        #expect(words.contains("not an AI"), "\(words)")
      }
    }
  }
}
