import AppState
import ChatModel
import TestSupport
import Testing

@Suite struct PromptSearchTests {
  /// A client whose open conversation asked `own`, and another one `others`, oldest first.
  private func bench(_ own: [String], others: [String] = []) -> Harness {
    var bench = Harness()
    for (index, text) in own.enumerated() {
      let message = Message(
        id: MessageID("own\(index)"), author: .person, text: text, createdAt: bench.now + Milliseconds(Int64(index)))
      bench.state.conversations[bench.id]!.messages += [
        message,
        Message(id: MessageID("r\(index)"), author: .assistant, text: "reply to \(text)", createdAt: bench.now),
      ]
    }
    let id = ConversationID("other")
    bench.state.conversations[id] = AppState.Conversation(
      header: ConversationHeader(id: id, profile: "default", createdAt: bench.now, lastActivity: bench.now),
      messages: others.enumerated().map { index, text in
        Message(
          id: MessageID("other\(index)"), author: .person, text: text,
          createdAt: bench.now + Milliseconds(Int64(100 + index)))
      })
    bench.state.order.append(id)
    return bench
  }

  private func search(_ bench: Harness) -> PromptSearch? {
    bench.state.popups[top: PromptSearch.self]
  }

  @Test func thisConversationComesFirstThenTheOthersThenTheDisk() {
    var bench = bench(["one", "two", "one"], others: ["three", "two", "four"])
    let commands = bench.user(.opened(PromptSearch()))
    #expect(commands == [.history(.loadPrompts(limit: 5000))])
    #expect(search(bench)?.matches == ["one", "two", "four", "three"])
    #expect(search(bench)?.phase == .reading)
    bench.feed(.outside(.history(.promptsLoaded(["four", "five", "  \n", "one"]))))
    #expect(search(bench)?.matches == ["one", "two", "four", "three", "five"])
    #expect(search(bench)?.phase == .whole && search(bench)?.count == 5)
  }

  @Test func typingNarrowsWhateverTheCase() {
    var bench = bench(["When do you OPEN?", "開放時間 Öffnung", "close"])
    bench.user(.opened(PromptSearch()))
    bench.user(.popupSelected(2))
    for letter in "open" { bench.user(.popupEdited(.insert(String(letter)))) }
    #expect(search(bench)?.matches == ["When do you OPEN?"] && search(bench)?.list.selected == 0)
    bench.feed(.outside(.history(.promptsLoaded(["Reopen it", "shut it"]))))
    #expect(search(bench)?.matches == ["When do you OPEN?", "Reopen it"])
    bench.user(.popupEdited(.replace("öff")))
    #expect(search(bench)?.matches == ["開放時間 Öffnung"])
    bench.user(.popupEdited(.replace("時間 ")))
    #expect(search(bench)?.matches == ["開放時間 Öffnung"])
    bench.user(.popupEdited(.replace("nowhere")))
    #expect(search(bench)?.matches == [])
  }

  @Test func whatTheDiskSaysAfterTheSearchIsClosedChangesNothing() {
    var bench = bench(["one"])
    bench.user(.composer(.edited(.insert("my draft"))))
    bench.user(.opened(PromptSearch()))
    bench.user(.popupEdited(.insert("o")))
    bench.user(.popupClosed)
    let before = bench.state
    bench.feed(.outside(.history(.promptsLoaded(["two"]))))
    #expect(bench.state == before && bench.conversation.composer.text == "my draft")
  }

  @Test func aFileThatCannotBeReadIsSaid() {
    var bench = bench(["one"])
    bench.user(.opened(PromptSearch()))
    let problem = HistoryProblem(kind: .damaged, text: "broken")
    bench.feed(.outside(.history(.promptsNotLoaded(problem))))
    #expect(search(bench)?.phase == .failed(problem) && search(bench)?.matches == ["one"])
  }

  @Test func undoLeadsFromARecalledPromptBackToTheDraft() {
    var bench = bench(["one", "two"])
    bench.user(.composer(.edited(.insert("my draft"))))
    bench.user(.composer(.recalled(.backward)))
    bench.user(.composer(.edited(.insert("!"))))
    #expect(bench.conversation.composer.text == "two!")
    bench.user(.composer(.edited(.undo)))
    bench.user(.composer(.edited(.undo)))
    #expect(bench.conversation.composer.text == "my draft")
  }
}

