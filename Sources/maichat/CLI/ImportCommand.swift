import ArgumentParser
import ChatModel
import HistoryStore
import ImportExport
import System

/// Conversations out of files that maichat or other programs wrote.
struct ImportCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take conversations into the history: maichat's JSON, ChatGPT's, llm's and oterm's.",
    discussion: """
      What a file is, is told by its content: `maichat export --format json`, conversations.json of ChatGPT, \
      `llm logs --json` or the logs.db of llm, the store.db of oterm. What is in the history already stays as it is, but \
      for a reply that broke off and is longer in the file, so a file may be imported again. A file that cannot be imported does not keep the others from being; the status is 2 then.
      """)

  @ParentCommand var root: Maichat
  @OptionGroup var common: CommonOptions

  @Argument(help: ArgumentHelp("Files to import; - is standard input.", valueName: "file"))
  var files: [String]

  @Flag(help: "Only say what would be done.")
  var dryRun = false

  func run() throws {
    let configured = ResolvedConfiguration(common: try options())
    configured.sayProblems()
    guard dryRun || configured.access == .readWrite else {
      throw CommandFailure(.usage, "--read-only: nothing is imported. --dry-run says what would be.")
    }
    let history: HistoryImport
    do {
      history = try HistoryImport(path: configured.paths.historyFile, manner: dryRun ? .trying : .writing)
    } catch { throw CommandFailure(.history, safe(error.text)) }
    defer { history.close() }
    var run = ImportRun(profile: configured.settings.profile.value, pipeLimit: configured.settings.importPipeBytes)
    let failures = try run.addAll(files, to: history)
    if files.count > 1 || failures.isEmpty {
      for failure in failures { StandardError.say("maichat: \(failure.message)") }
      if failures.count < files.count { try StandardOutput.write(run.report(dryRun ? .wouldBe : .done)) }
    }
    if let first = failures.first {
      throw files.count == 1 ? first : run.end(failures, of: files.count, status: first.status)
    }
    if run.refused > 0 {
      throw CommandFailure(.usage, "\(counted(run.refused, "conversation")) could not be used; the others were.")
    }
  }
}

/// Reads one file after the other and adds up what came of them.
struct ImportRun {
  /// Whose conversations they become, where a file does not say.
  let profile: String
  /// Counts of the file that is read now, before its end.
  private var beforeFile = ImportCounts()
  /// So much is read from a pipe at most, in bytes.
  let pipeLimit: Int64
  private(set) var counts = ImportCounts()
  private(set) var leftOut = LeftOut()
  /// Conversations that could not be used.
  private(set) var refused = 0
  /// How many files were looked at.
  private(set) var tried = 0
  private let line = ProgressLine()

  enum Tense {
    case done, wouldBe
  }

  init(profile: String, pipeLimit: Int64) {
    self.profile = profile
    self.pipeLimit = pipeLimit
  }

  /// Imports the files at `paths`, and returns what went wrong. A file that cannot be imported keeps no other from being; a
  /// history that cannot be written does.
  mutating func addAll(_ paths: [String], to history: HistoryImport) throws -> [CommandFailure] {
    var failures: [CommandFailure] = []
    var occurrences: [String: Int] = [:]
    for path in paths {
      do {
        try add(ArgumentPath(path, occurrence: occurrences[path, default: 0]), to: history)
      } catch let failure as CommandFailure {
        failures.append(failure)
        if failure.status != .usage { break }
      }
      occurrences[path, default: 0] += 1
    }
    return failures
  }

  /// Imports the file at `path`. Throws where that is nothing that can be imported, with what was done before it.
  mutating func add(_ path: ArgumentPath, to history: HistoryImport) throws {
    let name = path.text == "-" ? "standard input" : path.text
    beforeFile = counts
    tried += 1
    let content = try FileContent(path, limit: pipeLimit)
    defer { line.clear() }
    do {
      var archive = try ArchiveFile(content.bytes, profile: profile)
      if archive.kind == .database {
        guard content.isFile else { throw ArchiveProblem("a database cannot be read from a pipe: name its file") }
        try readDatabase(content, history)
      } else {
        defer { leftOut += archive.leftOut }
        try archive.read {
          try add($0, history)
        } refuse: {
          refuse($0, name, content)
        }
        for draft in archive.drafts { counts += try history.add(draft, profile: profile) }
      }
    } catch let problem as ArchiveProblem {
      throw failure("\(safe(name))\(Self.place(problem, content)): \(safe(problem.text)).", .usage)
    } catch let problem as HistoryProblem {
      throw failure(safe(problem.text), .history)
    }
  }

