import Canvas
import System
import TestSupport
import Testing
import Text

@testable import Configuration

@Suite struct FileTests {
  @Test func pathsFollowXDG() {
    let none = ConfigurationPaths(environment: [:], home: "/home/ada")
    #expect(none.configFile == "/home/ada/.config/maichat/config.toml")
    #expect(none.themesFolder == "/home/ada/.config/maichat/themes")
    #expect(none.keysFolder == "/home/ada/.config/maichat/keys")
    #expect(none.historyFile == "/home/ada/.local/share/maichat/history.sqlite")
    #expect(none.logFile == "/home/ada/.local/state/maichat/maichat.log")

    let all = ConfigurationPaths(
      environment: ["XDG_CONFIG_HOME": "/c/", "XDG_DATA_HOME": "/d", "XDG_STATE_HOME": "/"], home: "/home/ada")
    #expect(all.configFile == "/c/maichat/config.toml")
    #expect(all.themesFolder == "/c/maichat/themes")
    #expect(all.historyFile == "/d/maichat/history.sqlite")
    #expect(all.logFile == "/maichat/maichat.log")

    let relative = ConfigurationPaths(
      environment: ["XDG_CONFIG_HOME": "c", "XDG_DATA_HOME": "", "XDG_STATE_HOME": "./s"], home: "/home/ada")
    #expect(relative == none)

    let flags = ConfigurationPaths(environment: [:], home: "/home/ada", configFile: "~/my.toml", dataFolder: "/data/")
    #expect(flags.configFile == "/home/ada/my.toml")
    #expect(flags.historyFile == "/data/history.sqlite")
    #expect(flags.keysFolder == none.keysFolder)
  }

  @Test func theHomeIsFoundWithoutTheVariable() {
    #expect(ConfigurationPaths.home(environment: ["HOME": "/h"]) == "/h")
    let known = ConfigurationPaths.home(environment: ["HOME": "relative"])
    #expect(known.hasPrefix("/"))
    #expect(known == ConfigurationPaths.home(environment: [:]))
  }

  @Test func foldersAreForTheOwnerAndExistingOnesStay() throws {
    let previous = umask(0)
    defer { umask(previous) }
    let folder = TestFolder()
    mkdir("\(folder.path)/there", 0o755)
    try PrivateFile.createFolder("\(folder.path)/there/a/b")
    #expect(folder.mode(of: "there") == 0o755)
    #expect(folder.mode(of: "there/a") == 0o700)
    #expect(folder.mode(of: "there/a/b") == 0o700)
    try PrivateFile.createFolder("\(folder.path)/there/a/b")
    folder.write("x", to: "file")
    #expect(throws: FileFailure.self) { try PrivateFile.createFolder("\(folder.path)/file/x") }
    #expect(throws: FileFailure.self) { try PrivateFile.createFolder("\(folder.path)/file") }
  }

  @Test func permissionsAreNeverWidened() throws {
    let previous = umask(0)
    defer { umask(previous) }
    let folder = TestFolder()
    for (before, after) in [(0o644, 0o600), (0o600, 0o600), (0o666, 0o600), (0o640, 0o600)] {
      let path = folder.write("old", to: "f", mode: mode_t(before))
      try PrivateFile(path: path).write(Array("new".utf8))
      #expect(folder.text(of: "f") == "new")
      #expect(folder.mode(of: "f") == mode_t(after))
    }
    try PrivateFile(path: "\(folder.path)/fresh").write([])
    #expect(folder.mode(of: "fresh") == 0o600)
    #expect(folder.names() == ["f", "fresh"])
  }

  @Test func aLinkStaysALink() throws {
    let folder = TestFolder()
    folder.write("old", to: "dotfiles/config.toml")
    #expect(symlink("dotfiles/config.toml", "\(folder.path)/config.toml") == 0)
    try PrivateFile(path: "\(folder.path)/config.toml").write(Array("new".utf8))
    #expect(folder.text(of: "dotfiles/config.toml") == "new")
    var info = stat()
    #expect(lstat("\(folder.path)/config.toml", &info) == 0 && info.st_mode & S_IFMT == S_IFLNK)
  }

  @Test func aFailedWriteLeavesTheOldFileAndNothingElse() throws {
    let folder = TestFolder()
    mkdir("\(folder.path)/taken", 0o700)
    #expect(throws: FileFailure.self) { try PrivateFile(path: "\(folder.path)/taken").write([1]) }
    #expect(throws: FileFailure.self) { try PrivateFile(path: "\(folder.path)/no/such").write([1]) }
    #expect(folder.names() == ["taken"])
    let failure = #expect(throws: FileFailure.self) { try PrivateFile(path: "/dev/full").write([1]) }
    #expect(failure?.description == "cannot write /dev/full: it is not a file")
  }

  @Test func readingIsBounded() throws {
    let folder = TestFolder()
    let path = folder.write(String(repeating: "x", count: 100_000), to: "f")
    #expect(try PrivateFile(path: path).read(limit: 100_000).count == 100_000)
    #expect(throws: FileFailure.self) { try PrivateFile(path: path).read(limit: 99_999) }
  }

  @Test func nearNamesAreFound() {
    let names = ["theme", "list_width", "esc_delay", "red"]
    #expect(NearestName.of("thme", among: names) == "theme")
    #expect(NearestName.of("Theme", among: names) == "theme")
    #expect(NearestName.of("listwidth", among: names) == "list_width")
    #expect(NearestName.of("dre", among: names) == nil)
    #expect(NearestName.of("rde", among: names) == "red")
    #expect(NearestName.of("blue", among: names) == nil)
    #expect(NearestName.of("", among: names) == nil)
    #expect(NearestName.of(String(repeating: "x", count: 100_000), among: names) == nil)
  }
}
