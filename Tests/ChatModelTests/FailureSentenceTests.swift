import ChatModel
import Testing

/// What a failure says on one line, whatever the service's words end with.
@Suite struct FailureSentenceTests {
  static let words = [
    "No such chatbot", "No such chatbot.", "Sorry...", "Really?", "No!", "沒有這個聊天機器人。", "It said \"no.\"", "(none)",
    "ends with a space. ", "Wait…",
  ]

  @Test(arguments: Failure.Kind.allCases)
  func sentencesOfAFailureAreJoinedByOneFullStop(kind: Failure.Kind) {
    for text in Self.words {
      for advice in ["", "Try again.", "Check the key"] {
        for status in [nil, 401] {
          let said = Failure(kind: kind, status: status, text: text, advice: advice).sentence
          let plain = said.replacing("...", with: "…")
          #expect(!plain.contains("..") && !plain.contains(". ("), "\(said)")
          #expect(
            !said.contains(". .") && !said.contains("。.") && !said.contains("  "), "\(said)")
          #expect(advice.isEmpty || said.hasSuffix(advice.hasSuffix(".") ? advice : advice + "."), "\(said)")
          if let part = said.firstRange(of: advice.isEmpty ? "\0" : advice) {
            let before = said[..<part.lowerBound]
            #expect(before.hasSuffix(" ") && !before.dropLast().last!.isLetter, "two sentences are glued: \(said)")
          }
        }
      }
    }
  }

  @Test func theStatusStandsWithinTheFirstSentence() {
    let failure = Failure(kind: .unauthorized, status: 401, text: "Invalid token.", advice: "Check the key.")
    #expect(failure.sentence == "Invalid token (status 401). Check the key.")
    #expect(
      failure.sentence(afterwards: "It is a draft") == "Invalid token (status 401). Check the key. It is a draft.")
    #expect(Failure(kind: .server, text: "Gone", advice: "").sentence == "Gone.")
  }

  @Test func emptyPartsAreLeftOut() {
    #expect(sentences("", " ", "a", "b. ") == "a. b.")
    #expect(sentences() == "")
  }
}
