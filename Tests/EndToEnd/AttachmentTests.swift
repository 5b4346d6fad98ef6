import Foundation
import TestSupport
import Testing

/// Files from the disk to the service and into the message.
@Suite(.watchingPrograms) struct AttachmentEndToEndTests {
  private static func uploads(_ request: SeenRequest, name: String) -> [ServerStep] {
    [.respond(201, [], #"{"id":"att-\#(name)","type":"other","filename":"\#(name)","file":"https://f.test/\#(name)"}"#)]
  }

  /// A service that takes every file but those whose names are refused so many times.
  private func service(refusing refused: String = "", times: Int = 0) -> FakeService {
    let count = Counter()
    return FakeService(
      other: { request in
        guard request.target.hasSuffix("/attachments-upload/"), let part = SeenForm(request)?.parts.last else {
          return nil
        }
        let name = part.parameter("filename") ?? ""
        if name == refused, count.next() <= times {
          return [.respond(500, [], #"{"detail":"No room for it."}"#)]
        }
        return Self.uploads(request, name: name)
      }
    ) { _ in streaming(["Got ", "it."]) }
  }

  @Test func twoFilesOneFailsAndAfterARetryTheAnswerArrives() throws {
    let service = service(refusing: "b 二.txt", times: 1)
    let home = try Home()
    try home.write("files/a.txt", "first")
    try home.write("files/b 二.txt", "second")
    // A chatbot that is chosen only when the question is sent may be known too late for the draft that is killed.
    let environment = service.environment(home, ["MAIAGENT_CHATBOT_ID": "bot-0"])
    var chat = try Chat(environment)
    try chat.waitForStart()
    try chat.tmux.press("C-x", "a")
    try chat.tmux.wait(for: "type a part of a name")
    try chat.tmux.type("~/files/")
    try chat.tmux.wait(for: "b 二.txt")
    try chat.tmux.press("Tab")
    try chat.tmux.wait(for: "✓ a.txt")
    try chat.tmux.press("Tab")
    try chat.tmux.wait(for: "attach 2")
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "b 二.txt · text · 6 B · attached")
    try chat.send("Look at these")
    try chat.tmux.wait(for: "the service answered 500: No room for it.")
    try chat.tmux.wait(for: "a.txt · text · 5 B · uploaded")
    #expect(service.prompts.isEmpty)
    // What is up stays up, also over a kill; the text and the other file are there again.
    try chat.tmux.wait("the draft on disk") { _ in
      let bytes = (try? Data(contentsOf: URL(filePath: home.history + "-wal"))) ?? Data()
      return bytes.range(of: Data("att-a.txt".utf8)) != nil && bytes.range(of: Data("No room".utf8)) != nil
    }
    try chat.kill(SIGKILL)
    #expect(try chat.tmux.waitForExit() == 137)
    chat = try Chat(environment)
    try chat.waitForStart()
    // Where it was killed at once, another one is open.
    try chat.tmux.press("C-x", "j")
    try chat.tmux.wait(for: "> Look at these")
    try chat.tmux.wait(for: "a.txt · text · 5 B · uploaded")
    // Nothing is sent from a conversation that is still being read.
    try chat.tmux.wait(for: "A new conversation with Front desk.")
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "Got it.")
    #expect(service.prompts.count == 1)
    #expect(
      service.prompts[0].contains(
        #""attachments":[{"file":"https://f.test/a.txt","filename":"a.txt","id":"att-a.txt","type":"other"},"#))
    #expect(service.prompts[0].contains(#""id":"att-b 二.txt""#))
    #expect(service.server.log.requests.count { $0.target.hasSuffix("/attachments-upload/") } == 3)
    try chat.tmux.wait(for: "+ b 二.txt")
    #expect(try chat.quit() == 0)
  }

  @Test func aFailedUploadIsTriedAgainByItsKeyAndTheMessageFollows() throws {
    let service = service(refusing: "a.txt", times: 1)
    let home = try Home()
    try home.write("a.txt", "first")
    let chat = try Chat(service.environment(home))
    try chat.waitForStart()
    // As a terminal pastes what is dropped on it.
    try chat.tmux.paste("'\(home.folder.path)/a.txt' ")
    try chat.tmux.wait(for: "is the path of a file")
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "a.txt · text · 5 B · attached")
    try chat.send("Look")
    try chat.tmux.wait(for: "not sent, a file is missing")
    try chat.tmux.press("C-x", "Y")
    try chat.tmux.wait(for: "Got it.")
    #expect(service.prompts.count == 1)
    #expect(try chat.quit() == 0)
  }

  @Test func escTakesTheMessageBackFromASlowUpload() throws {
    let gate = Gate()
    let service = FakeService(
      bodies: { $0.hasSuffix("/attachments-upload/") ? .stall(after: 1000, until: gate) : .keep }
    ) { _ in streaming(["Hi."]) }
    let home = try Home()
    try home.write("large.bin", String(repeating: "x", count: 20_000_000))
    let chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.tmux.type("see @\(home.folder.path)/lar")
    try chat.tmux.wait(for: "› large.bin")
    try chat.tmux.press("Tab")
    try chat.tmux.wait(for: "large.bin · text · 20 MB · attached")
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "MB of 20 MB, ")
    try chat.tmux.press("Escape")
    try chat.tmux.wait(for: "large.bin · text · 20 MB · attached")
    gate.open()
    #expect(try chat.composer().contains("see @"))
    #expect(service.prompts.isEmpty)
    #expect(try chat.quit() == 0)
  }

  // MARK: ask

  private func ask(
    _ arguments: [String], _ service: FakeService, _ home: Home, input: String? = nil
  ) throws -> Command.Output {
    try Command.run(
      Maichat.path, ["ask"] + arguments, environment: service.environment(home), input: input.map { Data($0.utf8) })
  }

  @Test func askSendsFilesAndStandardInput() throws {
    let service = service()
    let home = try Home()
    try home.write("a.txt", "first")
    // A folder for temporary files that nobody else uses.
    let temporary = home.folder.appending(path: "tmp")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: false)
    let output = try Command.run(
      Maichat.path,
      [
        "ask", "What is it?", "--attach", "\(home.folder.path)/a.txt", "--attach", "-", "--attach-name", "表.csv",
      ], environment: service.environment(home, ["TMPDIR": temporary.path]), input: Data("1,2\n".utf8))
    #expect(output.errors == "")
    #expect(output.status == 0)
    #expect(output.text == "Got it.")
    let forms = service.server.log.requests.compactMap { SeenForm($0)?.parts.last }
    #expect(Set(forms.compactMap { $0.parameter("filename") }) == ["a.txt", "表.csv"])
    #expect(forms.first { $0.parameter("filename") == "表.csv" }?.text == "1,2\n")
    #expect(forms.first { $0.parameter("filename") == "表.csv" }?.contentType == "text/csv; charset=utf-8")
    #expect(service.prompts.first?.contains(#""content":"What is it?""#) == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path) == [])
  }

