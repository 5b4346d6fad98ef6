import System
import TestSupport
import Testing

/// History files in which anything stands anywhere: whatever it is, the program reads what can be read, writes what is new,
/// and does not end by it. MAICHAT_HISTORY_FUZZ says how many rounds of each kind there are beyond the usual ones.
@Suite struct HostileHistoryTests {
  private static let more =
    getenv("MAICHAT_HISTORY_FUZZ").flatMap { UInt64(String(cString: $0)) } ?? 0

  /// What every column of every table may hold.
  @Test func anyValueInAnyColumnIsSurvived() throws {
    let folder = HostileHistoryFolder()
    let sample = try folder.sample()
    let columns = try SpoiledHistory.columns(of: folder.path)
    #expect(columns.count > 90, "\(columns)")
    for round in 0...Self.more {
      for (index, column) in columns.enumerated() {
        folder.put(sample)
        var random = SeededGenerator(seed: round * 1000 + UInt64(index))
        let damaged = try SpoiledHistory.damage(folder.path, column, using: &random)
        let seen = try folder.exercise("\(column), round \(round)", isWhole: round > 0)
        guard column.table == "message", column.name != "conversation", seen.isReadable else { continue }
        // What stands in other rows is still there.
        for (row, text) in HostileHistoryFolder.texts.enumerated() where !damaged.contains(Int64(row + 1)) {
          #expect(seen.texts.contains(text), "\(column), round \(round): \(text) is lost")
        }
      }
    }
  }

  /// The extremes of what a number can be, in each place for one: what is read is within bounds.
  @Test func numbersOfAnySizeAreKeptWithinBounds() throws {
    let folder = HostileHistoryFolder()
    let sample = try folder.sample()
    let numbers = try SpoiledHistory.numbers(of: folder.path)
    #expect(numbers.count > 20, "\(numbers)")
    var values = numbers.flatMap { column in [Int64.max, .min, -1].map { (column, "\($0)") } }
    for number in [Int64.max, .min] {
      for (table, name, json) in [
        ("message", "attachments", #"[{"id":"a","type":"t","filename":"f","file":"x","size":\#(number)}]"#),
        ("message", "parts", #"[{"kind":"tool","name":"n","text":"t","offset":\#(number)}]"#),
        (
          "draft", "attachments",
          #"[{"id":"u","path":"/x","name":"x","file":{"path":"/x","size":\#(number),"modified":6,"#
            + #""type":{"label":"l","mime":"m","kind":"other"}},"state":{"ready":{}}}]"#
        ),
        (
          "layout", "panes",
          #"{"tree":{"split":{"_0":"columns","_1":[{"weight":\#(number),"tree":{"pane":{"_0":{"value":1}}}},"#
            + #"{"weight":1,"tree":{"pane":{"_0":{"value":2}}}}]}},"conversations":[null,"c0"],"focused":{"value":1}}"#
        ),
      ] { values.append((SpoiledHistory.Column(table: table, name: name), "'\(json)'")) }
    }
    for (column, value) in values {
      folder.put(sample)
      try SpoiledHistory.fill(folder.path, column, value)
      try folder.look("\(column) = \(value)")
    }
  }

  /// One row that says nothing, or nonsense, hides no other one.
  @Test func whatOneRowSaysHidesNoOther() throws {
    let folder = HostileHistoryFolder()
    let sample = try folder.sample()
    for column in try SpoiledHistory.columns(of: folder.path) {
      guard ["message", "conversation"].contains(column.table), !["id", "conversation"].contains(column.name) else {
        continue
      }
      for value in ["NULL", "'nonsense'"] {
        folder.put(sample)
        // The first answer, or the other conversation.
        try SpoiledHistory.fill(folder.path, column, value, row: 2)
        let seen = try folder.look("\(column) = \(value)")
        for (row, text) in HostileHistoryFolder.texts.enumerated() where column.table == "conversation" || row != 1 {
          #expect(seen.texts.contains(text), "\(column) = \(value): \(text) is lost")
        }
      }
    }
  }

  /// Bytes that a disk, or somebody, has changed. With 728 a reply runs for ever, whatever is written.
  @Test(arguments: Array(0..<(12 + more * 100)) + [728]) func anyBytesAreSurvived(seed: UInt64) throws {
    let folder = HostileHistoryFolder()
    var bytes = try folder.sample()
    var random = SeededGenerator(seed: seed)
    for _ in 0..<Int.random(in: 1...60, using: &random) {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
      case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 2: bytes[place] = 0xFF
      default:
        // A stretch, as a sector that is gone.
        for index in place..<min(bytes.count, place + Int.random(in: 2...600, using: &random)) { bytes[index] = 0 }
      }
    }
    if Int.random(in: 0..<8, using: &random) == 0 { bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random)) }
    folder.put(bytes)
    _ = try folder.exercise("seed \(seed)", isWhole: seed >= 12)
  }
}
