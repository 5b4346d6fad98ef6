/// What happened outside the loop, in the past tense; the network and the history hand these over.
package enum Event: Equatable, Sendable {
  case reply(ReplyID, ReplyEvent)
  case chatbots(ChatbotsEvent)
  case remote(RemoteEvent)
  case history(HistoryEvent)
  case client(ClientEvent)
  case upload(UploadID, UploadEvent)
  case download(DownloadID, DownloadEvent)
  case introduction(ChatbotID, IntroductionEvent)
  case sources(MessageID, SourcesEvent)
}

/// What came of asking what a reply rests on.
package enum SourcesEvent: Equatable, Sendable {
  /// All of them; perhaps none.
  case arrived([Citation])
  case failed(Failure)
}

/// What happened to an upload.
package enum UploadEvent: Equatable, Sendable {
  /// A connection stands and the file goes out.
  case started
  case progressed(UploadProgress)
  /// The storage has the file under this key; what is left is to register it.
  case stored(key: String)
  /// It failed in a way that is safe to repeat, and will be tried again at `at`; `attempt` counts from 2.
  case retryScheduled(attempt: Int, at: Timestamp, reason: Failure)
  /// The service has the file. Final.
  case completed(Attachment)
  /// It failed. Final.
  case failed(Failure)
  /// It was stopped at the user's wish and the socket is closed. Final.
  case stopped
}

/// What happened in the client itself, outside the reducer.
package enum ClientEvent: Equatable, Sendable {
  /// The service takes this key.
  case setupChecked(SetupEntry)
  /// Base URL and key were kept; `service` is the host to show, `host` the whole of it.
  case setupAccepted(profile: String, service: String, host: HostURL? = nil)
  /// They were refused, or could not be kept; which one is wrong, where that is known.
  case setupRefused(Failure, part: SetupEntry.Part? = nil)
  /// A copy was made; says honestly by which way.
  case copied(String)
  case copyFailed(String)
  /// The desktop did not take this text, for this reason: another way is to be tried.
  case copyNotDone(String, String)
  /// The client has the mouse now, or the terminal.
  case mouseChanged(isOurs: Bool)
  /// The user's editor came back with another text.
  case draftEdited(ConversationID, String)
  /// What is in a folder, folders first; nothing where it cannot be read.
  case folderListed(String, [FolderEntry])
  case folderBrowsed(String, FolderContent)
  case filePreviewed(String, FilePreview)
  case fileChecked(UploadID, FileCheck)
  /// The configuration allows other files now: so many bytes each, and so many of one message.
  case attachmentLimitsChanged(bytes: Int64, count: Int)
  /// Those of what was asked for that are files, as they were given, with their sizes in bytes.
  case filesFound([String], [FoundFile])
  case imageDrawn(ImageID, DrawnImage)
  /// It cannot be shown, for this reason.
  case imageFailed(ImageID, String)
  /// The look changed to the theme of this name.
  case themeChanged(String)
  case export(ExportEvent)
  /// Something the user should know, one sentence.
  case noticed(String)
}

/// A file or folder, by its name.
package struct FolderEntry: Hashable, Sendable {
  package var name: String
  package var isFolder: Bool

  package init(name: String, isFolder: Bool) {
    self.name = name
    self.isFolder = isFolder
  }
}

/// What happened to a request for a reply.
package enum ReplyEvent: Equatable, Sendable {
  /// The request was handed to the connection.
  case sent
  /// The service answered with success; the body follows.
  case accepted
  /// The service named the conversation.
  case conversationNamed(RemoteConversationID)
  /// More text arrived, to be appended.
  case textArrived(String)
  /// Sources arrived; they replace the ones before.
  case citationsArrived([Citation])
  /// More of a part arrived: appended to the last part if that has the same name and no answer text came between, else a
  /// new part.
  case partArrived(kind: ReplyPart.Kind, name: String, text: String)
  /// The `<think>` tag at the beginning of the answer was never closed: the parts named `ReplyPart.tagName` were none, and
  /// this text, with the tag, is appended. Only the end of the reply follows.
  case thoughtsWereText(String)
  /// So many entries of its lists of sources could not be read; replaces the count before.
  case sourcesUnreadable(Int)
  /// So many events of this reply could not be read so far; replaces the count before.
  case eventsUnreadable(Int)
  /// The service gave the message's own id.
  case messageNamed(RemoteMessageID)
  /// The reply is complete. Final.
  case completed
  /// It failed. Final.
  case failed(Failure)
  /// It failed in a way that is safe to repeat, and will be tried again at `at`; `attempt` counts from 2.
  case retryScheduled(attempt: Int, at: Timestamp, reason: Failure)
  /// It was stopped at the user's wish and the socket is closed. Final.
  case stopped
}

