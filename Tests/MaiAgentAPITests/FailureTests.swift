import ChatModel
import MaiAgentAPI
import Testing

@Suite struct FailureTests {
  static func answered(
    _ status: Int, _ body: String, _ purpose: RequestPurpose = .newConversation, retryAfter: Milliseconds? = nil,
    location: String? = nil
  ) -> Failure {
    .answered(
      status: status, words: ErrorBody.text(Array(body.utf8), key: testKey), purpose: purpose, retryAfter: retryAfter,
      location: location, key: testKey)
  }

  /// The rows of the service's error table, and the shapes of its bodies.
  @Test(arguments: [
    (400, "{\"files\": [\"This field is required.\"]}", Failure.Kind.rejected, "files: This field is required."),
    (400, "{\"message\": {\"content\": [\"May not be blank.\"]}}", .rejected, "content: May not be blank."),
    (400, "{\"non_field_errors\": [\"a\", \"b\"]}", .rejected, "a b"),
    (400, "{\"b\": {\"x\": [\"1\"]}, \"a\": \"2\", \"c\": null}", .rejected, "a: 2; b: x: 1"),
    (
      401, "{\"detail\": \"Authentication credentials were not provided.\"}", .unauthorized,
      "Authentication credentials were not provided."
    ),
    (401, "{\"detail\": \"Invalid API key format.\"}", .unauthorized, "Invalid API key format."),
    (403, "{\"detail\": [\"You do not\", \"have permission.\"]}", .forbidden, "You do not have permission."),
    (404, "{\"detail\": {\"reason\": \"Not found.\"}}", .notFound, "reason: Not found."),
    (
      404,
      "<!DOCTYPE html><html><title>404</title><script>x('<b>')</script><!"
        + "-- <p>no</p> --><h1>Not&nbsp;Found &amp; gone</h1>",
      .notFound, "404 Not Found & gone"
    ),
    (405, "{\"detail\":\"Method \\\"GET\\\" not allowed.\"}", .rejected, "Method \"GET\" not allowed."),
    (
      413, "<html>\r\n<center><h1>413 Request Entity Too Large</h1></center></html>", .rejected,
      "413 Request Entity Too Large"
    ),
    (415, "{\"error\":\"Unsupported\"}", .rejected, "Unsupported"),
    (418, "teapot", .rejected, "teapot"),
    (
      429, "{\"detail\":\"Request was throttled. Expected available in 7 seconds.\"}", .throttled,
      "Request was throttled. Expected available in 7 seconds."
    ),
    (500, "", .server, "The service answered 500 without saying why."),
    (500, "{}", .server, "The service answered 500 without saying why."),
    (502, "<h1>Bad Gateway</h1>", .server, "Bad Gateway"),
    (503, "  \n ", .server, "The service answered 503 without saying why."),
    (504, "upstream 5 < 6 timed out", .server, "upstream 5 < 6 timed out"),
    (599, "null", .server, "The service answered 599 without saying why."),
  ])
  func readsTheServicesWords(status: Int, body: String, kind: Failure.Kind, text: String) {
    let failure = Self.answered(status, body)
    #expect(failure.kind == kind)
    #expect(failure.status == status)
    #expect(failure.text == text)
    #expect(failure.advice.hasSuffix(".") && failure.advice.count > 10)
  }

  @Test func adviceIsForWhatWasAsked() throws {
    #expect(Self.answered(401, "").advice.contains("belongs to the service"))
    #expect(Self.answered(404, "", .continuedConversation).advice.contains("new conversation"))
    #expect(Self.answered(400, "", .continuedConversation).advice.contains("new conversation"))
    #expect(Self.answered(404, "", .chatbots).advice.contains("base URL"))
    #expect(Self.answered(429, "", retryAfter: .seconds(7)).advice.contains("Wait 7 seconds"))
    #expect(Self.answered(429, "", retryAfter: 500).advice.contains("Wait 1 second,"))
    #expect(Self.answered(503, "", retryAfter: .seconds(600)).advice.contains("Wait 10 minutes"))
    let endless = try #require(RetryAfter.wait("99999999999999999999", now: Timestamp(milliseconds: 0)))
    #expect(Self.answered(429, "", retryAfter: endless).advice == "Try again later: too many requests were made.")
    #expect(Self.answered(503, "", retryAfter: .seconds(86_400)).advice.contains("Wait 1440 minutes, then try again"))
    let failure = Failure(kind: .server, text: "No sign. ", advice: "")
    #expect(failure.clause == "No sign" && Failure(kind: .server, text: "忙線。", advice: "").clause == "忙線")
    #expect(Self.answered(429, "").advice.contains("Wait a moment"))
  }

  @Test(arguments: [301, 302, 303, 307, 308])
  func aRedirectSaysWhere(status: Int) {
    let failure = Self.answered(
      status, "<h1>Moved</h1>", location: "https://me:pw@other.test/login?key=top.secret-key#x")
    #expect(failure.kind == .redirected)
    #expect(failure.text == "The service redirects to https://other.test/login")
    #expect(failure.advice.contains("base URL"))
    #expect(Self.answered(status, "").text == "The service redirects without saying where.")
    #expect(Self.answered(status, "", location: "/login/").text == "The service redirects to /login/")
  }

