import ChatModel
import MaiAgentAPI
import MaiAgentNetwork
import TestSupport
import Testing

@testable import DemoService

@Suite struct WireTests {
  private typealias Wire = SandboxServer.Wire

  private static let question = "/echo one \"two\"\n三 👍🏽 four"
  private static let text = "one \"two\"\n三 👍🏽 four"

  private static let forms: [(String, Wire)] = [
    ("as documented", Wire()), ("camel case", Wire(identifiers: .camelCase)), ("both", Wire(identifiers: .both)),
    ("marker after done", Wire(end: .doneEventAndMarker)), ("marker only", Wire(end: .markerOnly)),
    ("CRLF", Wire(lineEnd: .crlf)), ("CR", Wire(lineEnd: .cr)), ("no space", Wire(dataPrefix: .bare)),
    ("single bytes", Wire(writes: .oneByte)), ("comments", Wire(extras: .comments)),
    ("unknown keys", Wire(extras: .unknownKeys)), ("null content", Wire(extras: .nullContent)),
    ("text in last event", Wire(extras: .textInLastEvent)), ("several lines", Wire(extras: .severalDataLines)),
    ("byte order mark", Wire(extras: .byteOrderMark)),
    (
      "everything",
      Wire(
        identifiers: .both, end: .doneEventAndMarker, lineEnd: .crlf, dataPrefix: .bare, writes: .oneByte,
        extras: [.comments, .unknownKeys, .nullContent, .textInLastEvent, .severalDataLines, .byteOrderMark])
    ),
  ]

  @Test(arguments: forms.indices)
  func theClientReadsEveryForm(_ index: Int) async throws {
    let (name, wire) = Self.forms[index]
    try await withSandbox(SandboxServer.Options(rate: 0, wire: wire)) { server throws in
      let client = try RealClient(server)
      defer { client.network.shutDown() }
      client.ask(Self.question)
      #expect(client.end() == .completed, "\(name)")
      #expect(client.text() == Self.text, "\(name)")
      #expect(client.conversation()?.count == 36, "\(name)")
    }
  }

  @Test func aStreamThatNeverSaysDoneIsNotComplete() async throws {
    try await withSandbox(SandboxServer.Options(rate: 0, wire: Wire(end: .nothing))) { server throws in
      let client = try RealClient(server)
      defer { client.network.shutDown() }
      client.ask(Self.question)
      try #require(matched(client.end()) { if case .failed? = $0 { true } else { nil } } != nil, "not failed")
      #expect(client.text() == Self.text)
    }
  }

  /// The bytes of `/echo ab` with a chunk of one character, by form.
  @Test(arguments: [
    (Wire(identifiers: .camelCase), "data: {\"content\":\"a\",\"conversationId\":\"ID\",\"done\":false}\n\n"),
    (
      Wire(identifiers: .both),
      "data: {\"content\":\"a\",\"conversation_id\":\"ID\",\"conversationId\":\"ID\",\"done\":false}\n\n"
    ),
    (Wire(lineEnd: .crlf), "data: {\"content\":\"a\",\"conversation_id\":\"ID\",\"done\":false}\r\n\r\n"),
    (Wire(dataPrefix: .bare), "data:{\"content\":\"a\",\"conversation_id\":\"ID\",\"done\":false}\n\n"),
    (Wire(end: .markerOnly), "\n\ndata: [DONE]\n\n"),
    (Wire(extras: .nullContent), "data: {\"content\":null,\"conversation_id\":\"ID\",\"done\":false}\n\n"),
    (Wire(extras: .comments), ": more\nevent: message\nid: 1\ndata: "),
    (
      Wire(extras: .textInLastEvent), "\n\ndata: {\"content\":\"b\",\"conversation_id\":\"ID\",\"done\":true}\n\n"
    ),
    (
      Wire(extras: .severalDataLines),
      "data: {\ndata:   \"content\": \"a\",\ndata:   \"conversation_id\":\"ID\",\"done\":false\ndata: }\n\n"
    ),
  ])
  private func bytesAreAsAskedFor(_ wire: Wire, _ part: String) async throws {
    try await withSandbox(SandboxServer.Options(rate: 0, chunk: 1, wire: wire)) { server throws in
      let answer = try server.ask("/echo ab", stream: true)
      let start = try #require(answer.text.firstRange(of: "_id\":\"") ?? answer.text.firstRange(of: "Id\":\""))
      let id = answer.text[start.upperBound...].prefix(36)
      #expect(answer.text.contains(part.replacing("ID", with: String(id))), "\(answer.text)")
    }
  }

  @Test func singleBytesTravelAlone() async throws {
    try await withSandbox(SandboxServer.Options(rate: 0, wire: Wire(writes: .oneByte))) { server throws in
      let client = try server.send(
        "POST", "/api/v1/chatbots/\(echo)/completions/", body: SandboxServer.question("/echo ab", stream: true))
      _ = try client.readToEnd()
      let sizes = String(decoding: client.received, as: UTF8.self).components(after: "\r\n\r\n")
      #expect(sizes.hasPrefix("01\r\nd\r\n01\r\na\r\n"))
      #expect(Answer(client.received).streamedText == "ab")
    }
  }

  @Test func aChunkIsSoManyCharacters() async throws {
    for chunk in [1, 3, 100] {
      try await withSandbox(SandboxServer.Options(rate: 0, chunk: chunk)) { server throws in
        let pieces = try server.ask("/echo 一二三四五六七", stream: true).events.dropLast().map { $0["content"]?.text ?? "" }
        #expect(pieces.joined() == "一二三四五六七")
        #expect(pieces.dropLast().allSatisfy { $0.unicodeScalars.count == chunk })
      }
    }
  }
}

extension String {
  fileprivate func components(after mark: String) -> Substring {
    firstRange(of: mark).map { self[$0.upperBound...] } ?? ""
  }
}
