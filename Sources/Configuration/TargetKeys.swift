import TOMLKit
import Text

/// Which parts of a configuration file say where something is sent, and with which key. A mistake in one of them leaves the
/// target in doubt; one anywhere else does not.
enum TargetKeys {
  private static let top = ["profile", "profiles"]

  /// How bad it is that something is wrong at `path`.
  static func severity(ofMistakeAt path: [String]) -> ConfigurationProblem.Severity {
    path.first.map(top.contains) == true ? .doubt : .mistake
  }

  /// Whether it is a key of a profile.
  static func isOfProfile(_ key: String) -> Bool { Profile.keys.contains(key) }

  /// Whether a key that does not exist, beside the `known` ones, may be one that says where something is sent: a profile's
  /// key in the wrong table, a mistyped `profile`, a table of another name with a base URL in it.
  static func mayMeanTarget(_ key: String, _ value: (any TOMLValueConvertible)?, known: [String]) -> Bool {
    if top.contains(key) || Profile.keys.contains(key) { return true }
    let near = NearestName.of(key, among: known)
    if near.map(top.contains) == true { return true }
    guard known.contains("profiles") else { return false }
    // At the top of the file. What is no table there, and no misspelt key, has no place to be but a profile.
    guard let table = value?.table else { return near == nil }
    return holdsTarget(table, depth: 4)
  }

  private static func holdsTarget(_ table: TOMLTable, depth: Int) -> Bool {
    table.keys.contains { key in
      if Profile.keys.contains(key) && key != "mode" { return true }
      if let text = table[key]?.string { return text.contains("://") }
      guard depth > 0, let inner = table[key]?.table else { return false }
      return holdsTarget(inner, depth: depth - 1)
    }
  }
}