  private mutating func add(_ conversation: ArchivedConversation, _ history: HistoryImport) throws(HistoryProblem) {
    counts += try history.add(conversation)
    let done =
      counts.newConversations + counts.newBranches + counts.grownConversations + counts.knownConversations
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

  private mutating func readDatabase(_ content: FileContent, _ history: HistoryImport) throws {
    let path = content.databasePath
    var leftOut = LeftOut()
    defer { self.leftOut += leftOut }
    let conversations: [ArchivedConversation]
    do {
      conversations = try ForeignDatabase(path: path).conversations(path: path, profile: profile, leftOut: &leftOut)
    } catch let problem as ForeignDatabaseProblem { throw ArchiveProblem(problem.text) }
    for conversation in conversations { try add(conversation, history) }
  }

  private static func place(_ problem: ArchiveProblem, _ content: FileContent) -> String {
    let place = problem.place(in: content.bytes)
    return place.isEmpty ? "" : ", \(place)"
  }

  /// The end of a file of which something may have come in before.
  private func failure(_ text: SafeText, _ status: ExitStatus) -> CommandFailure {
    let done = counts.taken - beforeFile.taken
    return CommandFailure(
      status,
      done == 0
        ? "\(text) Nothing of it was imported."
        : "\(text) Before it, \(counted(done, "conversation")) came in whole; importing again goes on from there.")
  }

  /// The end of several files of which some failed: how many, what came of the others, and which were not tried any more.
  func end(_ failures: [CommandFailure], of count: Int, status: ExitStatus) -> CommandFailure {
    let isOver = failures.contains { $0.status != .usage }
    let untried = count - tried
    var text: SafeText = "\(failures.count) of \(count) files could not be imported"
    if isOver, untried > 0 { text += ", and \(untried) \(untried == 1 ? "was" : "were") not tried" }
    return CommandFailure(isOver ? .history : status, text + (counts.taken == 0 ? "; nothing was imported." : "."))
  }

  /// What came of it, a line for each kind of thing.
  func report(_ tense: Tense) -> SafeText {
    let would = tense == .wouldBe ? "would be " : ""
    let branches: SafeText =
      counts.newBranches == 0
      ? "" : ", \(counts.newBranches) \(counts.newBranches == 1 ? "branch" : "branches")"
    var lines: [SafeText] = [
      "\(counted(counts.newConversations, "conversation"))\(branches) and \(counted(counts.newMessages, "message"))"
        + " \(would)new"
    ]
    if counts.grownConversations > 0 {
      lines.append("\(counted(counts.grownConversations, "conversation")) \(would)added to")
    }
    if counts.completedMessages > 0 {
      lines.append(
        "\(counted(counts.completedMessages, "reply", "replies")) that had broken off here \(would)completed")
    }
    if counts.newDrafts > 0 { lines.append("\(counted(counts.newDrafts, "draft")) \(would)new") }
    if counts.asideDrafts > 0 {
      lines.append(
        "\(counted(counts.asideDrafts, "draft")) \(would)put aside: the full screen brings it back (stash)")
    }
    if counts.newStars > 0 { lines.append("\(counted(counts.newStars, "star")) \(would)new") }
    if counts.newMarks > 0 { lines.append("\(counted(counts.newMarks, "mark")) \(would)new") }
    if counts.knownConversations > 0 {
      lines.append("\(counted(counts.knownConversations, "conversation")) known already")
    }
    let differing = counts.differingConversations + counts.differingMessages
    if differing > 0 {
      lines.append(
        "\(counted(counts.differingConversations, "conversation")) and \(counted(counts.differingMessages, "message"))"
          + " differ here and \(tense == .wouldBe ? "would stay" : "stay") as they are")
    }
    var leftOut = leftOut
    leftOut.add(.mark, counts.takenMarks)
    if !leftOut.isEmpty { lines.append("left out: \(leftOut.text)") }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension ImportCounts {
  /// Conversations that are new or got something.
  fileprivate var taken: Int { newConversations + newBranches + grownConversations }
}
