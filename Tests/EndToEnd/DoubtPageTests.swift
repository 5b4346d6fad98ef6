import Foundation
import TestSupport
import Testing

/// The page that stands in place of the full screen while the configuration is in doubt.
@Suite(.watchingPrograms) struct DoubtPageTests {
  private static let title = "Something is wrong with the configuration"
  private let home: Home

  init() throws { home = try Home() }

  private func start(_ environment: [String: String] = [:]) throws -> EmulatedChat {
    try home.write("config/maichat/config.toml", "[profiles.work]\nbase_ulr = \"x\"\n")
    let screen = try EmulatedChat(home.environment(environment))
    try #require(
      screen.wait { screen.terminal.text.contains(Self.title) && screen.terminal.text.contains("edit the file") })
    return screen
  }

  private func quit(_ screen: EmulatedChat) throws {
    screen.terminal.type("q")
    try #require(screen.wait { screen.hasEnded })
    #expect(screen.child.exitStatus(.untilItEnds) == 2)
    #expect(screen.leftovers == [])
  }

  @Test(arguments: [
    (["VISUAL": "exit 7 #"], "ended with status 7"), (["VISUAL": "/nowhere/editor"], "ended with status 127"),
    (["PATH": "/nowhere"], "There is no editor"),
  ]) func anEditorThatDidNotRunIsToldOf(environment: [String: String], words: String) throws {
    let screen = try start(environment)
    screen.terminal.type("e")
    #expect(screen.wait { screen.terminal.text.contains(words) }, "\(screen.terminal.text)")
    try quit(screen)
  }

  @Test func theGroundOfTheTerminalDecidesTheTheme() throws {
    let screen = try start()
    func paintings() -> Int { screen.terminal.text.components(separatedBy: Self.title).count - 1 }
    #expect(paintings() == 1)
    screen.terminal.type("\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\")
    #expect(screen.wait { paintings() == 2 }, "it is painted anew in the other theme")
    try quit(screen)
  }
}
