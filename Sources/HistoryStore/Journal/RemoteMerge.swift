import ChatModel

/// Finds out which of the service's messages are ours: by the service's id where we know it, else by who said what, in which
/// order and when. Pure; the page and the conversation are both oldest first.
struct RemoteMerge {
  /// A message that is here.
  struct Local {
    var remoteID: RemoteMessageID?
    var author: Author
    var text: String
    var status: MessageStatus
    var createdAt: Timestamp
  }

  /// A place in the order that results; with both where they are the same message.
  struct Entry: Equatable {
    var local: Int?
    var remote: Int?
  }

  /// Two messages with the same text that are further apart in time than this are two messages, in milliseconds: a day,
  /// and what clocks and time zones may be wrong by.
  private static let farthest: Int64 = 26 * 3_600_000
  /// The same for messages that stand in another order here than at the service, as when two clients ask at once.
  private static let farthestInOtherOrder: Int64 = 120_000
  /// What a message of the same id counts, and at most one that says the same.
  private static let sameID = 100_000_000
  private static let sameText = 1_000_000
  private static let begunText = 300_000
  private static let noText = 1_000

  private let locals: [Local]
  private let remotes: [RemoteMessage]
  private let localTexts: [String]
  private let remoteTexts: [String]
  private let named: Set<RemoteMessageID>

  /// Both in one order, as far as anybody can tell.
  static func entries(_ locals: [Local], _ remotes: [RemoteMessage]) -> [Entry] {
    RemoteMerge(locals, remotes).entries()
  }

  private init(_ locals: [Local], _ remotes: [RemoteMessage]) {
    self.locals = locals
    self.remotes = remotes
    localTexts = locals.map { Self.comparable($0.text) }
    remoteTexts = remotes.map { Self.comparable($0.text) }
    named = Set(locals.compactMap(\.remoteID))
  }

