import AppState
import Canvas
import ChatModel
import Testing

@testable import ChatView

@Suite struct PopupKeyTests {
  @Test func theLeaderWaitsForASecondKey() {
    var bench = PopupHarness(LeaderHints(hintsAt: monday))
    #expect(bench.result("n") == InputResult(events: [.popupClosed], command: .new))
    #expect(bench.result("R") == InputResult(events: [.popupClosed], command: .rename))
    #expect(bench.result("Esc") == InputResult(events: [.popupClosed]))
    #expect(bench.result("%") == InputResult(events: [.popupClosed, .noticed("Ctrl-X % is not bound.")]))
    bench.press("q")
    #expect(bench.state.popups.isEmpty && bench.ran == [.quit])
    bench.user(.opened(LeaderHints(hintsAt: monday)))
    bench.take(.paste("a long text"))
    #expect(bench.state.popups.isEmpty && bench.state.focused?.composer.text == "a long text")
  }

  @Test func theLeadersHintsComeAfterAMoment() {
    var bench = PopupHarness(LeaderHints(hintsAt: monday))
    #expect(bench.view.refreshDue(bench.state, now: bench.now) == monday + 400)
    var frame = Frame(size: bench.size)
    frame.caret = Position(column: 3, row: 3)
    let before = frame
    bench.view.draw(bench.state, over: &frame, now: monday + 399)
    #expect(frame == before)
    bench.now = monday + 400
    #expect(bench.text.contains("undo-delete"))
    #expect(bench.view.refreshDue(bench.state, now: bench.now) == nil)
  }

  @Test func inEveryPopupTheUsualKeysMeanTheSame() {
    let popups: [any Popup] = [
      ChatbotPicker(purpose: .begin), PalettePopup(), ThemePopup(), KeyHelp(),
      RenamePopup(conversation: ConversationID("c"), field: TextEditor()), QuittingQuestion(), SetupForm(baseURL: ""),
    ]
    for popup in popups {
      let bench = PopupHarness(popup)
      #expect(bench.result("Esc") == InputResult(events: [.popupClosed]), "\(popup)")
      #expect(bench.result("Ctrl-C") == InputResult(events: [.popupClosed]), "\(popup)")
      #expect(bench.result("Ctrl-L") == InputResult(events: [.program(.redraw)]), "\(popup)")
      #expect(bench.result("Ctrl-Z") == InputResult(events: [.program(.suspend)]), "\(popup)")
      #expect(bench.result("Ctrl-Q") == InputResult(events: [.program(.quit(.asked))]), "\(popup)")
      #expect(bench.result("F7") == [], "\(popup)")
      #expect(bench.view.events(for: .focus(gained: true), state: bench.state, size: bench.size, now: monday) == nil)
    }
    #expect(PopupHarness().result("Esc") == nil)
  }

  @Test func theKeyHelpScrollsWithinItsRows() {
    var bench = PopupHarness(KeyHelp())
    bench.press("k")
    #expect(bench.chosen == 0)
    bench.press("j", "Down", "Ctrl-N", "Up")
    #expect(bench.chosen == 2)
    bench.press("PgDn")
    #expect(bench.chosen == 21)
    bench.press("End")
    let last = bench.chosen!
    #expect(last > 60 && bench.text.contains("Keys of popups are fixed."))
    bench.press("j", "PgDn")
    #expect(bench.chosen == last)
    // A higher screen shows more rows, so the last screenful begins earlier.
    bench.size = Size(80, 60)
    bench.press("k")
    #expect(bench.chosen == last - 37)
    bench.press("g")
    #expect(bench.chosen == 0)
    bench.press("q")
    #expect(bench.state.popups.isEmpty)
  }

