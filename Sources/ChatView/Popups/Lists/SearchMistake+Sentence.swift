import ChatModel

extension SearchMistake {
  /// What is said of it, in one sentence; with what was typed, as it was.
  package var sentence: String {
    switch self {
    case .empty: "The query is empty."
    case .onlyExcluded: "A search needs a word or a filter besides what is excluded."
    case .tooMany(let limit): "A search takes at most \(limit) different words and filters."
    case .noTime: "No message can be both after and before these dates."
    case .excludedFilter(let name): "-\(name): cannot be excluded; only words and phrases can."
    case .unknownFilter(let name):
      "\(name): is no filter. There are \(SearchFilter.allCases.map { "\($0.rawValue):" }.joined(separator: " "));"
        + " put \"\(name):…\" in quotes to look for the text."
    case .missingValue(let filter): "\(filter.rawValue): needs a value, such as \(filter.example)."
    case .unknownValue(let filter, let value): "\(filter.rawValue):\(value) is \(filter.expectation)"
    }
  }
}

extension SearchFilter {
  fileprivate var example: String {
    switch self {
    case .chatbot: "chatbot:front"
    case .role: "role:me"
    case .has: "has:code"
    case .is: "is:starred"
    case .in: "in:here"
    case .title: "title:plan"
    case .after, .before, .on: "\(rawValue):2026-11-25 or \(rawValue):7d"
    }
  }

  /// What a value is not that it does not know, and what it knows.
  fileprivate var expectation: String {
    switch self {
    case .role: "unknown. It is role:me or role:bot."
    case .has: "unknown. It is has:code or has:attachment."
    case .is: "unknown. It is is:starred."
    case .after, .before, .on:
      "no date. It is a day as 2026-11-25, a month as 2026-11, a year, today, yesterday, or an age as 7d, 3w, 6m, 1y."
    case .chatbot, .in, .title: "unknown."
    }
  }
}