/// What came of asking for the chatbots.
package enum ChatbotsEvent: Equatable, Sendable {
  /// One page; `isLast` on the last.
  case pageArrived([Chatbot], isLast: Bool)
  case failed(Failure)
}

/// What came of the history file's work.
package enum HistoryEvent: Equatable, Sendable {
  /// The person's message and the place of its reply are on disk; the request may start.
  case turnSaved(ReplyID)
  /// They could not be written; the sentence says what to do.
  case turnNotSaved(ReplyID, HistoryProblem)
  /// Something else could not be written.
  case saveFailed(HistoryProblem)
  /// Writing works again after it had failed.
  case recovered
  /// So much of what somebody wrote or received is in memory only.
  case unsaved(UnsavedCount)
  /// More conversations, newest first; `isLast` on the last page.
  case conversationsLoaded([ConversationHeader], drafts: [ConversationID: Draft], isLast: Bool)
  /// Messages of one conversation, oldest first, that stand before those already loaded.
  case messagesLoaded(ConversationID, [Message], hasEarlier: Bool, scroll: ScrollPosition, draft: Draft)
  case loadFailed(ConversationID, HistoryProblem)
  /// Something is different on disk, and this client did not write it.
  case changed(HistoryChanges)
  case messagesRead(PaneID, ConversationID, MessagesPlace, MessagesPage)
  case messageFound(PaneID, ConversationID, TextPattern, FoundMessage)
  case messagesNotRead(PaneID, ConversationID, HistoryProblem)
  /// What persons wrote, newest first, each text once.
  case promptsLoaded([String])
  case promptsNotLoaded(HistoryProblem)
  case searchAnswered(SearchAnswer)
  /// The number is the request's.
  case searchFailed(Int, SearchProblem)
  /// The search index has come further.
  case searchIndexChanged(SearchIndexState)
}

/// Why the history file cannot be used for something, and what the user can do.
package struct HistoryProblem: Error, Hashable, Sendable {
  package var kind: Kind
  /// One or two sentences: what is wrong with which file, and what to do.
  package var text: String

  package init(kind: Kind, text: String) {
    self.kind = kind
    self.text = text
  }

  /// What is wrong.
  package enum Kind: String, Hashable, Sendable {
    case locked, readOnly, full, newerVersion, damaged, inaccessible
    /// Another file stands in its place, or none.
    case replaced
    /// Something else stands under its name: a pipe, a device, a folder, the database of another program.
    case foreign
  }
}

/// What could not be written to the history file so far, and would be lost with the process.
package struct UnsavedCount: Hashable, Sendable {
  package var questions: Int
  package var answers: Int
  /// What was typed, or put aside, and the files that go with it.
  package var drafts: Int

  package init(questions: Int = 0, answers: Int = 0, drafts: Int = 0) {
    self.questions = questions
    self.answers = answers
    self.drafts = drafts
  }

  /// How many things they are.
  package var total: Int { questions + answers + drafts }
  package var isEmpty: Bool { total == 0 }

  /// As in "2 questions, 1 answer and 1 draft".
  package var words: String {
    func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
    var parts = [(questions, "question"), (answers, "answer"), (drafts, "draft")]
      .filter { $0.0 > 0 }.map { counted($0.0, $0.1) }
    guard parts.count > 1, let last = parts.popLast() else { return parts.first ?? "" }
    return parts.joined(separator: ", ") + " and " + last
  }
}
