import ChatModel

/// What is looked for: words and phrases that must all be there, some that must not, and filters.
struct SearchQuery: Equatable, Sendable {
  var terms: [SearchTerm] = []
  var excluded: [SearchTerm] = []
  /// Parts of the chatbots' names, or their ids; folded. One of them must fit.
  var chatbots: [[UInt8]] = []
  /// Titles must have all of these; folded.
  var titles: [SearchTerm] = []
  var author: Author?
  /// Milliseconds since 1970; from the first and before the second.
  var from: Int64?
  var until: Int64?
  var hasCode = false
  var hasAttachment = false
  var isStarred = false
  /// Prefixes of conversations' ids.
  var conversations: [String] = []
  var isHere = false

  /// Whether only messages can answer it, and no title.
  var isOfMessages: Bool { author != nil || hasCode || hasAttachment || isStarred }
  /// Whether it narrows by anything at all.
  var isEmpty: Bool {
    terms.isEmpty && chatbots.isEmpty && titles.isEmpty && author == nil && from == nil && until == nil && !hasCode
      && !hasAttachment && !isStarred && conversations.isEmpty && !isHere
  }
}

/// A word or a phrase.
struct SearchTerm: Hashable, Sendable {
  var folded: FoldedText
  var manner: Manner

  enum Manner: Hashable, Sendable {
    /// Anywhere, also inside of words.
    case anywhere
    /// Where a word begins.
    case prefix
    /// As whole words.
    case exact
  }

  init?(_ text: some StringProtocol, _ manner: Manner) {
    folded = FoldedText(String(text))
    folded.trim()
    self.manner = manner
    if folded.bytes.isEmpty { return nil }
  }
}

extension SearchQuery {
  /// Reads `text` as it was typed. Dates count from `now` and in `zone`. An open quote at the end is a phrase of which
  /// more is to come. Throws `SearchProblem.query` with a sentence that names what is wrong.
  init(_ request: SearchRequest, now: Timestamp, zone: SearchZone) throws(SearchProblem) {
    try self.init(request.text, literal: request.literal, now: now, zone: zone)
  }

  /// What a query may ask for at most, each word and filter counted once: each is looked for in each message.
  static let mostParts = 100

  /// The same of what was typed, and of a text that is looked for as it stands, with minus signs, quotes and colons.
  init(_ text: String, literal: String? = nil, now: Timestamp, zone: SearchZone) throws(SearchProblem) {
    var (typed, known): (Set<Piece>, Set<Piece>) = ([], [])
    if let term = literal.flatMap({ SearchTerm($0, .anywhere) }) { terms.append(term) }
    for piece in Self.pieces(text) {
      // What is typed twice needs no folding to be known as the same.
      guard typed.insert(piece).inserted, known.insert(piece.asCompared).inserted else { continue }
      guard known.count <= Self.mostParts else {
        throw .query("A search takes at most \(Self.mostParts) different words and filters.")
      }
      if let filter = piece.filter {
        try take(
          filter, piece.value, isExcluded: piece.isExcluded, isQuoted: piece.quote != .none, now: now, zone: zone)
        continue
      }
      guard let term = SearchTerm(piece.value, piece.manner) else { continue }
      if piece.isExcluded { excluded.append(term) } else { terms.append(term) }
    }
    if isEmpty && !excluded.isEmpty {
      throw .query("A search needs a word or a filter besides what is excluded.")
    }
    if let from, let until, from >= until {
      throw .query("No message can be both after and before these dates.")
    }
  }

  private static let filters = ["chatbot", "role", "after", "before", "on", "has", "is", "in", "title"]

  private mutating func take(
    _ name: String, _ value: String, isExcluded: Bool, isQuoted: Bool, now: Timestamp, zone: SearchZone
  ) throws(SearchProblem) {
    guard !isExcluded else { throw .query("-\(name): cannot be excluded; only words and phrases can.") }
    guard Self.filters.contains(name) else {
      let known = Self.filters.map { $0 + ":" }.joined(separator: " ")
      throw .query("\(name): is no filter. There are \(known); put \"\(name):…\" in quotes to look for the text.")
    }
    guard !value.isEmpty else { throw .query("\(name): needs a value, such as \(Self.example(name)).") }
    switch name {
    case "chatbot": chatbots.append(FoldedText(value).bytes)
    case "title":
      if let term = SearchTerm(value, isQuoted ? .exact : .anywhere) { titles.append(term) }
    case "role":
      switch value.lowercased() {
      case "me", "person", "user": author = .person
      case "bot", "assistant": author = .assistant
      default: throw .query("role:\(value) is unknown. It is role:me or role:bot.")
      }
    case "has":
      switch value.lowercased() {
      case "code": hasCode = true
      case "attachment": hasAttachment = true
      default: throw .query("has:\(value) is unknown. It is has:code or has:attachment.")
      }
    case "is":
      guard value.lowercased() == "starred" else { throw .query("is:\(value) is unknown. It is is:starred.") }
      isStarred = true
    case "in": if value.lowercased() == "here" { isHere = true } else { conversations.append(value) }
    default:
      guard let days = zone.days(value, now: now) else {
        throw .query(
          "\(name):\(value) is no date. It is a day as 2026-11-25, a month as 2026-11, a year, today, yesterday,"
            + " or an age as 7d, 3w, 6m, 1y.")
      }
      switch name {
      case "before": until = min(until ?? .max, days.lowerBound)
      // What is after a day comes when it has ended; what is after an age, from then on.
      case "after": from = max(from ?? .min, days.isAge ? days.lowerBound : days.upperBound)
      default:
        from = max(from ?? .min, days.lowerBound)
        until = min(until ?? .max, days.isAge ? days.lowerBound + SearchZone.day : days.upperBound)
      }
    }
  }

  private static func example(_ name: String) -> String {
    switch name {
    case "chatbot": "chatbot:front"
    case "role": "role:me"
    case "has": "has:code"
    case "is": "is:starred"
    case "in": "in:here"
    case "title": "title:plan"
    default: "\(name):2026-11-25 or \(name):7d"
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
    if filters.contains(known) { return known }
    if after.hasPrefix("//") || after.hasPrefix(":") || after.isEmpty || after.first!.isWhitespace { return nil }
    return known
  }
}