  @Test func theKeyHelpNamesEveryCommandAndItsKeys() {
    var bench = PopupHarness(KeyHelp())
    bench.size = Size(120, 200)
    let text = bench.text
    for command in ChatCommand.allCases {
      #expect(text.contains(command.row.title) && text.contains(" \(command.rawValue) "), "\(command)")
      for key in Keymap.standard.keys(of: command) { #expect(text.contains(key), "\(key)") }
    }
  }

  @Test func aConversationIsRenamed() {
    var bench = PopupHarness()
    let id = bench.state.pane.conversation!
    bench.user(.opened(RenamePopup(conversation: id, field: TextEditor("old"))))
    bench.press("Ctrl-U")
    bench.type("new ")
    bench.take(.paste("title\nof two lines\n"))
    bench.press("Enter")
    #expect(bench.state.popups.isEmpty)
    #expect(bench.state.conversations[id]?.header.title == "new title of two lines")
  }

  @Test func quittingIsAskedAndGiven() {
    var bench = PopupHarness(QuittingQuestion())
    #expect(bench.result("y") == InputResult(events: [.program(.quit(.given))]))
    #expect(bench.result("Enter") == InputResult(events: [.program(.quit(.given))]))
    #expect(bench.result("x") == [])
    bench.state.startReply()
    #expect(bench.text.contains("A reply is still running. Quit and keep what came?"))
    bench.press("n")
    #expect(bench.state.popups.isEmpty)
  }

  @Test func quittingSaysWhatIsNotSavedAndOffersAFileForIt() {
    var bench = PopupHarness(QuittingQuestion())
    bench.state.unsaved = UnsavedCount(questions: 2, answers: 1)
    #expect(bench.text.contains("2 questions and 1 answer"))
    bench.state.unsaved.drafts = 1
    #expect(bench.text.contains("2 questions, 1 answer and") && bench.text.contains("1 draft are in memory only"))
    bench.state.unsaved = UnsavedCount(drafts: 1)
    #expect(bench.text.contains("1 draft is in memory only"))
    #expect(bench.result("s") == InputResult(events: [.program(.quit(.given))]))
    #expect(bench.result("y") == InputResult(events: [.program(.quit(.given))]), "a habit loses nothing")
    #expect(bench.result("d") == InputResult(events: [.program(.quit(.discarding))]))
    // Whoever answers when all has just been saved leaves all the same.
    bench.state.unsaved = UnsavedCount()
    #expect(bench.result("s") == InputResult(events: [.program(.quit(.given))]))
    bench.state.startReply()
    #expect(bench.result("s") == [], "nobody was asked so while a reply runs")
    bench.press("n")
    #expect(bench.state.popups.isEmpty)
  }

  @Test func commandsAreFoundAndRun() {
    var bench = PopupHarness(PalettePopup())
    bench.press("Down", "Down", "Up")
    #expect(bench.chosen == 1)
    bench.type("raw")
    #expect(bench.chosen == 0)
    bench.press("Enter")
    #expect(bench.ran == [.raw] && bench.state.popups.isEmpty)
    var none = PopupHarness(PalettePopup())
    none.type("xyzzy")
    #expect(none.text.contains("No command is called like this."))
    none.press("Enter", "Down", "PgUp")
    #expect(none.ran.isEmpty && none.state.popups.all.count == 1)
  }

  @Test func homeAndEndBelongToTheFilterOnceThereIsOne() {
    var bench = PopupHarness(PalettePopup())
    bench.press("End")
    #expect(bench.chosen == ChatCommand.allCases.count - 3)
    bench.press("Home")
    #expect(bench.chosen == 0)
    bench.type("o")
    #expect(bench.result("Home") == InputResult(events: [.popupEdited(.moveToLineStart)]))
  }

  @Test(arguments: [
    ("q", [ChatCommand.quit]), ("new", [.new, .newline]), ("list", [.list, .listWider, .listNarrower]),
    ("wider", [.listWider]), ("lw", [.listWider]), ("pin", [.pin]), ("delete", [.delete, .deleteBack]),
    ("DELETE word", [.deleteWordBack, .deleteBlankWordBack, .deleteWordForward]), ("undo-delete", [.undoDelete]),
    ("demo", [.demo]),
    ("colours", [.theme]), ("shell", [.suspend]), ("reply", [.retry, .back, .stop]), ("npr", [.nextPrompt]),
    ("code next", [.nextCode]), ("scroll half", [.halfPageDown, .halfPageUp]),
  ])
  func theBestCommandComesFirst(query: String, best: [ChatCommand]) {
    #expect(Array(PaletteMatch.commands(query).prefix(best.count)) == best)
  }

  @Test func thePaletteOffersAllButItsOwnDoors() {
    #expect(Set(PaletteMatch.commands("")) == Set(ChatCommand.allCases).subtracting([.leader, .palette]))
    #expect(PaletteMatch.commands("zzzz").isEmpty)
  }

  /// Whoever comes from another program types that one's word.
  @Test(arguments: [("exit", ChatCommand.quit), ("regenerate", .retry), ("bookmarks", .stars), ("vsplit", .splitRight)])
  func aCommandIsFoundByTheWordOfAnotherProgram(query: String, command: ChatCommand) {
    #expect(PaletteMatch.commands(query).first == command)
  }

  @Test func otherWordsForACommandFindIt() {
    for command in ChatCommand.allCases {
      for word in command.row.synonyms {
        #expect(PaletteMatch.commands(word).prefix(4).contains(command), "\(word)")
        #expect(ChatCommand(rawValue: word) != command, "\(word) is its name")
      }
    }
  }
}
