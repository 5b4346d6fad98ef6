import ChatModel

/// What lies on top of the base screen and takes the keys first. A stack: the last one is on top.
package enum Layer: Equatable, Sendable {
  /// The leader key was pressed; its hints show from `hintsAt` on.
  case leader(hintsAt: Timestamp)
  case chatbots(ChatbotPicker)
  case palette(Chooser)
  /// `original` is the theme to go back to, which the reducer fills in.
  case themes(Chooser, original: String = "")
  case keys(scroll: Int)
  case rename(ConversationID, TextEditor)
  case quitting(running: Int)
  case setup(SetupForm)
  case links([Link], Chooser)
  /// Choosing the chatbots that one prompt goes to; `chosen` in the order of choice.
  case comparison(Chooser, chosen: [ChatbotID])
  /// How two answers differ; `scroll` is the first row shown.
  case difference(TextDifference, scroll: Int)
  /// The conversations that share their beginning with this one.
  case branches(ConversationID, Chooser)
  case layouts(Chooser)
  /// Asks for the name under which the layout is kept.
  case layoutName(TextEditor)
  /// Asks what to export and where to, or shows how far the export is that runs.
  case export(ExportForm)
  /// Filled by the reducer.
  case prompts(PromptSearch)
  /// Filled by the reducer.
  case search(SearchBoard)
  /// Which of the texts that were put aside to take.
  case stash(Chooser)
  /// A paste so large that it is asked about first.
  case paste(String)
  /// Choosing files to attach. Filled by the reducer.
  case files(FilePicker)
  /// Choosing one of the attached files to take it away.
  case attachments(Chooser)
  /// Asks whether files whose paths were pasted are to be attached.
  case pastedFiles([FoundFile], PastedPaths)
  /// Letters beside what can be copied; `typed` of two. `held` where the pane followed before.
  case copyHints([CopyTarget], typed: String, held: Bool)
  /// Waits for the letter of a place.
  case placeName(isSetting: Bool)
  case stars(Chooser)
  case starNote(MessageID, TextEditor)
  case outline([OutlineEntry], Chooser)
  /// What an answer rests on; `chosen` of them is the one that keys are about, `scroll` the first row shown.
  case sources([CitedSource], chosen: Int, scroll: Int)
  /// The files of a message.
  case messageFiles([Attachment], Chooser)
  case saving(SavingForm)
  /// Looking at an image.
  case image(ImageViewing)
  case profiles(Chooser)
  /// What the chatbot suggests to ask.
  case starters([String], Chooser)
  /// How long the replies took; `scroll` is the first row shown.
  case timing(ConversationTimes, scroll: Int)
}

extension Layer {
  /// Whether it leads to nothing but a change on disk or a question to the service.
  var writes: Bool {
    switch self {
    case .chatbots, .rename, .setup, .comparison, .layoutName, .prompts, .stash, .paste, .starNote,
      .placeName(isSetting: true), .files, .pastedFiles, .attachments, .saving, .starters:
      true
    case .leader, .palette, .themes, .keys, .quitting, .links, .difference, .branches, .layouts, .copyHints, .placeName,
      .stars, .outline, .search, .export, .sources, .messageFiles, .profiles, .timing, .image:
      false
    }
  }

  /// The list with a filter that it is; nil for one that is something else.
  var chooser: Chooser? {
    switch self {
    case .chatbots(let picker): picker.chooser
    case .palette(let chooser), .themes(let chooser, _), .links(_, let chooser), .comparison(let chooser, _),
      .branches(_, let chooser), .layouts(let chooser), .stash(let chooser), .attachments(let chooser),
      .stars(let chooser), .outline(_, let chooser), .messageFiles(_, let chooser),
      .starters(_, let chooser), .profiles(let chooser):
      chooser
    case .files(let picker): picker.chooser
    case .leader, .keys, .rename, .quitting, .setup, .difference, .layoutName, .export, .prompts, .paste,
      .pastedFiles, .copyHints, .placeName, .starNote, .sources, .timing,
      .saving, .search, .image:
      nil
    }
  }

