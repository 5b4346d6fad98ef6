import AppState
import System

extension DownloadFolders {
  /// Of this process: files go to the downloads folder where there is one, else to where the client was started.
  static func here(home: String, environment: [String: String]) -> DownloadFolders {
    let current = FilePath.current
    let downloads = "\(home)/Downloads"
    let temporary = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    return DownloadFolders(
      folder: FilePath.isFolder(downloads) ? downloads : current, home: home, current: current, temporary: temporary)
  }
}
