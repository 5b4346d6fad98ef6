import Archive
import ArgumentParser
import ChatHistory
import ChatModel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Conversations out of files that maichat or other programs wrote.
struct ImportCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take conversations into the history: maichat's JSON, ChatGPT's, llm's and oterm's.",
    discussion: """
      What a file is, is told by its content: `maichat export --format json`, conversations.json of ChatGPT, \
      `llm logs --json` or the logs.db of llm, the store.db of oterm. What is in the history already stays as it is, so a \
      file may be imported again.
      """)

  @ParentCommand var root: Maichat
  @OptionGroup var common: CommonOptions

  @Argument(help: ArgumentHelp("Files to import; - is standard input.", valueName: "file"))
  var files: [String]

  @Flag(help: "Only say what would be done.")
  var dryRun = false

  func run() throws {
    let configured = Configured(common: try options())
    configured.sayProblems()
    guard dryRun || configured.access == .readWrite else {
      throw CommandFailure(.usage, "--read-only: nothing is imported. --dry-run says what would be.")
    }
    let history: HistoryImport
    do {
      history = try HistoryImport(path: configured.paths.historyFile, manner: dryRun ? .trying : .writing)
    } catch { throw CommandFailure(.history, safe(error.text)) }
    defer { history.close() }
    var run = ImportRun(profile: configured.settings.profile.value)
    for file in files { try run.add(file, to: history) }
    try StandardOutput.write(run.report(dryRun ? .wouldBe : .done))
    if run.refused > 0 {
      throw CommandFailure(.usage, "\(counted(run.refused, "conversation")) could not be used; the others were.")
    }
  }
}

/// Reads one file after the other and adds up what came of them.
struct ImportRun {
  /// Whose conversations they become, where a file does not say.
  let profile: String
  private(set) var counts = ImportCounts()
  /// Conversations that could not be used.
  private(set) var refused = 0
  private let line = ProgressLine()

  enum Tense {
    case done, wouldBe
  }

  init(profile: String) { self.profile = profile }

  /// Imports the file at `path`. Throws where that is nothing that can be imported, with what was done before it.
  mutating func add(_ path: String, to history: HistoryImport) throws {
    let name = path == "-" ? "standard input" : path
    let content = try FileContent(path)
    defer { line.clear() }
    do {
      var archive = try ArchiveFile(content.bytes, profile: profile)
      if archive.kind == .database {
        guard path != "-" else { throw ArchiveProblem("a database cannot be read from standard input: name its file") }
        try readDatabase(path, history)
      } else {
        try archive.read {
          try add($0, history)
        } refuse: {
          refuse($0, name, content)
        }
      }
    } catch let problem as ArchiveProblem {
      throw failure("\(safe(name))\(Self.place(problem, content)): \(safe(problem.text)).", .usage)
    } catch let problem as HistoryProblem {
      throw failure(safe(problem.text), .history)
    }
  }

  private mutating func add(_ conversation: ArchivedConversation, _ history: HistoryImport) throws(HistoryProblem) {
    counts += try history.add(conversation)
    let done = counts.newConversations + counts.grownConversations + counts.knownConversations
    line.show("\(done) conversations, \(counts.newMessages) new messages")
  }

  private mutating func refuse(_ problem: ArchiveProblem, _ name: String, _ content: FileContent) {
    refused += 1
    line.clear()
    // A file of another kind may be wrong in each of its parts; the first ones say enough.
    if refused <= 10 {
      StandardError.say("maichat: \(safe(name))\(Self.place(problem, content)): \(safe(problem.text)); left out.")
    }
  }

  private mutating func readDatabase(_ path: String, _ history: HistoryImport) throws {
    let database = try ForeignDatabase(path: path)
    for conversation in try database.conversations(path: path, profile: profile) { try add(conversation, history) }
  }

  private static func place(_ problem: ArchiveProblem, _ content: FileContent) -> String {
    let place = problem.place(in: content.bytes)
    return place.isEmpty ? "" : ", \(place)"
  }

  /// The end of a command that had done something before.
  private func failure(_ text: SafeText, _ status: ExitStatus) -> CommandFailure {
    let done = counts.newConversations + counts.grownConversations
    return CommandFailure(
      status,
      done == 0
        ? "\(text) Nothing was imported."
        : "\(text) Before it, \(counted(done, "conversation")) came in whole; importing again goes on from there.")
  }

  /// What came of it, a line for each kind of thing.
  func report(_ tense: Tense) -> SafeText {
    let would = tense == .wouldBe ? "would be " : ""
    var lines: [SafeText] = [
      "\(counted(counts.newConversations, "conversation")) and \(counted(counts.newMessages, "message")) \(would)new"
    ]
    if counts.grownConversations > 0 {
      lines.append("\(counted(counts.grownConversations, "conversation")) \(would)added to")
    }
    if counts.newStars > 0 { lines.append("\(counted(counts.newStars, "star")) \(would)new") }
    if counts.knownConversations > 0 {
      lines.append("\(counted(counts.knownConversations, "conversation")) known already")
    }
    let differing = counts.differingConversations + counts.differingMessages
    if differing > 0 {
      lines.append(
        "\(counted(counts.differingConversations, "conversation")) and \(counted(counts.differingMessages, "message"))"
          + " differ here and \(tense == .wouldBe ? "would stay" : "stay") as they are")
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

/// The bytes of a file, as the system has them: not read before they are looked at.
final class FileContent {
  let bytes: UnsafeBufferPointer<UInt8>
  private let mapping: UnsafeMutableRawPointer?

  /// Opens the file at `path`; `-` is standard input, which is read to its end.
  init(_ path: String) throws(CommandFailure) {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CommandFailure(.usage, "cannot read \(safe(path)): \(systemError()).") }
    defer { if path != "-" { close(descriptor) } }
    var info = stat()
    let isFile = fstat(descriptor, &info) == 0 && info.st_mode & S_IFMT == S_IFREG
    if isFile, info.st_size > 0, lseek(descriptor, 0, SEEK_CUR) == 0,
      let mapping = mmap(nil, Int(info.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0), mapping != MAP_FAILED
    {
      self.mapping = mapping
      bytes = UnsafeRawBufferPointer(start: mapping, count: Int(info.st_size)).assumingMemoryBound(to: UInt8.self)
      return
    }
    mapping = nil
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Self.read(descriptor, &buffer)
      if count == 0 { break }
      guard count > 0 else { throw CommandFailure(.usage, "cannot read \(safe(path)): \(systemError()).") }
      all.append(contentsOf: buffer[..<count])
    }
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: all.count)
    _ = copy.initialize(from: all)
    bytes = UnsafeBufferPointer(copy)
  }

  private static func read(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
      #else
        let count = Darwin.read(descriptor, &buffer, buffer.count)
      #endif
      if count >= 0 || errno != EINTR { return count }
    }
  }

  deinit {
    if let mapping {
      munmap(mapping, bytes.count)
    } else {
      bytes.deallocate()
    }
  }
}
