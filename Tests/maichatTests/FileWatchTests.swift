import Foundation
import TestSupport
import Testing

@testable import maichat

@Suite struct FileWatchTests {
  private final class Folder {
    let path = FileManager.default.temporaryDirectory.appending(path: "maichat-watch-\(UUID().uuidString)").path
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
    func file(_ name: String) -> String { "\(path)/\(name)" }
    func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: URL(filePath: file(name))) }
  }

  /// Events of the system are there when the call that causes them returns, but where another thread starts a program just
  /// then: until that runs it holds a copy of the file.
  @Test func allWaysOfSavingAreSeen() throws {
    let folder = try Folder()
    try folder.write("config.toml", "a")
    let watch = FileWatch()
    watch.watch([folder.file("config.toml")])
    #expect(!watch.takeEvents() && !watch.hasChanged)
    try folder.write("config.toml", "ab")
    #expect(waitUntil { watch.takeEvents() } && watch.hasChanged)
    watch.accept()
    #expect(!watch.takeEvents() && !watch.hasChanged)
    try folder.write("other", "x")
    #expect(!watch.takeEvents(), "another file")
    #expect(rename(folder.file("other"), folder.file("config.toml")) == 0)
    #expect(waitUntil { watch.takeEvents() } && watch.hasChanged)
    watch.accept()
    #expect(unlink(folder.file("config.toml")) == 0)
    #expect(waitUntil { watch.takeEvents() } && watch.hasChanged)
    watch.accept()
    try folder.write("config.toml", "new")
    #expect(waitUntil { watch.takeEvents() } && watch.hasChanged)
  }

  @Test func behindALinkTheFileItselfCounts() throws {
    let (folder, elsewhere) = (try Folder(), try Folder())
    try elsewhere.write("dotfile", "a")
    #expect(symlink(elsewhere.file("dotfile"), folder.file("config.toml")) == 0)
    let watch = FileWatch()
    watch.watch([folder.file("config.toml")])
    try elsewhere.write("dotfile", "ab")
    #expect(waitUntil { watch.takeEvents() } && watch.hasChanged)
  }

  @Test func whatIsNotThereYetMayCome() throws {
    let folder = try Folder()
    let watch = FileWatch()
    watch.watch([folder.file("config.toml"), folder.file("no-folder/theme.toml")])
    #expect(!watch.hasChanged)
    try folder.write("config.toml", "a")
    #expect(waitUntil { watch.takeEvents() } && watch.hasChanged)
  }

  @Test func onlyTheLastFilesAreWatched() throws {
    let (folder, other) = (try Folder(), try Folder())
    let watch = FileWatch()
    watch.watch([folder.file("a")])
    watch.watch([other.file("b")])
    try folder.write("a", "x")
    #expect(!watch.takeEvents() && !watch.hasChanged)
    try other.write("b", "x")
    #expect(waitUntil { watch.takeEvents() } && watch.hasChanged)
    watch.watch([folder.file("a")])
    #expect(!watch.hasChanged)
    try folder.write("a", "xy")
    #expect(waitUntil { watch.takeEvents() } && watch.hasChanged)
  }
}
