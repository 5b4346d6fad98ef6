import ChatModel
import MaiAgentAPI
import Testing

@Suite struct DownloadAddressTests {
  private let base = try! BaseURL("https://api.test/api/v1/")

  @Test(arguments: [
    ("https://api.test/media/a%20b.pdf?x=1#page", "https://api.test/media/a%20b.pdf?x=1"),
    ("https://API.test:443/m", "https://api.test/m"), ("https://api.test?x", "https://api.test/?x"),
  ])
  func theKeyGoesToTheServiceItself(url: String, wanted: String) throws {
    let request = try DownloadAddress.request(url, base: base)
    #expect(request.authorization == .key && request.url == wanted && request.method == .get)
  }

  @Test(arguments: [
    "https://storage.test/a", "http://api.test/a", "https://api.test:8443/a", "https://api.test.evil.test/a",
    "https://evil.test/?https://api.test/",
  ])
  func noOtherPlaceGetsTheKey(url: String) throws {
    #expect(try DownloadAddress.request(url, base: base).authorization == .none)
  }

  @Test(arguments: [
    "", "a.pdf", "/media/a.pdf", "file:///etc/passwd", "ftp://h/a", "javascript:alert(1)", "https://",
    "https://u:p@h.test/a",
    "https://api.test@evil.test/a", "https://h.test/a b", "https://h.test/\n", "http://127.0.0.1/a",
    "http://localhost:80/a",
    "https://api.test\\@evil.test/",
  ])
  func otherAddressesAreRefused(url: String) {
    #expect(throws: Failure.self) { try DownloadAddress.request(url, base: base) }
  }

  @Test func redirectsStayEncryptedAndLoseTheKeyOnTheWayOut() throws {
    let out = try DownloadAddress.redirect("https://storage.test/x?sig=1", from: "https://api.test/media/x", base: base)
    #expect(out.authorization == .none && out.url == "https://storage.test/x?sig=1")
    let here = try DownloadAddress.redirect("/other?y", from: "https://api.test/media/x", base: base)
    #expect(here.authorization == .key && here.url == "https://api.test/other?y")
    #expect(throws: Failure.self) {
      try DownloadAddress.redirect("http://storage.test/x", from: "https://api.test/media/x", base: base)
    }
    #expect(throws: Failure.self) {
      try DownloadAddress.redirect("//storage.test/x", from: "https://api.test/media/x", base: base)
    }
  }

  @Test func anAttachmentGoesBackAsTheServiceDescribedIt() throws {
    let file = Attachment(id: AttachmentID("a"), type: "image", filename: "a.png", file: "https://f.test/a", size: 5)
    let request = APIRequest.completions(
      ReplyRequest(
        chatbot: ChatbotID("b"), conversation: nil, text: "Hi", attachments: [file], mode: .streaming), at: base)
    let body = String(decoding: try #require(request.body), as: UTF8.self)
    #expect(
      body.contains(#"[{"file":"https://f.test/a","filename":"a.png","id":"a","type":"image"}]"#), "\(body)")
  }
}
