import Text

/// One setting: where it stands in the file, what it may be, when a change of it counts, and its line of the reference.
struct SettingRow: Sendable {
  /// When a change of the file counts for a client that runs.
  enum Effect: Equatable, Sendable {
    case live(LiveSetting)
    /// The user is told so.
    case nextStart
  }

  let section: SettingSection
  let key: String
  let takesEffect: Effect
  /// What it does, in a few words.
  let text: String
  /// Its default as the file spells it; an example where it is unset without one.
  let spelling: String
  let isUnset: Bool
  let range: ClosedRange<Int>?
  let choices: [String]
  /// Puts what the file says into the preferences; what is wrong is reported and changes nothing.
  let read: @Sendable (inout TOMLReader, TOMLPlace, inout Preferences) -> Void
  let isSame: @Sendable (Preferences, Preferences) -> Bool

  /// The setting called `key` in `section`, whose value is kept in `property`.
  init<Value: Equatable>(
    _ section: SettingSection, _ key: String, _ property: WritableKeyPath<Preferences, Value> & Sendable,
    _ kind: SettingKind<Value>, _ takesEffect: Effect, _ text: String
  ) {
    self.section = section
    self.key = key
    self.takesEffect = takesEffect
    self.text = text
    spelling = kind.spell(Preferences()[keyPath: property])
    isUnset = kind.isOptional
    range = kind.range
    choices = kind.choices
    read = { reader, place, preferences in
      if let value = kind.read(&reader, key, place) { preferences[keyPath: property] = value }
    }
    isSame = { $0[keyPath: property] == $1[keyPath: property] }
  }

  /// As the user is told of it: with its section where the key alone says too little.
  var name: String { [.network, .ui].contains(section) ? key : "\(section.rawValue).\(key)" }
}

/// The values that a setting takes, and their spelling in the file.
struct SettingKind<Value: Sendable>: Sendable {
  /// nil where the key is not there or wrong, which is reported.
  let read: @Sendable (inout TOMLReader, String, TOMLPlace) -> Value?
  let spell: @Sendable (Value) -> String
  var range: ClosedRange<Int>?
  var choices: [String] = []
  var isOptional = false

  /// The same where it may be unset; `example` stands in the reference.
  static func optional<Wrapped>(_ kind: SettingKind<Wrapped>, showing example: Wrapped) -> Self
  where Value == Wrapped? {
    Self(
      read: { kind.read(&$0, $1, $2).map(Optional.some) }, spell: { kind.spell($0 ?? example) }, range: kind.range,
      isOptional: true)
  }
}

extension SettingKind where Value == Int {
  /// A whole number; `unit` is what it counts.
  static func number(_ range: ClosedRange<Int>, of unit: String) -> Self {
    let expected = "a whole number of \(unit) from \(range.lowerBound) to \(range.upperBound)"
    return Self(
      read: { $0.number($1, in: $2, range, expected: expected) { $0.int } }, spell: { "\($0)" }, range: range)
  }

  /// A time in seconds, kept in milliseconds.
  static func seconds(_ range: ClosedRange<Int>) -> Self {
    let seconds = Double(range.lowerBound)...Double(range.upperBound)
    let expected = "a number of seconds from \(range.lowerBound) to \(range.upperBound)"
    return Self(
      read: {
        $0.number($1, in: $2, seconds, expected: expected) { $0.int.map(Double.init) ?? $0.double }
          .map { Int($0 * 1000) }
      }, spell: { "\($0 / 1000)" }, range: range)
  }
}

extension SettingKind where Value == Int64 {
  /// A size in megabytes, kept in bytes.
  static func megabytes(_ range: ClosedRange<Int>) -> Self {
    let number = SettingKind<Int>.number(range, of: "megabytes")
    return Self(
      read: { number.read(&$0, $1, $2).map { Int64($0) * 1_000_000 } }, spell: { "\($0 / 1_000_000)" }, range: range)
  }
}

extension SettingKind where Value == Bool {
  static var flag: Self { Self(read: { $0.flag($1, in: $2) }, spell: { "\($0)" }) }
}

extension SettingKind where Value == String? {
  /// A theme's name, or its file; nil: as fits the terminal.
  static var theme: Self {
    Self(
      read: { reader, key, place in
        reader.text(key, in: place, example: "default-light").map { name -> String? in
          if name == ThemeCatalog.autoName { return nil }
          return ThemeCatalog.isPath(name) ? reader.expanded(name) : name
        }
      }, spell: { TOMLText.quoted($0 ?? ThemeCatalog.autoName) })
  }
}

extension SettingKind where Value: CaseIterable & RawRepresentable<String> {
  /// One of the names that the type has.
  static var choice: Self {
    Self(
      read: { $0.choice($1, in: $2) }, spell: { TOMLText.quoted($0.rawValue) },
      choices: Value.allCases.map(\.rawValue))
  }
}
