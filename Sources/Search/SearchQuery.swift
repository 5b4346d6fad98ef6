import ChatModel

/// What is looked for: words and phrases that must all be there, some that must not, and filters.
package struct SearchQuery: Equatable, Sendable {
  package internal(set) var terms: [SearchTerm] = []
  package internal(set) var excluded: [SearchTerm] = []
  /// Parts of the chatbots' names, or their ids; folded. One of them must fit.
  package internal(set) var chatbots: [[UInt8]] = []
  /// Titles must have all of these; folded.
  package internal(set) var titles: [SearchTerm] = []
  package internal(set) var author: Author?
  /// Milliseconds since 1970; from the first and before the second.
  package internal(set) var from: Int64?
  package internal(set) var until: Int64?
  package internal(set) var hasCode = false
  package internal(set) var hasAttachment = false
  package internal(set) var isStarred = false
  /// Prefixes of conversations' ids.
  package internal(set) var conversations: [String] = []
  package internal(set) var isHere = false

  /// Whether only messages can answer it, and no title.
  package var isOfMessages: Bool { author != nil || hasCode || hasAttachment || isStarred }
  /// Whether it narrows by anything at all.
  package var isEmpty: Bool {
    terms.isEmpty && chatbots.isEmpty && titles.isEmpty && author == nil && from == nil && until == nil && !hasCode
      && !hasAttachment && !isStarred && conversations.isEmpty && !isHere
  }
}

/// A word or a phrase.
package struct SearchTerm: Hashable, Sendable {
  package internal(set) var folded: FoldedText
  package internal(set) var manner: Manner

  package enum Manner: Hashable, Sendable {
    /// Anywhere, also inside of words.
    case anywhere
    /// Where a word begins.
    case prefix
    /// As whole words.
    case exact
  }

  package init?(_ text: some StringProtocol, _ manner: Manner) {
    folded = FoldedText(String(text))
    folded.trim()
    self.manner = manner
    if folded.bytes.isEmpty { return nil }
  }
}

extension SearchQuery {
  /// Reads `text` as it was typed. Dates count from `now` and in `zone`. An open quote at the end is a phrase of which
  /// more is to come.
  package init(_ request: SearchRequest, now: Timestamp, zone: SearchZone) throws(SearchMistake) {
    try self.init(request.text, literal: request.literal, now: now, zone: zone)
  }

  /// What a query may ask for at most, each word and filter counted once: each is looked for in each message.
  static let mostParts = 100

  /// The same of what was typed, and of a text that is looked for as it stands, with minus signs, quotes and colons.
  package init(_ text: String, literal: String? = nil, now: Timestamp, zone: SearchZone) throws(SearchMistake) {
    var (typed, known): (Set<Piece>, Set<Piece>) = ([], [])
    if let term = literal.flatMap({ SearchTerm($0, .anywhere) }) { terms.append(term) }
    for piece in Self.pieces(text) {
      // What is typed twice needs no folding to be known as the same.
      guard typed.insert(piece).inserted, known.insert(piece.asCompared).inserted else { continue }
      guard known.count <= Self.mostParts else { throw .tooMany(limit: Self.mostParts) }
      if let filter = piece.filter {
        try take(
          filter, piece.value, isExcluded: piece.isExcluded, isQuoted: piece.quote != .none, now: now, zone: zone)
        continue
      }
      guard let term = SearchTerm(piece.value, piece.manner) else { continue }
      if piece.isExcluded { excluded.append(term) } else { terms.append(term) }
    }
    if isEmpty && !excluded.isEmpty { throw .onlyExcluded }
    if let from, let until, from >= until { throw .noTime }
  }

