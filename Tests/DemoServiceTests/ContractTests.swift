import TestSupport
import Testing

@testable import DemoService

@Suite struct ContractTests {
  @Test func bothBasePathsServeTheSame() async throws {
    try await withSandbox { server throws in
      let versioned = try server.request("GET", "/api/v1/chatbots/")
      let plain = try server.request("GET", "/api/chatbots/")
      #expect(versioned.status == 200)
      #expect(versioned.json.results("name") == plain.json.results("name"))
      #expect(versioned.json.results("name").first == "Tour guide")
      #expect(versioned.json.results("name").contains("助理 小麥"))
      #expect(versioned.headers["connection"] == "close")
      #expect(versioned.headers["content-type"] == "application/json")
    }
  }

  @Test func theHeaderDecidesWhoIsLetIn() async throws {
    try await withSandbox { server throws in
      func status(_ headers: [String]) throws -> String {
        let answer = try server.request("GET", "/api/v1/chatbots/", headers: headers)
        return "\(answer.status) \(answer.json["detail"]?.text ?? "")"
      }
      #expect(try status([]) == "401 Authentication credentials were not provided.")
      #expect(try status(["Authorization: Bearer k"]) == "401 Invalid API key format.")
      #expect(try status(["Authorization: Api-Key "]) == "401 Invalid API key format.")
      #expect(try status(["Authorization: k"]) == "401 Invalid API key format.")
      #expect(try status(["Authorization: Api-Key anything"]) == "200 ")
    }
  }

  @Test func aKeyCanBeAskedFor() async throws {
    try await withSandbox(SandboxServer.Options(key: "right", rate: 0)) { server throws in
      let path = "/api/v1/chatbots/"
      #expect(try server.request("GET", path, headers: ["Authorization: Api-Key wrong"]).status == 401)
      #expect(try server.request("GET", path, headers: ["Authorization: Api-Key right"]).status == 200)
    }
  }

  @Test func aPathWithoutSlashIsRedirected() async throws {
    try await withSandbox { server throws in
      let get = try server.request("GET", "/api/v1/chatbots?page=1")
      #expect(get.status == 301)
      #expect(get.headers["location"] == "/api/v1/chatbots/?page=1")
      let post = try server.request("POST", "/api/chatbots/\(echo)/completions", body: [])
      #expect(post.status == 301)
      #expect(post.headers["location"] == "/api/chatbots/\(echo)/completions/")
    }
  }

  @Test func whatDoesNotExistIsNotFound() async throws {
    try await withSandbox { server throws in
      for path in ["/", "/api/v1/", "/api/v1/nothing/", "/api/v1/chatbots/x/", "/api/v2/chatbots/", "/media/x"] {
        let answer = try server.request("GET", path)
        #expect(answer.status == 404, "\(path)")
        #expect(answer.text == "{\"detail\": \"Not found.\"}", "\(path)")
      }
      #expect(try server.request("GET", "/api/v1/nothing").status == 404)
    }
  }

  @Test func aWrongMethodNamesTheRightOnes() async throws {
    try await withSandbox { server throws in
      let answer = try server.request("PUT", "/api/v1/conversations/", body: [])
      #expect(answer.status == 405)
      #expect(answer.headers["allow"] == "GET, POST")
    }
  }

  @Test func chatbotsComeInPages() async throws {
    try await withSandbox { server throws in
      var names: [String] = []
      var path: String? = "/api/v1/chatbots/?page=1&pageSize=3"
      var pages = 0
      while let next = path {
        let page = try server.request("GET", next).json
        #expect(page["count"]?.number == CastMember.all.count)
        names += page.results("name")
        pages += 1
        #expect(page["previous"] == (pages == 1 ? .null : .string(Self.page(pages - 1, server))))
        path = page["next"]?.text.map { String($0.dropFirst("http://127.0.0.1:\(server.port)".count)) }
      }
      #expect(pages == 3)
      #expect(names == CastMember.all.map(\.name))
      #expect(try server.request("GET", "/api/v1/chatbots/?page=9").status == 404)
      #expect(try server.request("GET", "/api/v1/chatbots/?page=9223372036854775807&pageSize=200").status == 404)
      #expect(try server.request("GET", "/api/v1/chatbots/?page=x").status == 404)
    }
  }

  private static func page(_ number: Int, _ server: SandboxServer) -> String {
    "http://127.0.0.1:\(server.port)/api/v1/chatbots/?page=\(number)&pageSize=3"
  }

  @Test func aChatbotLeadsToItsGreeting() async throws {
    try await withSandbox { server throws in
      let chatbot = try server.request("GET", "/api/v1/chatbots/\(tourGuide)/").json
      let webChat = try #require(chatbot["apiWebChatId"]?.text)
      #expect(chatbot["name"]?.text == "Tour guide")
      #expect(try server.request("GET", "/api/v1/web-chats/").json.results("id").contains(webChat))
      let greeting = try server.request("GET", "/api/v1/web-chats/\(webChat)/").json
      #expect(greeting["displayGreeting"]?.text?.contains("sandbox") == true)
      #expect(greeting["displayConversationStarters"]?.items.count == 4)
      let inboxes = try server.request("GET", "/api/v1/inboxes/?chatbot=\(tourGuide)").json
      #expect(inboxes["results"]?.items.count == 1)
      #expect(inboxes["results"]?.items.first?["channel"]?["id"]?.text == webChat)
    }
  }

  @Test func conversationsCanBeBegunAndListed() async throws {
    try await withSandbox { server throws in
      let webChat = CastMember.all[0].webChatID
      var ids: [String] = []
      for _ in 0..<5 {
        let made = try server.request(
          "POST", "/api/v1/conversations/", body: Array("{\"webChat\": \"\(webChat)\"}".utf8))
        #expect(made.status == 201)
        ids.append(try #require(made.json["id"]?.text))
        #expect(made.json["createdAt"]?.text?.count == 13)
      }
      var listed: [String] = []
      var path: String? = "/api/v1/conversations/?pageSize=2"
      while let next = path {
        let page = try server.request("GET", next).json
        #expect(page["count"] == nil)
        listed += page.results("id")
        path = page["next"]?.text.map { String($0.dropFirst("http://127.0.0.1:\(server.port)".count)) }
      }
      #expect(listed == ids.reversed())
      #expect(try server.request("GET", "/api/v1/conversations/\(ids[0])/").json["title"]?.text == "Visitor")
      #expect(try server.request("GET", "/api/v1/conversations/?cursor=nonsense").status == 404)
      let refused = try server.request("POST", "/api/v1/conversations/", body: Array("{}".utf8))
      #expect(refused.text == "{\"webChat\": [\"This field is required.\"]}")
      let inbox = CastMember.all[1].inboxID
      #expect(try server.request("GET", "/api/v1/conversations/?inbox=\(inbox)").json["results"]?.items == [])
    }
  }
}
