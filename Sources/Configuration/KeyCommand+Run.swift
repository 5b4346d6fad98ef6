import System

extension KeyCommand {
  /// Why there is no key. Holds the end of what the command said on standard error, never what it printed.
  package struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The command's name without arguments.
    package var name: String
    package var reason: Reason
    /// The end of its standard error, not made safe for a terminal.
    package var message: String

    package enum Reason: Equatable, Sendable {
      /// It could not be started.
      case notStarted(String)
      case exited(status: Int32)
      case killed(signal: Int32)
      case timedOut(milliseconds: Int)
      case cancelled
      /// It ended well without printing a key.
      case printedNothing
      /// What it printed cannot stand in a request header.
      case unusableKey
      /// It printed much, and no line's end.
      case endlessLine
    }

    package var description: String {
      let what =
        switch reason {
        case .notStarted(let why): "cannot be started: \(why)"
        case .exited(let status): "failed with status \(status)"
        case .killed(let signal): "was ended by signal \(signal)"
        case .timedOut(let milliseconds): "did not end within \(milliseconds / 1000) s"
        case .cancelled: "was cancelled"
        case .printedNothing: "printed no key"
        case .unusableKey: "printed a line with control characters, which is no key"
        case .endlessLine: "printed \(KeyCommand.keptBytes >> 10) KB without a line end, which is no key"
        }
      return "\(name) \(what)" + (message.isEmpty ? "" : ": \(message)")
    }
  }

  /// More than this of what a command prints is thrown away: a key is short.
  static let keptBytes = 16 << 10

  /// How long a command that has printed its line may take to end by itself, in milliseconds, so that one that fails can say so
  /// and one that tidies up can do it.
  private static let endMilliseconds: Int64 = 500

  /// How often an ended command is looked for while its output stays open, as a daemon that it started may keep it.
  private static let lookMilliseconds: Int64 = 10

  /// Runs the command; the key is the first line that it prints. A command that goes on after that line is stopped, with all
  /// that it started and left in its process group. Its standard input is empty; it gets the terminal once it asks for it, so
  /// that it can read a password there: run it while no full screen is shown, or use one that asks elsewhere. After
  /// `milliseconds`, or once the descriptor `cancellation` is readable, it is killed.
  package func run(
    environment: [String: String], milliseconds: Int = 60_000, cancellation: Int32? = nil
  ) -> Result<SecretText, Failure> {
    func failure(_ reason: Failure.Reason, _ message: String = "") -> Result<SecretText, Failure> {
      .failure(Failure(name: name, reason: reason, message: message))
    }
    let child: Child
    do throws(ChildProcess.StartFailure) { child = try Child.start(words, environment: environment) } catch {
      return failure(.notStarted(error.reason))
    }
    var running = child
    let end = running.wait(until: steadyMilliseconds() + Int64(milliseconds), cancellation: cancellation)
    let printed = String(decoding: running.output, as: UTF8.self)
    let key = printed.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).first.flatMap {
      SecretText($0)
    }
    let message = Self.message(running.errors, hiding: printed)
    switch end {
    case .ended(.exited(0)):
      guard let key else { return failure(.printedNothing, message) }
      return key.fitsHeader ? .success(key) : failure(.unusableKey)
    case .ended(.exited(130)) where running.hadTerminal: return failure(.cancelled)
    case .ended(.exited(let status)): return failure(.exited(status: status), message)
    case .ended(.killed(SIGINT)) where running.hadTerminal: return failure(.cancelled)
    case .ended(.killed(let signal)): return failure(.killed(signal: signal), message)
    case .stopped:
      guard let key else { return failure(.printedNothing, message) }
      return key.fitsHeader ? .success(key) : failure(.unusableKey)
    case .endless: return failure(.endlessLine, message)
    case .timedOut: return failure(.timedOut(milliseconds: milliseconds), message)
    case .cancelled: return failure(.cancelled)
    }
  }

  /// The last 300 characters of `errors` on one line, without any line that was also printed: a command that traces itself
  /// must not bring the key into a message.
  private static func message(_ errors: [UInt8], hiding printed: String) -> String {
    let secrets = printed.split(whereSeparator: \.isNewline).map(\.withoutBlanks).filter { $0.count >= 4 }
    let lines = String(decoding: errors, as: UTF8.self).split(whereSeparator: \.isNewline).map(\.withoutBlanks)
    let safe = lines.filter { line in !line.isEmpty && !secrets.contains { line.contains($0) } }
    return String(safe.joined(separator: " ").suffix(300))
  }
}

extension KeyCommand {
  private enum End {
    case ended(ChildProcess.End)
    case timedOut, cancelled
    /// It was, after it had printed a line.
    case stopped
    /// It was, having printed too much for a line.
    case endless
  }

