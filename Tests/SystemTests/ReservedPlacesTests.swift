import System
import TestSupport
import Testing

@Suite struct ReservedPlacesTests {
  @Test func theFilesAreKnownByNameAndByWhatTheyAre() throws {
    let folder = TestFolder()
    folder.makeFolder("data")
    for name in ["elsewhere/real.sqlite", "config.toml", "keys/work", "other"] { folder.write("", to: name) }
    func link(_ name: String, to target: String, isHard: Bool = false) throws {
      let (from, path) = (folder.path(target), folder.path(name))
      try #require((isHard ? Self.hardLink(from, path) : symlink(from, path)) == 0)
    }
    try link("data/history.sqlite", to: "elsewhere/real.sqlite")
    try link("soft", to: "config.toml")
    try link("hard", to: "elsewhere/real.sqlite", isHard: true)
    try link("way", to: "data")
    folder.write("", to: "data/history.sqlite.damaged-2")
    try link("copy", to: "data/history.sqlite.damaged-2")
    let reserved = ReservedPlaces(
      history: folder.path("data/history.sqlite"), files: [folder.path("config.toml")], folders: [folder.path("keys")])
    for name in [
      "data/history.sqlite", "data/history.sqlite-wal", "data/history.sqlite-shm", "data/history.sqlite-journal",
      "data/history.sqlite.writers", "elsewhere/real.sqlite", "elsewhere/real.sqlite-journal", "config.toml", "soft",
      "copy",
      "data/history.sqlite.before-restore-1", "data/history.sqlite.damaged-9", "data/history.sqlite.damaged-1-wal",
      "data/history.sqlite.unsaved-1.json", "way/history.sqlite.unsaved-2.json", "elsewhere/real.sqlite.damaged-1",
      "hard", "data/../config.toml", "way/history.sqlite-wal", "keys/work", "keys/new", "data//../keys/./new",
    ] {
      #expect(reserved.holds(folder.path(name)), "\(name)")
    }
    for name in [
      "other", "data/export.md", "elsewhere/history.sqlite", "elsewhere/history.sqlite.damaged-1",
      "data/history.sqlite.md", "config.toml.md", "new/config.toml",
    ] {
      #expect(!reserved.holds(folder.path(name)), "\(name)")
    }
  }

  private static func hardLink(_ from: String, _ to: String) -> Int32 {
    #if canImport(Glibc)
      Glibc.link(from, to)
    #else
      Darwin.link(from, to)
    #endif
  }
}
