import ChatModel
import MaiAgentAPI
import Testing

@Suite struct RequestTests {
  let base = try! BaseURL("https://a.test")

  @Test func aNewConversationIsAskedForByNull() {
    let request = ReplyRequest(
      chatbot: ChatbotID("b1"), conversation: nil, text: "When \"do\" you\n開?", mode: .synchronous)
    #expect(
      APIRequest.completions(request, at: base)
        == APIRequest(
          method: .post, url: "https://a.test/api/v1/chatbots/b1/completions/",
          body: Array(
            #"{"conversation":null,"is_streaming":false,"message":{"attachments":[],"content":"When \"do\" you\n開?"}}"#
              .utf8)))
  }

  @Test func aConversationGoesOnUnderItsKey() {
    let attachment = Attachment(id: AttachmentID("a1"), type: "image", filename: "門.png", file: "https://f.test/a.png")
    let request = ReplyRequest(
      chatbot: ChatbotID("../x"), conversation: RemoteConversationID("c1"), text: "Hi", attachments: [attachment],
      mode: .streaming)
    let made = APIRequest.completions(request, at: base)
    #expect(made.url == "https://a.test/api/v1/chatbots/..%2Fx/completions/")
    #expect(
      String(decoding: made.body ?? [], as: UTF8.self)
        == #"{"conversation":"c1","is_streaming":true,"message":{"attachments":[{"file":"https://f.te"#
        + #"st/a.png","filename":"門.png","id":"a1","type":"image"}],"content":"Hi"}}"#
    )
  }

  @Test func chatbotsArePaged() {
    #expect(
      APIRequest.chatbots(at: base)
        == APIRequest(method: .get, url: "https://a.test/api/v1/chatbots/?page=1&pageSize=100"))
  }

  @Test func readsAPage() throws {
    let body = """
      {"count": 3, "next": "http://inner/api/chatbots/?page=2", "previous": null, "results": [
        {"id": "b1", "name": "Front desk", "largeLanguageModel": {"id": "m", "name": "model-a", "isDefault": true},
         "rag": null, "embeddingModel": null, "updatedAt": "1760000000000", "unknown": {"x": []}},
        {"id": 7, "name": "", "largeLanguageModel": "77d1c0de", "rag": {"name": "hybrid"}, "agentMode": "workflow",
         "description": "Answers at night."}, {"name": "no id"}, null,
        {"id": "b3", "name": null, "largeLanguageModel": null}]}
      """
    var page = try ChatbotPage(Array(body.utf8), key: testKey)
    #expect(page.unreadable == 2)
    page.unreadable = 0
    #expect(
      page
        == ChatbotPage(
          chatbots: [
            Chatbot(
              id: ChatbotID("b1"), name: "Front desk", model: "model-a",
              updatedAt: Timestamp(milliseconds: 1_760_000_000_000)),
            Chatbot(
              id: ChatbotID("7"), name: "7", about: "Answers at night.", retrieval: "hybrid", replyMode: "workflow"),
            Chatbot(id: ChatbotID("b3"), name: "b3"),
          ], next: "http://inner/api/chatbots/?page=2"))
  }

  @Test func readsABareArray() throws {
    let page = try ChatbotPage(Array(#"[{"id":"b1","name":"x"}]"#.utf8), key: testKey)
    #expect(page == ChatbotPage(chatbots: [Chatbot(id: ChatbotID("b1"), name: "x")], next: nil))
  }

  @Test(arguments: ["", "<h1>Hello</h1>", "{}", "{\"results\":null}", "7", "{\"results\":{\"id\":\"top.secret-key\"}}"])
  func somethingElseIsMalformed(body: String) {
    #expect {
      try ChatbotPage(Array(body.utf8), key: testKey)
    } throws: { error in
      (error as? Failure)?.kind == .malformed && !"\(error)".contains("secret")
    }
  }
}