  /// A running command and what it has printed so far.
  private struct Child {
    let process: ChildProcess
    private var outputEnd: Int32
    private var errorEnd: Int32
    private(set) var output: [UInt8] = []
    private(set) var errors: [UInt8] = []
    /// How many bytes it printed, kept or not.
    private var printed = 0
    private var terminal = LentTerminal()
    /// Whether it ever had the terminal, where keys send it signals.
    var hadTerminal: Bool { terminal.wasLent }

    private init(process: ChildProcess, outputEnd: Int32, errorEnd: Int32) {
      self.process = process
      self.outputEnd = outputEnd
      self.errorEnd = errorEnd
    }

    static func start(
      _ words: [String], environment: [String: String]
    ) throws(ChildProcess.StartFailure) -> Child {
      guard let out = Descriptor.pipe() else { throw ChildProcess.StartFailure(number: errno) }
      guard let err = Descriptor.pipe() else {
        let code = errno
        for end in [out.readingEnd, out.writingEnd] { close(end) }
        throw ChildProcess.StartFailure(number: code)
      }
      defer { for end in [out.writingEnd, err.writingEnd] { close(end) } }
      for end in [out.readingEnd, err.readingEnd] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
      do {
        let process = try ChildProcess.start(
          words, environment: environment, streams: .captured(output: out.writingEnd, errors: err.writingEnd),
          group: .own)
        return Child(process: process, outputEnd: out.readingEnd, errorEnd: err.readingEnd)
      } catch {
        for end in [out.readingEnd, err.readingEnd] { close(end) }
        throw error
      }
    }

    /// Reads until the command has ended or has printed a line, the deadline (of the steady clock, milliseconds) is over or
    /// `cancellation` is readable; where it has not ended by itself, kills it. The process is gone afterwards.
    mutating func wait(until deadline: Int64, cancellation: Int32?) -> End {
      defer {
        terminal.takeBack()
        close(outputEnd)
        close(errorEnd)
      }
      /// When it must have ended, once its line is there.
      var due: Int64?
      while true {
        var status: Int32 = 0
        let waited = waitpid(process.id, &status, WNOHANG | WUNTRACED)
        if waited == process.id, status & 0xFF == 0x7F {
          terminal.answer(stop: status >> 8 & 0xFF, of: process.id)
        } else if waited == process.id || waited < 0 && errno != EINTR {
          read()
          return waited == process.id ? .ended(ChildProcess.End(status: status)) : .ended(.exited(-1))
        }
        let now = steadyMilliseconds()
        if let due, now >= due || printed > KeyCommand.keptBytes { return kill(.stopped) }
        if due == nil, printed > KeyCommand.keptBytes { return kill(.endless) }
        if now >= deadline { return kill(due == nil ? .timedOut : .stopped) }
        var descriptors = [
          pollfd(fd: outputEnd, events: Int16(POLLIN), revents: 0),
          pollfd(fd: errorEnd, events: Int16(POLLIN), revents: 0),
          pollfd(fd: cancellation ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        // A closed pipe is always ready; it is left out, or this would spin until the command ends.
        for index in 0..<2 where isClosed[index] { descriptors[index].fd = -1 }
        _ = poll(&descriptors, 3, Int32(min(KeyCommand.lookMilliseconds, deadline - now)))
        if descriptors[2].revents != 0 { return kill(.cancelled) }
        read()
        if due == nil, output.contains(where: { $0 == 0x0A || $0 == 0x0D }) { due = now + KeyCommand.endMilliseconds }
      }
    }

    private var isClosed = [false, false]

    private mutating func read() {
      isClosed[0] = Self.read(outputEnd, into: &output, keeping: .first, count: &printed)
      var said = 0
      isClosed[1] = Self.read(errorEnd, into: &errors, keeping: .last, count: &said)
    }

    private enum Part {
      case first, last
    }

    /// Takes what is there; true once the other end is closed.
    private static func read(
      _ descriptor: Int32, into bytes: inout [UInt8], keeping part: Part, count total: inout Int
    ) -> Bool {
      var buffer = [UInt8](repeating: 0, count: 4096)
      // A command that prints without end must not keep this loop from looking at the clock.
      for _ in 0..<64 {
        let count = Descriptor.read(descriptor, into: &buffer)
        if count == 0 { return true }
        guard count > 0 else { return false }
        total += count
        switch part {
        case .first: bytes.append(contentsOf: buffer[..<min(count, KeyCommand.keptBytes - bytes.count)])
        case .last:
          bytes.append(contentsOf: buffer[..<count])
          if bytes.count > KeyCommand.keptBytes { bytes.removeFirst(bytes.count - KeyCommand.keptBytes) }
        }
      }
      return false
    }

    private func kill(_ end: End) -> End {
      // The group goes first: once its leader is waited for, its number may be somebody else's.
      systemKill(-process.id, SIGKILL)
      systemKill(process.id, SIGKILL)
      process.wait()
      return end
    }
  }
}

// The method of `Child` hides the system's function.
private func systemKill(_ process: pid_t, _ signal: Int32) { _ = kill(process, signal) }