  /// A text without what differs on the way: line ends, blanks around it. Swift's `==` sees to composed and decomposed
  /// characters.
  static func comparable(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    var last: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if scalar == "\r" { scalars.append("\n") } else if scalar != "\n" || last != "\r" { scalars.append(scalar) }
      last = scalar
    }
    var text = Substring(String(scalars))
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }

  /// How much speaks for both being one message; nil where they are not.
  private func weight(_ l: Int, _ r: Int) -> Int? {
    let (local, remote) = (locals[l], remotes[r])
    if let id = local.remoteID { return id == remote.id ? Self.sameID : nil }
    guard !named.contains(remote.id), local.author == remote.author else { return nil }
    var seconds = 0
    if let moment = remote.createdAt {
      let (difference, overflow) = moment.milliseconds.subtractingReportingOverflow(local.createdAt.milliseconds)
      guard !overflow, difference.magnitude <= UInt64(Self.farthest) else { return nil }
      seconds = Int(difference.magnitude / 1000)
    }
    let (a, b) = (localTexts[l], remoteTexts[r])
    if a == b { return Self.sameText - seconds }
    if local.author == .person {
      // The first question of a branch takes along what was said before it.
      return b.hasPrefix("<earlier-conversation>") && b.hasSuffix("</earlier-conversation>\n\n" + a)
        ? Self.sameText - seconds : nil
    }
    guard local.status != .complete else { return nil }
    // Without a word to compare, the question before it tells.
    if a.isEmpty || b.isEmpty || Self.isBegunThought(a, of: remote) {
      return asksTheSame(l - 1, r - 1) ? Self.noText : nil
    }
    return b.hasPrefix(a) || a.hasPrefix(b) ? Self.begunText - seconds : nil
  }

  /// Whether `text`, which is comparable, is what came of the thoughts of `remote` before the tag about them was closed.
  static func isBegunThought(_ text: String, of remote: RemoteMessage) -> Bool {
    guard let tag = ["<think>", "<thinking>"].first(where: { text.hasPrefix($0) }),
      let thoughts = remote.parts.first(where: { $0.name == ReplyPart.tagName })
    else { return false }
    return comparable(thoughts.text).hasPrefix(comparable(String(text.dropFirst(tag.count))))
  }

  private func asksTheSame(_ l: Int, _ r: Int) -> Bool {
    l >= 0 && r >= 0 && locals[l].author == .person && remotes[r].author == .person && localTexts[l] == remoteTexts[r]
  }

  /// The pairs of the alignment that the most speaks for, in order.
  private func pairs() -> [(local: Int, remote: Int)] {
    let (n, m) = (locals.count, remotes.count)
    guard n > 0, m > 0 else { return [] }
    let width = m + 1
    var best = [Int](repeating: 0, count: (n + 1) * width)
    var weights: [Int: Int] = [:]
    for l in stride(from: n - 1, through: 0, by: -1) {
      for r in stride(from: m - 1, through: 0, by: -1) {
        var value = max(best[(l + 1) * width + r], best[l * width + r + 1])
        if let weight = weight(l, r) {
          weights[l * width + r] = weight
          value = max(value, best[(l + 1) * width + r + 1] + weight)
        }
        best[l * width + r] = value
      }
    }
    var pairs: [(local: Int, remote: Int)] = []
    var (l, r) = (0, 0)
    while l < n, r < m {
      if let weight = weights[l * width + r], best[l * width + r] == best[(l + 1) * width + r + 1] + weight {
        pairs.append((l, r))
        (l, r) = (l + 1, r + 1)
      } else if best[l * width + r] == best[(l + 1) * width + r] {
        l += 1
      } else {
        r += 1
      }
    }
    return pairs
  }

  private func entries() -> [Entry] {
    var entries: [Entry] = []
    var (l, r) = (0, 0)
    let pairs = pairs()
    let crossing = crossingPairs(pairs)
    let crossed = Set(crossing.values)
    let repeated = repeatedQuestions(pairs)
    func add(upTo local: Int, _ remote: Int) {
      while l < local || r < remote {
        if r < remote, repeated.contains(r) || crossed.contains(r) || isElsewhere(r) {
          r += 1
        } else if r >= remote || (l < local && locals[l].createdAt <= moment(r)) {
          entries.append(Entry(local: l, remote: crossing[l]))
          l += 1
        } else {
          entries.append(Entry(local: nil, remote: r))
          r += 1
        }
      }
    }
    for pair in pairs {
      add(upTo: pair.local, pair.remote)
      entries.append(Entry(local: pair.local, remote: pair.remote))
      (l, r) = (pair.local + 1, pair.remote + 1)
    }
    add(upTo: locals.count, remotes.count)
    return entries
  }

  /// Messages beside `pairs` that say the same at the same time, though in another order: where two clients ask at once, the
  /// service may have both questions before both answers. By the local ones.
  private func crossingPairs(_ pairs: [(local: Int, remote: Int)]) -> [Int: Int] {
    let paired = Set(pairs.map(\.local))
    var free = Array(Set(remotes.indices).subtracting(pairs.map(\.remote))).sorted()
    var crossing: [Int: Int] = [:]
    for l in locals.indices where locals[l].remoteID == nil && !paired.contains(l) && !localTexts[l].isEmpty {
      let place = free.firstIndex { r in
        guard let moment = remotes[r].createdAt, weight(l, r) != nil, isAsked(l, before: r) else { return false }
        let (difference, overflow) = moment.milliseconds.subtractingReportingOverflow(locals[l].createdAt.milliseconds)
        return !overflow && difference.magnitude <= UInt64(Self.farthestInOtherOrder)
      }
      if let place { crossing[l] = free.remove(at: place) }
    }
    return crossing
  }

  /// Whether the service has the question of the answer `local` before `remote`; true of a question.
  private func isAsked(_ local: Int, before remote: Int) -> Bool {
    guard locals[local].author == .assistant else { return true }
    guard let question = locals[..<local].lastIndex(where: { $0.author == .person }) else { return false }
    return remotes[..<remote].indices.contains {
      remotes[$0].author == .person && remoteTexts[$0] == localTexts[question]
    }
  }

  /// Whether the service's order of two messages is not ours: it is here, and stays where it is.
  private func isElsewhere(_ remote: Int) -> Bool { named.contains(remotes[remote].id) }

  /// When a message of the service came, as far as it says; else with the one before it.
  private func moment(_ remote: Int) -> Timestamp {
    for index in stride(from: remote, through: 0, by: -1) {
      if let moment = remotes[index].createdAt { return moment }
    }
    return Timestamp(milliseconds: .max)
  }

  /// Questions that the service has twice because their reply was asked for again here: ours is one, above all replies.
  private func repeatedQuestions(_ pairs: [(local: Int, remote: Int)]) -> Set<Int> {
    let ours = Dictionary(uniqueKeysWithValues: pairs.map { ($0.remote, $0.local) })
    let matched = Set(pairs.map(\.local))
    return Set(
      remotes.indices.filter { r in
        guard remotes[r].author == .person, ours[r] == nil,
          let answer = remotes[(r + 1)...].firstIndex(where: { $0.author == .assistant }), let reply = ours[answer],
          let question = locals[..<reply].lastIndex(where: { $0.author == .person })
        else { return false }
        // The page may begin behind the question itself: then its name says that it is not this one.
        return localTexts[question] == remoteTexts[r]
          && (matched.contains(question) || locals[question].remoteID.map { $0 != remotes[r].id } == true)
      })
  }
}
