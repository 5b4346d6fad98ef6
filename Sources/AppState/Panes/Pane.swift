import ChatModel

/// A part of the screen that shows one conversation at one place.
package struct Pane: Equatable, Sendable {
  package var id: PaneID
  package var conversation: ConversationID? {
    didSet {
      guard conversation != oldValue else { return }
      (window, reading, goal, find, scrollTarget, selection) = (nil, nil, nil, nil, nil, nil)
      followed = nil
    }
  }
  package var scroll: ScrollPosition = .following {
    didSet {
      if scroll == .following { (window, goal) = (nil, nil) }
      if scroll != oldValue { followed = nil }
    }
  }
  /// Where it stood when it was last drawn while it followed: from there it does not move back.
  package var followed: FollowedTop?
  /// The part of a long conversation that it shows, where that is not the end; nil while it follows.
  package var window: MessageWindow?
  /// What it waits for from disk.
  package var reading: MessagesPlace?
  /// Where it goes then.
  package var goal: PagingGoal?
  /// The text that is looked for in it.
  package var find: Find?
  /// The place in a message that is to be shown as soon as the view has worked out where it stands.
  package var scrollTarget: Find.Match?
  /// The rows that are chosen to be copied.
  package var selection: RowSelection?
  /// Whether messages are shown as their raw text.
  package var format: Format = .markdown { didSet { if format != oldValue { followed = nil } } }
  package var folding = Folding() { didSet { if folding != oldValue { followed = nil } } }
  /// The first message that nobody had seen when the conversation was opened here; marked until the next question.
  package var firstUnread: MessageID?
  /// How many replies nobody had seen then, while their messages are not in memory yet.
  package var unreadToFind = 0

  /// How messages are shown.
  package enum Format: Hashable, Sendable {
    case markdown, raw
  }

  package init(id: PaneID, conversation: ConversationID? = nil) {
    self.id = id
    self.conversation = conversation
  }
}

/// The first row of a pane that follows, on a size. As a reply grows it moves down through the text. Where a construct
/// settles in fewer rows, the line becomes faster, or something shorter follows, it stays: what is read stands still.
package struct FollowedTop: Equatable, Sendable {
  package var place: RowPlace
  /// The pane's size; on another one nothing is known.
  package var columns: Int
  package var rows: Int

  package init(_ place: RowPlace, columns: Int, rows: Int) {
    self.place = place
    self.columns = columns
    self.rows = rows
  }
}

/// What can be folded to a few rows.
package enum Fold: Hashable, Sendable {
  case message(MessageID)
  /// The code block with this number, counted from 0, among those between fences in a message.
  case code(MessageID, Int)
  /// All parts of a reply beside its answer, and one of them by its number. They are folded unless there is no answer.
  case parts(MessageID)
  case part(MessageID, Int)
  /// A message and all its parts: both are as at first.
  case messageAndParts(MessageID)
}

/// Which parts of a reply beside its answer are folded or unfolded, other than they are at first.
package struct PartFolds: Hashable, Sendable {
  package var areAllSwitched = false
  /// By number; those that are not as the others.
  package var switched: Set<Int> = []

  package init(areAllSwitched: Bool = false) { self.areAllSwitched = areAllSwitched }

  /// Whether the part `number` is unfolded, where parts are at first as `areShown` says.
  package func shows(_ number: Int, areShown: Bool) -> Bool {
    (areShown != areAllSwitched) != switched.contains(number)
  }
}

/// What is folded in a pane.
package struct Folding: Hashable, Sendable {
  /// Whether messages are folded but for the last one, as an outline of the conversation.
  package private(set) var isOutline = false
  /// What is the other way round.
  private var switched: Set<Fold> = []

  package init() {}

  /// Whether `message` is folded; `isLast` where it is the last one of its conversation.
  package func folds(_ message: MessageID, isLast: Bool) -> Bool {
    (isOutline && !isLast) != switched.contains(.message(message))
  }

  /// The numbers of the code blocks that are folded in `message`.
  package func codes(in message: MessageID) -> Set<Int> {
    guard !switched.isEmpty else { return [] }
    var numbers: Set<Int> = []
    for case .code(message, let number) in switched { numbers.insert(number) }
    return numbers
  }

  /// Which parts of `message` beside its answer are the other way round.
  package func parts(of message: MessageID) -> PartFolds {
    guard !switched.isEmpty else { return PartFolds() }
    var folds = PartFolds(areAllSwitched: switched.contains(.parts(message)))
    for case .part(message, let number) in switched { folds.switched.insert(number) }
    return folds
  }

  /// Folds what is unfolded and the other way round.
  package mutating func toggle(_ fold: Fold) {
    switch fold {
    case .message, .code, .part: switched.formSymmetricDifference([fold])
    case .parts(let message):
      for case .part(message, let number) in switched { switched.remove(.part(message, number)) }
      switched.formSymmetricDifference([fold])
    case .messageAndParts(let message):
      for case .part(message, let number) in switched { switched.remove(.part(message, number)) }
      switched.subtract([.message(message), .parts(message)])
      // In an outline a message is unfolded by being switched.
      if isOutline { switched.insert(.message(message)) }
    }
  }

  /// Folds all messages, or unfolds everything if anything is folded.
  package mutating func toggleAll() {
    let hasFolds = isOutline || !switched.isEmpty
    switched = []
    isOutline = !hasFolds
  }
}

extension State {
  /// Marks the replies that nobody has seen in the conversation `id`, which the pane at `index` has just opened.
  mutating func markUnread(_ index: Int) {
    guard panes[index].unreadToFind > 0, let id = panes[index].conversation, let conversation = conversations[id],
      case .loaded(let hasEarlier) = conversation.loading
    else { return }
    let replies = conversation.messages.filter { $0.author == .assistant && !$0.status.isRunning }
    if panes[index].unreadToFind <= replies.count {
      panes[index].firstUnread = replies[replies.count - panes[index].unreadToFind].id
    } else if !hasEarlier {
      panes[index].firstUnread = replies.first?.id
    }
    panes[index].unreadToFind = 0
  }
}
