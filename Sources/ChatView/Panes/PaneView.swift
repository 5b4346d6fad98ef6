import AppState
import Canvas
import ChatModel

/// Draws one transcript pane; keeps its picture for as long as nothing that it shows has changed.
/// Does not: decide where the pane stands.
struct PaneView {
  /// Lays out and scrolls; owns what was laid out.
  var transcript: TranscriptView
  /// Where what is looked for was found.
  var matches = FindMatches()
  /// Pictures made so far; for tests that count.
  private(set) var picturesMade = 0
  private(set) var picture: TranscriptPicture?
  private var stamp: Stamp?

  init(transcript: TranscriptView) { self.transcript = transcript }

  /// Brings `picture` in line with what `pane` shows on `size`.
  mutating func update(
    pane: Pane, conversation: Conversation, size: Size, focus: TranscriptFocus, now: Timestamp
  ) -> TranscriptPicture {
    if let picture, let stamp, stamp.follow == transcript.follow, stamp.stars == transcript.stars,
      stamp.introduction == transcript.introduction,
      // Where it stood when this very picture was drawn changes nothing.
      pane.followed == stamp.pane.followed || pane.followed == top,
      stamp.matches(pane, conversation, size, focus, now: now)
    {
      return picture
    }
    let picture = transcript.picture(pane: pane, conversation: conversation, size: size, focus: focus, now: now)
    picturesMade += 1
    self.picture = picture
    let (stars, introduction) = (transcript.stars, transcript.introduction)
    stamp = topIndex(pane, conversation, picture).map {
      Stamp(
        pane, conversation, size, focus, transcript.follow, stars, introduction, top: $0, madeAt: now,
        due: picture.clockDue)
    }
    return picture
  }

  /// Where `pane` stood when it was last drawn while it follows; nil where that is known or there is nothing to know.
  func followed(by pane: Pane) -> FollowedTop? {
    guard pane.scroll == .following, let stamp, stamp.pane.id == pane.id, stamp.pane.conversation == pane.conversation,
      stamp.pane.scroll == .following
    else { return nil }
    return top == pane.followed ? nil : top
  }

  /// Where the picture stands.
  private var top: FollowedTop? {
    guard let stamp, let place = picture?.top else { return nil }
    return FollowedTop(place, columns: max(1, stamp.size.columns.value), rows: max(0, stamp.size.rows.value))
  }

  /// At which end of the messages in memory more are wanted, as of the last picture; `fromService` says whether the service
  /// has any before those on disk.
  func wanted(_ conversation: Conversation, fromService: Bool) -> PagingSide? {
    guard let picture, stamp?.first == conversation.messages.first?.id,
      stamp?.pane.conversation == conversation.header.id
    else { return nil }
    if picture.needsEarlier, case .loaded(let isOnDisk) = conversation.loading, isOnDisk || fromService {
      return .earlier
    }
    return picture.needsLater && conversation.hasLater ? .later : nil
  }

  /// Where the message at the top of `picture` stands; nil where it is gone.
  private mutating func topIndex(_ pane: Pane, _ conversation: Conversation, _ picture: TranscriptPicture) -> Int? {
    switch pane.scroll {
    // Found at once: the picture has looked it up.
    case .anchored(let id, _) where !conversation.messages.isEmpty:
      return transcript.memory.index(of: id, in: conversation)
    case .following, .anchored: return picture.topMessage.map { conversation.index(of: $0) } ?? 0
    }
  }

  /// What a picture depends on: of the messages, those that are in it or are counted below it.
  private struct Stamp {
    var pane: Pane
    var first: MessageID?
    var follow: Follow
    /// Compared at once while nothing changes: the same storage.
    var stars: [MessageID: Star]
    var introduction: ChatbotIntroduction?
    var size: Size
    private var focus: TranscriptFocus
    private var loading: Conversation.Loading
    private var mayHaveEarlier: Bool
    private var chatbot: ChatbotID?
    private var chatbotName: String
    private var running: MessageID?
    private var retry: ScheduledRetry?
    private var messages: [MessageStamp]
    /// The index of the first of `messages`.
    private var lower: Int
    /// How many messages the conversation has, where the last one is among `messages`.
    private var count: Int?
    private var madeAt: Timestamp
    private var due: Timestamp?

    init(
      _ pane: Pane, _ conversation: Conversation, _ size: Size, _ focus: TranscriptFocus, _ follow: Follow,
      _ stars: [MessageID: Star], _ introduction: ChatbotIntroduction?, top: Int,
      madeAt: Timestamp, due: Timestamp?
    ) {
      self.pane = pane
      self.follow = follow
      self.stars = stars
      self.introduction = introduction
      self.size = size
      self.focus = focus
      self.madeAt = madeAt
      self.due = due
      first = conversation.messages.first?.id
      loading = conversation.loading
      mayHaveEarlier = conversation.mayHaveEarlier
      chatbot = conversation.header.chatbot
      chatbotName = conversation.header.chatbotName
      running = conversation.running?.message
      retry = conversation.running?.retry
      // A message has a row at least, and a screenful below the view is counted. The message above says whether a day
      // begins.
      lower = max(0, top - 1)
      let upper = min(conversation.messages.count, top + 2 * max(0, size.rows.value) + 3)
      messages = conversation.messages[lower..<max(lower, upper)].map(MessageStamp.init)
      count = upper == conversation.messages.count ? upper : nil
    }

    func matches(
      _ pane: Pane, _ conversation: Conversation, _ size: Size, _ focus: TranscriptFocus, now: Timestamp
    ) -> Bool {
      guard pane.isDrawn(as: self.pane), size == self.size, focus == self.focus, now >= madeAt,
        due.map({ now < $0 }) ?? true,
        conversation.loading == loading, conversation.mayHaveEarlier == mayHaveEarlier,
        conversation.header.chatbot == chatbot,
        conversation.header.chatbotName == chatbotName, conversation.running?.message == running,
        conversation.running?.retry == retry, conversation.messages.first?.id == first
      else { return false }
      let all = conversation.messages
      if let count, all.count != count { return false }
      guard lower + messages.count <= all.count else { return false }
      return messages.indices.allSatisfy { messages[$0] == MessageStamp(all[lower + $0]) }
    }
  }
}

/// What says whether a message changed.
private struct MessageStamp: Equatable {
  private var id: MessageID
  private var revision: Int
  private var utf8Count: Int
  private var createdAt: Timestamp

  init(_ message: Message) {
    id = message.id
    revision = message.revision
    utf8Count = message.text.utf8.count
    createdAt = message.createdAt
  }
}

extension Pane {
  /// Whether it shows what `other` does, but for where that stood before.
  fileprivate func isDrawn(as other: Pane) -> Bool {
    var other = other
    other.followed = followed
    return self == other
  }
}
