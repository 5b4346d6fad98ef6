import ChatModel
import Testing

@testable import Configuration

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The table of settings, and the reference of the configuration in README, which follows from it.
@Suite struct SettingTableTests {
  private static let readme = EmbeddedThemesTests.root.appending(path: "README.md")

  /// README's example of a whole file.
  private static func example() throws -> Substring {
    let text = try String(contentsOf: readme, encoding: .utf8)
    let start = try #require(text.range(of: "## Configuration\n\n```toml\n")).upperBound
    let end = try #require(text.range(of: "\n```\n", range: start..<text.endIndex)).lowerBound
    return text[start..<end]
  }

  /// The part of the reference that `section` has.
  private static func reference(_ section: SettingSection) -> String {
    "[\(section.rawValue)]\n" + SettingTable.rows(of: section).map(reference).joined()
  }

  /// A line as in `mouse = false   # what it does (facts)`, with more of them where the words need it.
  private static func reference(_ row: SettingRow) -> String {
    let facts = [
      row.range.map { "\($0.lowerBound) to \($0.upperBound)" }, row.takesEffect == .nextStart ? "next start" : nil,
    ].compactMap { $0 }
    let words = row.text.split(separator: " ").map(String.init)
    let head = (row.isUnset ? "# " : "") + "\(row.key) = \(row.spelling)"
    var lines = [head + String(repeating: " ", count: max(1, 49 - head.count)) + "#"]
    for word in words + (facts.isEmpty ? [] : ["(\(facts.joined(separator: "; ")))"]) {
      if lines[lines.count - 1].count + 1 + word.count > 128 { lines.append(String(repeating: " ", count: 49) + "#") }
      lines[lines.count - 1] += " \(word)"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// UPDATE_GOLDEN=1 writes the sections anew.
  @Test func readmeShowsEverySetting() throws {
    for section in SettingSection.allCases where section != .keys {
      let example = try Self.example()
      let start = try #require(example.range(of: "\n[\(section.rawValue)]\n"), "README has no such section").lowerBound
      let end = example.range(of: "\n\n", range: start..<example.endIndex)?.lowerBound ?? example.endIndex
      let reference = "\n" + Self.reference(section).dropLast()
      if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
        try example.base.replacingCharacters(in: start..<end, with: reference)
          .write(to: Self.readme, atomically: true, encoding: .utf8)
      } else {
        #expect(example[start..<end] == reference, "UPDATE_GOLDEN=1 writes README's reference anew")
      }
    }
  }

  @Test func readmeShowsTheDefaults() throws {
    let text = try Self.example()
    let (values, problems) = ConfigurationFile.parse(Array(text.utf8), path: "/c/config.toml", home: "/h")
    #expect(problems == [])
    #expect(values.profiles["work"]?.apiKeyFile == "/c/keys/work")
    #expect(values.bindings.map(\.zone) == [.composer, .composer, .everywhere, .transcript, .list])
    #expect(values.preferences == Preferences())
    #expect(values.profiles["work"]?.baseURL == Settings.defaultBaseURL && values.profiles["work"]?.mode == .streaming)
    for key in Profile.keys + CommandZone.allCases.map({ "[keys.\($0)]" }) { #expect(text.contains(key), "\(key)") }
  }

  @Test(arguments: SettingTable.rows.filter { !$0.choices.isEmpty })
  func everyChoiceIsExplained(row: SettingRow) {
    for choice in row.choices { #expect(Self.reference(row).contains(choice)) }
  }

  /// Each property is read by one row, and a change of it is either applied or announced.
  @Test func everyPreferenceHasItsRow() {
    var read: [String] = []
    var live: [LiveSetting] = []
    for row in SettingTable.rows {
      let text = "[\(row.section.rawValue)]\n\(row.key) = \(row.otherValue)\n"
      let (values, problems) = ConfigurationFile.parse(Array(text.utf8), path: "c", home: "/")
      #expect(problems == [], "\(row.key)")
      #expect(values.lines["\(row.section.rawValue).\(row.key)"] == 2)
      let changed = zip(Self.properties(values.preferences), Self.properties(Preferences())).filter { $0 != $1 }
      #expect(changed.count == 1, "\(row.key)")
      read += changed.map(\.0.name)
      let applied = SettingTable.liveChanges(from: Preferences(), to: values.preferences)
      let announced = SettingTable.nextStartChanges(from: Preferences(), to: values.preferences)
      #expect(
        applied.count + announced.count == 1 && (announced == []) == (row.takesEffect != .nextStart), "\(row.key)")
      live += applied
    }
    #expect(read.sorted() == Self.properties(Preferences()).map(\.name).sorted())
    #expect(live.count == LiveSetting.allCases.count && Set(live) == Set(LiveSetting.allCases))
  }

  private struct Property: Equatable {
    var name: String
    var value: String
  }

  private static func properties(_ preferences: Preferences) -> [Property] {
    Mirror(reflecting: preferences).children.map { Property(name: $0.label ?? "", value: "\($0.value)") }
  }
}

extension SettingRow {
  /// A value, as the file spells it, that is not the default.
  fileprivate var otherValue: String {
    if let range { return "\(range.upperBound == Int(spelling) ? range.lowerBound : range.upperBound)" }
    if let choice = choices.first(where: { TOMLText.quoted($0) != spelling }) { return TOMLText.quoted(choice) }
    return isUnset ? spelling : ["true": "false", "false": "true"][spelling] ?? "\"mono\""
  }
}
