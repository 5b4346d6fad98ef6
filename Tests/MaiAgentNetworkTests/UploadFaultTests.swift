import ChatModel
import MaiAgentAPI
import MaiAgentNetwork
import System
import TestSupport
import Testing

/// What goes wrong at each step of an upload, and what is said of it.
@Suite struct UploadFaultTests {
  private static let steps = [
    "/api/v1/attachments-upload/", "/api/v1/upload-presigned-url/", "/bucket?a=b", "/api/v1/attachments/",
  ]

  private func run(
    _ server: ScriptedServer, retries: RetryPolicy = .never, _ work: (Rig) throws -> Void = { _ in }
  ) throws -> Failure? {
    let file = UploadFile()
    let rig = try Rig(server) { $0.retries = retries }
    rig.network.perform(.startUpload(UploadID("u"), file.request("門.txt")))
    try work(rig)
    return rig.sink.uploadFailure()
  }

  @Test(arguments: steps, [400, 401, 403, 413, 500, 502])
  func aRefusalNamesTheFileTheStatusAndTheWordsWithoutTheKey(place: String, status: Int) throws {
    let failure = try #require(
      try run(
        UploadTests.storageService {
          $0.target == place ? [.respond(status, [], #"{"detail":"No, \#(Rig.key)!"}"#)] : nil
        }))
    let who = place.hasPrefix("/bucket") ? "storage" : "service"
    #expect(failure.status == status)
    #expect(failure.text == "\"門.txt\": the \(who) answered \(status): No, (key)!")
    #expect(!failure.advice.isEmpty)
  }

  @Test func theStoragesOwnWordsAreRead() throws {
    let failure = try run(
      UploadTests.storageService {
        $0.target.hasPrefix("/bucket")
          ? [
            .respond(
              403, [("Content-Type", "text/xml")], "<Error><Code>AccessDenied</Code><Message>Expired</Message></Error>")
          ]
          : nil
      })
    #expect(failure?.text == "\"門.txt\": the storage answered 403: AccessDenied Expired")
  }

  @Test func aPageOfAGatewayIsNoAttachment() throws {
    let page = "<html><body><h1>It works!</h1></body></html>"
    let failure = try run(ScriptedServer { _ in [.respond(200, [("Content-Type", "text/html")], page)] })
    #expect(failure?.kind == .malformed)
    #expect(failure?.text == "\"門.txt\": the service answered 200, but not with an attachment: It works!")
  }

  @Test func anEmptySuccessLeadsToTheNextWayAndElseIsAFailure() throws {
    let file = UploadFile()
    let rig = try Rig(UploadTests.storageService { $0.target.contains("attachments-upload") ? [.respond(200)] : nil })
    rig.network.perform(.startUpload(UploadID("u"), file.request()))
    #expect(rig.sink.uploadEnd() == .completed(UploadTests.attachment))
    let failure = try run(
      ScriptedServer { $0.target.contains("attachments-upload") ? [.respond(200)] : [.respond(404)] })
    #expect(failure?.kind == .malformed)
    #expect(failure?.text == "\"門.txt\": the service answered 200 without a word, where an attachment was expected.")
    let all = try run(ScriptedServer { _ in [.respond(200)] })
    #expect(all?.kind == .malformed)
  }

  @Test(arguments: [
    ("{}", Failure.Kind.malformed), ("[]", .malformed), (#"{"url":"http://127.0.0.1/"}"#, .malformed),
    ("null", .malformed), (#"{"fields":{}}"#, .malformed), ("{\"url\"", .malformed),
    (#"{"url":"nowhere","fields":{}}"#, .configuration),
  ]) func aPermissionThatIsNoneIsAFailure(body: String, kind: Failure.Kind) throws {
    let failure = try run(
      UploadTests.storageService { $0.target.contains("presigned") ? [.respond(200, [], body)] : nil })
    #expect(failure?.kind == kind)
  }

  @Test(arguments: steps, [ServerStep.close, .reset])
  func aConnectionThatEndsIsAFailure(place: String, step: ServerStep) throws {
    let failure = try run(UploadTests.storageService { $0.target == place ? [step] : nil })
    #expect(failure?.kind == .interrupted)
    #expect(failure?.text.hasPrefix("\"門.txt\": The connection broke") == true)
  }

  @Test func halfAnUploadIsAFailure() throws {
    let file = UploadFile([UInt8](repeating: 65, count: 8 << 20))
    let rig = try Rig(ScriptedServer(bodies: { _ in .cut(after: 1 << 20) }) { _ in [] })
    rig.network.perform(.startUpload(UploadID("u"), file.request()))
    #expect(rig.sink.uploadFailure()?.kind == .interrupted)
  }

  @Test func anAnswerInTheMiddleOfAnUploadCounts() throws {
    let file = UploadFile([UInt8](repeating: 65, count: 64 << 20))
    let rig = try Rig(
      ScriptedServer(bodies: { _ in .answer(after: 1000) }) { _ in
        [.respond(413, [("Connection", "close")], #"{"detail":"Too large."}"#), .stall]
      })
    rig.network.perform(.startUpload(UploadID("u"), file.request()))
    #expect(rig.sink.uploadFailure()?.text == "\"a.txt\": the service answered 413: Too large.")
  }

  @Test func nothingThatListensIsAFailureWithAReason() throws {
    let closed = ClosedPort()
    let file = UploadFile()
    let sink = Recorder()
    let network = try Network(
      NetworkConfiguration(baseURL: try BaseURL(closed.url()), key: APIKey("k")!, retries: .never), sink: sink)
    defer { network.shutDown() }
    network.perform(.startUpload(UploadID("u"), file.request()))
    #expect(sink.uploadFailure()?.kind == .unreachable)
  }

  @Test func silenceEndsAnUploadThatNobodyReads() throws {
    let file = UploadFile([UInt8](repeating: 65, count: 32 << 20))
    let gate = Gate()
    let rig = try Rig(ScriptedServer(bodies: { _ in .stall(after: 1000, until: gate) }) { _ in [] })
    rig.network.perform(.startUpload(UploadID("u"), file.request()))
    #expect(waitUntil { rig.sink.upload().contains(.started) })
    #expect(
      waitUntil {
        rig.pass(.seconds(60))
        return rig.sink.upload().last.map { if case .failed = $0 { true } else { false } } == true
      })
    #expect(rig.sink.uploadFailure()?.text == "\"a.txt\": nothing moved for 120 s.")
    gate.open()
    #expect(rig.server.log.waitForHangup())
  }

  // MARK: Repeating

  @Test func whatIsSafeIsRepeatedAndNothingElse() throws {
    for (place, tries) in zip(Self.steps, [1, 3, 3, 1]) {
      let file = UploadFile()
      let rig = try Rig(UploadTests.storageService { $0.target == place ? [.reset] : nil }) {
        $0.retries = RetryPolicy(maximumAttempts: 3, firstWait: 1, longestWait: 1)
      }
      rig.network.perform(.startUpload(UploadID("u"), file.request()))
      _ = waitUntil {
        rig.pass(10)
        return rig.sink.upload().last.map { if case .failed = $0 { true } else { false } } == true
      }
      #expect(rig.sink.uploadFailure()?.kind == .interrupted, "\(place)")
      #expect(rig.server.log.requests.count { $0.target == place } == tries, "\(place)")
    }
  }

  @Test func aBusyStorageIsTriedAgainFromTheFilesStart() throws {
    let file = UploadFile()
    let rig = try Rig(
      UploadTests.storageService { request in
        request.target == "/bucket?a=b" && request.number == 2 ? [.respond(503)] : nil
      }
    ) { $0.retries = RetryPolicy(firstWait: 1) }
    rig.network.perform(.startUpload(UploadID("u"), file.request()))
    _ = waitUntil {
      rig.pass(10)
      return rig.sink.upload().last == .completed(UploadTests.attachment)
    }
    #expect(rig.sink.uploadEnd() == .completed(UploadTests.attachment))
    let stored = rig.server.log.requests.filter { $0.target == "/bucket?a=b" }
    #expect(stored.map { SeenForm($0)?.parts.last?.text } == ["hello, 世界", "hello, 世界"])
    #expect(rig.sink.upload().contains { if case .retryScheduled(2, _, _) = $0 { true } else { false } })
  }

  // MARK: What the storage has already

  @Test func aFailedRegistrationIsAllThatIsTriedAgain() throws {
    let file = UploadFile()
    let rig = try Rig(
      UploadTests.storageService { $0.target == "/api/v1/attachments/" && $0.number == 3 ? [.respond(500)] : nil })
    var request = file.request("門.txt")
    rig.network.perform(.startUpload(UploadID("u"), request))
    #expect(rig.sink.uploadFailure()?.status == 500)
    #expect(rig.sink.upload().contains(.stored(key: "media/7c.txt")))
    request.storedKey = "media/7c.txt"
    // What the storage has is what it was: the file itself is not even looked at.
    unlink(file.path)
    rig.network.perform(.startUpload(UploadID("v"), request))
    #expect(rig.sink.uploadEnd("v") == .completed(UploadTests.attachment))
    let last = rig.server.log.requests.suffix(2)
    #expect(last.map(\.target) == ["/api/v1/attachments/", "/api/v1/attachments/"])
    let body = #"{"file":"media/7c.txt","filename":"門.txt","type":"other"}"#
    #expect(last.map(\.text) == [body, body])
  }

  @Test(arguments: [400, 404, 410, 422]) func whatTheStorageHasForgottenGoesUpAgain(status: Int) throws {
    let file = UploadFile()
    let rig = try Rig(
      UploadTests.storageService { $0.target == "/api/v1/attachments/" && $0.number == 0 ? [.respond(status)] : nil })
    var request = file.request()
    request.storedKey = "media/gone"
    rig.network.perform(.startUpload(UploadID("u"), request))
    #expect(rig.sink.uploadEnd() == .completed(UploadTests.attachment))
    #expect(
      rig.server.log.requests.map(\.target) == [
        "/api/v1/attachments/", "/api/v1/upload-presigned-url/", "/bucket?a=b", "/api/v1/attachments/",
      ])
    #expect(rig.server.log.requests.last?.text.contains("media/7c.txt") == true)
  }

  // MARK: The disk

  @Test(arguments: [true, false]) func aDiskThatSleepsHoldsUpNothingButItsUpload(asleepAtOpening: Bool) throws {
    let file = UploadFile([UInt8](repeating: 65, count: 3 << 20))
    let (asleep, gate) = (Gate(), Gate())
    let system = FileReading.system
    let disk = FileReading(
      open: { path in
        if asleepAtOpening {
          asleep.open()
          gate.wait()
        }
        return system.open(path)
      },
      read: { descriptor, buffer in
        if !asleepAtOpening {
          asleep.open()
          gate.wait()
        }
        return system.read(descriptor, buffer)
      })
    let server = ScriptedServer(bodies: { $0.hasSuffix("attachments-upload/") ? .count : .keep }) { request in
      request.target.hasSuffix("attachments-upload/")
        ? [.respond(201, [], UploadTests.object)]
        : [.respond(200, [("Content-Type", "text/event-stream")], event("Hello", done: true))]
    }
    let rig = try Rig(server, disk: disk)
    rig.network.perform(.startUpload(UploadID("u"), file.request()))
    asleep.wait()
    rig.start()
    #expect(rig.sink.end() == .completed)
    #expect(rig.sink.upload().allSatisfy { $0 == .started })
    gate.open()
    #expect(rig.sink.uploadEnd().map { if case .completed = $0 { true } else { false } } == true)
  }

  @Test func anUploadFromADiskThatSleepsIsStoppedAtOnce() throws {
    let file = UploadFile()
    let (asleep, gate) = (Gate(), Gate())
    let disk = FileReading(
      open: { path in
        asleep.open()
        gate.wait()
        return FileReading.system.open(path)
      }, read: FileReading.system.read)
    let rig = try Rig(ScriptedServer { _ in [.respond(201, [], UploadTests.object)] }, disk: disk)
    rig.network.perform(.startUpload(UploadID("u"), file.request()))
    asleep.wait()
    rig.network.perform(.stopUpload(UploadID("u")))
    #expect(rig.sink.uploadEnd() == .stopped)
    gate.open()
    rig.finishCommands()
    #expect(rig.sink.upload() == [.stopped])
    #expect(!rig.server.log.requests.contains { $0.target.hasSuffix("attachments-upload/") })
  }

  // MARK: The file

  @Test func aFileThatChangedSinceIsNotSent() throws {
    let file = UploadFile()
    let request = file.request()
    file.write(Array("something else".utf8))
    let rig = try Rig(ScriptedServer { _ in [.respond(201, [], UploadTests.object)] })
    rig.network.perform(.startUpload(UploadID("u"), request))
    #expect(rig.sink.uploadFailure()?.text == "\"a.txt\" has changed since it was attached.")
    unlink(file.path)
    rig.network.perform(.startUpload(UploadID("v"), request))
    #expect(rig.sink.uploadFailure("v")?.text == "\"a.txt\" is not there any more.")
    #expect(mkfifo(file.path, 0o600) == 0)
    rig.network.perform(.startUpload(UploadID("w"), request))
    #expect(rig.sink.uploadFailure("w")?.text == "\"a.txt\" is no file any more.")
    #expect(rig.server.log.requests.isEmpty)
  }

  @Test func aFileThatChangesMeanwhileIsNoSuccess() throws {
    let gate = Gate()
    let file = UploadFile()
    let rig = try Rig(ScriptedServer { _ in [.wait(gate), .respond(201, [], UploadTests.object)] })
    rig.network.perform(.startUpload(UploadID("u"), file.request()))
    _ = rig.server.log.waitForRequests(1)
    file.write(Array("hello, 世間".utf8))
    gate.open()
    #expect(rig.sink.uploadFailure()?.text == "\"a.txt\" has changed since it was attached.")
  }

  @Test func aFileThatIsAnotherWhenItIsOpenedIsNotSent() throws {
    let file = UploadFile([UInt8](repeating: 65, count: 32 << 20))
    let rig = try Rig(ScriptedServer(bodies: { _ in .count }) { _ in [.respond(201, [], UploadTests.object)] })
    let request = file.request()
    file.grow(to: 1000)
    rig.network.perform(.startUpload(UploadID("u"), request))
    #expect(rig.sink.uploadFailure()?.text == "\"a.txt\" has changed since it was attached.")
    #expect(rig.server.log.requests.isEmpty)
  }

  @Test func aFileThatBecomesShorterIsNoSuccess() throws {
    let file = UploadFile([UInt8](repeating: 65, count: 32 << 20))
    // Of what is open already, the rest is gone.
    let path = file.path
    let disk = FileReading(
      open: FileReading.system.open,
      read: { descriptor, buffer in
        #expect(truncate(path, 1000) == 0)
        return FileReading.system.read(descriptor, buffer)
      })
    let server = ScriptedServer(bodies: { _ in .count }) { _ in [.respond(201, [], UploadTests.object)] }
    let rig = try Rig(server, disk: disk)
    rig.network.perform(.startUpload(UploadID("u"), file.request()))
    #expect(rig.sink.uploadFailure()?.text == "\"a.txt\" became shorter while it was sent.")
  }

  // MARK: Several

  @Test func threeGoAtOnceAndTheOthersInTurn() throws {
    let gate = Gate()
    let file = UploadFile()
    let rig = try Rig(ScriptedServer { _ in [.wait(gate), .respond(201, [], UploadTests.object)] })
    let names = (0..<8).map { "u\($0)" }
    for name in names { rig.network.perform(.startUpload(UploadID(name), file.request())) }
    rig.network.perform(.startUpload(UploadID("u0"), file.request()))
    #expect(rig.server.log.waitForRequests(3).count == 3)
    rig.network.perform(.stopUpload(UploadID("u7")))
    #expect(rig.sink.uploadEnd("u7") == .stopped)
    #expect(rig.server.log.connectionCount == 3)
    gate.open()
    for name in names.dropLast() { #expect(rig.sink.uploadEnd(name) == .completed(UploadTests.attachment)) }
    #expect(rig.server.log.requests.count == 7)
  }

  @Test func aStopClosesTheSocketAndMakesRoom() throws {
    let file = UploadFile([UInt8](repeating: 65, count: 32 << 20))
    let gate = Gate()
    let rig = try Rig(ScriptedServer(bodies: { _ in .stall(after: 1000, until: gate) }) { _ in [] })
    rig.network.perform(.startUpload(UploadID("u"), file.request()))
    #expect(waitUntil { rig.sink.upload().contains(.started) })
    rig.network.perform(.stopUpload(UploadID("u")))
    #expect(rig.sink.uploadEnd() == .stopped)
    gate.open()
    #expect(rig.server.log.waitForHangup())
    #expect(rig.server.log.requests.isEmpty)
    #expect(rig.sink.upload().last == .stopped)
  }

  /// How much memory that takes is measured in a process of its own, see EndToEnd.
  @Test func halfAGigabyteGoesUpWhole() throws {
    let file = UploadFile([])
    let size: Int64 = 500_000_000
    file.grow(to: size)
    let server = ScriptedServer(bodies: { _ in .count }) { _ in [.respond(201, [], UploadTests.object)] }
    let sink = Recorder()
    let network = try Network(
      NetworkConfiguration(baseURL: try BaseURL(server.url()), key: APIKey("k")!, retries: .never), sink: sink)
    defer {
      network.shutDown()
      server.stop()
    }
    network.perform(.startUpload(UploadID("u"), file.request()))
    let base = UploadTests.attachment
    let wanted = Attachment(id: base.id, type: base.type, filename: base.filename, file: base.file, size: size)
    #expect(waitUntil(deadline: 120_000) { sink.upload().last == .completed(wanted) })
    let seen = try #require(server.log.requests.first)
    #expect(Int64(seen.length) > size && Int64(seen.length) < size + 1000)
    let progress = sink.upload().compactMap { if case .progressed(let progress) = $0 { progress } else { nil } }
    #expect(zip(progress, progress.dropFirst()).allSatisfy { $0.sent <= $1.sent && $1.total == size })
  }
}