  /// The same list with `chooser` in the place of its own.
  func choosing(_ chooser: Chooser) -> Layer {
    switch self {
    case .chatbots(var picker):
      picker.chooser = chooser
      return .chatbots(picker)
    case .palette: return .palette(chooser)
    case .themes(_, let original): return .themes(chooser, original: original)
    case .links(let links, _): return .links(links, chooser)
    case .comparison(_, let chosen): return .comparison(chooser, chosen: chosen)
    case .branches(let id, _): return .branches(id, chooser)
    case .layouts: return .layouts(chooser)
    case .stash: return .stash(chooser)
    case .attachments: return .attachments(chooser)
    case .files(var picker):
      picker.chooser = chooser
      return .files(picker)
    case .stars: return .stars(chooser)
    case .outline(let entries, _): return .outline(entries, chooser)
    case .profiles: return .profiles(chooser)
    case .starters(let texts, _): return .starters(texts, chooser)
    case .messageFiles(let files, _): return .messageFiles(files, chooser)
    case .leader, .keys, .rename, .quitting, .setup, .difference, .layoutName, .export, .prompts, .paste,
      .pastedFiles, .copyHints, .placeName, .starNote, .sources, .timing,
      .saving, .search, .image:
      return self
    }
  }
}

/// A link in a message.
package struct Link: Hashable, Sendable {
  /// What is shown for it.
  package var text: String
  /// Where it leads, as received.
  package var target: String

  package init(text: String, target: String) {
    self.text = text
    self.target = target
  }
}

/// A list with a filter: what was typed and which row is chosen. The rows themselves follow from the state.
package struct Chooser: Equatable, Sendable {
  package var filter: TextEditor
  /// Counts from 0 among the rows that pass the filter.
  package var selected: Int

  package init(filter: TextEditor = TextEditor(), selected: Int = 0) {
    self.filter = filter
    self.selected = selected
  }
}

/// Choosing a chatbot, and what for.
package struct ChatbotPicker: Equatable, Sendable {
  package var chooser: Chooser
  package var purpose: Purpose

  /// What the chosen chatbot is used for.
  package enum Purpose: Equatable, Sendable {
    /// Becomes the chatbot of this conversation.
    case assign(ConversationID)
    /// Becomes its chatbot, and the text in its composer is sent.
    case assignAndSend(ConversationID)
    /// A new conversation begins with it.
    case begin
    /// The last step of the setup: becomes the chatbot of this conversation and of all new ones.
    case setUp(ConversationID)
  }

  package init(purpose: Purpose) {
    chooser = Chooser()
    self.purpose = purpose
  }

  /// Whether it opened by itself because a chatbot is needed, and nobody has looked for one yet.
  var isForWantOfOne: Bool {
    switch purpose {
    case .setUp, .assignAndSend: chooser.filter.text.isEmpty
    case .assign, .begin: false
    }
  }
}

/// The screen of the first run: where the service is and which key to use.
package struct SetupForm: Equatable, Sendable {
  package var baseURL: TextEditor
  /// Shown masked; forgotten as soon as it was accepted.
  package var key: TextEditor
  /// Which field has the caret.
  package var field: SetupEntry.Part
  package var phase: Phase

  /// To: editing -> checking -> refused -> editing ...; leaves when accepted.
  package enum Phase: Equatable, Sendable {
    case editing
    /// Enter was pressed before the key was there.
    case keyMissing
    case checking(since: Timestamp)
    case refused(Failure)
  }

  /// What is checked, as it stands in the fields.
  package var entry: SetupEntry { SetupEntry(baseURL: baseURL.text, key: key.text) }

  package init(baseURL: String) {
    self.baseURL = TextEditor(baseURL)
    key = TextEditor()
    field = baseURL.isEmpty ? .baseURL : .key
    phase = .editing
  }
}
