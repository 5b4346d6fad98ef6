import ChatModel
import ChatView
import Configuration

// A change on disk is not read at once: an editor may write a file in several steps, and the first of them may hold half
// of it. It is read when the files have been still for a moment; where they are wrong then, what was read before still
// counts, and the next change is another chance. Nothing is asked of the disk while nothing happens there.

/// Reads the configuration again when it changes, and says what came of it.
/// Does not: put anything into effect.
final class ConfigurationReload {
  /// What to do after a look at the files.
  struct Result {
    /// What counted before and what counts now; nil where nothing may be changed.
    var live: (old: Preferences, new: Preferences, keymap: Keymap)?
    /// One sentence for the user; nil where nothing needs saying.
    var notice: String?
  }

  private let common: CommonOptions
  private let watch = FileWatch()
  /// As they were read last.
  private var settings: Settings
  /// Those that the client runs with, as far as they are not live.
  private var started: Settings
  private var keymap: Keymap
  /// Those in effect, as far as they are live.
  private var live: Preferences
  /// Doubts that the client was started with all the same, since it sends nothing; no change of the file brought them.
  private let knownDoubts: Set<ConfigurationProblem>
  /// When the files have been still for long enough.
  private(set) var due: Timestamp?
  private static let stillness = Milliseconds(150)

  /// Begins with what the client of `common` started with.
  init(_ common: CommonOptions, _ configured: ResolvedConfiguration, keymap: Keymap) {
    self.common = common
    settings = configured.settings
    started = settings
    live = settings.preferences
    self.keymap = keymap
    knownDoubts = Set(configured.doubts.filter { $0.file != configured.paths.configFile })
    watch.watch(ConfigurationReading.files(configured, shown: nil))
  }

  /// Readable when `noticed` has something to do; -1: never.
  var descriptor: Int32 { watch.descriptor }

  /// Takes what the system tells of the files.
  func noticed(now: Timestamp) {
    if watch.takeEvents() { due = now + Self.stillness }
  }

  /// What came of a change that has been still for long enough; nil where there is none yet. `theme` is the name of the
  /// one that is shown, where the user chose it.
  func settled(now: Timestamp, theme: String?) -> Result? {
    guard let due, due <= now else { return nil }
    self.due = nil
    return watch.hasChanged ? read(theme: theme, isAsked: false) : nil
  }

  /// What came of a change that nobody told of: for systems that do not tell.
  func looked(theme: String?) -> Result? {
    due == nil && watch.hasChanged ? read(theme: theme, isAsked: false) : nil
  }

  /// What came of reading at the user's wish.
  func asked(theme: String?) -> Result { read(theme: theme, isAsked: true) }

  /// Takes what is on disk for known: the client has written it itself.
  func adopt(theme: String?) {
    let reading = ConfigurationReading(common, theme: theme)
    settings = reading.settings
    started = settings
    watch.watch(reading.files)
  }

  /// Another theme is shown, whose files count now.
  func themeChanged(to theme: String?) {
    watch.watch(ConfigurationReading.files(ResolvedConfiguration(common: common), shown: theme))
  }

  private func read(theme: String?, isAsked: Bool) -> Result {
    let reading = ConfigurationReading(common, theme: theme)
    watch.watch(reading.files)
    let mistakes = reading.mistakes.filter { !knownDoubts.contains($0) }
    if let mistake = mistakes.first {
      let more = mistakes.count == 1 ? "" : " (and \(mistakes.count - 1) more)"
      return Result(notice: "Nothing was changed: \(mistake.notice)\(more)")
    }
    let changed = reading.fixed(since: settings)
    // What is as the client runs again needs no start.
    let fixed = changed.filter(reading.fixed(since: started).contains)
    let new = reading.settings.preferences
    let isSame = reading.keymap == keymap && SettingTable.liveChanges(from: live, to: new).isEmpty
    var result = Result(live: (old: live, new: new, keymap: reading.keymap))
    settings = reading.settings
    keymap = reading.keymap
    live = new
    if !isSame || !changed.isEmpty {
      result.notice = "The configuration was read again."
      if !fixed.isEmpty { result.notice! += " From the next start on: \(fixed.joined(separator: ", "))." }
    } else if isAsked {
      result.notice = "The configuration was read again; nothing is different."
    }
    return result
  }
}
