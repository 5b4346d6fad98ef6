import ChatModel

/// Everything that changes the state.
package enum StoreEvent: Equatable, Sendable {
  case user(UserEvent)
  case outside(Event)
  /// The clock reached `State.deadline`.
  case timePassed
}

/// What the user did, after keys were mapped to it. What depends on rows (scrolling, Up in a wrapped text) is worked
/// out by the view first and arrives as a place.
package enum UserEvent: Equatable, Sendable {
  case composer(ComposerAction)
  case stash(StashAction)
  case attachments(AttachmentsAction)
  case replies(RepliesAction)
  case conversations(ConversationsAction)
  case chatbots(ChatbotsAction)
  case remote(RemoteAction)
  case panes(PanesAction)
  case layouts(LayoutsAction)
  case paging(PagingAction)
  case transcript(TranscriptAction)
  case search(SearchAction)
  case find(FindAction)
  case bookmarks(BookmarksAction)
  case downloads(DownloadsAction)
  case images(ImagesAction)
  case copying(CopyingAction)
  case list(ListAction)
  case export(ExportAction)
  case setup(SetupAction)
  case program(ProgramAction)
  case zoneFocused(Zone)
  case zoneCycled(Direction)
  case popupOpened(AnyPopup)
  case popupClosed
  case popupEdited(EditorAction)
  /// To the row that the view found; already within bounds.
  case popupSelected(Int)
  /// The popup on top became this one by what was done in it.
  case popupChanged(AnyPopup)
  case noticed(String)

  package enum Direction: Equatable, Sendable {
    case backward, forward
  }

  /// Where something is opened.
  package enum OpeningPlace: Equatable, Sendable {
    case here, beside
  }

  package enum Confirmation: Equatable, Sendable {
    case asked, given
    /// What could not be saved is not to be kept in a file either.
    case discarding
  }
}