  @Test func neverHoldsTheKeyAndStaysShort() {
    let bodies = [
      "{\"detail\":\"Key top.secret-key is unknown\"}", "<p>top.secret-key</p>", "{\"top.secret-key\":[\"x\"]}",
      String(repeating: "x", count: 295) + "top.secret-key", String(repeating: "<b>", count: 30_000) + "top.secret-key",
      // The limit of what is read falls into the key.
      String(repeating: "<i>", count: (ErrorBody.readBytes - 6) / 3) + "y" + "top.secret-key" + "zz",
    ]
    for body in bodies {
      let failure = Self.answered(400, body)
      #expect(!"\(failure)".contains("secret") && !failure.text.contains("top.s"))
      #expect(failure.text.count <= ErrorBody.shownCharacters)
    }
  }

  @Test func unclosedMarkupIsReadInOnePass() {
    // Counted by the suite's own time limit: each of these was quadratic if every opening looked for its end anew.
    for piece in ["<!--", "<script>", "<a", "<", "</"] {
      let body = Array(String(repeating: piece, count: 60_000 / piece.utf8.count).utf8)
      #expect(ErrorBody.text(body, key: testKey).count <= ErrorBody.shownCharacters)
    }
  }

  /// Failures of all kinds that answers have, for all purposes, with and without words.
  static var all: [Failure] {
    let bodies = [
      "", "{\"detail\":\"No\"}", "{\"detail\":\"No.\"}", "{\"detail\":\"Why?\"}", "{\"detail\":\"Wait...\"}",
    ]
    return (100..<600).filter { !(200..<300).contains($0) }.flatMap { status in
      RequestPurpose.allCases.flatMap { purpose in bodies.map { answered(status, $0, purpose) } }
    }
  }

  @Test func twoSentencesAreNeverJoinedByTwoPeriods() {
    for failure in Self.all {
      let sentence = failure.sentence
      let plain = sentence.replacing("...", with: "…")
      #expect(
        !plain.contains("..") && !plain.contains(". .") && !plain.contains("?.") && !plain.contains("….."),
        "\(sentence)")
      #expect(sentence.hasSuffix(failure.advice) && !failure.advice.isEmpty, "\(sentence)")
    }
    #expect(Failure(kind: .server, text: "No.", advice: "Wait.").sentence == "No. Wait.")
    #expect(Failure(kind: .server, text: "No", advice: "Wait.").sentence == "No. Wait.")
    #expect(Failure(kind: .server, status: 500, text: "No.", advice: "Wait.").sentence == "No (status 500). Wait.")
    #expect(Failure(kind: .server, text: "Why?", advice: "Wait.").sentence == "Why? Wait.")
    #expect(Failure(kind: .server, text: "不行。", advice: "Wait.").sentence == "不行。 Wait.")
    #expect(Failure(kind: .server, text: "Wait…", advice: "").sentence == "Wait…")
    #expect(Failure(kind: .server, text: "", advice: "Wait.").sentence == "Wait.")
  }

  @Test func adviceSpeaksOfWhatWasAskedFor() {
    for status in (100..<600) where !(200..<300).contains(status) {
      for purpose in RequestPurpose.allCases {
        let advice = Self.answered(status, "", purpose).advice
        switch purpose {
        case .newConversation, .continuedConversation: #expect(!advice.contains("file"), "\(status) \(purpose)")
        case .chatbots, .conversations, .messages, .lookup:
          #expect(!advice.contains("the message and") && !advice.contains("this file"), "\(status) \(purpose)")
        case .upload: #expect(!advice.contains("message"), "\(status) \(purpose)")
        case .storage, .download:
          #expect(!advice.contains("key"), "the key was not sent there: \(status) \(purpose)")
          #expect(status < 300 || !advice.contains("base URL"), "\(status) \(purpose)")
        }
        #expect(!advice.contains("kept") && !advice.contains("saved"), "nothing came: \(status) \(purpose)")
      }
    }
  }

  @Test(arguments: [
    (402, "", true), (402, "Payment Required", true), (403, "You have used all your credits", true),
    (403, "Insufficient permissions", false), (403, "You do not have permission.", false), (429, "slow down", false),
    (429, "You exceeded your current quota", true), (403, "點數不足", true), (429, "本月額度已用完", true), (403, "帳戶餘額不足", true),
    (429, "insufficient_quota", true), (429, "The load balancer is busy", false), (403, "Bad credentials", false),
    (500, "quota", false), (401, "no credits", false), (403, "Your account balance is too low", true),
  ])
  func wordsOfQuotaGetAdviceAboutQuota(status: Int, words: String, isQuota: Bool) {
    for purpose in RequestPurpose.allCases {
      let failure = Self.answered(status, "{\"detail\":\"\(words)\"}", purpose)
      #expect(failure.advice.contains("credits or quota") == isQuota)
      #expect(words.isEmpty || failure.text.contains(words))
    }
  }

  @Test func aProxyThatWantsAPasswordIsNamed() {
    let failure = Failure.answered(
      status: 407, words: "", purpose: .newConversation, proxy: "proxy.test:3128", key: testKey)
    #expect(failure.text == "The proxy proxy.test:3128 wants a name and password.")
    #expect(failure.advice.contains("proxy"))
  }
}
