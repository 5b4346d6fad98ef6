import MaiAgentAPI
import Testing

@Suite struct BaseURLTests {
  @Test(arguments: [
    ("https://api.maiagent.ai/api/v1/", "https://api.maiagent.ai/api/v1/"),
    ("https://api.maiagent.ai/api/", "https://api.maiagent.ai/api/"),
    ("https://api.maiagent.ai/api", "https://api.maiagent.ai/api/"),
    ("https://api.maiagent.ai/api/v1", "https://api.maiagent.ai/api/v1/"),
    ("https://api.maiagent.ai/api/v1///", "https://api.maiagent.ai/api/v1/"),
    ("https://api.maiagent.ai", "https://api.maiagent.ai/api/v1/"),
    ("https://api.maiagent.ai/", "https://api.maiagent.ai/api/v1/"),
    ("api.maiagent.ai", "https://api.maiagent.ai/api/v1/"),
    ("api.maiagent.ai/api", "https://api.maiagent.ai/api/"),
    ("  \tHTTPS://API.MaiAgent.AI/api/v1/ \r\n", "https://api.maiagent.ai/api/v1/"),
    ("https://own.example.test:8443/x/y", "https://own.example.test:8443/x/y/"),
    ("https://own.example.test:443", "https://own.example.test/api/v1/"),
    ("http://203.0.113.7:8099", "http://203.0.113.7:8099/api/v1/"),
    ("localhost:8080", "http://localhost:8080/api/v1/"),
    ("127.0.0.1:8080/api", "http://127.0.0.1:8080/api/"),
    ("[::1]:8080", "http://[::1]:8080/api/v1/"),
    ("https://[2001:DB8::1]/api", "https://[2001:db8::1]/api/"),
    ("http://localhost:80/", "http://localhost/api/v1/"),
    ("https://客服.example.test/api/v1", "https://客服.example.test/api/v1/"),
  ])
  func reads(typed: String, normal: String) throws {
    #expect(try BaseURL(typed).description == normal)
  }

  @Test(arguments: [
    ("", BaseURLProblem.empty), (" \n", .empty),
    ("ftp://api.maiagent.ai", .scheme("ftp")), ("file:///etc/passwd", .scheme("file")),
    ("https://me:secret@api.maiagent.ai", .userInformation), ("me@api.maiagent.ai", .userInformation),
    ("https://api.maiagent.ai/api?x=1", .query), ("https://api.maiagent.ai?", .query),
    ("https://api.maiagent.ai/api#top", .fragment),
    ("https://", .host("")), ("https:///api", .host("")), ("https://a b/", .host("a b")),
    ("https://a%2eb/", .host("a%2eb")), ("https://[::1", .host("[::1")), ("https://[nonsense]/", .host("[nonsense]")),
    ("https://-x.test", .host("-x.test")),
    ("https://a.test:0", .port("0")), ("https://a.test:65536", .port("65536")), ("https://a.test:8x", .port("8x")),
    ("https://a.test:", .port("")), ("https://a.test:+8", .port("+8")),
    ("https://a.test/../x", .path("/../x")), ("https://a.test/a b", .path("/a b")),
    ("https://a.test\\@evil.test/", .userInformation), ("https://a.test\\evil", .path("\\evil")),
    ("https://a.test/\u{1}x", .path("/\u{1}x")),
  ])
  func refuses(typed: String, problem: BaseURLProblem) {
    // A backslash ends the host for browsers, and an @ after it would be another host for others.
    if typed.contains("\\@") {
      #expect(throws: BaseURLProblem.self) { try BaseURL(typed) }
    } else {
      #expect(throws: problem) { try BaseURL(typed) }
    }
  }

  @Test func aRefusalDoesNotRepeatAPassword() {
    #expect(throws: BaseURLProblem.self) { try BaseURL("https://me:hunter2@api.test/") }
    #expect(!BaseURLProblem.userInformation.description.contains("hunter2"))
  }

