import ChatModel
import ChatView
import Configuration
import System
import TestSupport
import Testing

@testable import maichat

@Suite struct ConfigurationReloadTests {
  private let folder = TestFolder()
  private var config: String { folder.path("config.toml") }

  private func reload(_ text: String) throws -> ConfigurationReload {
    write(text)
    let common = try CommonOptions.parse(["--config", config, "--data-dir", folder.path])
    let configured = ResolvedConfiguration(common: common)
    return ConfigurationReload(common, configured, keymap: Keymap.configured(configured.settings.bindings).keymap)
  }

  private func write(_ text: String) { folder.write(text, to: config) }

  /// The system may tell a moment late: a program that another thread starts holds a copy of the file until it runs.
  private func expectNoticed(
    _ reload: ConfigurationReload, _ now: Timestamp, location: SourceLocation = #_sourceLocation
  ) {
    let isNoticed = waitUntil {
      reload.noticed(now: now)
      return reload.due != nil
    }
    #expect(isNoticed, sourceLocation: location)
  }

  @Test func aChangeIsReadOnceTheFileHasBeenStill() throws {
    let reload = try reload("[ui]\nesc_delay = 30\n")
    let start = Timestamp(milliseconds: 1_000)
    reload.noticed(now: start)
    #expect(reload.due == nil)
    #expect(reload.settled(now: start, theme: nil) == nil)
    write("[ui]\nesc_delay = 3")
    expectNoticed(reload, start)
    #expect(reload.due == start + Milliseconds(150))
    write("[ui]\nesc_delay = 35\nmouse = true\nlist_width = 30\n")
    let isNoticed = waitUntil {
      reload.noticed(now: start + Milliseconds(100))
      return reload.due == start + Milliseconds(250)
    }
    #expect(isNoticed)
    #expect(reload.settled(now: start + Milliseconds(249), theme: nil) == nil)
    let result = try #require(reload.settled(now: start + Milliseconds(250), theme: nil))
    #expect(result.live?.old.escapeDelay == 30)
    #expect(result.live?.new.escapeDelay == 35)
    #expect(result.live?.new.usesMouse == true)
    #expect(result.live?.new.listWidth == 30)
    #expect(result.notice == "The configuration was read again.")
    #expect(reload.due == nil)
    #expect(reload.settled(now: start + Milliseconds(500), theme: nil) == nil)
    #expect(reload.looked(theme: nil) == nil)
    // The same content, written anew, is no news.
    write("[ui]\nesc_delay = 35\nmouse = true\nlist_width = 30\n")
    reload.noticed(now: start)
    #expect(reload.settled(now: start + Milliseconds(150), theme: nil)?.notice == nil)
  }

  @Test func theLimitsOfAttachmentsCountAtOnce() throws {
    let reload = try reload("[attachments]\nmax_size = 1\n")
    write("[attachments]\nmax_size = 2\nmax_files = 3\n")
    let result = reload.asked(theme: nil)
    #expect(result.notice == "The configuration was read again.")
    #expect(result.live?.old.attachmentBytes == 1_000_000 && result.live?.new.attachmentBytes == 2_000_000)
    #expect(result.live?.new.attachmentCount == 3)
  }

