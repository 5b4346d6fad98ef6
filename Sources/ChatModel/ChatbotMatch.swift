extension [Chatbot] {
  /// Those that a person may mean by `text`: the one of that id; else those of that name, in whatever case, and those whose
  /// id begins so.
  package func meant(by text: String) -> [Chatbot] {
    guard !text.isEmpty else { return [] }
    if let exact = first(where: { $0.id.rawValue == text }) { return [exact] }
    let folded = text.lowercased()
    return filter { $0.name.lowercased() == folded || $0.id.rawValue.lowercased().hasPrefix(folded) }
  }
}

extension ChatbotID {
  /// Whether it has the form of the service's ids, and so is no name and no part of one.
  package var isComplete: Bool {
    let parts = rawValue.split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.utf8.count) == [8, 4, 4, 4, 12]
      && parts.allSatisfy { part in part.allSatisfy { $0.isASCII && $0.isHexDigit } }
  }
}
