import GRDB

/// Fills a history file with conversations that nobody had: English, Chinese and Japanese, the same ones each time.
package struct SyntheticHistory: Sendable {
  package var conversations: Int
  package var messages: Int
  /// So many of `messages` are in the first conversation.
  package var longest: Int

  /// A history as large as anybody's.
  package static let large = SyntheticHistory(conversations: 20_000, messages: 1_000_000, longest: 100_000)

  /// `messages` in `conversations`, `longest` of them in the first one.
  package init(conversations: Int, messages: Int, longest: Int) {
    self.conversations = conversations
    self.messages = messages
    self.longest = longest
  }

  /// A word of the first message and of no other, a character and a pair of characters of one in the middle.
  package static let rareWord = "zyzzyva"
  package static let rareCharacter = "龘"
  package static let rarePair = "鑫森"
  /// When the newest message was written, in milliseconds since 1970; the others one a minute before.
  package static let end: Int64 = 1_790_000_000_000

  /// The id of the conversation with the number `number`, from 0.
  package static func conversation(_ number: Int) -> String { "synthetic-\(number)" }
  /// The id of the message with the number `number`, from 0.
  package static func message(_ number: Int) -> String { "synthetic-m\(number)" }

  /// Writes all of it into the history file at `path`, which has tables and no rows.
  package func fill(_ path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000")
      try db.inTransaction {
        try write(db)
        return .commit
      }
      try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try queue.close()
  }

  /// How far the search index of the history file at `path` has come: it covers the messages with row ids above `low`; nil
  /// where there is none yet.
  package static func indexedDownTo(_ path: String) throws -> Int? {
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    defer { try? queue.close() }
    return try queue.read { try Int.fetchOne($0, sql: "SELECT low FROM search_state WHERE version > 0") }
  }

  private func write(_ db: Database) throws {
    var texts = SyntheticText(seed: 5)
    let conversation = try db.makeStatement(
      sql: """
        INSERT INTO conversation (id, key, profile, chatbot, chatbot_name, title, title_source, mode, is_pinned,
          is_archived, unread, created_at, last_activity)
        VALUES (?, ?, 'default', ?, ?, ?, 'firstQuestion', 'streaming', 0, 0, 0, ?, ?)
        """)
    let bots = ["Front desk", "HR bot", "技術支援", "営業アシスタント"]
    for number in 0..<conversations {
      let at = Self.end - Int64(conversations - number) * 60_000
      try conversation.execute(arguments: [
        number + 1, Self.conversation(number), "bot-\(number % bots.count)", bots[number % bots.count],
        texts.sentence(words: 5, language: number % 3), at, at,
      ])
    }
    let message = try db.makeStatement(
      sql: """
        INSERT INTO message (key, conversation, ordinal, author, text, status, created_at)
        VALUES (?, ?, ?, ?, ?, 'complete', ?)
        """)
    let others = max(1, conversations - 1)
    let each = max(1, (messages - longest) / others)
    for number in 0..<messages {
      // The long conversation runs all the time beside the others, which come one after the other.
      let isLong =
        longest > 0 && number % max(1, messages / longest) == 0 && number / max(1, messages / longest) < longest
      let own = number - min(longest, number / max(1, messages / max(1, longest)) + 1)
      let place = isLong ? 0 : min(conversations - 1, 1 + max(0, own) / each)
      let isReply = number % 2 == 1
      var text = texts.message(language: place % 3, isReply: isReply)
      if number == 0 { text += " \(Self.rareWord)" }
      if number == messages / 2 { text += Self.rareCharacter + "と" + Self.rarePair }
      try message.execute(arguments: [
        Self.message(number), place + 1, number, isReply ? "assistant" : "person", text,
        Self.end - Int64(messages - number) * 60_000,
      ])
    }
  }
}

/// Sentences of made-up words whose frequencies fall off as those of real words do.
private struct SyntheticText {
  private var generator: SeededGenerator
  private let vocabularies: [[String]]

  init(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let syllables = [
      "con", "ta", "re", "mi", "ser", "ver", "lo", "pa", "ing", "tion", "er", "de", "si", "net", "work", "port", "ly",
      "an",
      "key", "man", "ger", "co", "mon", "da", "base", "fi", "le", "sys", "tem", "qu", "est", "ans", "wer", "th", "e",
      "o",
    ]
    var english = ["the", "a", "of", "to", "and", "is", "in", "it", "for", "on", "with", "server", "error", "please"]
    english += (0..<4000).map { _ in
      (0..<Int.random(in: 1...4, using: &generator)).map { _ in syllables.randomElement(using: &generator)! }.joined()
    }
    func character(_ range: ClosedRange<UInt32>) -> String {
      String(Character(Unicode.Scalar(UInt32.random(in: range, using: &generator))!))
    }
    var chinese = ["的", "是", "我", "不", "在", "請問", "伺服器", "錯誤", "問題", "資料庫", "，", "。", "咖啡"]
    chinese += (0..<4000).map { _ in
      (0..<Int.random(in: 1...3, using: &generator)).map { _ in character(0x4E00...0x5E00) }.joined()
    }
    var japanese = ["の", "は", "を", "に", "です", "ます", "サーバー", "エラー", "問題", "、", "。", "コーヒー"]
    japanese += (0..<4000).map { _ in
      (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        character([0x3042...0x3093, 0x30A2...0x30F3, 0x4E00...0x5800].randomElement(using: &generator)!)
      }.joined()
    }
    vocabularies = [english, chinese, japanese]
    self.generator = generator
  }

  mutating func sentence(words: Int, language: Int) -> String {
    let vocabulary = vocabularies[language]
    return (0..<words).map { _ in
      // Squared twice: the first words of the list are the most frequent by far.
      let x = Double.random(in: 0..<1, using: &generator)
      return vocabulary[Int(x * x * x * x * Double(vocabulary.count))]
    }.joined(separator: language == 0 ? " " : "")
  }

  mutating func message(language: Int, isReply: Bool) -> String {
    let words = isReply ? Int.random(in: 20...90, using: &generator) : Int.random(in: 3...20, using: &generator)
    let text = sentence(words: words, language: language)
    return isReply && words % 10 == 0 ? text + "\n\n```swift\nlet x = \(words)\n```\n" : text
  }
}
