import System

/// Where maichat keeps its files, by the XDG base directory rules. Creates nothing by itself.
package struct ConfigurationPaths: Hashable, Sendable {
  /// `$XDG_CONFIG_HOME/maichat/config.toml`, or the file that was named instead.
  package var configFile: String
  /// The user's own themes: `$XDG_CONFIG_HOME/maichat/themes`.
  package var themesFolder: String
  /// One file a profile, each with a key: `$XDG_CONFIG_HOME/maichat/keys`.
  package var keysFolder: String
  /// `$XDG_DATA_HOME/maichat/history.sqlite`, or in the folder that was named instead.
  package var historyFile: String
  /// `$XDG_STATE_HOME/maichat/maichat.log`.
  package var logFile: String
  /// `$XDG_STATE_HOME/maichat/copied.txt`: a copied text that no clipboard took.
  package var copyFile: String
  /// What `~` stands for.
  package var home: String

  /// The paths that follow from `environment`; a variable whose value is not an absolute path counts as not set, as the
  /// XDG rules want. `configFile` and `dataFolder` are what flags name instead.
  package init(environment: [String: String], home: String, configFile: String? = nil, dataFolder: String? = nil) {
    func base(_ name: String, _ fallback: String) -> String {
      guard let value = environment[name], value.hasPrefix("/") else { return "\(home)/\(fallback)/maichat" }
      var folder = Substring(value)
      while folder.count > 1, folder.hasSuffix("/") { folder = folder.dropLast() }
      return folder == "/" ? "/maichat" : "\(folder)/maichat"
    }
    let config = base("XDG_CONFIG_HOME", ".config")
    self.configFile = configFile.map { Self.expanded($0, home: home) } ?? "\(config)/config.toml"
    themesFolder = "\(config)/themes"
    keysFolder = "\(config)/keys"
    let data = dataFolder.map { Self.expanded($0, home: home) } ?? base("XDG_DATA_HOME", ".local/share")
    historyFile = data.hasSuffix("/") ? "\(data)history.sqlite" : "\(data)/history.sqlite"
    let state = base("XDG_STATE_HOME", ".local/state")
    logFile = state + "/maichat.log"
    copyFile = state + "/copied.txt"
    self.home = home
  }

  /// The user's home: `HOME`, or what the system knows of the user where that is missing.
  package static func home(environment: [String: String]) -> String {
    if let home = environment["HOME"], home.hasPrefix("/") { return home }
    guard let user = getpwuid(geteuid()), let home = user.pointee.pw_dir else { return "/" }
    return String(cString: home)
  }

  /// Creates the folder that `file` is in, 0700, and those above it that are missing.
  package func createFolder(of file: String) throws(FileFailure) {
    try PrivateFile.createFolder(FilePath.folder(of: file))
  }

  /// `path` as a person in `home` writes it.
  package static func abbreviated(_ path: String, home: String) -> String {
    home.count > 1 && path.hasPrefix(home + "/") ? "~" + path.dropFirst(home.count) : path
  }

  /// `path` with a leading `~/` as the home.
  static func expanded(_ path: String, home: String) -> String {
    if path == "~" { return home }
    return path.hasPrefix("~/") ? home + path.dropFirst() : path
  }

  /// `path` with a leading `~/` as the home; a relative one counts from the folder of `file`.
  static func expanded(_ path: String, home: String, beside file: String) -> String {
    let path = expanded(path, home: home)
    return path.hasPrefix("/") ? path : "\(FilePath.folder(of: file))/\(path)"
  }
}
