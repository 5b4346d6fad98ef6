import Testing

@testable import DemoService

/// What the vendor's own examples send.
@Suite struct ExampleTests {
  @Test func anEmptyConversationIsANewOne() async throws {
    try await withSandbox { server throws in
      let body = #"{"conversation": "", "message": {"content": "hello"}, "isStreaming": false}"#
      let answer = try server.request("POST", "/api/chatbots/\(echo)/completions/", json: body)
      #expect(answer.status == 200)
      let id = try #require(answer.json["conversationId"]?.text)
      #expect(!id.isEmpty)
      #expect(try server.request("GET", "/api/conversations/\(id)/").status == 200)
    }
  }

  @Test func aMessageThatIsPostedIsAnsweredInTheList() async throws {
    try await withSandbox { server throws in
      let asked = try server.ask("hello", stream: false)
      let id = try #require(asked.json["conversationId"]?.text)
      let body = #"{"conversation": "\#(id)", "content": "again", "attachments": []}"#
      let posted = try server.request("POST", "/api/v1/messages/", json: body)
      #expect(posted.status == 201)
      #expect(posted.json["type"] == "incoming" && posted.json["content"] == "again")
      let list = try server.request("GET", "/api/v1/messages/?conversation=\(id)")
      #expect(list.json.results("content").first == "again" && list.json.results("content").count == 4)
      #expect(list.json.results("type").first == "outgoing")
      #expect(try server.request("POST", "/api/messages/", json: "{}").status == 400)
      #expect(try server.request("POST", "/api/messages/", json: #"{"conversation":"x","content":"a"}"#).status == 400)
      let records = try server.request("GET", "/api/v1/chatbots/\(echo)/records")
      #expect(records.json.results("question") == ["again", "hello"])
    }
  }

  @Test func contactsAreMadeChangedListedAndRemoved() async throws {
    try await withSandbox { server throws in
      let made = try server.request(
        "POST", "/api/contacts/", json: #"{"name": "Ann", "phone_number": "123", "inboxes": [{"id": "i"}]}"#)
      #expect(made.status == 201 && made.json["phoneNumber"] == "123")
      let id = try #require(made.json["id"]?.text)
      #expect(try server.request("GET", "/api/contacts/?query=an").json.results("id") == [id])
      #expect(try server.request("GET", "/api/contacts/?query=bob").json.results("id") == [])
      let changed = try server.request("PATCH", "/api/contacts/\(id)/", json: #"{"email": "a@b.test"}"#)
      #expect(changed.json["name"] == "Ann" && changed.json["email"] == "a@b.test")
      #expect(try server.request("PUT", "/api/contacts/\(id)/", json: "{}").status == 400)
      #expect(try server.request("GET", "/api/contacts/\(id)/conversations").json["count"] == .integer(0))
      #expect(try server.request("GET", "/api/contacts/\(id)/conversations/latest").status == 404)
      #expect(try server.request("POST", "/api/contacts/broadcast-message", json: "{}").status == 200)
      #expect(try server.request("DELETE", "/api/contacts/\(id)/").status == 204)
      #expect(try server.request("GET", "/api/contacts/\(id)/").status == 404)
    }
  }

  @Test func theContactOfAConversationLeadsToIt() async throws {
    try await withSandbox { server throws in
      let id = try #require(try server.ask("hello", stream: false).json["conversationId"]?.text)
      let conversation = try server.request("GET", "/api/conversations/\(id)/")
      let contact = try #require(conversation.json["contact"]?["id"]?.text)
      #expect(try server.request("GET", "/api/contacts/\(contact)/").json["name"] == "Visitor")
      #expect(try server.request("GET", "/api/contacts/\(contact)/conversations/latest").json["id"] == .string(id))
    }
  }

  @Test func questionsAndKindsOfFilesAreListed() async throws {
    try await withSandbox { server throws in
      let questions = try server.request("GET", "/api/v1/chatbots/\(echo)/faqs/")
      #expect(questions.json.results("question") == ["Hello!", "你好"])
      let specs = try server.request("GET", "/api/allowed-file-specs/")
      #expect(specs.json.items.contains { $0["extension"] == "pdf" })
      #expect(try server.request("GET", "/api/allowed-file-types/").json.items.contains("pdf"))
      #expect(try server.request("GET", "/api/chatbots/x/records/").status == 404)
    }
  }
}

extension SandboxServer {
  fileprivate func request(_ method: String, _ path: String, json: String) throws -> Answer {
    try request(method, path, body: Array(json.utf8))
  }
}
