import ChatStore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension SavingPlace {
  /// Of this process: files go to the downloads folder where there is one, else to where the client was started.
  static func here(home: String, environment: [String: String]) -> SavingPlace {
    let current = FileManager.default.currentDirectoryPath
    let downloads = "\(home)/Downloads"
    var isFolder = false
    let isThere = FileManager.default.fileExists(atPath: downloads, isDirectory: &isFolder)
    let temporary = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    return SavingPlace(
      folder: isThere && isFolder ? downloads : current, home: home, current: current, temporary: temporary)
  }
}
