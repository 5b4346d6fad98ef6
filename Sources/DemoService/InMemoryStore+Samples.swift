/// Conversations that somebody had with the sandbox's chatbots before it began: something to list and to fetch.
extension InMemoryStore {
  /// Turns of the long one: several pages.
  static let sampleTurns = 60

  /// Adds the samples, the last of which ended an hour before `now`.
  mutating func addSamples(now: Int) {
    let hour = 3_600_000
    var moment = now - 30 * 24 * hour
    func id(_ number: Int) -> String { "5a3b1e00-0000-4000-8000-00000000000\(number)" }
    func say(_ number: Int, _ author: Message.Author, _ text: String, sources: [Source] = []) {
      guard let chatbot = conversations[id(number)]?.chatbot else { return }
      moment += 60_000
      let message = Message(
        id: Service.newID(), conversation: id(number), author: author,
        sender: author == .person ? "Visitor" : chatbot.name, content: text, createdAt: moment, sources: sources)
      _ = add(message, now: moment)
    }
    _ = addConversation(id: id(1), chatbot: CastMember.all[3], title: "開放時間與借閱規則", now: moment)
    for turn in 1...Self.sampleTurns {
      say(1, .person, "第 \(turn) 題：星期\("一二三四五六日".map(String.init)[turn % 7])幾點開門？可以借幾本書？")
      say(1, .chatbot, "第 \(turn) 題的回答：上午九點開門，每人可借 **\(turn % 9 + 1)** 本，期限三十天。")
    }
    moment = now - 2 * hour
    // Its title is the contact's name, which says nothing.
    _ = addConversation(id: id(2), chatbot: CastMember.all[0], title: "Visitor", now: moment)
    say(2, .person, "Can I bring my dog?")
    say(2, .chatbot, "Dogs are welcome in the garden, and asleep under the table.")
    moment = now - hour
    _ = addConversation(id: id(3), chatbot: CastMember.all[6], title: "When the library opens", now: moment)
    say(3, .person, "When do you open?")
    say(3, .chatbot, SampleText.cited, sources: Source.all)
  }
}
