import Canvas

extension Keymap {
  /// The keys as they are without any configuration.
  package static let standard = Keymap(
    leader: KeyPress(.character("x"), .control),
    entries: CommandZone.allCases.flatMap { zone in
      standardKeys(zone).flatMap { command, keys in keys.map { entry(zone, $0, command) } }
    })

  private static func entry(_ zone: CommandZone, _ key: StandardKey, _ command: ChatCommand) -> Entry {
    let (name, isChord): (String, Bool) =
      switch key {
      case .alone(let name): (name, false)
      case .afterLeader(let name): (name, true)
      }
    // The tables below are all names that KeyPress knows; a test looks up each of them.
    return Entry(zone: zone, press: KeyPress(name: name)!, isChord: isChord, command: command)
  }

  private enum StandardKey: ExpressibleByStringLiteral {
    case alone(String)
    case afterLeader(String)
    init(stringLiteral name: String) { self = .alone(name) }
  }

  private static func standardKeys(_ zone: CommandZone) -> [(ChatCommand, [StandardKey])] {
    switch zone {
    case .everywhere: everywhereKeys + paneKeys
    case .composer: composerKeys + selectionKeys
    case .transcript: transcriptKeys
    case .list: listKeys
    }
  }

  private static let everywhereKeys: [(ChatCommand, [StandardKey])] = [
    (.new, [.afterLeader("n")]), (.chatbot, [.afterLeader("c")]), (.palette, [.afterLeader("p")]),
    (.search, [.afterLeader("f")]), (.searchResults, [.afterLeader("F")]),
    (.keys, [.afterLeader("?")]), (.mode, [.afterLeader("s")]), (.list, [.afterLeader("l")]),
    (.raw, [.afterLeader("r")]), (.theme, [.afterLeader("t")]), (.mouse, [.afterLeader("m")]),
    (.stars, [.afterLeader("*")]), (.plain, [.afterLeader("P")]), (.find, [.afterLeader("/")]),
    (.outline, [.afterLeader("g")]), (.timing, [.afterLeader("T")]), (.starters, ["Alt-T"]),
    (.profiles, [.afterLeader("@")]),
    (.jumpBack, ["Alt-O"]), (.jumpForward, ["Alt-I"]), (.copyConversation, [.afterLeader("W")]),
    (.reload, [.afterLeader(",")]), (.retry, [.afterLeader("y")]),
    (.rename, [.afterLeader("R")]), (.delete, [.afterLeader("d")]), (.undoDelete, [.afterLeader("u")]),
    (.pin, [.afterLeader("i")]), (.archive, [.afterLeader("A")]), (.nextUnread, ["Alt-A", .afterLeader("U")]),
    (.editor, [.afterLeader("e")]), (.attach, [.afterLeader("a")]), (.detach, [.afterLeader("Backspace")]),
    (.retryUploads, [.afterLeader("Y")]), (.branches, [.afterLeader("B")]), (.copy, [.afterLeader("w")]),
    (.export, [.afterLeader("E")]),
    (.fetchHistory, [.afterLeader("H")]), (.fetchMessages, [.afterLeader("M")]),
    (.moveConversation, [.afterLeader("G")]),
    (.nextConversation, [.afterLeader("j")]),
    (.previousConversation, [.afterLeader("k")]), (.listWider, [.afterLeader(">")]),
    (.listNarrower, [.afterLeader("<")]), (.nextZone, ["Tab"]), (.previousZone, ["Shift-Tab"]), (.back, ["Esc"]),
    (.stop, ["Ctrl-C"]), (.pageUp, ["PgUp"]), (.pageDown, ["PgDn"]), (.redraw, ["Ctrl-L"]), (.suspend, ["Ctrl-Z"]),
    (.quit, ["Ctrl-Q", .afterLeader("q")]),
  ]

  private static let paneKeys: [(ChatCommand, [StandardKey])] =
    [
      (.splitRight, [.afterLeader("|")]), (.splitBelow, [.afterLeader("-")]), (.nextPane, [.afterLeader("o")]),
      (.lastPane, [.afterLeader(";")]), (.closePane, [.afterLeader("x")]), (.zoom, [.afterLeader("z")]),
      (.balance, [.afterLeader("=")]), (.broadcast, [.afterLeader("b")]), (.compare, [.afterLeader("C")]),
      (.lockScroll, [.afterLeader("L")]), (.difference, [.afterLeader("D")]), (.layouts, [.afterLeader("v")]),
      (.saveLayout, [.afterLeader("V")]), (.swapPane, [.afterLeader("S")]),
      (.rotatePanes, [.afterLeader("O")]), (.paneLeft, ["Alt-Left"]), (.paneRight, ["Alt-Right"]),
      (.paneUp, ["Alt-Up"]), (.paneDown, ["Alt-Down"]), (.paneWider, [.afterLeader("Right")]),
      (.paneNarrower, [.afterLeader("Left")]), (.paneTaller, [.afterLeader("Down")]),
      (.paneLower, [.afterLeader("Up")]),
    ] + ChatCommand.panesByNumber.enumerated().map { ($1, [.alone("Alt-\($0 + 1)")]) }

