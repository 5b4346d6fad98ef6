import Foundation
import TestSupport
import Testing

/// The configuration and the theme, changed while the client runs.
@Suite(.watchingPrograms) struct ReloadEndToEndTests {
  private let config = "config/maichat/config.toml"

  private func start(_ home: Home) throws -> Chat {
    let chat = try Chat(home.environment(), arguments: ["--demo"], columns: 200, rows: 30)
    try chat.waitForStart()
    return chat
  }

  /// Moves a new file into the place of the old one, as many editors save.
  private func replace(_ home: Home, _ path: String, _ text: String) throws {
    try home.write(path + ".new", text)
    let (new, old) = (home.folder.appending(path: path + ".new").path, home.folder.appending(path: path).path)
    #expect(rename(new, old) == 0)
  }

  /// Sees the palette come with `key`, and go.
  private func openPalette(_ chat: Chat, _ key: String) throws {
    try chat.tmux.press(key)
    try chat.tmux.wait(for: "type to find")
    try chat.tmux.press("Escape")
    try chat.tmux.wait("the palette gone") { !$0.contains { $0.contains("type to find") } }
  }

  @Test func keysChangeWhileTheClientRuns() throws {
    let home = try Home()
    try home.write(config, "[ui]\nlist_visible = true\n")
    let chat = try start(home)
    try chat.tmux.type("a draft")
    try replace(home, config, "[ui]\nlist_visible = true\n[keys.everywhere]\n\"F5\" = \"palette\"\n")
    try chat.tmux.wait(for: "The configuration was read again.")
    try openPalette(chat, "F5")
    // In place, in several writes.
    let file = try FileHandle(forWritingTo: home.folder.appending(path: config))
    try file.truncate(atOffset: 0)
    for part in ["[ui]\nlist_vis", "ible = false\n[keys.every", "where]\n\"F6\" = \"palette\"\n"] {
      try file.write(contentsOf: Data(part.utf8))
    }
    try file.close()
    try chat.tmux.wait("the list hidden") { !$0.contains { $0.contains("Conversations") } }
    try openPalette(chat, "F6")
    try chat.tmux.wait(for: "> a draft")
    #expect(try chat.quit() == 0)
  }

  @Test func aMistakeKeepsWhatWasAndSaysWhere() throws {
    let home = try Home()
    try home.write(config, "[keys.everywhere]\n\"F5\" = \"palette\"\n")
    let chat = try start(home)
    for (text, complaint) in [
      ("[keys.everywhere]\n\"F5\" = \"palete\"\n", "keys.everywhere.F5: "),
      ("[ui]\nlist_width = \"wide\"\n", "ui.list_width: "), ("[ui\n", "expected ] after the table's name ("),
    ] {
      try replace(home, config, text)
      try chat.tmux.wait(for: "Nothing was changed: \(complaint)")
      try openPalette(chat, "F5")
    }
    try replace(home, config, "[keys.everywhere]\n\"F7\" = \"palette\"\n")
    try chat.tmux.wait(for: "The configuration was read again.")
    try openPalette(chat, "F7")
    #expect(try chat.quit() == 0)
  }

  @Test func whatCountsFromTheNextStartIsNamed() throws {
    let home = try Home()
    let chat = try start(home)
    // There was no file, and no folder to watch.
    try home.write(
      config, "[profiles.default]\nbase_url = \"https://other.example/api/\"\n[ui]\nkeyboard = \"plain\"\n")
    try chat.tmux.press("C-x", ",")
    try chat.tmux.wait(for: "From the next start on: base_url, keyboard.")
    try chat.tmux.press("C-x", ",")
    try chat.tmux.wait(for: "nothing is different")
    #expect(try chat.quit() == 0)
  }

  @Test func aThemeFileIsReadAgain() throws {
    let home = try Home()
    let theme = "config/maichat/themes/mine.toml"
    try home.write(theme, "extends = \"default-dark\"\n[roles]\nborder = \"red\"\nborder-focused = \"red\"\n")
    try home.write(config, "[ui]\ntheme = \"mine\"\n")
    let chat = try Chat(
      home.environment(), arguments: ["--demo"], columns: 200, rows: 30)
    try chat.waitForStart()
    func borders() throws -> String { try chat.tmux.screen(styled: true).first ?? "" }
    #expect(try waitUntil(interval: 25) { try borders().contains("[31m") })
    try replace(
      home, theme, "extends = \"default-dark\"\n[roles]\nborder = \"blue\"\nborder-focused = \"blue\"\n")
    // All of the row, whatever is on its way.
    let isBlue = { (row: String) in row.contains("[34m") && !row.contains("[31m") }
    #expect(try waitUntil(interval: 25) { isBlue(try borders()) })
    try replace(home, theme, "extends = \"default-dark\"\n[roles]\nborder = \"#0100f\"\n")
    try chat.tmux.wait(for: "Nothing was changed: roles.border: ")
    #expect(isBlue(try borders()))
    #expect(try chat.quit() == 0)
  }
}
