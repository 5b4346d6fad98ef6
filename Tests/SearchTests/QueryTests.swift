import ChatModel
import Foundation
import Testing

@testable import Search

/// What is typed, read as a query.
@Suite struct QueryTests {
  private func query(_ text: String) throws(SearchMistake) -> SearchQuery {
    try SearchQuery(
      text, now: Timestamp(milliseconds: 1_764_072_000_000), zone: SearchZone(TimeZone(identifier: "UTC")!))
  }

  @Test func `what is wrong is told by its kind`() throws {
    func mistake(_ text: String) -> SearchMistake? {
      do throws(SearchMistake) {
        _ = try query(text)
        return nil
      } catch { return error }
    }
    #expect(mistake("from:me") == .unknownFilter("from"))
    #expect(mistake("after:2026-02-30") == .unknownValue(.after, "2026-02-30"))
    #expect(mistake("before:soon") == .unknownValue(.before, "soon"))
    #expect(mistake("role:cat") == .unknownValue(.role, "cat"))
    #expect(mistake("has:legs") == .unknownValue(.has, "legs"))
    #expect(mistake("is:green") == .unknownValue(.is, "green"))
    #expect(mistake("role:") == .missingValue(.role) && mistake("-word") == .onlyExcluded)
    #expect(mistake("-role:me x") == .excludedFilter("role"))
    #expect(mistake("after:2026-05-01 before:2026-04-01") == .noTime)
    let many = (0...SearchQuery.mostParts).map { "w\($0)" }
    #expect(mistake(many.joined(separator: " ")) == .tooMany(limit: 100))
    #expect(mistake(many.dropLast().joined(separator: " ")) == nil)
    #expect(mistake(many.map { "in:\($0)" }.joined(separator: " ")) == .tooMany(limit: 100), "filters count too")
    for text in ["https://x.y", "10:30", "std::string", "say: that", "\"from:me\"", "", "a -b"] {
      #expect(mistake(text) == nil, "\(text)")
    }
  }

  @Test func `what is asked for twice is looked for once`() throws {
    for (twice, once) in [
      ("tea ＴＥＡ Tea", "tea"), ("tea* tea TEA*", "tea* tea"), ("\"a b\" \"A  b\"", "\"a b\""), ("x -y -Y", "x -y"),
      ("x in:a in:a title:Z title:Z", "x in:a title:Z"),
    ] {
      #expect(try query(twice) == query(once), "\(twice)")
    }
    let words = Array(repeating: "tea", count: 20_000).joined(separator: " ")
    #expect(try query(words).terms.count == 1)
    #expect(try query(words + " -tea").excluded.count == 1)
  }

  @Test func `dates are the user's days`() throws {
    let zone = SearchZone(TimeZone(identifier: "Asia/Taipei")!)
    // 2026-11-25 20:00 in Taipei.
    let now = Timestamp(milliseconds: 1_795_608_000_000)
    func bounds(_ text: String) throws -> [Int64?] {
      let query = try SearchQuery(text, now: now, zone: zone)
      return [query.from, query.until]
    }
    let midnight: Int64 = 1_795_536_000_000
    let day = SearchZone.day
    #expect(try bounds("on:2026-11-25") == [midnight, midnight + day])
    #expect(try bounds("on:today") == [midnight, midnight + day])
    #expect(try bounds("after:yesterday") == [midnight, nil])
    #expect(try bounds("after:7d") == [midnight - 7 * day, nil])
    #expect(try bounds("before:2026-11") == [nil, midnight - 24 * day])
    #expect(try bounds("after:２０２６-11-24") == [midnight, nil])
    #expect(try bounds("after:2h") == [now.milliseconds - 7_200_000, nil])
  }
}
