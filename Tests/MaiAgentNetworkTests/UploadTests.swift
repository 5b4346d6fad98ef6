import ChatModel
import MaiAgentAPI
import MaiAgentNetwork
import System
import TestSupport
import Testing

/// A file in a folder of its own, which goes with it.
final class UploadFile {
  let path: String
  private let folder = TestFolder()

  init(_ content: [UInt8] = Array("hello, 世界".utf8)) { path = folder.write(content, to: "a.txt") }

  func write(_ content: [UInt8]) { folder.write(content, to: path) }

  /// A file of `size` bytes that takes no room.
  func grow(to size: Int64) { #expect(truncate(path, off_t(size)) == 0) }

  func request(_ filename: String = "a.txt", conversation: String? = nil) -> UploadRequest {
    var status = stat()
    stat(path, &status)
    #if canImport(Glibc)
      let time = status.st_mtim
    #else
      let time = status.st_mtimespec
    #endif
    let facts = FileFacts(
      path: path, size: Int64(status.st_size), modified: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec),
      type: FileType("text", "text/plain; charset=utf-8"))
    return UploadRequest(
      file: facts, filename: filename, conversation: conversation.map { RemoteConversationID($0) })
  }
}

extension Recorder {
  func upload(_ id: String = "u") -> [UploadEvent] {
    all.compactMap { if case .upload(UploadID(id), let event) = $0 { event } else { nil } }
  }

  /// Waits for the last event of an upload.
  func uploadEnd(_ id: String = "u") -> UploadEvent? {
    func last() -> UploadEvent? {
      upload(id).last { event in
        switch event {
        case .completed, .failed, .stopped: true
        case .started, .progressed, .stored, .retryScheduled: false
        }
      }
    }
    _ = waitUntil { last() != nil }
    return last()
  }

  func uploadFailure(_ id: String = "u") -> Failure? {
    if case .failed(let failure)? = uploadEnd(id) { failure } else { nil }
  }
}

/// Uploads against a server that plays the service and its storage.
@Suite struct UploadTests {
  static let object = #"{"id":"att-1","type":"other","filename":"a.txt","file":"https://files.test/a%20b.txt","x":1}"#
  static let attachment = Attachment(
    id: AttachmentID("att-1"), type: "other", filename: "a.txt", file: "https://files.test/a%20b.txt", size: 13)

