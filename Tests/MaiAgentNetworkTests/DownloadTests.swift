import ChatModel
import MaiAgentAPI
import System
import TestSupport
import Testing

@testable import MaiAgentNetwork

extension Recorder {
  fileprivate func download(_ id: String = "d") -> [DownloadEvent] {
    all.compactMap { if case .download(DownloadID(id), let event) = $0 { event } else { nil } }
  }

  /// Waits for the last event of a download.
  fileprivate func downloadEnd(_ id: String = "d") -> DownloadEvent? {
    func last() -> DownloadEvent? {
      download(id).last { if case .progressed = $0 { false } else { true } }
    }
    _ = waitUntil { last() != nil }
    return last()
  }

  fileprivate func downloadFailure() -> Failure? {
    if case .failed(let failure)? = downloadEnd() { failure } else { nil }
  }
}

/// Downloads against a server that plays the service and its storage.
@Suite struct DownloadTests {
  private let folder = TestFolder()

  private func start(_ rig: Rig, _ url: String, name: String = "a.txt", id: String = "d") {
    rig.network.perform(
      .startDownload(DownloadID(id), DownloadRequest(url: url, name: name, folder: folder.path)))
  }

  @Test func aFileOfTheServiceIsFetchedWithTheKeyAndKeptPrivately() throws {
    let rig = try Rig(ScriptedServer([.respond(200, [("Content-Type", "text/plain")], "hello, 世界")]))
    start(rig, rig.server.url("/media/x.txt"), name: "../../a.txt")
    #expect(rig.sink.downloadEnd() == .completed(path: folder.path("a.txt")))
    #expect(rig.sink.download().first == .progressed(received: 0, total: 13))
    #expect(folder.names() == ["a.txt"] && folder.text(of: "a.txt") == "hello, 世界")
    var info = stat()
    stat(folder.path("a.txt"), &info)
    #expect(info.st_mode & 0o777 == 0o600)
    let request = try #require(rig.server.log.requests.first)
    #expect(request.method == "GET" && request.target == "/media/x.txt")
    #expect(request.header("Authorization") == "Api-Key \(Rig.key)" && request.header("Accept") == "*/*")
  }

  @Test func anotherPlaceGetsNoKeyAlsoWhenTheServiceLeadsThere() throws {
    let storage = ScriptedServer([.respond(200, [], "one")], [.respond(200, [], "two")])
    defer { storage.stop() }
    let target = storage.url("/bucket/x?sig=1")
    let rig = try Rig(ScriptedServer { _ in [.respond(302, [("Location", target)])] })
    start(rig, storage.url("/direct"), name: "one.txt")
    #expect(rig.sink.downloadEnd() == .completed(path: folder.path("one.txt")))
    start(rig, rig.server.url("/media/x"), name: "two.txt", id: "e")
    #expect(rig.sink.downloadEnd("e") == .completed(path: folder.path("two.txt")))
    #expect(rig.server.log.requests.allSatisfy { $0.header("Authorization") == "Api-Key \(Rig.key)" })
    #expect(storage.log.requests.map(\.target) == ["/direct", "/bucket/x?sig=1"])
    #expect(storage.log.requests.allSatisfy { $0.header("Authorization") == nil })
  }

  @Test func nothingIsEverReplaced() throws {
    folder.write("mine", to: "a.txt")
    symlink("/nowhere", folder.path("a 2.txt"))
    let rig = try Rig(ScriptedServer { _ in [.respond(200, [], "theirs")] })
    start(rig, rig.server.url("/x"))
    #expect(rig.sink.downloadEnd() == .completed(path: folder.path("a 3.txt")))
    #expect(folder.text(of: "a.txt") == "mine" && folder.text(of: "a 3.txt") == "theirs")
    #expect(folder.names() == ["a 2.txt", "a 3.txt", "a.txt"])
  }

