import AppState
import Canvas
import ChatModel

@testable import ChatView

extension ScreenHarness {
  /// A new conversation.
  static var new: ScreenHarness { ScreenHarness(.sample()) }

  /// A conversation that holds a reply in each state, beside a few others.
  static var replies: ScreenHarness {
    let failure = Failure(
      kind: .server, status: 502, text: "The service answered 502.", advice: "Try again in a moment.")
    let talk = Conversation.titled(
      "opening hours", id: "c",
      [
        .sample("1", .person, "When do you open on Monday?"),
        .sample(
          "2", .assistant, "We open at **nine**.\n\n| day | from |\n|---|---|\n| Monday | 9:00 |\n", minute: 0,
          citations: [Citation(filename: "hours.pdf")]),
        .sample("3", .person, "And on Sunday?", minute: 1),
        .sample("4", .assistant, "On Sunday we", status: .stopped, minute: 1),
        .sample("5", .person, "Once more.", minute: 2),
        .sample("6", .assistant, "On Su", status: .interrupted, minute: 2),
        .sample("7", .person, "Please.", minute: 3),
        .sample("8", .assistant, "", status: .failed(failure), minute: 3),
        .sample("9", .person, "Again?", minute: 4),
        .sample("10", .assistant, "On Sunday the desk is closed", minute: 4),
      ]
    ).running(.streaming, scalars: 190)
    var bench = ScreenHarness(.sample([talk, .titled("leave rules", id: "d"), .titled("quarterly plan", id: "e")]))
    bench.now = monday + .seconds(245)
    return bench
  }

  /// A list that shows every mark.
  static var list: ScreenHarness {
    let failure = Failure(kind: .unreachable, text: "No connection.", advice: "Check the network.")
    var pinned = Conversation.titled("always on top", id: "pinned")
    pinned.header.isPinned = true
    pinned.composer = TextEditor("half a thought")
    let streaming = Conversation.titled(
      "opening hours", id: "streaming", [.sample("s", .assistant, "We open")]
    ).running(.streaming, reply: "r1")
    let waiting = Conversation.titled("leave rules", id: "waiting", [.sample("w", .assistant, "")]).running(
      .waiting, reply: "r2")
    let failed = Conversation.titled(
      "no network", id: "failed", [.sample("f", .assistant, "", status: .failed(failure))])
    var unread = Conversation.titled("a title that is much too long for the list of conversations", id: "unread")
    unread.header.unread = 12
    var draft = Conversation.titled("合約問題", id: "draft")
    draft.composer = TextEditor("請問")
    var hostile = Conversation.titled("\u{1B}[31mred\u{202E}gib\n\ttab\u{0}e\u{301}👨‍👩‍👧", id: "hostile")
    hostile.header.unread = 1234
    var untitled = Conversation.titled("", id: "untitled")
    untitled.header.titleSource = .none
    var state = State.sample([pinned, streaming, waiting, failed, unread, draft, hostile, untitled])
    state.zone = .list
    state.list.selected = ConversationID("failed")
    state.list.isLoading = true
    return ScreenHarness(state)
  }

  /// Chinese and Japanese wherever text can be.
  static var cjk: ScreenHarness {
    var talk = Conversation.titled(
      "營業時間與休假規定的問題", id: "c",
      [
        .sample("1", .person, "請問你們星期一幾點開門？「例假日」呢？"),
        .sample(
          "2", .assistant,
          "我們**早上九點**開門，下午六點關門。\n\n- 星期六：上午十時\n- 星期日：休息\n\n| 星期 | 時間 |\n|---|---|\n| 一 | 九時 |\n\n詳細資訊請參考附件。",
          citations: [Citation(filename: "營業時間.pdf")]),
      ])
    talk.header.chatbotName = "總機小姐"
    talk.composer = TextEditor("那麼國定假日的時候你們會不會開門呢？如果會的話，請告訴我時間，謝謝你們的回答。")
    var other = Conversation.titled("ひらがなカタカナ漢字한글", id: "d")
    other.header.unread = 3
    return ScreenHarness(.sample([talk, other, .titled("第三季計畫", id: "e")]))
  }

  /// A list that is being filtered.
  static var filter: ScreenHarness {
    var state = State.sample([
      .titled("opening hours", id: "a"), .titled("leave rules", id: "b"), .titled("office hours", id: "c"),
    ])
    state.zone = .list
    state.list.filter = TextEditor("HOURS")
    return ScreenHarness(state)
  }

  /// A text in the composer that has more rows than the composer.
  static var composer: ScreenHarness {
    var talk = Conversation.titled("opening hours", id: "c", [.sample("1", .person, "When do you open?")])
    let text = (1...40).map { "line \($0) of what is being typed, with a tab\tand 漢字" }.joined(separator: "\n")
    talk.composer = TextEditor(text, caret: text.utf8.count / 2)
    return ScreenHarness(.sample([talk]))
  }

  static var readOnly: ScreenHarness {
    var bench = replies
    bench.state.settings.access = .readOnly
    bench.state.zone = .transcript
    return bench
  }

  /// Scrolled up, with rows below the view, in raw text and synchronous mode.
  static var scrolled: ScreenHarness {
    var talk = Conversation.long(60)
    talk.header.title = "sixty messages"
    talk.header.mode = .synchronous
    var bench = ScreenHarness(.sample([talk]))
    bench.state.pane.scroll = .anchored(message: MessageID("m30"), row: 0)
    bench.state.pane.format = .raw
    bench.state.zone = .transcript
    return bench
  }

  /// Three panes that scroll together while one text goes to all of them: a stream, a branch, and one that waits for its
  /// turn.
  static var panes: ScreenHarness {
    var bench = replies
    var branch = Conversation.titled(
      "合約問題 in other words", id: "d",
      [
        .sample("d1", .person, "What does the contract say?"),
        .sample("d2", .assistant, "It says **nothing** of that."),
      ])
    branch.header.branch = BranchPoint(conversation: ConversationID("c"), message: MessageID("9"))
    bench.state.conversations[ConversationID("d")] = branch
    bench.feed(.user(.panes(.openedBeside(ConversationID("d")))))
    bench.feed(.user(.panes(.split(.rows))))
    bench.feed(.user(.panes(.broadcastSwitched)))
    bench.feed(.user(.panes(.scrollLockSwitched)))
    bench.feed(.user(.composer(.edited(.insert("And on holidays?")))))
    bench.state.notice = nil
    return bench
  }

  /// Made anew each time: a tree of panes that nobody lets go looks lost to the leak sanitizer.
  static var samples: [(name: String, bench: ScreenHarness)] {
    [
      ("new", new), ("replies", replies), ("list", list), ("cjk", cjk), ("filter", filter), ("composer", composer),
      ("read-only", readOnly), ("scrolled", scrolled), ("panes", panes),
    ]
  }
}
