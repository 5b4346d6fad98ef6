import ChatModel
import MaiAgentAPI
import System
import TestSupport
import Testing

@testable import MaiAgentNetwork

/// Whom a request is connected to, whatever its host's name says.
@Suite struct PeerTests {
  /// A service at a name that is not this machine's, and leads here all the same, as through a tunnel.
  private static func service(_ server: ScriptedServer, also hosts: String...) throws -> Rig {
    try Rig(server) {
      $0.baseURL = try! BaseURL("http://api.test:\(server.port)/api/v1/")
      $0.plainHTTP = .allowed
      $0.knownHosts = ["api.test:\(server.port):127.0.0.1"] + hosts
    }
  }

  private static func failure(_ rig: Rig) -> Failure? {
    func end() -> Failure? {
      rig.sink.all.lazy.compactMap { if case .download(_, .failed(let failure)) = $0 { failure } else { nil } }.first
    }
    _ = waitUntil { end() != nil }
    return end()
  }

  @Test(arguments: ["127.0.0.1", "127.0.0.2", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[::]"])
  func aDownloadsNameThatLeadsToThisMachineIsNotConnectedTo(address: String) throws {
    let folder = TestFolder()
    let neighbour = ScriptedServer { _ in [.respond(200, [], "secret")] }
    defer { neighbour.stop() }
    let rig = try Self.service(
      ScriptedServer(), also: "files.test:\(neighbour.port):\(address)")
    rig.network.perform(
      .startDownload(
        DownloadID("d"),
        DownloadRequest(url: "http://files.test:\(neighbour.port)/a", name: "a", folder: folder.path)))
    let failure = try #require(Self.failure(rig))
    #expect(failure.kind == .configuration && failure.text.contains("files.test"), "\(failure)")
    #expect(neighbour.log.connectionCount == 0 && folder.names() == [])
  }

  @Test func aRedirectToANameThatLeadsToThisMachineIsNotFollowed() throws {
    let folder = TestFolder()
    let neighbour = ScriptedServer { _ in [.respond(200, [], "secret")] }
    defer { neighbour.stop() }
    let target = "http://files.test:\(neighbour.port)/a"
    let rig = try Self.service(
      ScriptedServer { _ in [.respond(302, [("Location", target)], "")] },
      also: "files.test:\(neighbour.port):127.0.0.1")
    rig.network.perform(
      .startDownload(
        DownloadID("d"),
        DownloadRequest(url: "http://api.test:\(rig.server.port)/media/a", name: "a", folder: folder.path)))
    #expect(Self.failure(rig)?.kind == .configuration)
    #expect(rig.server.log.requests.count == 1)
    #expect(neighbour.log.connectionCount == 0 && folder.names() == [])
  }

  @Test func aConnectionThatWasKeptFromBeforeIsNotUsedByAnotherRule() throws {
    var rule = PeerGuard(.others, acknowledgement: 1)
    #expect(!rule.allows("127.0.0.1") && !rule.allows("::1") && !rule.allows("169.254.169.254"))
    #expect(rule.allows("192.0.2.1") && rule.refused == .thisMachine)
    var own = PeerGuard(.thisMachine, acknowledgement: 1)
    #expect(own.allows("127.0.0.1") && !own.allows("192.0.2.1"))
  }

  @Test func plainHttpGoesToLocalhostOnlyWhereThatIsThisMachine() throws {
    let rig = try Rig(ScriptedServer()) {
      $0.baseURL = try! BaseURL("http://localhost.:\($0.baseURL.port)/")
      $0.knownHosts = ["localhost.:\($0.baseURL.port):192.0.2.1", "localhost:\($0.baseURL.port):192.0.2.1"]
    }
    rig.start()
    let failure = try #require(rig.sink.failure())
    #expect(failure.kind == .configuration && failure.advice.contains("allow_plain_http"), "\(failure)")
    #expect(!rig.sink.reply().contains(.sent))
  }

  @Test func whatCurlReadsAsThisMachineIsRefusedHoweverItIsSpelt() throws {
    let rig = try Self.service(ScriptedServer())
    for host in ["𝟭𝟮𝟳.0.0.1", "𝐥𝐨𝐜𝐚𝐥𝐡𝐨𝐬𝐭", "%31%32%37.0.0.1", "①②⑦.1"] {
      var request = APIRequest(method: .get, url: "http://\(host)/a", authorization: .none)
      request.isFile = true
      #expect(rig.configuration.refusal(of: request) != nil, "\(host)")
    }
    #expect(
      rig.configuration.refusal(
        of: APIRequest(method: .get, url: "https://files.example.org/a", authorization: .none)) == nil)
  }

  @Test func bytesThatNobodyAcknowledgesEndAConnectionAfter30Seconds() throws {
    let rig = try Rig(ScriptedServer([.stall]))
    rig.start()
    #expect(rig.server.log.waitForRequests(1).count == 1)
    let descriptor = try #require(Self.descriptor(connectedTo: rig.server.port))
    #if canImport(Glibc)
      var milliseconds: UInt32 = 0
      var length = socklen_t(MemoryLayout<UInt32>.size)
      #expect(getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds, &length) == 0)
      #expect(milliseconds == 30_000)
    #else
      var seconds: Int32 = 0
      var length = socklen_t(MemoryLayout<Int32>.size)
      #expect(getsockopt(descriptor, IPPROTO_TCP, TCP_RXT_CONNDROPTIME, &seconds, &length) == 0)
      #expect(seconds == 30)
    #endif
    var flag: Int32 = 0
    #expect(getsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &flag, &length) == 0 && flag != 0)
    #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
  }

  private static func descriptor(connectedTo port: Int) -> Int32? {
    (Int32(3)..<4096).first { descriptor in
      var address = sockaddr_in()
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let result = withUnsafeMutableBytes(of: &address) {
        getpeername(descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), &length)
      }
      return result == 0 && Int(UInt16(bigEndian: address.sin_port)) == port
    }
  }

