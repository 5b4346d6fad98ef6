import ChatModel
import MaiAgentAPI
import Testing

@Suite struct IntroductionTests {
  private func read(_ text: String) -> ChatbotIntroduction? { ChatbotIntroduction(webChat: Array(text.utf8)) }

  @Test(arguments: [
    #""displayConversationStarters":["One?"," Two? ",""]"#, #""displayConversationStarters":"One?\nTwo?\n""#,
    #""displayConversationStarters":"[\"One?\",\"Two?\"]""#,
    #""display_conversation_starters":[{"text":"One?"},{"question":"Two?"},{"x":1},null]"#,
  ])
  func startersComeInAnyForm(field: String) {
    #expect(
      read("{\"displayGreeting\":\" Hello \\n\",\(field)}")
        == ChatbotIntroduction(greeting: "Hello", starters: ["One?", "Two?"]))
  }

  @Test func whatIsMissingOrOfAnotherKindIsNotThere() {
    #expect(read("{}") == ChatbotIntroduction())
    #expect(read(#"{"displayGreeting":null,"displayConversationStarters":7}"#) == ChatbotIntroduction())
    #expect(read("[]") == nil && read("<html>") == nil)
    let many = "[" + (1...90).map { "\"\($0)\"" }.joined(separator: ",") + "]"
    #expect(read("{\"displayConversationStarters\":\(many)}")?.starters.count == 20)
  }

  @Test func aChatbotNamesItsWebChat() {
    #expect(Introduction.webChat(ofChatbot: Array(#"{"id":"b","apiWebChatId":"c2"}"#.utf8)) == "c2")
    #expect(Introduction.webChat(ofChatbot: Array(#"{"id":"b","apiWebChatId":null}"#.utf8)) == nil)
    let base = try! BaseURL("https://api.test/api/v1/")
    #expect(Introduction.webChat("../x", at: base).url == "https://api.test/api/v1/web-chats/..%2Fx/")
  }
}
