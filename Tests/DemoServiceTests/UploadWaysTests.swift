import ChatModel
import MaiAgentAPI
import MaiAgentNetwork
import System
import TestSupport
import Testing

@testable import DemoService

/// The client's own uploads against the sandbox, in every way that it can be told to take.
@Suite struct UploadWaysTests {
  private func upload(
    _ uploads: SandboxServer.Uploads, conversation: String? = nil, key: String = "sandbox-4711",
    _ work: (UploadEvent?, RealClient, SandboxServer) throws -> Void
  ) throws {
    let server = try SandboxServer.start(SandboxServer.Options(rate: 0, uploads: uploads))
    defer { server.stop() }
    let client = try RealClient(server, key: key)
    defer { client.network.shutDown() }
    let folder = TestFolder()
    let path = folder.write("hello, 世界", to: "a")
    var status = stat()
    stat(path, &status)
    let facts = FileFacts(
      path: path, size: Int64(status.st_size),
      modified: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec),
      type: FileType("text", "text/plain"))
    var remote: RemoteConversationID?
    if conversation != nil {
      client.ask("hi")
      _ = client.end()
      remote = client.conversation().map { RemoteConversationID($0) }
    }
    client.network.perform(
      .startUpload(UploadID("u"), UploadRequest(file: facts, filename: "檔案 \"1\".txt", conversation: remote)))
    func last() -> UploadEvent? {
      client.all.compactMap { if case .upload(_, let event) = $0 { event } else { nil } }.last { event in
        switch event {
        case .completed, .failed: true
        default: false
        }
      }
    }
    _ = waitUntil { last() != nil }
    try work(last(), client, server)
  }

  @Test(arguments: ["a", "b", "c", "d", "abcd", "bd"]) func eachWayLeadsToTheSame(ways: String) throws {
    let set = Set(ways.map { SandboxServer.Uploads.Way(rawValue: String($0))! })
    try upload(SandboxServer.Uploads(ways: set), conversation: ways == "c" ? "known" : nil) { end, client, _ in
      let attachment = try #require(
        matched(end) { if case .completed(let attachment)? = $0 { attachment } else { nil } },
        "\(ways): \(String(describing: end))")
      #expect(attachment.filename == "檔案 \"1\".txt" && attachment.type == "other")
      client.network.perform(
        .startReply(
          ReplyID("q"),
          ReplyRequest(
            chatbot: ChatbotID(echo), conversation: nil, text: "Look", attachments: [attachment], mode: .synchronous)))
      #expect(client.end("q") == .completed)
      #expect(client.text("q").contains("With it came: `檔案 \"1\".txt` (13 bytes)."))
    }
  }

  @Test(arguments: [
    (SandboxServer.Uploads.Fault.refuse, "abcd", 400), (.storage, "b", 403), (.registration, "b", 500),
    (.html, "a", 502),
  ])
  func eachFaultHasItsReason(fault: SandboxServer.Uploads.Fault, ways: String, status: Int) throws {
    let set = Set(ways.map { SandboxServer.Uploads.Way(rawValue: String($0))! })
    try upload(SandboxServer.Uploads(ways: set, fault: fault)) { end, _, _ in
      let failure = try #require(
        matched(end) { if case .failed(let failure)? = $0 { failure } else { nil } }, "\(String(describing: end))")
      #expect(failure.status == status)
      #expect(failure.text.hasPrefix("\"檔案 \"1\".txt\": the "))
    }
  }

  @Test func aFaultEndsAfterSoManyTimes() throws {
    try upload(SandboxServer.Uploads(ways: [.oneStep], fault: .empty, faults: 0)) { end, _, _ in
      let attachment = try #require(
        matched(end) { if case .completed(let attachment)? = $0 { attachment } else { nil } },
        "\(String(describing: end))")
      #expect(attachment.filename == "檔案 \"1\".txt")
    }
  }
}
