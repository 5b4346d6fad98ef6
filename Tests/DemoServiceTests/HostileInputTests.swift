import TestSupport
import Testing

@testable import DemoService

@Suite struct HostileInputTests {
  @Test func badJSONIsRefusedAndTheServerLivesOn() async throws {
    try await withSandbox { server throws in
      let path = "/api/v1/chatbots/\(echo)/completions/"
      let deep = String(repeating: "[", count: 100_000)
      for body in [
        "", "{", "nonsense", "\u{0}", deep, "{\"message\":\(deep)}", "{\"message\":{\"content\":\"\\ud800\"}}",
      ] {
        #expect(try server.request("POST", path, body: Array(body.utf8)).status == 400, "\(body.prefix(20))")
      }
      #expect(try server.request("POST", path, body: [0xFF, 0xFE]).status == 400)
      #expect(try server.request("POST", path, body: Array("[1]".utf8)).status == 400)
      #expect(try server.ask("still here", stream: false).status == 200)
    }
  }

  @Test func randomBytesEndTheConnectionOnly() async throws {
    for seed in SeededGenerator.seeds() {
      try await withSandbox { server throws in
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20 {
          let client = try RawClient(port: server.port)
          var bytes = (0..<Int.random(in: 1...3_000, using: &random)).map { _ in
            UInt8.random(in: 0...255, using: &random)
          }
          if Bool.random(using: &random) { bytes = Array("POST /api/v1/messages/ HTTP/1.1\r\n".utf8) + bytes }
          client.send(bytes)
          client.hangUp()
        }
        #expect(try server.ask("still here", stream: true).streamedText == "still here", "seed \(seed)")
      }
    }
  }

  @Test func aGiantBodyIsRefused() async throws {
    try await withSandbox { server throws in
      let path = "/api/v1/attachments-upload/"
      // A client that asks first need not send it.
      let asking = try server.request(
        "POST", path,
        headers: ["Authorization: Api-Key k", "Expect: 100-continue", "Content-Length: 9000000000000000000"])
      #expect(asking.status == 413)
      let sent = try server.request("POST", path, body: [UInt8](repeating: 120, count: Service.maximumBody + 1))
      #expect(sent.status == 413)
      // The same without saying how much comes.
      let chunked = try server.send(
        "POST", path, headers: ["Authorization: Api-Key k", "Transfer-Encoding: chunked"])
      let chunk = Array("100000\r\n".utf8) + [UInt8](repeating: 120, count: 1 << 20) + Array("\r\n".utf8)
      for _ in 0...(Service.maximumBody >> 20) { chunked.send(chunk) }
      chunked.send(Array("0\r\n\r\n".utf8))
      _ = try chunked.readToEnd()
      #expect(Answer(chunked.received).status == 413)
    }
  }

  @Test func aBodyCanComeInChunks() async throws {
    try await withSandbox { server throws in
      let body = SandboxServer.question("/echo in pieces", stream: false)
      let client = try server.send(
        "POST", "/api/v1/chatbots/\(echo)/completions/",
        headers: ["Authorization: Api-Key k", "Transfer-Encoding: chunked"])
      for byte in body { client.send(Array("1\r\n".utf8) + [byte] + Array("\r\n".utf8)) }
      client.send(Array("0\r\n\r\n".utf8))
      _ = try client.readToEnd()
      #expect(Answer(client.received).json["content"]?.text == "in pieces")
    }
  }

  @Test func aClientThatAsksFirstIsToldToGoOn() async throws {
    try await withSandbox { server throws in
      let text = String(repeating: "long ", count: 2_000)
      let body = SandboxServer.question(text, stream: false)
      let client = try server.send(
        "POST", "/api/v1/chatbots/\(echo)/completions/",
        headers: ["Authorization: Api-Key k", "Expect: 100-continue", "Content-Length: \(body.count)"])
      try client.readUntil { $0.hasPrefix("HTTP/1.1 100 Continue\r\n\r\n") }
      client.send(body)
      _ = try client.readToEnd()
      #expect(Answer(Array(client.received.dropFirst(25))).json["content"]?.text == text)
    }
  }

  @Test func halfRequestsHoldNobodyUp() async throws {
    try await withSandbox { server throws in
      var halves: [RawClient] = []
      for half in [
        "", "PO", "POST /api/v1/chatbots/ HTTP/1.1\r\n",
        "POST /api/v1/messages/ HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc",
        "POST /api/v1/messages/ HTTP/1.1\r\nContent-Length: 100000\r\n\r\nabc",
      ] {
        for _ in 0..<8 {
          let client = try RawClient(port: server.port)
          client.send(Array(half.utf8))
          halves.append(client)
        }
      }
      #expect(try server.ask("still here", stream: true).streamedText == "still here")
      for half in halves { half.hangUp() }
      #expect(try server.ask("and now", stream: false).status == 200)
    }
  }

  @Test func pathsDoNotLeaveTheirPlace() async throws {
    try await withSandbox { server throws in
      for path in [
        "/media/../../etc/passwd", "/media/%2e%2e/%2e%2e/etc/passwd", "/api/v1/../../etc/passwd", "//", "/%",
      ] {
        #expect(try server.request("GET", path).status == 404, "\(path)")
      }
    }
  }
}
