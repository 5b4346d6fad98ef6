import ArgumentParser
import DemoService
import System
import Terminal

/// The built-in server alone, for trying this client or another one.
struct SandboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox",
    abstract: "Run the built-in server that answers like MaiAgent, on this machine only.",
    discussion: """
      It is a sandbox for trying the client and not an AI: it needs no account and no network, and forgets everything \
      when it ends. It prints its address when it is ready and runs until Ctrl-C. A question that begins with one of \
      these gets an answer of that kind:

      \(SandboxServer.directives.map { directive in
        "  \(directive.usage)\(String(repeating: " ", count: max(1, 26 - directive.usage.count)))\(directive.summary)"
      }.joined(separator: "\n"))
      """)

  @Option(help: ArgumentHelp("Listen on this port of 127.0.0.1; 0 takes a free one.", valueName: "n"))
  var port: UInt16 = 0

  @Option(help: ArgumentHelp("Characters of a reply each second; 0 is as fast as possible.", valueName: "n"))
  var rate = SandboxServer.Options.defaultRate

  @Option(help: ArgumentHelp("Characters in one event of a stream.", valueName: "n"))
  var chunk = SandboxServer.Options.defaultChunk

  @Option(
    help: ArgumentHelp(
      "Accept only this key, instead of any. It opens nothing but the sandbox, so here a key may be a flag.",
      valueName: "key"))
  var key: String?

  @Flag(help: "Hand out conversations and messages with the oldest first; the service's order is not documented.")
  var oldestFirst = false

  @Flag(help: "Begin with some conversations that a client can fetch.")
  var samples = false

  @Option(
    help: ArgumentHelp(
      "Take files in these ways only: a (one step), b (storage), c (storage, into a conversation), d (older), as in bd.",
      valueName: "ways"))
  var uploadWays = "abcd"

  @Option(
    help: ArgumentHelp(
      "Let uploads go wrong: \(SandboxServer.Uploads.Fault.allCases.map(\.rawValue).joined(separator: ", ")); with :N only so"
        + " many times.", valueName: "fault"))
  var uploadFault: String?

  @Option(help: ArgumentHelp("Read so many bytes of an upload each second; 0 is as fast as possible.", valueName: "n"))
  var uploadRate = 0

  /// What the options say of uploads; nil where they say nothing that is known.
  private var uploads: SandboxServer.Uploads? {
    let ways = uploadWays.compactMap { SandboxServer.Uploads.Way(rawValue: String($0)) }
    guard ways.count == uploadWays.count, uploadRate >= 0 else { return nil }
    var uploads = SandboxServer.Uploads(ways: Set(ways), rate: uploadRate)
    guard let uploadFault else { return uploads }
    let parts = uploadFault.split(separator: ":", maxSplits: 1)
    guard let fault = parts.first.flatMap({ SandboxServer.Uploads.Fault(rawValue: String($0)) }) else { return nil }
    uploads.fault = fault
    if parts.count == 2 {
      guard let times = Int(parts[1]), times >= 0 else { return nil }
      uploads.faults = times
    }
    return uploads
  }

  func validate() throws {
    guard rate >= 0 else { throw ValidationError("--rate is a number of characters a second, 0 or more.") }
    guard chunk >= 1 else { throw ValidationError("--chunk is a number of characters, 1 or more.") }
    guard uploads != nil else {
      let faults = SandboxServer.Uploads.Fault.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError(
        "--upload-ways takes letters of abcd, --upload-rate a number, --upload-fault one of \(faults) and perhaps :N.")
    }
    guard key?.isEmpty != true else { throw ValidationError("--key must not be empty.") }
  }

  func run() throws {
    try Descriptors.require(Descriptors.serving)
    let signals: SignalSource
    do { signals = try SignalSource() } catch { throw CommandFailure(.requestFailed, "\(error)") }
    let ended: WakePipe
    do { ended = try WakePipe() } catch { throw CommandFailure(error) }
    let server: SandboxServer
    do {
      server = try SandboxServer.start(
        SandboxServer.Options(
          port: port, key: key, rate: rate, chunk: chunk,
          wire: SandboxServer.Wire(messageOrder: oldestFirst ? .oldestFirst : .newestFirst),
          samples: samples ? .conversations : .none,
          uploads: uploads ?? SandboxServer.Uploads()))
    } catch { throw CommandFailure(.usage, safe(error.description)) }
    defer { server.stop(within: 1) }
    try StandardOutput.write("listening on \(server.baseURL)\n")
    let reason = Lock<String?>(nil)
    server.whenEnded { why in
      reason.withLock { $0 = why }
      ended.wake()
    }
    if waitForEnd(signals, or: ended) == .interrupt { throw CommandFailure(.interrupted, "") }
    if let reason = reason.withLock({ $0 }) {
      throw CommandFailure(.requestFailed, "the sandbox ended: \(reason) (see ulimit -n).")
    }
  }

  /// Sleeps until a signal asks the process to end, and says which; nil when the server ended.
  private func waitForEnd(_ signals: SignalSource, or ended: WakePipe) -> Signal? {
    while true {
      var descriptors = [
        pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: ended.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&descriptors, 2, -1) > 0 else { continue }
      if descriptors[1].revents != 0 { return nil }
      for signal in signals.read() {
        switch signal {
        case .interrupt, .terminate, .hangup, .quit: return signal
        case .stop: kill(getpid(), SIGSTOP)
        case .windowChanged, .continued: break
        }
      }
    }
  }
}
