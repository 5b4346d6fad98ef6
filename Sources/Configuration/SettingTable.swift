import Canvas
import ChatModel

/// Every setting outside the profiles, as it counts. A new value holds the defaults.
package struct Preferences: Equatable, Sendable {
  /// Milliseconds.
  package var connectTimeout = 10_000
  /// Milliseconds without a byte after which a reply is given up.
  package var silenceTimeout = 120_000
  /// Whether the service is asked after a reply for the messages' ids and sources where the reply did not say.
  package var fetchesAfterReply = true
  /// The largest file that is saved, in bytes.
  package var downloadBytes: Int64 = 1_000_000_000
  /// A theme's name or file; nil: dark or light as the terminal's background is.
  package var theme: String?
  /// Columns; nil: as it was last.
  package var listWidth: Int?
  /// nil: as it was last.
  package var isListVisible: Bool?
  package var follow = FollowMode.auto
  package var editing = EditingKeys.emacs
  /// Milliseconds that an ESC byte waits for the rest of its key.
  package var escapeDelay = 25
  package var alt = AltEncoding.escape
  package var keyboard = KeyboardUse.auto
  package var usesMouse = false
  /// Whether the terminal is told where links lead; nil: where it is known to open them.
  package var marksLinks: Bool?
  /// The columns of characters that Unicode calls ambiguous, 1 or 2.
  package var ambiguousWidth = 1
  /// The largest attached file, in bytes.
  package var attachmentBytes: Int64 = 50_000_000
  /// The most files of one message.
  package var attachmentCount = 10
  /// The most that an import reads from a pipe, in bytes.
  package var importPipeBytes: Int64 = 1_000_000_000
  package var logLevel = LogLevel.notice
}

/// The tables of the configuration file beside the profiles, in the order of its reference.
enum SettingSection: String, CaseIterable {
  case network, ui, keys, attachments
  case imports = "import"
  case log
}

/// The settings that count while the client runs; whoever applies them switches over all.
package enum LiveSetting: CaseIterable, Sendable {
  case theme, listWidth, listVisible, follow, escapeDelay, alt, mouse, attachmentSize, attachmentCount
}

/// Every setting outside the profiles, a row each. The reading of the file, its hints, what a change of the file does and
/// says, and README's reference follow from it; a new setting is a property, a row, and the place that uses it.
package enum SettingTable {
  static let rows: [SettingRow] = [
    SettingRow(.network, "connect_timeout", \.connectTimeout, .seconds(1...3600), .nextStart, "seconds"),
    SettingRow(
      .network, "silence_timeout", \.silenceTimeout, .seconds(1...86400), .nextStart,
      "seconds without a byte until a reply is given up"),
    SettingRow(
      .network, "fetch_after_reply", \.fetchesAfterReply, .flag, .nextStart,
      "one request after a reply for the messages' ids and sources, where the reply did not name them"),
    SettingRow(
      .network, "max_download", \.downloadBytes, .megabytes(1...1_000_000), .nextStart,
      "megabytes of one file that is saved; never more than half of what is free"),
    SettingRow(
      .ui, "theme", \.theme, .theme, .live(.theme),
      "or --theme; a name, a file such as \"my.toml\", or dark or light as the terminal's background is"),
    SettingRow(
      .ui, "list_width", \.listWidth, .optional(.number(10...200, of: "columns"), showing: 24), .live(.listWidth),
      "columns; unset: as it was last"),
    SettingRow(
      .ui, "list_visible", \.isListVisible, .optional(.flag, showing: true), .live(.listVisible),
      "unset: as it was last"),
    SettingRow(
      .ui, "follow", \.follow, .choice, .live(.follow),
      "how the view moves up as a reply grows: a few rows, more on a slow line; \"smooth\": row by row; \"page\": nearly "
        + "a page"),
    SettingRow(
      .ui, "editing", \.editing, .choice, .nextStart,
      "the keys of the text to send: \"emacs\", as readline has them, or \"vi\""),
    SettingRow(
      .ui, "esc_delay", \.escapeDelay, .number(0...5000, of: "milliseconds"), .live(.escapeDelay),
      "milliseconds to wait for the rest of a key after ESC"),
    SettingRow(
      .ui, "alt", \.alt, .choice, .live(.alt),
      "how Alt arrives: ESC before the key; \"byte\" or \"character\" with its eighth bit set"),
    SettingRow(
      .ui, "keyboard", \.keyboard, .choice, .nextStart, "ask the terminal to tell more keys apart; \"plain\": do not"),
    SettingRow(.ui, "mouse", \.usesMouse, .flag, .live(.mouse), "click, wheel and drag; Ctrl-X m switches"),
    SettingRow(
      .ui, "hyperlinks", \.marksLinks, .optional(.flag, showing: true), .nextStart,
      "tell the terminal where links lead; unset: where it is known to open them"),
    SettingRow(
      .ui, "ambiguous_width", \.ambiguousWidth, .number(1...2, of: "columns"), .nextStart,
      "columns of ①, “, → and the like: 2 where the font is made for Chinese"),
    SettingRow(
      .attachments, "max_size", \.attachmentBytes, .megabytes(1...100_000), .live(.attachmentSize),
      "megabytes of one file"),
    SettingRow(
      .attachments, "max_files", \.attachmentCount, .number(1...100, of: "files"), .live(.attachmentCount),
      "of one message"),
    SettingRow(
      .imports, "max_pipe", \.importPipeBytes, .megabytes(1...100_000), .nextStart,
      "megabytes that `maichat import` reads from a pipe"),
    SettingRow(
      .log, "level", \.logLevel, .choice, .nextStart, LogLevel.allCases.map(\.rawValue).joined(separator: ", ")),
  ]

  /// The rows of `section`.
  static func rows(of section: SettingSection) -> [SettingRow] { rows.filter { $0.section == section } }

  /// The settings that differ between `old` and `new` and count at once.
  package static func liveChanges(from old: Preferences, to new: Preferences) -> [LiveSetting] {
    rows.compactMap { row in
      if case .live(let setting) = row.takesEffect, !row.isSame(old, new) { setting } else { nil }
    }
  }

  /// The names of what differs between `old` and `new` and counts from the next start on.
  package static func nextStartChanges(from old: Preferences, to new: Preferences) -> [String] {
    rows.filter { $0.takesEffect == .nextStart && !$0.isSame(old, new) }.map(\.name)
  }
}
