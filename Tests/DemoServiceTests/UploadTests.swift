import TestSupport
import Testing

@testable import DemoService

@Suite struct UploadTests {
  private static let name = "營業 時間;\"表\".PNG"
  private static let content = Array("內容\r\n--not the boundary\r\n\u{0}".utf8)

  /// A form of these fields, the file with its name as curl writes it.
  private static func form(
    _ fields: [(String, String)], file: [UInt8]? = content, name: String = name, fileFirst: Bool = false
  ) -> [UInt8] {
    var parts = fields.map { Array("Content-Disposition: form-data; name=\"\($0)\"\r\n\r\n\($1)".utf8) }
    if let file {
      let escaped = name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      let part =
        Array(
          "Content-Disposition: form-data; name=\"file\"; filename=\"\(escaped)\"\r\nContent-Type: image/png\r\n\r\n"
            .utf8) + file
      parts.insert(part, at: fileFirst ? 0 : parts.count)
    }
    return parts.flatMap { Array("--BOUND\r\n".utf8) + $0 + Array("\r\n".utf8) } + Array("--BOUND--\r\n".utf8)
  }

  private static let formHeaders = ["Authorization: Api-Key k", "Content-Type: multipart/form-data; boundary=BOUND"]

  private static func check(_ answer: Answer, _ server: SandboxServer, type: String = "image") throws {
    #expect(answer.status == 201)
    #expect(answer.json["filename"]?.text == name)
    #expect(answer.json["type"]?.text == type)
    let address = try #require(answer.json["file"]?.text)
    let origin = "http://127.0.0.1:\(server.port)"
    #expect(address.hasPrefix("\(origin)/media/chat/attachment/"))
    #expect(address.hasSuffix(".png"))
    let file = try server.request("GET", String(address.dropFirst(origin.count)), headers: [])
    #expect(file.status == 200)
    #expect(file.body == content)
    #expect(file.headers["content-type"] == "image/png")
    #expect(file.headers["content-disposition"]?.contains("%E7%87%9F%E6%A5%AD%20") == true)
    let id = try #require(answer.json["id"]?.text)
    #expect(try server.request("GET", "/api/v1/attachments/\(id)/").json == answer.json)
    #expect(try server.request("GET", "/api/v1/attachments/").json["results"]?.items.first == answer.json)
  }

  @Test(arguments: ["/api/v1/attachments-upload/", "/api/v1/attachments/"])
  func aFormHoldsTheFile(_ path: String) async throws {
    try await withSandbox { server throws in
      try Self.check(
        try server.request("POST", path, headers: Self.formHeaders, body: Self.form([])), server)
    }
  }

  @Test func theStorageTakesWhatWasPermitted() async throws {
    try await withSandbox { server throws in
      let (_, fields, path) = try Self.permit(server)
      let key = try #require(fields.first { $0.0 == "key" }?.1)
      let stored = try server.request(
        "POST", path, headers: ["Content-Type: multipart/form-data; boundary=BOUND"], body: Self.form(fields))
      #expect(stored.status == 204)
      let body: JSON = ["file": .string(key), "filename": .string(Self.name), "type": "image"]
      try Self.check(try server.request("POST", "/api/v1/attachments/", body: body.bytes), server)
      let conversation = try server.ask("hello", stream: false).conversation
      try Self.check(
        try server.request("POST", "/api/v1/conversations/\(conversation)/attachments/", body: body.bytes), server)
      #expect(try server.request("POST", "/api/v1/conversations/x/attachments/", body: body.bytes).status == 404)
    }
  }

  private static func permit(_ server: SandboxServer) throws -> (JSON, [(String, String)], String) {
    let wish: JSON = [
      "filename": .string(name), "modelName": "attachment", "fieldName": "file", "fileSize": .integer(content.count),
    ]
    let answer = try server.request("POST", "/api/v1/upload-presigned-url/", body: wish.bytes)
    #expect(answer.status == 200)
    guard case .object(let fields)? = answer.json["fields"] else { throw RawClient.Problem(words: "no fields") }
    let url = try #require(answer.json["url"]?.text)
    return (
      answer.json, fields.map { ($0.name, $0.value.text ?? "") },
      String(url.dropFirst("http://127.0.0.1:\(server.port)".count))
    )
  }

  @Test func theStorageRefusesEverythingElse() async throws {
    try await withSandbox { server throws in
      let (_, fields, path) = try Self.permit(server)
      let headers = ["Content-Type: multipart/form-data; boundary=BOUND"]
      func status(_ body: [UInt8], _ headers: [String]) throws -> Int {
        try server.request("POST", path, headers: headers, body: body).status
      }
      // The key of the service must not come here.
      #expect(try status(Self.form(fields), Self.formHeaders) == 403)
      #expect(try status(Self.form(fields, fileFirst: true), headers) == 400)
      #expect(try status(Self.form(fields, file: nil), headers) == 400)
      #expect(try status(Self.form([("key", "media/other")] + fields.filter { $0.0 != "key" }), headers) == 403)
      #expect(try status(Self.form(fields.filter { $0.0 != "policy" }), headers) == 403)
      #expect(try status(Array("nothing".utf8), headers) == 400)
      let unknown: JSON = ["file": "media/none", "filename": "a"]
      let answer = try server.request("POST", "/api/v1/attachments/", body: unknown.bytes)
      #expect(answer.text == "{\"file\": [\"There is no such file in the storage.\"]}")
    }
  }

  @Test func aBadFormIsRefused() async throws {
    try await withSandbox { server throws in
      func status(_ body: [UInt8], _ headers: [String] = Self.formHeaders) throws -> Int {
        try server.request("POST", "/api/v1/attachments-upload/", headers: headers, body: body).status
      }
      #expect(try status(Self.form([("other", "x")], file: nil)) == 400)
      #expect(try status(Self.form([], file: [])) == 400)
      #expect(try status(Array(Self.form([]).dropLast(20))) == 415)
      #expect(try status(Self.form([]), ["Authorization: Api-Key k", "Content-Type: text/plain"]) == 415)
      #expect(try status(Self.form([]), ["Authorization: Api-Key k", "Content-Type: multipart/form-data"]) == 415)
    }
  }

  @Test func aQuestionNamesItsFiles() async throws {
    try await withSandbox { server throws in
      let uploaded = try server.request(
        "POST", "/api/v1/attachments-upload/", headers: Self.formHeaders, body: Self.form([])
      ).json
      let first = try server.ask("x", of: tourGuide, stream: false).conversation
      let body: JSON = [
        "conversation": .string(first), "message": ["content": "", "attachments": [uploaded]],
      ]
      let answer = try server.request("POST", "/api/v1/chatbots/\(tourGuide)/completions/", body: body.bytes)
      #expect(answer.json["content"]?.text?.contains(Self.name) == true)
      let messages = try server.request("GET", "/api/v1/messages/?conversation=\(first)").json
      #expect(messages["results"]?.items[1]["attachments"] == .array([uploaded]))
    }
  }

  @Test func theOldestFilesMakeRoom() {
    var shelf = FileShelf()
    let half = [UInt8](repeating: 0, count: FileShelf.maximumBytes / 2)
    for key in ["a", "b", "c"] {
      shelf.add(FileShelf.File(filename: key, contentType: "x/y", content: half), key: key)
    }
    #expect(shelf.files.keys.sorted() == ["b", "c"])
    #expect(shelf.bytes == FileShelf.maximumBytes)
  }
}
