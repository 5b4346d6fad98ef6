import ChatModel
import TestSupport

@testable import AppState

/// What a search may have found.
enum SearchSamples {
  static func group(_ title: String, _ bot: String, _ at: Timestamp, isTitleFound: Bool = false, _ hits: [SearchHit])
    -> SearchGroup
  {
    let header = ConversationHeader(
      id: ConversationID(title), profile: "default", chatbotName: bot, title: title, createdAt: at, lastActivity: at)
    return SearchGroup(
      header: header, titleHits: isTitleFound ? places("開", in: title) : [], isTitleFound: isTitleFound, hits: hits)
  }

  static func hit(_ author: Author, _ snippet: String, _ needle: String, _ at: Timestamp, _ place: SearchPlace = .text)
    -> SearchHit
  {
    SearchHit(
      message: MessageID(snippet), author: author, createdAt: at, place: place, snippet: snippet,
      hits: places(needle, in: snippet), needle: place == .text ? needle : "")
  }

  /// Where `needle` stands in `text`, in UTF-8 bytes.
  private static func places(_ needle: String, in text: String) -> [Range<Int>] {
    var places: [Range<Int>] = []
    let (bytes, wanted) = (Array(text.utf8), Array(needle.utf8))
    var start = 0
    while !wanted.isEmpty, start + wanted.count <= bytes.count {
      if bytes[start..<(start + wanted.count)].elementsEqual(wanted) {
        places.append(start..<(start + wanted.count))
        start += wanted.count
      } else {
        start += 1
      }
    }
    return places
  }

  static func board(_ text: String, _ answer: SearchAnswer?, _ phase: SearchSession.Phase = .answered) -> SearchSession
  {
    var board = SearchSession()
    board.list.filter = TextEditor(text)
    (board.answer, board.phase) = (answer, phase)
    return board
  }

  /// Hits of all kinds, one of which was chosen.
  static func found(at now: Timestamp) -> SearchSession {
    let before = Timestamp(milliseconds: now.milliseconds - 3 * 86_400_000)
    let groups = [
      group(
        "開放時間", "Front desk", now, isTitleFound: true,
        [
          hit(.person, "信義區的咖啡店幾點開門？", "開", now),
          hit(.assistant, "…" + String(repeating: "長い前置き、", count: 20) + "それから開店します。", "開", before),
        ]),
      group(
        "\u{1B}[31mred\u{202E}evil\r\n\ttitle", "人力資源助理（台北辦公室）", before,
        [
          hit(.assistant, "The doors 開 at nine", "開", before, .source(of: "a file with quite a long name.pdf")),
          hit(.assistant, "開館.pdf", "開", before, .source(of: "")),
          hit(.assistant, "ask about the 開 \u{1B}]0;title\u{7}", "開", before, .note),
        ]),
      group("", "", before, [hit(.person, "👨‍👩‍👧‍👦 e\u{301}開\u{302} ١٢٣ שלום", "開", before)]),
    ]
    var board = board("開", SearchAnswer(number: 1, groups: groups, count: 1234, phase: .cut))
    board.list.selected = 3
    return board
  }

  /// Anything at all.
  static func random(_ generator: inout SeededGenerator, at now: Timestamp) -> SearchSession {
    func text(_ words: Int) -> String {
      RandomText.hostile(using: &generator) + RandomText.prose(words: words, using: &generator)
        + RandomText.hostile(using: &generator)
    }
    func moment() -> Timestamp {
      Timestamp(milliseconds: now.milliseconds - Int64.random(in: 0...100_000_000_000, using: &generator))
    }
    let groups = (0..<Int.random(in: 0...6, using: &generator)).map { _ -> SearchGroup in
      let hits = (0..<Int.random(in: 0...5, using: &generator)).map { _ -> SearchHit in
        let snippet = text(Int.random(in: 0...40, using: &generator))
        let needle = snippet.randomElement(using: &generator).map { String($0) } ?? ""
        let place = [SearchPlace.text, .note, .source(of: ""), .source(of: text(3))].randomElement(using: &generator)!
        return hit(Bool.random(using: &generator) ? .person : .assistant, snippet, needle, moment(), place)
      }
      return group(text(6), text(2), moment(), isTitleFound: Bool.random(using: &generator), hits)
    }
    let phases: [SearchSession.Phase] = [.idle, .searching, .answered, .failed(.query(.unknownFilter(text(20))))]
    var board = board(
      text(3),
      SearchAnswer(
        number: 1, groups: groups, count: groups.count, phase: Bool.random(using: &generator) ? .cut : .searching,
        index: Bool.random(using: &generator) ? .missing : .whole),
      phases.randomElement(using: &generator)!)
    board.list.selected = Int.random(in: -2...40, using: &generator)
    return board
  }
}
