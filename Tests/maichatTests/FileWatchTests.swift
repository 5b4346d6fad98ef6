import System
import TestSupport
import Testing

@testable import maichat

@Suite struct FileWatchTests {
  /// Events of the system are there when the call that causes them returns, but where another thread starts a program just
  /// then: until that runs it holds a copy of the file.
  @Test func allWaysOfSavingAreSeen() {
    let folder = TestFolder()
    folder.write("a", to: "config.toml")
    let watch = FileWatch()
    watch.watch([folder.path("config.toml")])
    #expect(!watch.takeEvents() && !watch.hasChanged)
    folder.write("ab", to: "config.toml")
    #expect(waitUntil { watch.takeEvents() } && watch.hasChanged)
    watch.accept()
    #expect(!watch.takeEvents() && !watch.hasChanged)
    folder.write("x", to: "other")
    #expect(!watch.takeEvents(), "another file")
    #expect(rename(folder.path("other"), folder.path("config.toml")) == 0)
    #expect(waitUntil { watch.takeEvents() } && watch.hasChanged)
    watch.accept()
    #expect(unlink(folder.path("config.toml")) == 0)
    #expect(waitUntil { watch.takeEvents() } && watch.hasChanged)
    watch.accept()
    folder.write("new", to: "config.toml")
    #expect(waitUntil { watch.takeEvents() } && watch.hasChanged)
  }

  @Test func behindALinkTheFileItselfCounts() {
    let (folder, elsewhere) = (TestFolder(), TestFolder())
    elsewhere.write("a", to: "dotfile")
    #expect(symlink(elsewhere.path("dotfile"), folder.path("config.toml")) == 0)
    let watch = FileWatch()
    watch.watch([folder.path("config.toml")])
    elsewhere.write("ab", to: "dotfile")
    #expect(waitUntil { watch.takeEvents() } && watch.hasChanged)
  }

  @Test func whatIsNotThereYetMayCome() {
    let folder = TestFolder()
    let watch = FileWatch()
    watch.watch([folder.path("config.toml"), folder.path("no-folder/theme.toml")])
    #expect(!watch.hasChanged)
    folder.write("a", to: "config.toml")
    #expect(waitUntil { watch.takeEvents() } && watch.hasChanged)
  }

  @Test func onlyTheLastFilesAreWatched() {
    let (folder, other) = (TestFolder(), TestFolder())
    let watch = FileWatch()
    watch.watch([folder.path("a")])
    watch.watch([other.path("b")])
    folder.write("x", to: "a")
    #expect(!watch.takeEvents() && !watch.hasChanged)
    other.write("x", to: "b")
    #expect(waitUntil { watch.takeEvents() } && watch.hasChanged)
    watch.watch([folder.path("a")])
    #expect(!watch.hasChanged)
    folder.write("xy", to: "a")
    #expect(waitUntil { watch.takeEvents() } && watch.hasChanged)
  }
}
