import Canvas
import ChatModel
import Logging
import System

/// Writes log lines to a file and keeps one older file beside it. Never given the key or a message's text.
final class RotatingFile: Sendable {
  /// Enough for weeks of warnings, small enough to read.
  static let maximumBytes = 1 << 20

  private struct Content {
    var descriptor: Int32
    var bytes: Int
  }

  private let path: String
  private let content: Lock<Content>

  /// Opens or creates the file at `path`, 0600; nil where that is not possible, since a log is never a reason to fail.
  init?(path: String) {
    guard let content = Self.open(path) else { return nil }
    self.path = path
    self.content = Lock(content)
  }

  private static func open(_ path: String) -> Content? {
    // A pipe would wait for its reader.
    let descriptor = Descriptor.open(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      return nil
    }
    return Content(descriptor: descriptor, bytes: Int(lseek(descriptor, 0, SEEK_END)))
  }

  /// Appends `line` and a newline.
  func append(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    content.withLock { content in
      if content.bytes + bytes.count > Self.maximumBytes {
        close(content.descriptor)
        rename(path, path + ".1")
        content = Self.open(path) ?? Content(descriptor: -1, bytes: 0)
      }
      _ = write(content.descriptor, bytes, bytes.count)
      content.bytes += bytes.count
    }
  }
}

/// swift-log's door to a `RotatingFile`.
struct FileLogHandler: LogHandler {
  let file: RotatingFile
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level

  init(file: RotatingFile, level: Logger.Level) {
    self.file = file
    logLevel = level
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var line = "\(LogTime(readClock())) \(event.level) \(LogText.escaped("\(event.message)"))"
    for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }
    ) {
      line += " \(LogText.escaped(key))=\(LogText.value("\(value)"))"
    }
    file.append(line)
  }
}

/// Text of others as a log can hold it: a log is read on a terminal, and one event is one line, whatever a server's words
/// contain.
enum LogText {
  /// Nobody's words are worth more of the file.
  private static let longest = 4096

  /// `text` with what a terminal would obey, or not show, as `\u{1B}`; cut where it is long.
  static func escaped(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for (index, scalar) in text.unicodeScalars.enumerated() {
      if index == longest {
        escaped.append("…")
        break
      }
      switch scalar {
      case "\n": escaped.append(contentsOf: "\\n".unicodeScalars)
      case "\r": escaped.append(contentsOf: "\\r".unicodeScalars)
      case "\t": escaped.append(contentsOf: "\\t".unicodeScalars)
      case _ where TerminalText.isShown(scalar): escaped.append(scalar)
      default:
        escaped.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
      }
    }
    return String(escaped)
  }

  /// `text` as the value of a key: in quotation marks where it could be taken for more than one.
  static func value(_ text: String) -> String {
    let text = escaped(text)
    guard text.isEmpty || text.contains(where: { " \"=".contains($0) }) else { return text }
    return "\"\(text.replacing("\"", with: "\\\""))\""
  }
}

/// A moment as `2026-11-23T10:02:03Z`.
struct LogTime: CustomStringConvertible {
  let description: String

  init(_ moment: Timestamp) {
    var seconds = time_t(moment.milliseconds / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
    description =
      "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
  }
}

/// The program's log: `maichat.log` in the state folder, as loud as the configuration says.
enum Log {
  /// The log of one run; one that keeps nothing where the file cannot be opened.
  static func open(_ configured: ResolvedConfiguration) -> Logger {
    if configured.access == .readWrite { try? configured.paths.createFolder(of: configured.paths.logFile) }
    let level = Logger.Level(rawValue: configured.settings.logLevel.rawValue) ?? .notice
    guard configured.access == .readWrite, let file = RotatingFile(path: configured.paths.logFile) else {
      return Logger(label: "maichat") { _ in SwiftLogNoOpLogHandler() }
    }
    return Logger(label: "maichat") { _ in FileLogHandler(file: file, level: level) }
  }
}

extension Logger {
  /// Writes down what may explain a trouble later. Never a message's text; the service's own words only at `debug`.
  func note(_ event: Event) {
    switch event {
    case .reply(let id, .failed(let failure)):
      warning("a reply failed", metadata: ["reply": "\(id)"].merging(failure.facts) { $1 })
      debug("the service said", metadata: ["reply": "\(id)", "text": "\(failure.text)"])
    case .reply(let id, .eventsUnreadable(let count)):
      notice("events of a reply cannot be read", metadata: ["reply": "\(id)", "count": "\(count)"])
    case .reply(let id, .sourcesUnreadable(let count)):
      notice("sources of a reply cannot be read", metadata: ["reply": "\(id)", "count": "\(count)"])
    case .client(.noticed(let sentence)): notice("told", metadata: ["sentence": "\(sentence)"])
    case .reply(let id, .retryScheduled(let attempt, _, let reason)):
      notice(
        "a request is repeated", metadata: ["reply": "\(id)", "attempt": "\(attempt)"].merging(reason.facts) { $1 })
    case .upload(let id, .failed(let failure)):
      warning("an upload failed", metadata: ["upload": "\(id)"].merging(failure.facts) { $1 })
    case .upload(let id, .retryScheduled(let attempt, _, let reason)):
      notice(
        "an upload is repeated", metadata: ["upload": "\(id)", "attempt": "\(attempt)"].merging(reason.facts) { $1 })
    case .sources(let message, .failed(let failure)):
      notice("sources cannot be read", metadata: ["message": "\(message)"].merging(failure.facts) { $1 })
    case .introduction(let chatbot, .failed(let failure)):
      notice("a chatbot's greeting cannot be read", metadata: ["chatbot": "\(chatbot)"].merging(failure.facts) { $1 })
    case .download(let id, .failed(let failure)):
      warning("a download failed", metadata: ["download": "\(id)"].merging(failure.facts) { $1 })
    case .chatbots(.failed(let failure)): warning("the chatbots cannot be listed", metadata: failure.facts)
    case .remote(.conversationsFailed(let failure)):
      warning("the conversations cannot be listed", metadata: failure.facts)
    case .remote(.messagesFailed(_, let failure)): warning("messages cannot be fetched", metadata: failure.facts)
    case .history(.saveFailed(let problem)), .history(.turnNotSaved(_, let problem)):
      error("the history cannot be written", metadata: ["kind": "\(problem.kind.rawValue)"])
    case .history(.recovered): notice("the history can be written again")
    case .history(.loadFailed(_, let problem)), .history(.promptsNotLoaded(let problem)):
      error("the history cannot be read", metadata: ["kind": "\(problem.kind.rawValue)"])
    default: break
    }
  }
}

extension Failure {
  fileprivate var facts: Logger.Metadata {
    ["kind": "\(kind.rawValue)", "status": status.map { "\($0)" } ?? "none"]
  }
}
