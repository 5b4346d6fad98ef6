import ChatModel
import MaiAgentAPI
import Testing

@Suite struct UploadAnswerTests {
  @Test func fieldsKeepTheirOrderHoweverTheyAreWritten() throws {
    let json =
      #" { "x" : [1,{"fields":{}}] , "fields" :{ "z":"1", "\u0061\"\\":"\u9580 \"\\", "b" : 2.5 ,"c":true,"d":null,"e":"" }, "url":"https://s.test/b" } "#
    let permission = try #require(UploadPermission(Array(json.utf8)))
    #expect(permission.url == "https://s.test/b")
    #expect(permission.fields.map(\.name) == ["z", "a\"\\", "b", "c", "e"])
    #expect(permission.fields.map(\.value) == ["1", "門 \"\\", "2.5", "true", ""])
  }

  @Test func manyFieldsInAnyOrderComeBackAsTheyWere() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<50 {
      let names = (0..<20).map { "f\($0)" }.shuffled(using: &generator)
      let json = #"{"url":"u","fields":{\#(names.map { "\"\($0)\":\"{\($0)}\"" }.joined(separator: ","))}}"#
      #expect(UploadPermission(Array(json.utf8))?.fields.map(\.name) == names)
    }
  }

  @Test func whatIsNoPermissionIsNone() {
    for json in [
      "", "{}", "[]", "{\"url\":\"x\"", "{\"url\":1,\"fields\":{}}", "{\"url\":\"x\",\"fields\":[]}",
      "{\"fields\":{\"a\":\"b\"}}",
    ] {
      #expect(UploadPermission(Array(json.utf8)) == nil, "\(json)")
    }
    // A text that is cut anywhere is none either, and traps nobody.
    let whole = Array(#"{"url":"u","fields":{"a":"b\"","c":"d"}}"#.utf8)
    for count in 0..<whole.count { #expect(UploadPermission(Array(whole.prefix(count))) == nil) }
  }

  @Test func theFormIsWrittenAsBrowsersDo() {
    let form = FormBody(
      fields: [FormBody.Field("a\"b", "1\r\n2")], filename: "門\n\".png", contentType: "image/png", fileSize: 3,
      boundary: "B")
    #expect(
      String(decoding: form.head + Array("xyz".utf8) + form.tail, as: UTF8.self)
        == "--B\r\nContent-Disposition: form-data; name=\"a%22b\"\r\n\r\n1\r\n2\r\n--B\r\n"
        + "Content-Disposition: form-data; name=\"file\"; filename=\"門%0A%22.png\"\r\nContent-Type: image/png\r\n\r\nxyz\r\n--B--\r\n"
    )
    #expect(form.size == Int64(form.head.count + 3 + form.tail.count))
    #expect(FormBody.newBoundary() != FormBody.newBoundary())
  }

  @Test func theStorageMustBeAsSafeAsTheService() throws {
    let service = try BaseURL("https://api.example.test/")
    func refusal(_ url: String, allowsPlain: Bool = false) -> String? {
      UploadPermission(url: url, fields: []).refusal(base: service, allowsPlainHTTP: allowsPlain)
    }
    #expect(refusal("https://s3.example.test/bucket?x=1") == nil)
    #expect(refusal("http://s3.example.test/bucket")?.contains("not encrypted") == true)
    #expect(refusal("http://s3.example.test/bucket", allowsPlain: true) == nil)
    #expect(refusal("https://127.0.0.1/")?.contains("this machine") == true)
    for url in ["", "/bucket", "file:///etc", "s3.example.test/b", "https://a@b/"] {
      #expect(refusal(url) != nil, "\(url)")
    }
  }
}
