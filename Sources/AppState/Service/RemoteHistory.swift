import ChatModel

/// What is known of the service's own history in this run, and what is being asked of it.
package struct RemoteHistory: Equatable, Sendable {
  /// The listing that runs.
  package var listing: Listing?
  /// When the whole list came last; nil before that.
  package var listedAt: Timestamp?
  /// The conversations whose messages are being fetched, and how far.
  package var fetches: [ConversationID: Fetch] = [:]
  /// Conversations whose fetch failed; scrolling up does not ask again by itself.
  package var failed: Set<ConversationID> = []
  /// Whether the service refuses to hand out messages, so that it is not asked by itself any more.
  package var isRefused = false

  package init() {}

  /// A list that arrives page after page.
  package struct Listing: Equatable, Sendable {
    package var since: Timestamp
    package var listed: Set<RemoteConversationID> = []
  }

  /// Messages that arrive page after page.
  package struct Fetch: Equatable, Sendable {
    package var purpose: FetchPurpose
    /// Messages so far.
    package var count = 0
    /// Pages asked for; none is asked for twice.
    package var pages: Set<String> = []
    /// Whether all came, and is on its way into the history.
    package var isMerging = false
    /// Whether it goes on until there is no page any more.
    package var isWhole = false
  }
}
