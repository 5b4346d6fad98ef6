import ChatModel
import ChatView
import Testing

/// What is said of a query that is not written right names what is wrong.
@Suite struct SearchMistakeTests {
  @Test(arguments: [
    (
      SearchMistake.unknownFilter("from"),
      "from: is no filter. There are chatbot: role: after: before: on: has: is: in: title:; put \"from:…\" in quotes to look for the text."
    ),
    (.excludedFilter("role"), "-role: cannot be excluded; only words and phrases can."),
    (.missingValue(.on), "on: needs a value, such as on:2026-11-25 or on:7d."),
    (.missingValue(.title), "title: needs a value, such as title:plan."),
    (.unknownValue(.role, "cat"), "role:cat is unknown. It is role:me or role:bot."),
    (
      .unknownValue(.before, "soon"),
      "before:soon is no date. It is a day as 2026-11-25, a month as 2026-11, a year, today, yesterday, or an age as 7d, 3w, 6m, 1y."
    ),
    (.tooMany(limit: 100), "A search takes at most 100 different words and filters."),
    (.noTime, "No message can be both after and before these dates."),
    (.onlyExcluded, "A search needs a word or a filter besides what is excluded."),
  ])
  func `a mistake is a sentence`(mistake: SearchMistake, sentence: String) { #expect(mistake.sentence == sentence) }
}
