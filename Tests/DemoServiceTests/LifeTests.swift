import System
import TestSupport
import Testing

@testable import DemoService

@Suite struct LifeTests {
  /// Who leaves does not wait for a thread that the system refuses: here no task of anybody gets one any more.
  @Test func aStopWithALimitEndsThoughNoTaskRuns() async {
    await #expect(processExitsWith: .success) {
      let server = try SandboxServer.start(SandboxServer.Options())
      let gate = Gate()
      for priority in [TaskPriority.high, .medium, .low] {
        for _ in 0..<64 { Task.detached(priority: priority) { gate.wait() } }
      }
      // Where it waits after all, the system ends the process.
      alarm(UInt32(patience / 1000))
      server.stop(within: 0.1)
      exit(0)
    }
  }

  @Test func aClientThatHangsUpIsNoticedWhileNothingIsSent() async throws {
    try await withSandbox { server throws in
      for prompt in ["/stall", "/silence 1000"] {
        for isStreaming in [true, false] {
          let client = try server.send(
            "POST", "/api/v1/chatbots/\(echo)/completions/",
            body: SandboxServer.question(prompt, stream: isStreaming))
          if prompt == "/stall" && isStreaming {
            try client.readUntil { _ in Answer(client.received).streamedText == SampleText.beforeStall }
          }
          #expect(waitUntil { server.runningReplies == 1 })
          client.hangUp()
          #expect(waitUntil { server.runningReplies == 0 })
        }
      }
    }
  }

  @Test func whatWasSentBeforeAHangUpIsKept() async throws {
    try await withSandbox { server throws in
      let client = try server.send(
        "POST", "/api/v1/chatbots/\(echo)/completions/", body: SandboxServer.question("/stall", stream: true))
      try client.readUntil { _ in Answer(client.received).streamedText == SampleText.beforeStall }
      client.hangUp()
      #expect(waitUntil { server.runningReplies == 0 })
      let conversation = try #require(
        try server.request("GET", "/api/v1/conversations/").json.results("id").first)
      let messages = try server.request("GET", "/api/v1/messages/?conversation=\(conversation)").json
      #expect(messages.results("content") == [SampleText.beforeStall, "/stall"])
    }
  }

  @Test func stoppingEndsRunningReplies() async throws {
    try await onThread {
      let server = try startWithOwnPort(rate: 0)
      var clients: [RawClient] = []
      for prompt in ["/stall", "/silence 1000", "/slow 1000"] {
        for isStreaming in [true, false] {
          clients.append(
            try server.send(
              "POST", "/api/v1/chatbots/\(echo)/completions/",
              body: SandboxServer.question(prompt, stream: isStreaming)))
        }
      }
      #expect(waitUntil { server.runningReplies == 6 })
      // One that does not read, so that the server waits for room.
      clients.append(
        try server.send(
          "POST", "/api/v1/chatbots/\(echo)/completions/",
          body: SandboxServer.question("/paragraph 2000000", stream: true)))
      #expect(waitUntil { server.runningReplies == 7 })
      server.stop()
      #expect(server.runningReplies == 0)
      for client in clients { #expect(try client.readToEnd() != .open) }
      // A program that is just being started has all sockets for a moment yet.
      #expect(waitUntil { (try? RawClient(port: server.port)) == nil })
      server.stop()
    }
  }

  @Test func noSocketGoesToTheProgramsThatAreStarted() async throws {
    try await withSandbox { server throws in
      let client = try server.send(
        "POST", "/api/v1/chatbots/\(echo)/completions/", body: SandboxServer.question("/stall", stream: true))
      #expect(waitUntil { server.runningReplies == 1 })
      // The one that listens, and the client's.
      #expect(waitUntil { sockets(of: server.port) == [true, true] })
      client.hangUp()
    }
  }

  @Test func twoServersKnowNothingOfEachOther() async throws {
    try await withSandbox { first in
      let second = try SandboxServer.start(SandboxServer.Options(key: "other", rate: 0))
      defer { second.stop() }
      #expect(first.port != second.port)
      let conversation = try first.ask("one", stream: false).conversation
      let path = "/api/v1/conversations/\(conversation)/"
      #expect(try first.request("GET", path).status == 200)
      #expect(try second.request("GET", path, headers: ["Authorization: Api-Key other"]).status == 404)
    }
  }

  @Test func aPortInUseIsSaid() async throws {
    try await withSandbox { server throws in
      let taken = server.port
      #expect(throws: SandboxError.portInUse(taken)) { try SandboxServer.start(SandboxServer.Options(port: taken)) }
      #expect(SandboxError.portInUse(taken).description.hasPrefix("Port \(taken) is in use. "))
    }
  }

  @Test func aPortCanBeUsedAgainAtOnce() async throws {
    try await onThread {
      /// A server on the port of one that just served and stopped; nil where that port is in use.
      func startAgain() throws -> (SandboxServer, port: UInt16)? {
        let first = try startWithOwnPort()
        _ = try first.ask("one", stream: false)
        first.stop()
        do {
          return (try SandboxServer.start(SandboxServer.Options(port: first.port)), first.port)
        } catch SandboxError.portInUse { return nil }
      }
      // A program that is just being started may have the socket for a moment yet, but not each time.
      let (second, port) = try #require(try startAgain() ?? startAgain() ?? startAgain())
      defer { second.stop() }
      #expect(second.port == port)
      #expect(second.baseURL == "http://127.0.0.1:\(port)/api/v1/")
      #expect(try second.request("GET", "/api/v1/chatbots/").status == 200)
    }
  }

  #if os(Linux)
    @Test func startingAndStoppingLeavesNothingOpen() async {
      // In a process of its own, where no other test opens anything.
      await #expect(processExitsWith: .success) {
        @Sendable func open() -> Int {
          guard let directory = opendir("/proc/self/fd") else { return -1 }
          defer { closedir(directory) }
          var count = 0
          while readdir(directory) != nil { count += 1 }
          return count
        }
        try await onThread {
          func once() throws {
            let server = try SandboxServer.start(SandboxServer.Options(rate: 0))
            let answer = try server.ask("hello", stream: true)
            precondition(answer.streamedText == "hello")
            let idle = try RawClient(port: server.port)
            let stalled = try server.send(
              "POST", "/api/v1/chatbots/\(echo)/completions/", body: SandboxServer.question("/stall", stream: true))
            precondition((try? SandboxServer.start(SandboxServer.Options(port: server.port))) == nil)
            precondition(waitUntil { server.runningReplies == 1 })
            server.stop()
            idle.hangUp()
            stalled.hangUp()
          }
          try once()
          let before = open()
          for _ in 0..<50 { try once() }
          // Anything that is left each time counts 50; a sanitizer may have opened a few of its own meanwhile.
          precondition(open() - before < 10, "\(open()) descriptors in place of \(before)")
        }
      }
    }
  #endif
}

/// A server on a port that no system gives to who asks for any (RFC 6335 section 6 names the range of those, Linux has
/// a wider one), so that no other test has it once this server stopped.
private func startWithOwnPort(rate: Int = SandboxServer.Options.defaultRate) throws -> SandboxServer {
  for _ in 0..<100 {
    do {
      return try SandboxServer.start(SandboxServer.Options(port: .random(in: 20_000..<32_000), rate: rate))
    } catch SandboxError.portInUse {}
  }
  return try SandboxServer.start(SandboxServer.Options(rate: rate))
}

/// For each socket of this process whose own port is `port`: whether a program that is started goes without it.
private func sockets(of port: UInt16) -> [Bool] {
  (Int32(3)..<1024).compactMap { descriptor in
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutableBytes(of: &address) { bytes in
      getsockname(descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), &length)
    }
    guard result == 0, Int32(address.sin_family) == AF_INET, address.sin_port == port.bigEndian else { return nil }
    return fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0
  }
}