  private static let composerKeys: [(ChatCommand, [StandardKey])] = [
    (.send, ["Enter"]), (.newline, ["Alt-Enter", "Ctrl-J", "Shift-Enter", "Ctrl-Enter"]), (.left, ["Left", "Ctrl-B"]),
    (.right, ["Right", "Ctrl-F"]), (.up, ["Up"]), (.down, ["Down"]), (.wordLeft, ["Alt-B", "Ctrl-Left"]),
    (.wordRight, ["Alt-F", "Ctrl-Right"]), (.lineStart, ["Ctrl-A", "Home"]), (.lineEnd, ["Ctrl-E", "End"]),
    (.textStart, ["Ctrl-Home"]), (.textEnd, ["Ctrl-End"]), (.deleteBack, ["Backspace"]),
    (.deleteForward, ["Delete", "Ctrl-D"]), (.deleteWordBack, ["Alt-Backspace"]), (.deleteBlankWordBack, ["Ctrl-W"]),
    (.deleteWordForward, ["Alt-D"]), (.killToStart, ["Ctrl-U"]), (.killToEnd, ["Ctrl-K"]), (.yank, ["Ctrl-Y"]),
    (.undo, ["Ctrl-_"]), (.redo, ["Alt-_"]), (.previousPrompt, ["Alt-P"]), (.nextPrompt, ["Alt-N"]),
    (.takeBack, ["Alt-Q"]), (.searchPrompts, ["Ctrl-R"]), (.stash, ["Alt-S"]),
  ]

  private static let selectionKeys: [(ChatCommand, [StandardKey])] = [
    (.yankOlder, ["Alt-Y"]), (.selectLeft, ["Shift-Left"]), (.selectRight, ["Shift-Right"]),
    (.selectUp, ["Shift-Up"]), (.selectDown, ["Shift-Down"]), (.selectWordLeft, ["Ctrl-Shift-Left"]),
    (.selectWordRight, ["Ctrl-Shift-Right"]), (.selectLineStart, ["Shift-Home"]), (.selectLineEnd, ["Shift-End"]),
    (.selectTextStart, ["Ctrl-Shift-Home"]), (.selectTextEnd, ["Ctrl-Shift-End"]), (.selectAll, [.afterLeader("h")]),
    (.setMark, ["Ctrl-Space"]), (.copySelection, ["Alt-W"]),
  ]

  private static let transcriptKeys: [(ChatCommand, [StandardKey])] = [
    (.rowDown, ["j", "Down"]), (.rowUp, ["k", "Up"]), (.nextMessage, ["J"]), (.previousMessage, ["K"]),
    (.nextCode, ["}"]), (.previousCode, ["{"]), (.nextHeading, ["]"]), (.previousHeading, ["["]),
    (.fold, ["Enter"]), (.foldAll, ["Z"]), (.links, ["o"]), (.sources, ["s"]), (.attachments, ["a"]),
    (.top, ["g", "Home"]), (.end, ["G", "End"]),
    (.halfPageDown, ["Ctrl-D"]), (.halfPageUp, ["Ctrl-U"]), (.pageDown, ["Space"]), (.copy, ["y"]), (.retry, ["r"]),
    (.raw, ["R"]), (.editMessage, ["e"]),
    (.find, ["/"]), (.findNext, ["n"]), (.findPrevious, ["N"]), (.copyHints, ["c"]), (.copyConversation, ["Y"]),
    (.selectRows, ["v"]), (.markPlace, ["m"]), (.goToPlace, ["'"]), (.star, ["*"]), (.starNote, ["+"]),
    (.outline, ["O"]), (.jumpBack, ["Ctrl-O"]), (.compose, ["i"]),
  ]

  private static let listKeys: [(ChatCommand, [StandardKey])] = [
    (.listDown, ["j", "Down", "Ctrl-N"]), (.listUp, ["k", "Up", "Ctrl-P"]), (.listPageDown, ["PgDn"]),
    (.listPageUp, ["PgUp"]), (.listTop, ["g", "Home"]), (.listEnd, ["G", "End"]), (.open, ["Enter"]),
    (.openBeside, ["|"]), (.mark, ["Space"]), (.archive, ["a"]), (.archived, ["A"]),
    (.filter, ["/"]), (.rename, ["r"]), (.delete, ["d"]), (.undoDelete, ["u"]), (.pin, ["p"]), (.new, ["n"]),
  ]
}
