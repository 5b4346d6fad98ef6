import TestSupport
import Testing

@testable import DemoService

@Suite struct DirectiveTests {
  @Test func namesAreFoundOnlyAtTheStart() {
    #expect(Directive.parse("/help")?.0 == .help)
    #expect(Directive.parse("  \n/LONG 20")?.argument == "20")
    #expect(Directive.parse("/echo a\nb ")?.argument == "a\nb ")
    #expect(Directive.parse("what does /help do") == nil)
    #expect(Directive.parse("/helpless") == nil)
    #expect(Directive.parse("") == nil)
  }

  @Test func lengthsAreExact() async throws {
    try await withSandbox { server throws in
      for length in [0, 1, 7, 1_000, 4_001] {
        for name in ["long", "paragraph"] {
          let streamed = try server.ask("/\(name) \(length)", stream: true).streamedText
          let whole = try server.ask("/\(name) \(length)", stream: false).json["content"]?.text
          #expect(streamed.unicodeScalars.count == length, "/\(name)")
          #expect(whole == streamed, "/\(name)")
          if name == "paragraph" { #expect(!streamed.contains("\n")) }
        }
      }
      #expect(try server.ask("/code 12", stream: true).streamedText.split(separator: "\n").count <= 14)
      #expect(try server.ask("/table 30", stream: true).streamedText.split(separator: "\n").count == 32)
    }
  }

  /// Directives that just say something, and what is found in it.
  @Test(arguments: [
    ("/help", "`/long N`"), ("/tour", "# Welcome to maichat"), ("/code", "```swift"), ("/table", "| 咖啡 |"),
    ("/cjk", "한국어"), ("/emoji", "👨‍👩‍👧‍👦"), ("/rtl", "שלום"), ("/cite", "**nine**"),
    ("/hostile", "\u{1B}]52;c;"), ("/html", "<script>"), ("/json", "\"answer\""), ("/echo  x\ty ", "x\ty "),
    ("/slow 0", "sandbox"), ("/silence 0", "silence"), ("/flaky 0", "Now it worked"),
  ])
  func bothModesSayTheSame(_ prompt: String, _ part: String) async throws {
    try await withSandbox { server throws in
      let streamed = try server.ask(prompt, stream: true)
      let whole = try server.ask(prompt, stream: false)
      #expect(streamed.streamedText.contains(part))
      #expect(whole.json["content"]?.text == streamed.streamedText)
      #expect(streamed.events.last?["done"] == .bool(true))
      let hasSources = ["/cite", "/tour"].contains(prompt)
      #expect((whole.json["citations"] != nil) == hasSources)
      #expect((streamed.events.last?["citationNodes"] != nil) == hasSources)
    }
  }

  @Test func allOfTheHostileTextGoesOut() async throws {
    try await withSandbox { server throws in
      let text = try server.ask("/hostile", stream: true).streamedText
      #expect(text == SampleText.hostile)
      for scalar in ["\u{0}", "\u{7}", "\u{9B}", "\u{9D}", "\u{202E}", "\u{2066}", "\u{7F}", "\u{2028}"]
        as [Unicode.Scalar]
      {
        #expect(text.unicodeScalars.contains(scalar), "\(scalar.value)")
      }
      #expect(text.contains { $0.unicodeScalars.count > 800 })
    }
  }

  @Test func jsonIsJSON() { #expect(JSON(Array(SampleText.json.utf8))?["nested"]?["list"]?.items.count == 3) }

  @Test func anEmptyAnswerHasOneEvent() async throws {
    try await withSandbox { server throws in
      let answer = try server.ask("/empty", stream: true)
      #expect(answer.events.count == 1)
      #expect(answer.events.first?["done"] == .bool(true))
      #expect(try server.ask("/empty", stream: false).json["content"] == .string(""))
    }
  }

  @Test(arguments: [true, false])
  func errorsComeAsTheServiceWordsThem(_ isStreaming: Bool) async throws {
    try await withSandbox { server throws in
      for status in [400, 401, 403, 404, 405, 413, 415, 429, 500, 502, 503, 504] {
        let answer = try server.ask("/error \(status)", stream: isStreaming)
        #expect(answer.status == status)
        #expect(answer.headers["retry-after"] == nil)
        #expect(answer.json != .null)
      }
      let throttled = try server.ask("/error 429 7", stream: isStreaming)
      #expect(throttled.headers["retry-after"] == "7")
      #expect(throttled.text == "{\"detail\": \"Request was throttled. Expected available in 7 seconds.\"}")
      #expect(try server.ask("/error nonsense", stream: isStreaming).status == 500)
      #expect(try server.ask("/error 200", stream: isStreaming).status == 500)
      // Nothing of it is kept.
      #expect(try server.request("GET", "/api/v1/conversations/").json["results"]?.items == [])
    }
  }

  @Test func flakyFailsAsOftenAsAsked() async throws {
    try await withSandbox { server throws in
      for _ in 0..<2 {
        #expect(try server.ask("/flaky 2", stream: true).status == 503)
        #expect(try server.ask("/flaky 2", stream: false).headers["retry-after"] == "1")
        let answer = try server.ask("/flaky 2", stream: true)
        #expect(answer.status == 200)
        #expect(answer.streamedText.contains("failed 2 times"))
      }
    }
  }

  @Test func cutEndsTheConnectionInTheMiddle() async throws {
    try await withSandbox { server throws in
      let streamed = try server.ask("/cut 30", stream: true)
      #expect(streamed.streamedText == SampleText.prose(30))
      #expect(!streamed.isWhole)
      #expect(streamed.events.allSatisfy { $0["done"] == .bool(false) })
      let whole = try server.ask("/cut", stream: false)
      #expect(whole.status == 200)
      #expect(!whole.isWhole)
    }
  }

  @Test(arguments: [true, false])
  func resetResetsTheConnection(_ isStreaming: Bool) async throws {
    try await withSandbox { server throws in
      let client = try server.send(
        "POST", "/api/v1/chatbots/\(echo)/completions/", body: SandboxServer.question("/reset", stream: isStreaming))
      #expect(try client.readToEnd() == .reset)
    }
  }

  @Test func midstreamReportsAnErrorAndEnds() async throws {
    try await withSandbox { server throws in
      let streamed = try server.ask("/midstream", stream: true)
      #expect(streamed.isWhole)
      #expect(streamed.streamedText == SampleText.prose(120))
      #expect(streamed.events.last?["error"]?["message"]?.text == Directive.midstreamWords)
      let whole = try server.ask("/midstream", stream: false)
      #expect(whole.status == 500)
      #expect(whole.json["detail"]?.text == Directive.midstreamWords)
    }
  }

  @Test func countsAreBounded() throws {
    #expect(Directive.cut.outcome("-5") == .reply(Reply(steps: [.text("", .standard), .cut])))
    let long = try #require(
      matched(Directive.long.outcome("99999999999")) { if case .reply(let long) = $0 { long } else { nil } }, "no reply"
    )
    #expect(long.text.unicodeScalars.count == Directive.maximumCharacters)
    let slow = try #require(
      matched(Directive.slow.outcome("nan")) { if case .reply(let slow) = $0 { slow } else { nil } }, "no reply")
    #expect(slow.steps == [.text(SampleText.prose(400), .words(seconds: 0.5))])
  }
}