  @Test func nothingIsPutWhereTheHistoryHasItsFilesWhateverTheServiceCallsIt() throws {
    let (history, folder) = (folder.path("history.sqlite"), folder)
    let rig = try Rig(ScriptedServer { _ in [.respond(200, [], "theirs")] }) {
      $0.reserved = ReservedPlaces(history: history, files: [], folders: [])
    }
    for name in ["history.sqlite", "history.sqlite-journal"] {
      start(rig, rig.server.url("/x"), name: name, id: name)
      let end = rig.sink.downloadEnd(name)
      let failure = try #require(
        matched(end) { if case .failed(let failure)? = $0 { failure } else { nil } }, "\(String(describing: end))")
      #expect(failure.kind == .configuration && failure.text.contains("maichat's own files"))
    }
    #expect(folder.names() == [])
  }

  @Test func whatBreaksOffOrIsRefusedLeavesNothing() throws {
    let rig = try Rig(
      ScriptedServer { request in
        switch request.target {
        case "/half": [.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), .close]
        case "/gone": [.respond(404, [], #"{"detail":"Not found."}"#)]
        case "/circle": [.respond(302, [("Location", "/circle")])]
        default: [.respond(403)]
        }
      })
    for (id, path, kind) in [
      ("1", "/half", Failure.Kind.interrupted), ("2", "/gone", .notFound), ("3", "/circle", .redirected),
      ("4", "/x", .forbidden),
    ] {
      start(rig, rig.server.url(path), id: id)
      let failure = try #require(
        matched(rig.sink.downloadEnd(id)) { if case .failed(let failure)? = $0 { failure } else { nil } },
        "\(path) did not fail")
      #expect(failure.kind == kind, "\(path): \(failure.text)")
      #expect(folder.names() == [], "\(path)")
    }
    #expect(rig.server.log.requests.count { $0.target == "/circle" } == 6)
    start(rig, "file:///etc/passwd", id: "5")
    let failure = try #require(
      matched(rig.sink.downloadEnd("5")) { if case .failed(let failure)? = $0 { failure } else { nil } },
      "a file was fetched")
    #expect(failure.kind == .configuration, "\(failure)")
  }

  @Test func stoppingClosesTheConnectionAndLeavesNothing() throws {
    let rig = try Rig(
      ScriptedServer { _ in [.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"), .stall] })
    start(rig, rig.server.url("/x"))
    #expect(waitUntil { rig.sink.download().contains(.progressed(received: 0, total: 1000)) })
    rig.network.perform(.stopDownload(DownloadID("d")))
    #expect(rig.sink.downloadEnd() == .stopped)
    #expect(folder.names() == [])
    #expect(rig.sink.download().count { $0 == .stopped } == 1)
  }

  @Test func silenceEndsIt() throws {
    let rig = try Rig(ScriptedServer { _ in [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"), .stall] })
    start(rig, rig.server.url("/x"))
    #expect(waitUntil { !rig.sink.download().isEmpty })
    rig.pass(.seconds(121))
    #expect(rig.sink.downloadFailure()?.kind == .interrupted)
    #expect(folder.names() == [])
  }

  @Test func aFolderThatIsNotThereIsSaidSoAndTheConnectionIsGivenUp() throws {
    let rig = try Rig(ScriptedServer { _ in [.respond(200, [], "x")] })
    rig.network.perform(
      .startDownload(
        DownloadID("d"), DownloadRequest(url: rig.server.url("/x"), name: "a", folder: folder.path("none"))))
    #expect(rig.sink.downloadFailure()?.text.contains("No such file or directory") == true)
  }

  @Test func anEmptyFileIsAFile() throws {
    let rig = try Rig(ScriptedServer([.respond(200, [], "")]))
    start(rig, rig.server.url("/x"))
    #expect(rig.sink.downloadEnd() == .completed(path: folder.path("a.txt")))
    #expect(folder.text(of: "a.txt") == "")
  }

  // MARK: To be looked at

  @Test func whatIsLookedAtKeepsATemporaryName() throws {
    let folder = TestFolder()
    let rig = try Rig(ScriptedServer([.respond(200, [], "PNG")]))
    let request = DownloadRequest(
      url: rig.server.url("/f/../../evil.png"), name: "../evil.png", folder: folder.path, purpose: .looking, limit: 3)
    rig.network.perform(.startDownload(DownloadID("d"), request))
    #expect(waitUntil { if case .completed? = rig.sink.download().last { true } else { false } })
    #expect(folder.names().count == 1 && folder.names()[0].hasPrefix(".maichat-download."))
    #expect(rig.sink.download().last == .completed(path: folder.path(folder.names()[0])))
    #expect(folder.text(of: folder.names()[0]) == "PNG")
  }

  /// As the head says, and where that says nothing, as it comes.
  @Test(arguments: [[("Content-Length", "4")], [("Transfer-Encoding", "chunked")]])
  func moreThanTheLimitIsNotTaken(headers: [(String, String)]) throws {
    let folder = TestFolder()
    let body = headers[0].0 == "Content-Length" ? "1234" : "4\r\n1234\r\n0\r\n\r\n"
    let head = headers.map { "\($0.0): \($0.1)\r\n" }.joined()
    let rig = try Rig(ScriptedServer([.send(Array("HTTP/1.1 200 OK\r\n\(head)\r\n\(body)".utf8))]))
    let request = DownloadRequest(
      url: rig.server.url("/f.png"), name: "f.png", folder: folder.path, purpose: .looking, limit: 3)
    rig.network.perform(.startDownload(DownloadID("d"), request))
    #expect(waitUntil { if case .failed? = rig.sink.download().last { true } else { false } })
    guard case .failed(let failure)? = rig.sink.download().last else { return }
    #expect(failure.text == "It has more than the 3 B that are fetched to be looked at.")
    #expect(folder.names() == [])
  }

  @Test func aFileIsAskedForAsItIsAndOneThatComesPackedIsBoundedUnpacked() throws {
    let folder = TestFolder()
    let rig = try Rig(
      ScriptedServer { _ in
        [.respond(200, [("Content-Type", "text/plain"), ("Content-Encoding", "gzip")], GzipFixture.bomb)]
      }
    ) { $0.downloadLimit = 100_000 }
    rig.network.perform(
      .startDownload(
        DownloadID("d"), DownloadRequest(url: rig.server.url("/a"), name: "a.txt", folder: folder.path)))
    #expect(waitUntil { if case .failed = rig.sink.download().last { true } else { false } })
    guard case .failed(let failure)? = rig.sink.download().last else { return }
    #expect(failure.advice.contains("max_download"), "\(failure)")
    #expect(rig.server.log.requests.first?.header("Accept-Encoding") == "identity")
    #expect(folder.names().isEmpty)
  }

  @Test(arguments: [true, false])
  func aFileLargerThanWhatIsSavedAtMostIsRefusedSaidOrNot(isSaid: Bool) throws {
    let folder = TestFolder()
    let rig = try Rig(
      ScriptedServer { _ in
        isSaid
          ? [.send("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"), .stall]
          : [.send("HTTP/1.1 200 OK\r\n\r\n"), .endless(Array(repeating: 0x61, count: 100))]
      }
    ) { $0.downloadLimit = 1000 }
    rig.network.perform(
      .startDownload(
        DownloadID("d"), DownloadRequest(url: rig.server.url("/a"), name: "a.txt", folder: folder.path)))
    #expect(waitUntil { if case .failed = rig.sink.download().last { true } else { false } })
    guard case .failed(let failure)? = rig.sink.download().last else { return }
    #expect(failure.text.contains("1 kB") && failure.advice.contains("max_download"), "\(failure)")
    #expect(folder.names().isEmpty)
  }

  @Test(arguments: [true, false])
  func aDownloadTakesNoMoreThanHalfOfWhatIsFreeSaidOrNot(isSaid: Bool) throws {
    let folder = TestFolder()
    var disk = FileReading.system
    disk.free = { _ in 10_000 }
    let rig = try Rig(
      ScriptedServer { _ in
        isSaid
          ? [.send("HTTP/1.1 200 OK\r\nContent-Length: 5001\r\n\r\n"), .stall]
          : [.send("HTTP/1.1 200 OK\r\n\r\n"), .endless(Array(repeating: 0x61, count: 100))]
      }, disk: disk)
    rig.network.perform(
      .startDownload(
        DownloadID("d"), DownloadRequest(url: rig.server.url("/a"), name: "a.txt", folder: folder.path)))
    #expect(waitUntil { if case .failed = rig.sink.download().last { true } else { false } })
    guard case .failed(let failure)? = rig.sink.download().last else { return }
    #expect(failure.text.contains("10 kB free") && failure.text.contains("half"), "\(failure)")
    #expect(folder.names().isEmpty)
  }

  @Test func theRoomIsAskedForAgainWhileAFileGrows() throws {
    let free = Lock<Int64>(100_000_000)
    var disk = FileReading.system
    disk.free = { _ in free.withLock { $0 } }
    var room = DownloadRoom("/x", disk: disk)
    try room.claim(50_000_000, written: 0)
    #expect(throws: Failure.self) { try room.claim(50_000_001, written: 0) }
    // Somebody else fills the disk meanwhile.
    free.withLock { $0 = 6_000_000 }
    #expect(throws: Failure.self) { try room.claim(6_000_000, written: 5_900_000) }
  }
}