  /// A service that takes files in the way of a permission; `change` answers some of its requests otherwise.
  static func storageService(_ change: @escaping @Sendable (SeenRequest) -> [ServerStep]? = { _ in nil })
    -> ScriptedServer
  {
    ScriptedServer { request in
      if let steps = change(request) { return steps }
      switch request.target {
      case "/api/v1/attachments-upload/": return [.respond(404, [("Content-Type", "text/html")], "<h1>Not found</h1>")]
      case "/api/v1/upload-presigned-url/":
        let origin = "http://\(request.header("Host") ?? "")"
        return [
          .respond(
            200, [],
            #"{"fields":{"x-zeta":"1","key":"media/7c.txt","policy":"e\"30=","x-amz-signature":"00ff","unknown":7},"#
              + #""url":"\#(origin)/bucket?a=b"}"#)
        ]
      case "/bucket?a=b": return [.respond(204)]
      case "/api/v1/attachments/": return [.respond(201, [], object)]
      default: return [.respond(404)]
      }
    }
  }

  // MARK: One step

  @Test(arguments: [200, 201]) func oneStepSendsTheFileInAForm(status: Int) throws {
    let file = UploadFile()
    let rig = try Rig(ScriptedServer([.respond(status, [], Self.object)]))
    rig.network.perform(.startUpload(UploadID("u"), file.request()))
    #expect(rig.sink.uploadEnd() == .completed(Self.attachment))
    #expect(rig.sink.upload().first == .started)
    let request = try #require(rig.server.log.requests.first)
    #expect(request.method == "POST" && request.target == "/api/v1/attachments-upload/")
    #expect(request.header("Authorization") == "Api-Key \(Rig.key)")
    #expect(request.header("Expect") == nil && request.header("Transfer-Encoding") == nil)
    #expect(request.header("Content-Length") == "\(request.body.count)")
    let form = try #require(SeenForm(request))
    #expect(form.parts.count == 1)
    #expect(form.parts[0].disposition == #"form-data; name="file"; filename="a.txt""#)
    #expect(form.parts[0].contentType == "text/plain; charset=utf-8")
    #expect(form.parts[0].text == "hello, 世界")
  }

  @Test(arguments: [
    ("報告 2026.pdf", "報告 2026.pdf"), ("a\"b.txt", "a%22b.txt"), ("a\r\nX-Evil: 1", "a%0D%0AX-Evil: 1"),
    ("e\u{301}\u{1F468}\u{200D}\u{1F469}.txt", "e\u{301}\u{1F468}\u{200D}\u{1F469}.txt"),
    ("\u{1B}[31m\\;", "%1B[31m\\;"), ("../../etc", "../../etc"),
  ])
  func namesTravelAsBrowsersWriteThem(name: String, written: String) throws {
    let file = UploadFile()
    let rig = try Rig(ScriptedServer([.respond(201, [], Self.object)]))
    rig.network.perform(.startUpload(UploadID("u"), file.request(name)))
    _ = rig.sink.uploadEnd()
    let request = try #require(rig.server.log.requests.first)
    let form = try #require(SeenForm(request))
    #expect(Array(form.parts[0].parameter("filename")!.utf8) == Array(written.utf8))
    #expect(form.parts[0].text == "hello, 世界")
  }

  @Test func whatTheAnswerLeavesOutIsFilledIn() throws {
    let rig = try Rig(ScriptedServer([.respond(201, [], #"{"id":7}"#)]))
    let file = UploadFile()
    rig.network.perform(.startUpload(UploadID("u"), file.request("門.txt")))
    #expect(
      rig.sink.uploadEnd()
        == .completed(Attachment(id: AttachmentID("7"), type: "other", filename: "門.txt", file: "", size: 13)))
  }

  // MARK: By a permission

  @Test func thePermissionIsFollowedToTheLetterAndTheKeyStaysAtTheService() throws {
    let file = UploadFile()
    let rig = try Rig(Self.storageService())
    rig.network.perform(.startUpload(UploadID("u"), file.request("門 \"1\".txt")))
    #expect(rig.sink.uploadEnd() == .completed(Self.attachment))
    let requests = rig.server.log.requests
    #expect(
      requests.map(\.target) == [
        "/api/v1/attachments-upload/", "/api/v1/upload-presigned-url/", "/bucket?a=b", "/api/v1/attachments/",
      ])
    #expect(
      requests[1].text == #"{"fieldName":"file","fileSize":13,"filename":"門 \"1\".txt","modelName":"attachment"}"#)
    let form = try #require(SeenForm(requests[2]))
    #expect(
      form.parts.map { $0.parameter("name") } == ["x-zeta", "key", "policy", "x-amz-signature", "unknown", "file"])
    #expect(form.parts.map(\.text) == ["1", "media/7c.txt", "e\"30=", "00ff", "7", "hello, 世界"])
    #expect(form.parts.dropLast().allSatisfy { $0.contentType == nil })
    #expect(requests[3].text == #"{"file":"media/7c.txt","filename":"門 \"1\".txt","type":"other"}"#)
    for request in requests { #expect((request.header("Authorization") == nil) == (request.target == "/bucket?a=b")) }
    let storage = requests[2].headers.map { "\($0.name): \($0.value)" }.joined() + requests[2].text
    #expect(!storage.contains(Rig.key))
  }

  @Test func theWayThatWorkedIsTakenAtOnceNextTime() throws {
    let file = UploadFile()
    let rig = try Rig(Self.storageService())
    for id in ["u", "v"] {
      rig.network.perform(.startUpload(UploadID(id), file.request()))
      #expect(rig.sink.uploadEnd(id) == .completed(Self.attachment))
    }
    #expect(rig.server.log.requests.map(\.target).count { $0 == "/api/v1/attachments-upload/" } == 1)
    #expect(rig.server.log.requests.count == 7)
  }

  @Test(arguments: [200, 201, 204]) func theStorageMayAnswerAnySuccess(status: Int) throws {
    let file = UploadFile()
    let rig = try Rig(Self.storageService { $0.target == "/bucket?a=b" ? [.respond(status)] : nil })
    rig.network.perform(.startUpload(UploadID("u"), file.request()))
    #expect(rig.sink.uploadEnd() == .completed(Self.attachment))
  }

  @Test func theConversationsOwnRouteIsTheLastToRegister() throws {
    let file = UploadFile()
    let rig = try Rig(
      Self.storageService { request in
        switch request.target {
        case "/api/v1/attachments/": [.respond(405)]
        case "/api/v1/conversations/c%2F1/attachments/": [.respond(201, [], Self.object)]
        default: nil
        }
      })
    rig.network.perform(.startUpload(UploadID("u"), file.request(conversation: "c/1")))
    #expect(rig.sink.uploadEnd() == .completed(Self.attachment))
    #expect(rig.server.log.requests.last?.text.contains(#""conversation":"c/1""#) == true)
  }

  @Test func theOlderWayIsTheLast() throws {
    let file = UploadFile()
    let rig = try Rig(
      ScriptedServer { $0.target == "/api/v1/attachments/" ? [.respond(200, [], Self.object)] : [.respond(405)] })
    rig.network.perform(.startUpload(UploadID("u"), file.request()))
    #expect(rig.sink.uploadEnd() == .completed(Self.attachment))
    let last = try #require(rig.server.log.requests.last)
    #expect(SeenForm(last)?.parts.last?.text == "hello, 世界")
  }

  @Test func aServiceThatTakesNoFilesSaysSo() throws {
    let file = UploadFile()
    let rig = try Rig(ScriptedServer { _ in [.respond(404)] })
    rig.network.perform(.startUpload(UploadID("u"), file.request()))
    let failure = try #require(rig.sink.uploadFailure())
    #expect(failure.kind == .notFound)
    #expect(
      failure.text
        == "\"a.txt\": this service takes no files (attachments-upload/ 404, upload-presigned-url/ 404, attachments/ 404)."
    )
  }

  // MARK: Addresses

  @Test(arguments: [
    ("http://files.example.test/b", "is not encrypted"), ("ftp://127.0.0.1/b", "names no address"),
    ("nonsense", "names no address"), ("http://user:pw@127.0.0.1/", "names no address"),
  ])
  func theFileGoesToNoAddressThatIsNotSafe(url: String, reason: String) throws {
    let file = UploadFile()
    let rig = try Rig(
      Self.storageService { request in
        request.target.contains("presigned") ? [.respond(200, [], #"{"url":"\#(url)","fields":{"key":"k"}}"#)] : nil
      })
    rig.network.perform(.startUpload(UploadID("u"), file.request()))
    #expect(rig.sink.uploadFailure()?.text.contains(reason) == true)
    #expect(rig.server.log.requests.count == 2)
  }

  @Test(arguments: [301, 302, 307, 308]) func redirectsAreNotFollowed(status: Int) throws {
    let other = ScriptedServer { _ in [.respond(201, [], Self.object)] }
    defer { other.stop() }
    let file = UploadFile()
    for place in ["/api/v1/attachments-upload/", "/bucket?a=b"] {
      let rig = try Rig(
        Self.storageService { $0.target == place ? [.respond(status, [("Location", other.url("/x"))])] : nil })
      rig.network.perform(.startUpload(UploadID("u"), file.request()))
      #expect(rig.sink.uploadFailure()?.kind == .redirected)
    }
    #expect(other.log.requests.isEmpty)
  }
}
