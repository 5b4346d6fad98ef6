import ChatModel
import GRDB
import System
import TestSupport
import Testing

@testable import ChatHistory

/// A history in a folder of its own, a clock that stands where it is put, and the events that were posted. The folder
/// goes with it.
final class HistoryFixture: Sendable {
  let folder: String
  let events = EventList()
  let clock = Lock(Timestamp(milliseconds: 1_000_000))

  init() {
    var template = Array("\(temporaryPlace)/maichat-history.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { preconditionFailure("no temporary folder: \(errno)") }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(folder) }

  var path: String { "\(folder)/data/history.sqlite" }

  /// On a machine that has much to do, another's transaction may take long; a test that wants to be told so says when.
  func open(
    _ access: History.Access = .readWrite, at path: String? = nil,
    limits: History.Limits = History.Limits(busySeconds: Double(patience) / 1000),
    events: EventList? = nil
  ) -> History {
    do {
      return try History(
        path: path ?? self.path, access: access, sink: events ?? self.events,
        now: { [clock] in clock.withLock { $0 } }, limits: limits)
    } catch { preconditionFailure("\(error)") }
  }

  /// Leaves a good history behind, with one conversation of many messages.
  func fill(_ header: ConversationHeader) {
    let history = open()
    history.perform(.saveTurn(ReplyID("r"), header, (0..<300).map { .question("q\($0)", "text \($0)") }))
    history.close()
  }

  /// Changes or asks the file behind the room's back.
  func sql<Result>(_ work: (Database) throws -> Result) throws -> Result {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    defer { try? queue.close() }
    return try queue.writeWithoutTransaction(work)
  }

  /// The names in `folder`, sorted.
  func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Must not be called while the room has the file open: closing a descriptor drops the process's locks on it.
  static func bytes(of path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return bytes
  }

  static func write(_ bytes: [UInt8], to path: String) {
    guard let file = fopen(path, "w") else { preconditionFailure("no file \(path): \(errno)") }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  static func mode(of path: String) -> mode_t {
    var info = stat()
    return stat(path, &info) == 0 ? info.st_mode & 0o777 : 0
  }

  private static func remove(_ path: String) {
    if let directory = opendir(path) {
      while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != "." && name != ".." { remove("\(path)/\(name)") }
      }
      closedir(directory)
    }
    _ = unlink(path)
    rmdir(path)
  }
}

/// The history events in the order they were posted.
final class EventList: EventSink {
  private let content = Lock<[HistoryEvent]>([])

  func post(_ event: Event) -> SinkCapacity {
    if case .history(let event) = event { content.withLock { $0.append(event) } }
    return .ready
  }

  var all: [HistoryEvent] { content.withLock { $0 } }

  /// Waits until an event for which `isWanted` holds was posted.
  func wait(_ isWanted: (HistoryEvent) -> Bool) -> Bool { waitUntil { all.contains(where: isWanted) } }

  func wait(for event: HistoryEvent) -> Bool { wait { $0 == event } }
}

extension History {
  /// Performs `command` and waits until everything before it is done.
  func performAndWait(_ commands: HistoryCommand..., events: EventList) {
    for command in commands { perform(command) }
    let marker = ConversationID("marker-\(UInt64.random(in: .min ... .max))")
    perform(.loadMessages(marker, before: nil, limit: 1))
    let isDone = events.wait { event in
      if case .loadFailed(marker, _) = event { true } else { false }
    }
    #expect(isDone, "the history did not answer")
  }
}

extension HistoryEvent {
  var problem: HistoryProblem? {
    switch self {
    case .turnNotSaved(_, let problem), .saveFailed(let problem), .loadFailed(_, let problem): problem
    default: nil
    }
  }
}

// MARK: Samples

extension ConversationHeader {
  static func sample(_ id: String, at moment: Int64 = 1000) -> ConversationHeader {
    ConversationHeader(
      id: ConversationID(id), profile: "default", createdAt: Timestamp(milliseconds: moment),
      lastActivity: Timestamp(milliseconds: moment))
  }

  /// One in which every field says something.
  static func full(_ id: String) -> ConversationHeader {
    ConversationHeader(
      id: ConversationID(id), remoteID: RemoteConversationID("remote\u{0}-\(id)"), profile: "wörk",
      host: HostURL("https://höst.example/\u{0}api/v1/"), chatbot: ChatbotID("bot-7"), chatbotName: "Bot \u{0} 機器人",
      title: "Title\u{0}\u{1B}[31m 題 👩‍👩‍👧",
      titleSource: .user, mode: .synchronous, isPinned: true, isArchived: true, unread: 3,
      createdAt: Timestamp(milliseconds: -5),
      lastActivity: Timestamp(milliseconds: 8_640_000_000_000_000))
  }
}

extension Message {
  static func question(_ id: String, _ text: String = "why?") -> Message {
    Message(id: MessageID(id), author: .person, text: text, createdAt: Timestamp(milliseconds: 1000))
  }

  static func running(_ id: String, reply: String = "reply") -> Message {
    Message(
      id: MessageID(id), author: .assistant, status: .sending, createdAt: Timestamp(milliseconds: 1001),
      reply: ReplyID(reply))
  }

  func with(_ change: (inout Message) -> Void) -> Message {
    var message = self
    change(&message)
    return message
  }
}
