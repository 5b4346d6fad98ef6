import ChatModel

/// What goes on in a conversation: a reply that runs, what waits for it, what must reach the disk, how it is typed in. In a
/// place of its own that is made when something goes on, so that a list of many thousands of conversations stays small.
struct Activity: Equatable, Sendable {
  struct Content: Equatable, Sendable {
    var recall: PromptRecall?
    var edited: EditedMessage?
    var queue: [QueuedMessage] = []
    var running: RunningReply?
    var draftDue: Timestamp?
    var scrollDue: Timestamp?
    var held: [PaneID: PaneDraft] = [:]
    var draftOwner: PaneID?
    var vi = ViEditing()
    var refusal: Failure?
  }

  /// Changed only while one value alone refers to it; `@unchecked` for that.
  private final class Storage: @unchecked Sendable {
    var content: Content
    init(_ content: Content) { self.content = content }
  }
  private var storage: Storage?
  private static let none = Content()

  var content: Content {
    get { storage?.content ?? Self.none }
    _modify {
      if storage == nil {
        storage = Storage(Self.none)
      } else if !isKnownUniquelyReferenced(&storage) {
        storage = Storage(storage!.content)
      }
      yield &storage!.content
    }
  }

  static func == (a: Activity, b: Activity) -> Bool { a.storage === b.storage || a.content == b.content }
}

extension Conversation {
  /// Where Up and Down stand in the prompts sent before; nil while the user's own draft is shown.
  package var recall: PromptRecall? {
    get { activity.content.recall }
    _modify { yield &activity.content.recall }
  }

  /// The message of which the composer holds another version; nil while it holds a new one.
  package var edited: EditedMessage? {
    get { activity.content.edited }
    _modify { yield &activity.content.edited }
  }

  /// What was sent while a reply ran or before its files were up, oldest first: each is asked when the reply before it is
  /// complete and the service has its files.
  package var queue: [QueuedMessage] {
    get { activity.content.queue }
    _modify { yield &activity.content.queue }
  }

  package var running: RunningReply? {
    get { activity.content.running }
    _modify { yield &activity.content.running }
  }

  /// When the draft must be on disk; nil while it is.
  package var draftDue: Timestamp? {
    get { activity.content.draftDue }
    _modify { yield &activity.content.draftDue }
  }

  /// The mode of the composer, where it has vi's keys.
  package var vi: ViEditing {
    get { activity.content.vi }
    _modify { yield &activity.content.vi }
  }

  /// Why its first question, which is a draft again, was not taken; nil once it is sent again.
  package var refusal: Failure? {
    get { activity.content.refusal }
    _modify { yield &activity.content.refusal }
  }

  /// When the scroll position must be on disk; nil while it is.
  package var scrollDue: Timestamp? {
    get { activity.content.scrollDue }
    _modify { yield &activity.content.scrollDue }
  }

  /// What was typed in the other panes that show it.
  var held: [PaneID: PaneDraft] {
    get { activity.content.held }
    _modify { yield &activity.content.held }
  }

  /// Of several panes that show it, the one whose text is in the composer; nil where that was never asked.
  var draftOwner: PaneID? {
    get { activity.content.draftOwner }
    _modify { yield &activity.content.draftOwner }
  }
}