  @Test func askSaysWhatCannotBeSent() throws {
    let service = service()
    let home = try Home()
    try home.write("empty", "")
    let folder = home.folder.path
    for (file, reason) in [
      ("\(folder)/none", "is not there"), (folder, "is a folder"), ("/dev/null", "is a device"),
      ("\(folder)/empty", "is empty"),
    ] {
      let output = try ask(["x", "--attach", file], service, home)
      #expect(output.status == 2, "\(file)")
      #expect(output.errors.contains(file) && output.errors.contains(reason), "\(output.errors)")
    }
    #expect(try ask(["x", "--attach-name", "y"], service, home).status == 2)
    #expect(service.prompts.isEmpty)
  }

  @Test func askNeverSendsWithoutAFileThatFailed() throws {
    let service = service(refusing: "a.txt", times: 9)
    let home = try Home()
    try home.write("a.txt", "first")
    let output = try ask(["precious words", "--attach", "\(home.folder.path)/a.txt"], service, home)
    #expect(output.status == 1)
    #expect(output.errors.contains("\"a.txt\": the service answered 500: No room for it (status 500). "))
    #expect(output.errors.contains("it is a draft in"))
    #expect(service.prompts.isEmpty)
    let chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.tmux.press("Tab", "Tab")
    try chat.tmux.wait(for: "✎")
    #expect(try chat.quit() == 0)
  }

  /// Half a gigabyte goes through a process that never has more than a piece of it.
  @Test func halfAGigabyteGoesUpWithFlatMemory() throws {
    let gate = Gate()
    let service = FakeService(
      bodies: { $0.hasSuffix("/attachments-upload/") ? .count : .keep },
      other: { request in
        request.target.hasSuffix("/attachments-upload/") ? [.wait(gate)] + Self.uploads(request, name: "big") : nil
      }
    ) { _ in streaming(["Big."]) }
    let home = try Home()
    try home.write("config/maichat/config.toml", "[attachments]\nmax_size = 600\n")
    let (small, big) = (home.folder.appending(path: "small"), home.folder.appending(path: "big"))
    var peaks: [Int] = []
    for (file, size) in [(small, 1000), (big, 500_000_000)] {
      #expect(FileManager.default.createFile(atPath: file.path, contents: nil))
      let handle = try FileHandle(forWritingTo: file)
      try handle.truncate(atOffset: UInt64(size))
      try handle.close()
      let running = try RunningCommand(
        Maichat.path, ["ask", "x", "--attach", file.path], environment: service.environment(home))
      let seen = waitUntil(deadline: 120_000, interval: 20) {
        service.server.log.requests.contains { $0.target.hasSuffix("/attachments-upload/") && $0.length > size }
      }
      #expect(seen)
      peaks.append(try running.peakKilobytes())
      if file == big {
        gate.open()
        #expect(waitUntil(interval: 20) { running.text == "Big." })
      } else {
        running.interrupt()
      }
    }
    #expect(peaks[0] > 1000)
    #expect(peaks[1] - peaks[0] < 8 << 10, "kB at the peak: \(peaks)")
  }
}
