import TOMLKit
import Text

/// Takes typed values out of a document and collects what is wrong with them, with their lines.
struct TOMLReader {
  let document: TOMLDocument
  private(set) var problems: [ConfigurationProblem] = []
  /// What a leading `~` in a path means.
  private let home: String

  init(_ document: TOMLDocument, home: String = "/") {
    self.document = document
    self.home = home
  }

  /// `path` with a leading `~/` as the home; a relative one counts from the document's folder.
  func expanded(_ path: String) -> String { ConfigurationPaths.expanded(path, home: home, beside: document.file) }

  /// The line of `key` in `place`.
  func line(_ key: String, in place: TOMLPlace) -> Int? { document.outline.line(of: place.path + [key]) }

  /// Notes something wrong with `key`. Without a severity of its own it is as bad as its place makes it.
  mutating func report(
    _ key: String, in place: TOMLPlace, _ text: String, _ severity: ConfigurationProblem.Severity? = nil
  ) {
    let path = place.path + [key]
    let problem = ConfigurationProblem(
      file: document.file, line: line(key, in: place), key: dotted(path), text: text,
      severity: severity ?? TargetKeys.severity(ofMistakeAt: path))
    problems.append(problem)
  }

  /// Reports the keys of `place` that are not among `known`.
  /// A table is taken for one of `tables` that is misspelt where there are any, and another value for one of the rest.
  mutating func checkKeys(of place: TOMLPlace, known: [String], tables: [String] = []) {
    // A long list helps nobody on one line.
    let list = known.count > 12 ? "" : "; known here: \(known.joined(separator: ", "))"
    for key in keys(of: place) where !known.contains(key) {
      let isTable = place.table[key]?.table != nil
      let alike = tables.isEmpty ? known : known.filter { tables.contains($0) == isTable }
      let home = TargetKeys.isOfProfile(key) && !known.contains("base_url") ? "; it belongs in [profiles.NAME]" : nil
      let hint = home ?? NearestName.of(key, among: alike).map { "; did you mean \($0)?" } ?? list
      let isAboutTarget = TargetKeys.mayMeanTarget(key, place.table[key], known: known)
      report(key, in: place, "there is no such key\(hint)", isAboutTarget ? .doubt : nil)
    }
  }

  /// The keys of `place` in the order of the file.
  func keys(of place: TOMLPlace) -> [String] {
    let found = place.table.keys.map { (line(($0), in: place) ?? .max, $0) }
    return found.sorted { $0 < $1 }.map(\.1)
  }

  /// The table `key` in `place`; nil where there is none or something else.
  mutating func table(_ key: String, in place: TOMLPlace) -> TOMLPlace? {
    value(key, in: place, expected: "a table: [\(dotted(place.path + [key]))]") { $0.table }
      .map { TOMLPlace(path: place.path + [key], table: $0) }
  }

  /// The text `key`, without blanks around it; an empty one counts as left out.
  mutating func text(_ key: String, in place: TOMLPlace, example: String) -> String? {
    let text = value(key, in: place, expected: "a text in quotes, as in \(key) = \(TOMLText.quoted(example))") {
      $0.string
    }
    return text.flatMap { $0.withoutBlanks.isEmpty ? nil : $0.withoutBlanks }
  }

  /// The same, where an empty text is a mistake: what would count in its place is somewhere else.
  mutating func filledText(_ key: String, in place: TOMLPlace, example: String) -> String? {
    let before = problems.count
    let text = text(key, in: place, example: example)
    if text == nil, place.table[key] != nil, problems.count == before {
      report(key, in: place, "is empty; take the line out, or write it as in \(key) = \(TOMLText.quoted(example))")
    }
    return text
  }

  /// The text `key`, which is one of the names that `Choice` has.
  mutating func choice<Choice: CaseIterable & RawRepresentable<String>>(
    _ key: String, in place: TOMLPlace
  ) -> Choice? {
    let names = Choice.allCases.map(\.rawValue)
    let list = names.map(TOMLText.quoted).joined(separator: ", ")
    guard let text = value(key, in: place, expected: "one of \(list)", { $0.string }) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let hint = NearestName.of(text, among: names).map { "; did you mean \(TOMLText.quoted($0))?" } ?? ""
    report(key, in: place, "expected one of \(list), found \(TOMLText.quoted(clipped(text)))\(hint)")
    return nil
  }

  /// The switch `key`.
  mutating func flag(_ key: String, in place: TOMLPlace) -> Bool? {
    value(key, in: place, expected: "true or false, without quotes") { $0.bool }
  }

  /// The number that `convert` makes of `key`, which is within `range`; `expected` says both in words.
  mutating func number<Number: Comparable>(
    _ key: String, in place: TOMLPlace, _ range: ClosedRange<Number>, expected: String,
    _ convert: (any TOMLValueConvertible) -> Number?
  ) -> Number? {
    guard let number = value(key, in: place, expected: expected, convert) else { return nil }
    if range.contains(number) { return number }
    report(key, in: place, "expected \(expected), found \(number)")
    return nil
  }

  /// What `convert` makes of `key`; where that is nothing, a wrong type is reported.
  mutating func value<Value>(
    _ key: String, in place: TOMLPlace, expected: String, _ convert: (any TOMLValueConvertible) -> Value?
  ) -> Value? {
    guard let found = place.table[key] else { return nil }
    if let value = convert(found) { return value }
    report(key, in: place, "expected \(expected), found \(Self.kind(found))")
    return nil
  }

  /// What `value` is, in words; never its content, which may be a secret.
  private static func kind(_ value: any TOMLValueConvertible) -> String {
    switch value.type {
    case .table: "a table"
    case .array: "a list"
    case .string: "a text"
    case .int: "a whole number"
    case .double: "a number with a fraction"
    case .bool: "true or false"
    case .date, .time, .dateTime: "a date or time"
    }
  }
}
