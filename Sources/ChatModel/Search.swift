/// A search over all messages and titles.
package struct SearchRequest: Equatable, Sendable {
  /// Tells answers of one search from those of others.
  package var number: Int
  /// As typed, in the language that README describes.
  package var text: String
  /// Is looked for as it stands, besides what `text` asks for; nil or blank asks for nothing.
  package var literal: String?
  /// The conversation that `in:here` means.
  package var here: ConversationID?
  /// How many messages are shown at most.
  package var limit: Int

  package init(
    number: Int, text: String, literal: String? = nil, here: ConversationID? = nil, limit: Int = 200
  ) {
    self.number = number
    self.text = text
    self.literal = literal
    self.here = here
    self.limit = limit
  }
}

/// What a search has found so far.
package struct SearchAnswer: Equatable, Sendable {
  package var number: Int
  /// The best first.
  package var groups: [SearchGroup]
  /// How many messages and titles were found, shown or not.
  package var count: Int
  package var phase: Phase
  package var index: SearchIndexState

  /// To: searching -> searching, whole or cut.
  package enum Phase: Hashable, Sendable {
    /// More may follow.
    case searching
    /// That is all there is.
    case whole
    /// There is more; it was left out, the oldest first.
    case cut
  }

  package init(
    number: Int, groups: [SearchGroup] = [], count: Int = 0, phase: Phase = .whole, index: SearchIndexState = .whole
  ) {
    self.number = number
    self.groups = groups
    self.count = count
    self.phase = phase
    self.index = index
  }
}

/// What was found in one conversation.
package struct SearchGroup: Equatable, Sendable {
  package var header: ConversationHeader
  /// Where in the title there are hits, in UTF-8 bytes; empty where the title was not searched or has none.
  package var titleHits: [Range<Int>]
  /// Whether the title by itself answers the query.
  package var isTitleFound: Bool
  /// The best first.
  package var hits: [SearchHit]

  package init(
    header: ConversationHeader, titleHits: [Range<Int>] = [], isTitleFound: Bool = false, hits: [SearchHit] = []
  ) {
    self.header = header
    self.titleHits = titleHits
    self.isTitleFound = isTitleFound
    self.hits = hits
  }
}

/// A message that was found.
package struct SearchHit: Equatable, Sendable {
  package var message: MessageID
  package var author: Author
  package var createdAt: Timestamp
  /// Where in the message the snippet is from.
  package var place: SearchPlace
  /// A part of it about the first hit, on one line; as received, not made safe for a terminal.
  package var snippet: String
  /// Where in the snippet there are hits, in UTF-8 bytes, in order.
  package var hits: [Range<Int>]
  /// The first hit as it stands in the message's text; empty where it stands elsewhere or no words were looked for.
  package var needle: String

  package init(
    message: MessageID, author: Author, createdAt: Timestamp, place: SearchPlace = .text, snippet: String,
    hits: [Range<Int>], needle: String
  ) {
    self.message = message
    self.author = author
    self.createdAt = createdAt
    self.place = place
    self.snippet = snippet
    self.hits = hits
    self.needle = needle
  }
}

/// The part of a message in which something was found.
package enum SearchPlace: Hashable, Sendable {
  case text
  /// A passage of the file of this name, on which the answer rests; as received. Empty where the file's name itself was
  /// found, and where only the passage is known.
  case source(of: String)
  /// The note at the message's star.
  case note
}

/// How much of the history the search index covers.
package enum SearchIndexState: Hashable, Sendable {
  case whole
  /// It is being built, from the newest messages on, and has come so far.
  case building(percent: Int)
  /// There is none that can be used, and nobody may build one: messages are read one by one.
  case missing
}

/// Why a query cannot be answered.
package enum SearchProblem: Error, Hashable, Sendable {
  /// It is not written right.
  case query(SearchMistake)
  case history(HistoryProblem)
}

/// What is not right in a query as it was typed. What is said of it is made where it is shown.
package enum SearchMistake: Error, Hashable, Sendable {
  /// Nothing is looked for.
  case empty
  /// Nothing is looked for but what must not be there.
  case onlyExcluded
  /// It has more different words and filters than these.
  case tooMany(limit: Int)
  /// Its dates leave no time between them.
  case noTime
  /// A filter of this name, known or not, stands behind a minus sign.
  case excludedFilter(String)
  /// There is no filter of this name.
  case unknownFilter(String)
  case missingValue(SearchFilter)
  /// The filter knows no such value.
  case unknownValue(SearchFilter, String)
}

/// What narrows a query, by the name that is typed before a colon.
package enum SearchFilter: String, Hashable, Sendable, CaseIterable {
  case chatbot, role, after, before, on, has, `is`, `in`, title
}