  @Test func aMistakeChangesNothing() throws {
    let reload = try reload("[ui]\nesc_delay = 30\n")
    for (text, complaint) in [
      (
        "[ui]\nesc_delay = 40\nfolow = \"page\"\n",
        "ui.folow: there is no such key; did you mean follow? (\(config):3)"
      ),
      ("[ui]\nesc_delay = = 40\n", "(\(config):2:"),
      ("[ui]\nesc_delay = 40\n[keys.list]\n\"j\" = \"nothing\"\n", "(\(config):4)"),
      ("[ui]\nesc_delay = 40\ntheme = \"nosuch\"\n", "nosuch"),
    ] {
      write(text)
      let result = reload.asked(theme: nil)
      #expect(result.live == nil)
      #expect(
        result.notice?.hasPrefix("Nothing was changed: ") == true && result.notice?.contains(complaint) == true,
        "\(result)")
    }
    unlink(config)
    #expect(reload.asked(theme: nil).live == nil, "a file that was named has to be there")
    write("[ui]\nesc_delay = 41\n")
    let result = reload.asked(theme: nil)
    #expect(result.live?.old.escapeDelay == 30 && result.live?.new.escapeDelay == 41)
  }

  @Test func whatOnlyAStartCanChangeIsNamed() throws {
    let reload = try reload("[profiles.default]\napi_key = \"one\"\n")
    chmod(config, 0o600)
    write("# a line more\n[profiles.default]\napi_key = \"one\"\n")
    #expect(reload.asked(theme: nil).notice == "The configuration was read again; nothing is different.")
    write(
      """
      [profiles.default]
      api_key = "two"
      base_url = "https://a.test/"
      mode = "synchronous"
      [ui]
      ambiguous_width = 2
      hyperlinks = true
      keyboard = "plain"
      [network]
      connect_timeout = 3
      [log]
      level = "debug"
      """)
    let notice = reload.asked(theme: nil).notice
    #expect(
      notice == "The configuration was read again. From the next start on: base_url, mode, the key, connect_timeout, "
        + "keyboard, hyperlinks, ambiguous_width, log.level.")
    #expect(notice?.contains("two") == false)
    #expect(reload.asked(theme: nil).notice == "The configuration was read again; nothing is different.")
  }

  @Test func noSettingChangesInSilence() throws {
    let reload = try reload("[ui]\nediting = \"emacs\"\n")
    write("[ui]\nediting = \"vi\"\n[import]\nmax_pipe = 5\n")
    #expect(
      reload.asked(theme: nil).notice
        == "The configuration was read again. From the next start on: editing, import.max_pipe.")
  }

  @Test func whatIsAsItWasAtTheStartNeedsNone() throws {
    let reload = try reload("[ui]\nediting = \"emacs\"\n")
    write("[ui]\nediting = \"vi\"\n")
    #expect(reload.asked(theme: nil).notice?.hasSuffix("From the next start on: editing.") == true)
    write("[ui]\nesc_delay = 99\n")
    #expect(reload.asked(theme: nil).notice == "The configuration was read again.")
  }

  /// Others may read the file: worth a warning at the start, and no reason to refuse it.
  @Test func aWarningIsNoMistake() throws {
    let reload = try reload("[profiles.default]\napi_key = \"one\"\n")
    chmod(config, 0o644)
    write("[profiles.default]\napi_key = \"one\"\n[ui]\nesc_delay = 99\n")
    chmod(config, 0o644)
    #expect(reload.asked(theme: nil).live?.new.escapeDelay == 99)
  }

  @Test func whatTheClientWritesItselfIsNoNews() throws {
    let reload = try reload("[ui]\nesc_delay = 30\n")
    write("[ui]\nesc_delay = 30\n[profiles.default]\nchatbot = \"b\"\n")
    reload.noticed(now: Timestamp(milliseconds: 0))
    reload.adopt(theme: nil)
    #expect(reload.settled(now: Timestamp(milliseconds: 150), theme: nil) == nil)
    #expect(reload.asked(theme: nil).notice == "The configuration was read again; nothing is different.")
  }

  @Test func theFilesOfTheThemeCount() throws {
    folder.write("[roles]\nborder = \"red\"\n", to: "base.toml")
    folder.write("extends = \"./base.toml\"\n", to: "mine.toml")
    let reload = try reload("[ui]\ntheme = \"./mine.toml\"\n")
    let now = Timestamp(milliseconds: 0)
    for (file, text) in [
      ("base.toml", "[roles]\nborder = \"blue\"\n"), ("mine.toml", "extends = \"./base.toml\"\nname = \"Mine\"\n"),
    ] {
      folder.write(text, to: file)
      expectNoticed(reload, now)
      #expect(reload.settled(now: now + Milliseconds(150), theme: nil)?.live != nil, "\(file)")
    }
    // One that the user chose since.
    let other = folder.write("[roles]\n", to: "other.toml")
    reload.themeChanged(to: other)
    folder.write("[roles]\nborder = \"nocolour\"\n", to: other)
    expectNoticed(reload, now)
    let result = reload.settled(now: now + Milliseconds(150), theme: other)
    #expect(
      result?.live == nil && result?.notice?.contains("roles.border: ") == true
        && result?.notice?.contains("(\(other):2)") == true)
  }

  @Test func aDoubtThatAChangeBringsChangesNothing() throws {
    let good = "[profiles.work]\nbase_url = \"https://a.test\"\n"
    let reload = try reload(good)
    for bad in [
      "[profiles.work]\nbase_ulr = \"https://b.test\"\n", good + "[profiles.play]\n", "profile = \"x\"\n" + good,
      "[pro",
    ] {
      write("[ui]\nesc_delay = 77\n" + bad)
      let result = reload.asked(theme: nil)
      #expect(result.live == nil, "\(bad)")
      #expect(result.notice?.hasPrefix("Nothing was changed: ") == true)
    }
  }
}