@Suite struct EditorCommandTests {
  @Test func theDraftIsOnDiskBeforeTheEditorOpensAndItsTextIsOneChange() {
    var bench = Harness()
    bench.user(.composer(.edited(.insert("draft"))))
    #expect(
      bench.user(.composer(.editorOpened)) == [
        .history(.saveDraft(bench.conversation.header, Draft(text: "draft", caret: 5))),
        .client(.editDraft(bench.id, "draft")),
      ])
    let id = bench.id
    bench.feed(.outside(.client(.draftEdited(id, "edited\n文"))))
    #expect(bench.conversation.composer.draft == Draft(text: "edited\n文", caret: 10))
    #expect(bench.conversation.draftDue != nil)
    bench.user(.composer(.edited(.undo)))
    #expect(bench.conversation.composer.text == "draft")
  }

  @Test func withReadOnlyNoEditorOpens() {
    var bench = Harness(settings: Settings(access: .readOnly))
    #expect(bench.user(.composer(.editorOpened)) == [])
  }
}

@Suite struct StashTests {
  @Test func theDraftGoesAsideAndComesBackIntoAnEmptyText() {
    var bench = Harness()
    bench.user(.composer(.edited(.insert("a thought"))))
    bench.pass(.seconds(1))
    bench.feed(.timePassed)
    let aside = bench.user(.stash(.stashed))
    #expect(bench.conversation.composer.isEmpty && bench.state.stash.map(\.text) == ["a thought"])
    // The text is kept before its draft is cleared.
    #expect(
      aside == [
        .history(.saveStash(bench.state.stash[0])), .history(.saveDraft(bench.conversation.header, Draft())),
      ])
    let id = bench.state.stash[0].id
    let back = bench.user(.stash(.stashed))
    #expect(bench.conversation.composer.text == "a thought" && bench.state.stash.isEmpty)
    #expect(
      back == [
        .history(.saveDraft(bench.conversation.header, Draft(text: "a thought", caret: 9))), .history(.deleteStash(id)),
      ], "it is a draft on disk before it leaves the stash")
  }

  @Test func ofSeveralOneIsChosenInAnyConversation() {
    var bench = Harness()
    for text in ["one", "two", "三"] {
      bench.user(.composer(.edited(.insert(text))))
      bench.user(.stash(.stashed))
    }
    bench.user(.conversations(.begun))
    bench.user(.stash(.stashed))
    #expect(bench.state.popups == [StashPicker()])
    bench.pass(.seconds(1))
    bench.feed(.timePassed)
    bench.user(.stash(.taken(bench.state.stash[1].id)))
    #expect(bench.state.sessionDue != nil, "a conversation with its first draft is one to open at the next start")
    #expect(bench.conversation.composer.text == "two" && bench.state.popups.isEmpty)
    #expect(bench.state.stash.map(\.text) == ["one", "三"])
  }

  @Test func whatIsDeletedCanStillBeYanked() {
    var bench = Harness()
    for text in ["one", "two"] {
      bench.user(.composer(.edited(.insert(text))))
      bench.user(.stash(.stashed))
    }
    bench.user(.stash(.stashed))
    let id = bench.state.stash[0].id
    #expect(bench.user(.stash(.deleted(id))) == [.history(.deleteStash(id))])
    #expect(bench.state.top != nil)
    bench.user(.stash(.deleted(bench.state.stash[0].id)))
    #expect(bench.state.top == nil && bench.state.stash.isEmpty)
    bench.user(.composer(.edited(.yank)))
    bench.user(.composer(.edited(.yankOlder)))
    #expect(bench.conversation.composer.text == "one")
    bench.user(.stash(.taken(id)))
    bench.user(.stash(.deleted(id)))
    #expect(bench.conversation.composer.text == "one", "what is not there is not taken")
  }

  @Test func withNothingToPutAsideItSaysSo() {
    var bench = Harness()
    #expect(bench.user(.stash(.stashed)) == [])
    #expect(bench.state.notice?.text == "There is nothing to put aside, and nothing was.")
  }

  @Test func whileAnEarlierPromptIsShownTheOwnDraftComesBack() {
    var bench = Harness()
    let reply = bench.ask("asked before")
    bench.reply(reply, .completed)
    bench.user(.composer(.edited(.insert("my own"))))
    bench.user(.composer(.recalled(.backward)))
    bench.user(.stash(.stashed))
    #expect(bench.state.stash.map(\.text) == ["asked before"] && bench.conversation.composer.text == "my own")
  }

  @Test func withReadOnlyNothingIsPutAside() {
    var bench = Harness(settings: Settings(access: .readOnly))
    #expect(bench.user(.stash(.stashed)) == [] && bench.state.stash.isEmpty)
  }
}