  @Test(arguments: [
    ("http://localhost", true), ("http://127.0.0.1", true), ("http://127.9.8.7", true), ("http://[::1]", true),
    ("http://[0:0:0:0:0:0:0:1]", true), ("http://128.0.0.1", false), ("http://127.evil.test", false),
    ("http://localhost.evil.test", false), ("http://[::2]", false), ("http://0.0.0.0", true),
    ("http://2130706433", true),
    ("http://0x7f.1", true), ("http://localhost.", true), ("http://api.localhost", true),
  ])
  func knowsThisMachine(typed: String, isLoopback: Bool) throws {
    #expect(try BaseURL(typed).isLoopback == isLoopback)
  }

  @Test func originsAreSchemeHostAndPort() throws {
    let base = try BaseURL("https://a.test/api")
    #expect(base.isSameOrigin(as: try BaseURL("https://A.test:443/other")))
    #expect(!base.isSameOrigin(as: try BaseURL("http://a.test:443/api")))
    #expect(!base.isSameOrigin(as: try BaseURL("https://a.test:444/api")))
    #expect(!base.isSameOrigin(as: try BaseURL("https://b.test/api")))
    #expect(base.isOrigin(of: "https://a.test/x"))
    #expect(!base.isOrigin(of: "https://a.test.evil/x"))
    #expect(!base.isOrigin(of: "https://a.test:444/x"))
  }

  @Test func routesEndInASlashAndSegmentsStaySegments() throws {
    let base = try BaseURL("https://a.test/api")
    #expect(base.joining(["chatbots"]) == "https://a.test/api/chatbots/")
    #expect(base.joining(["a/../b?c#d", "漢"]) == "https://a.test/api/a%2F..%2Fb%3Fc%23d/%E6%BC%A2/")
    #expect(
      base.joining(["x"], query: [("page", "1"), ("q", "a b&c")]) == "https://a.test/api/x/?page=1&q=a%20b%26c")
  }

  @Test func theNextPageStaysWithTheService() throws {
    let base = try BaseURL("https://a.test/api")
    let endpoint = "https://a.test/api/chatbots/?page=1"
    #expect(
      base.anchoring("https://inner:8000/v9/chatbots/?page=2", to: endpoint) == "https://a.test/api/chatbots/?page=2")
    #expect(
      base.anchoring("/api/chatbots/?cursor=abc%3D#x", to: endpoint) == "https://a.test/api/chatbots/?cursor=abc%3D")
    #expect(base.anchoring("https://evil.test/", to: endpoint) == nil)
    #expect(base.anchoring("?", to: endpoint) == nil)
    #expect(base.anchoring("?page=2 HTTP/1.1\r\nX: y", to: endpoint) == nil)
  }
}

@Suite struct APIKeyTests {
  @Test func isTrimmedAndNotPrinted() throws {
    let key = try #require(APIKey("  abc.DEF-secret \n"))
    #expect(key.authorization == "Api-Key abc.DEF-secret")
    var dumped = ""
    dump(key, to: &dumped)
    for text in ["\(key)", String(reflecting: key), "\([key])", "\(Optional(key) as Any)", dumped] {
      #expect(!text.contains("secret"))
    }
  }

  @Test(arguments: ["", " ", "a\r\nX-Evil: 1", "a\u{0}b", "a\u{7F}b"])
  func refuses(typed: String) {
    #expect(APIKey(typed) == nil)
  }

  @Test func isTakenOutOfTextsWhereverItStands() throws {
    let key = try #require(APIKey("sk.1"))
    #expect(key.authorization == "Api-Key sk.1")
    #expect(APIKey("sk.1", scheme: .bearer)?.authorization == "Bearer sk.1")
    #expect(key.redacting("sk.1 asksk.1sk.1, sk.") == "(key) ask(key)(key), sk.")
    // A combining mark makes another character of the last one, but the key is still there to read.
    #expect(key.redacting("sk.1\u{301}") == "(key)\u{301}")
  }
}
