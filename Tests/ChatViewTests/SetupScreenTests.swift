import AppState
import Canvas
import ChatModel
import Testing

@testable import ChatView

@Suite struct SetupScreenTests {
  private static let key = "Api.Key-with-24-letters."

  private func bench(_ baseURL: String = "") -> PopupHarness {
    PopupHarness(connection: .missing, SetupForm(baseURL: baseURL))
  }

  @Test func bothFieldsAreFilledAndChecked() {
    var bench = bench()
    bench.type("chat.example.org")
    bench.press("Enter")
    #expect(bench.form?.field == .key && bench.form?.phase == .keyMissing)
    #expect(bench.text.contains("The API key is missing."))
    bench.take(.paste(" \(Self.key)\r\n"))
    bench.press("Home", "Delete", "Enter")
    #expect(bench.commands == [.client(.checkSetup(SetupEntry(baseURL: "chat.example.org", key: Self.key)))])
    #expect(bench.form?.phase == .checking(since: monday))
  }

  @Test func theFieldsAreSwitched() {
    var bench = bench()
    for key in ["Tab", "Down", "Up", "Shift-Tab"] {
      let before = bench.form?.field
      bench.press(key)
      #expect(bench.form?.field != before, "\(key)")
    }
  }

  @Test func theKeyIsNeverShown() {
    var bench = bench("chat.example.org")
    bench.type(Self.key)
    for width in [1, 20, 40, 80, 120] {
      for height in [1, 3, 6, 24] {
        bench.size = Size(width, height)
        let text = bench.text
        for part in ["Api", "Key-", "24", "letters"] { #expect(!text.contains(part), "\(width)x\(height)") }
      }
    }
    bench.size = Size(80, 24)
    #expect(bench.text.contains(String(repeating: "•", count: 16) + "… "))
    #expect(!bench.text.contains(String(repeating: "•", count: 17)))
    // What is cut from it lands nowhere.
    bench.press("Ctrl-U", "Tab", "Ctrl-Y")
    #expect(bench.state.killed.count == 0 && bench.form?.baseURL.text == "chat.example.org")
  }

  @Test func theCaretStandsInTheFieldAtEverySize() {
    var bench = bench("chat.example.org")
    bench.type("漢字ab")
    for size in [Size(120, 40), Size(80, 24), Size(40, 12), Size(20, 6), Size(10, 4), Size(6, 3)] {
      bench.size = size
      let frame = bench.frame()
      let caret = frame.caret
      #expect(caret != nil, "\(size)")
      guard let caret else { continue }
      let before = frame.rows[caret.row.value].clipped(to: caret.column).text
      #expect(before.hasSuffix("•") || size.columns < 8, "\(size): \(before)")
    }
  }

  @Test func theClockRunsAndEscGoesBack() {
    var bench = bench("chat.example.org")
    bench.type("k")
    bench.press("Enter")
    bench.now = monday + 3_400
    #expect(bench.text.contains("checking… 3 s"))
    #expect(bench.view.refreshDue(bench.state, now: bench.now) == monday + 4_000)
    bench.press("Esc")
    #expect(bench.form?.phase == .editing && bench.form?.key.text == "k")
    #expect(bench.view.refreshDue(bench.state, now: bench.now) == nil)
  }

  @Test func aRefusalSaysWhatToDo() {
    var bench = bench("chat.example.org")
    bench.type("k")
    bench.press("Enter")
    bench.outside(.client(.setupRefused(PopupHarness.refusal)))
    #expect(bench.text.contains("The service does not know this key."))
    #expect(bench.text.contains("Copy the key again from the MaiAgent console."))
    bench.type("2")
    #expect(bench.form?.phase == .editing && bench.form?.key.text == "k2")
  }

  @Test func theFocusGoesToWhatWasRefused() {
    let cases: [(Failure.Kind, SetupEntry.Part?, SetupEntry.Part)] = [
      (.unauthorized, nil, .key), (.forbidden, nil, .key), (.unreachable, nil, .baseURL), (.notFound, nil, .baseURL),
      (.redirected, nil, .baseURL), (.malformed, nil, .baseURL), (.configuration, .baseURL, .baseURL),
      (.configuration, .key, .key),
    ]
    for (kind, part, focus) in cases {
      for start in [SetupEntry.Part.baseURL, .key] {
        var bench = bench("chat.example.org")
        bench.type("k")
        if start == .baseURL { bench.press("Tab") }
        bench.press("Enter")
        bench.outside(.client(.setupRefused(Failure(kind: kind, text: "No.", advice: ""), part: part)))
        #expect(bench.form?.field == focus, "\(kind) from \(start)")
      }
    }
    // A service that fails says nothing of either.
    var bench = bench("chat.example.org")
    bench.type("k")
    bench.press("Enter")
    bench.outside(.client(.setupRefused(Failure(kind: .server, text: "No.", advice: ""))))
    #expect(bench.form?.field == .key)
  }

  @Test func whatWasTypedIsThereWhenItIsOpenedAgain() {
    var bench = bench("chat.example")
    bench.type("half-a-key")
    bench.press("Tab")
    bench.type(".org")
    bench.press("Esc")
    #expect(bench.form == nil)
    _ = reduce(&bench.state, .user(.opened(SetupForm(baseURL: ""))), now: bench.now)
    #expect(bench.form?.entry == SetupEntry(baseURL: "chat.example.org", key: "half-a-key"))
    #expect(bench.form?.field == .baseURL)
    // What was accepted is forgotten.
    bench.press("Enter")
    bench.outside(.client(.setupAccepted(profile: "default", service: "chat.example.org")))
    _ = reduce(&bench.state, .user(.opened(SetupForm(baseURL: ""))), now: bench.now)
    #expect(bench.form?.entry == SetupEntry(baseURL: "", key: ""))
  }

  @Test func anAddressThatNobodyTouchedStaysThere() {
    var bench = bench("chat.example.org")
    bench.press("Esc")
    // As a question without a service opens it.
    _ = reduce(&bench.state, .user(.opened(SetupForm(baseURL: ""))), now: bench.now)
    #expect(bench.form?.entry == SetupEntry(baseURL: "chat.example.org", key: ""))
  }

  @Test func oneKeyOpensTheDemo() {
    var bench = bench()
    #expect(Keymap.standard.keys(of: .demo).isEmpty)
    #expect(!Keymap.standard.entries.contains { $0.press == KeyPress(.function(2)) })
    for size in [Size(120, 40), Size(40, 12), Size(20, 6)] {
      bench.size = size
      #expect(bench.text.contains("F2"), "\(size)")
    }
    bench.press("F2")
    #expect(bench.commands == [.client(.openDemo)])
  }

  @Test func readOnlyIsSaidInsteadOfAsking() {
    var bench = bench()
    bench.state.settings.access = .readOnly
    #expect(bench.text.contains("--read-only"))
  }

  @Test func hostileProfilesAndAnswersAreSafe() {
    var bench = bench("chat.example.org")
    bench.state.settings.profile = "a\"b\n]\u{1B}[31m"
    bench.outside(
      .client(.setupRefused(Failure(kind: .server, text: "\u{1B}]0;x\u{7}\n\u{202E}", advice: "\u{9B}2J"))))
    for row in bench.frame().rows {
      #expect(!row.text.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) })
      #expect(row.columns == 80)
    }
  }
}