  @Test func withoutDescriptorsAQuestionIsRefusedAtOnceWithTheReason() async {
    await #expect(processExitsWith: .success) {
      let sink = Recorder()
      let configuration = NetworkConfiguration(
        baseURL: try BaseURL("http://127.0.0.1:9/"), key: APIKey("k")!, retries: .never)
      var held: [Int32] = []
      while held.last ?? 0 >= 0 { held.append(dup(0)) }
      let network = try Network(configuration, sink: sink)
      func ask(_ id: String) -> Failure? {
        network.perform(
          .startReply(
            ReplyID(id), ReplyRequest(chatbot: ChatbotID("b"), conversation: nil, text: "Hi", mode: .streaming)))
        return sink.failure(ReplyID(id))
      }
      let first = ask("r1")
      for descriptor in held { close(descriptor) }
      // Once there are some it works.
      let second = ask("r2")
      network.shutDown()
      let isRight =
        first?.text.hasPrefix("The network cannot start") == true && second?.text.contains("127.0.0.1") == true
      if !isRight { print("\(String(describing: first)) \(String(describing: second))") }
      exit(isRight ? 0 : 1)
    }
  }

  #if canImport(Glibc)
    /// A sanitizer keeps for a while what was freed, and finds by itself what is never freed.
    private static let isSanitized = dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil

    /// In a process of its own: others of this one's tests take memory meanwhile.
    @Test(.disabled(if: isSanitized)) func aNameThatIsNoNameOfTheInternetCostsNoMemoryThatStays() async {
      await #expect(processExitsWith: .success) {
        func residentBytes() throws -> Int {
          let file = open("/proc/self/statm", O_RDONLY)
          defer { close(file) }
          var bytes = [UInt8](repeating: 0, count: 200)
          let count = read(file, &bytes, bytes.count)
          let numbers = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
          return try #require(numbers.dropFirst().first.flatMap { Int($0) }) * 4096
        }
        // Longer than a name may be, and not ASCII.
        let url = "https://" + String(repeating: "ä", count: 100_000) + ".test/"
        let before = try residentBytes()
        for _ in 0..<2000 { #expect(WebTarget(url) != nil) }
        #expect(try residentBytes() - before < 150_000_000, "it would be 400 MB")
      }
    }
  #endif
}