  private mutating func take(
    _ name: String, _ value: String, isExcluded: Bool, isQuoted: Bool, now: Timestamp, zone: SearchZone
  ) throws(SearchMistake) {
    guard !isExcluded else { throw .excludedFilter(name) }
    guard let filter = SearchFilter(rawValue: name) else { throw .unknownFilter(name) }
    guard !value.isEmpty else { throw .missingValue(filter) }
    switch (filter, value.lowercased()) {
    case (.chatbot, _): chatbots.append(FoldedText(value).bytes)
    case (.title, _): if let term = SearchTerm(value, isQuoted ? .exact : .anywhere) { titles.append(term) }
    case (.role, "me"), (.role, "person"), (.role, "user"): author = .person
    case (.role, "bot"), (.role, "assistant"): author = .assistant
    case (.has, "code"): hasCode = true
    case (.has, "attachment"): hasAttachment = true
    case (.is, "starred"): isStarred = true
    case (.in, "here"): isHere = true
    case (.in, _): conversations.append(value)
    case (.role, _), (.has, _), (.is, _): throw .unknownValue(filter, value)
    case (.before, _), (.after, _), (.on, _):
      guard let days = zone.days(value, now: now) else { throw .unknownValue(filter, value) }
      narrow(filter, days)
    }
  }

  private mutating func narrow(_ filter: SearchFilter, _ days: SearchZone.Days) {
    switch filter {
    case .before: until = min(until ?? .max, days.lowerBound)
    // What is after a day comes when it has ended; what is after an age, from then on.
    case .after: from = max(from ?? .min, days.isAge ? days.lowerBound : days.upperBound)
    default:
      from = max(from ?? .min, days.lowerBound)
      until = min(until ?? .max, days.isAge ? days.lowerBound + SearchZone.day : days.upperBound)
    }
  }

  // MARK: Pieces

  private struct Piece: Hashable {
    var filter: String?
    var value = ""
    var isExcluded = false
    var quote = Quote.none

    enum Quote {
      case none, closed, open
    }

    var manner: SearchTerm.Manner {
      switch quote {
      case .closed: .exact
      case .open: .prefix
      case .none: hasStar ? .prefix : .anywhere
      }
    }
    var hasStar = false

    /// The same for all pieces that ask for the same.
    var asCompared: Piece {
      guard filter == nil else { return self }
      var piece = self
      var folded = FoldedText(value)
      folded.trim()
      piece.value = String(decoding: folded.bytes, as: UTF8.self)
      return piece
    }
  }

  private static let quotes: [Character: Character] = ["\"": "\"", "“": "”", "”": "”", "„": "”", "「": "」", "＂": "＂"]

  /// Cut at white space outside of quotes.
  private static func pieces(_ text: String) -> [Piece] {
    var pieces: [Piece] = []
    var rest = Substring(text)
    while true {
      rest = rest.drop { $0.isWhitespace }
      guard !rest.isEmpty else { return pieces }
      var piece = Piece()
      if let first = rest.first, first == "-" || first == "－", let next = rest.dropFirst().first, !next.isWhitespace {
        piece.isExcluded = true
        rest.removeFirst()
      }
      if let name = filterName(rest) {
        piece.filter = name
        rest = rest.drop { $0 != ":" && $0 != "：" }.dropFirst()
      }
      if let first = rest.first, let closing = quotes[first] {
        rest.removeFirst()
        let inside = rest.prefix { $0 != closing }
        piece.value = String(inside)
        rest = rest.dropFirst(inside.count)
        piece.quote = rest.isEmpty ? .open : .closed
        rest = rest.dropFirst()
      } else {
        var word = rest.prefix { !$0.isWhitespace }
        rest = rest.dropFirst(word.count)
        if piece.filter == nil, word.count > 1, let last = word.last, last == "*" || last == "＊" {
          word.removeLast()
          piece.hasStar = true
        }
        piece.value = String(word)
      }
      if piece.filter != nil || !piece.value.isEmpty { pieces.append(piece) }
    }
  }

  /// The word before a colon, where it reads like a filter: `https://…`, `10:30` and `std::string` are text.
  private static func filterName(_ text: Substring) -> String? {
    let name = text.prefix { $0.isASCII && $0.isLetter }
    let rest = text.dropFirst(name.count)
    guard !name.isEmpty, let colon = rest.first, colon == ":" || colon == "：" else { return nil }
    let known = name.lowercased()
    let after = rest.dropFirst()
    if SearchFilter(rawValue: known) != nil { return known }
    if after.hasPrefix("//") || after.hasPrefix(":") || after.isEmpty || after.first!.isWhitespace { return nil }
    return known
  }
}
