import AppState

extension CommandTable {
  /// Reading a conversation.
  mutating func addTranscript() {
    zone = .transcript
    add(.rowDown, "Scroll a row down", "j", "Down") { $0.scroll(.rows(1), $1.state) }
    add(.rowUp, "Scroll a row up", "k", "Up") { $0.scroll(.rows(-1), $1.state) }
    add(.nextMessage, "Go to the next message", "J") { $0.scroll(.messages(1), $1.state) }
    add(.previousMessage, "Go to the previous message", "K") { $0.scroll(.messages(-1), $1.state) }
    add(.nextCode, "Go to the next code block", "}") { $0.scroll(.codeBlocks(1), $1.state) }
    add(.previousCode, "Go to the previous code block", "{") { $0.scroll(.codeBlocks(-1), $1.state) }
    add(.nextHeading, "Go to the next heading", "]") { $0.scroll(.headings(1), $1.state) }
    add(.previousHeading, "Go to the previous heading", "[") { $0.scroll(.headings(-1), $1.state) }
    add(.fold, "Fold or unfold the code, part or message at the top", "Enter", synonyms: ["collapse"]) {
      $0.fold($1.state, now: $1.now)
    }
    add(.foldAll, "Fold all messages, or unfold what is folded", "Z", synonyms: ["collapse"]) { $0.foldAll($1.state) }
    add(.links, "Open or copy a link of the message", "o", synonyms: ["url", "browser"]) { screen, context in
      let links = screen.links(context.state, now: context.now)
      return links.isEmpty ? [.noticed("There is no link in this message.")] : [.opened(LinksPopup(links: links))]
    }
    add(.sources, "Show what the answer rests on, passage by passage", "s", synonyms: ["citations", "references"]) {
      $0.sources($1.state, now: $1.now)
    }
    add(.attachments, "Open, save or copy the files of the message", "a") { $0.attachments($1.state, now: $1.now) }
    add(.editMessage, "Send another version of your message, as a branch", "e", synonyms: ["fork", "rewrite"]) {
      $0.editMessage($1.state, now: $1.now)
    }
    add(.findNext, "Go to the next match", "n") { $0.findNext(.forward, $1.state) }
    add(.findPrevious, "Go to the match before", "N") { $0.findNext(.backward, $1.state) }
    add(.copyHints, "Copy a block, link or command line by a letter", "c") { $0.copyHints($1.state, now: $1.now) }
    add(.selectRows, "Select rows to copy their source", "v") { $0.beginSelection($1.state) }
    add(.markPlace, "Keep this place under a letter", "m", does: .opened(MarkPopup(isSetting: true)))
    add(.goToPlace, "Go to the place under a letter", "'", does: .opened(MarkPopup(isSetting: false)))
    add(.star, "Star the message, or take the star away", "*", synonyms: ["bookmark", "favorite"]) {
      $0.star($1.state, now: $1.now) { .bookmarks(.starSwitched($0)) }
    }
    add(.starNote, "Star the message with a note", "+") { screen, context in
      screen.star(context.state, now: context.now) { message in
        .opened(StarNotePopup(message: message, field: TextEditor(context.state.bookmarks.stars[message]?.note ?? "")))
      }
    }
    add(.halfPageDown, "Scroll half a page down", "Ctrl-D") { $0.scroll(.halfPages(1), $1.state) }
    add(.halfPageUp, "Scroll half a page up", "Ctrl-U") { $0.scroll(.halfPages(-1), $1.state) }
    add(.top, "Go to the first message", "g", "Home") { $0.scroll(.top, $1.state) }
    add(.end, "Go to the end, and follow it", "G", "End") { $0.scroll(.end, $1.state) }
  }
}
