import Canvas
import ChatModel
import TestSupport
import Testing

@testable import AppState
@testable import ChatView

/// What holds for popups of every type.
@Suite struct EveryPopupTests {
  private static let conversation = State(
    settings: Settings(), identifiers: IdentifierSource(seed: 7), now: monday
  ).pane.conversation!

  /// One of each type.
  private static let popups: [any Popup] = [
    AttachmentsPopup(), BranchesPopup(conversation: conversation), ChatbotPicker(purpose: .begin), ComparisonPicker(),
    CopyHints([CopyTarget(label: "a", kind: .code, text: "ls", column: 3, row: 2)], held: false),
    DifferencePopup(difference: TextDifference(old: "a b", new: "a c", oldTitle: "old", newTitle: "new")),
    ExportForm.sample, FilePicker(folder: "/home/me"),
    ImageViewing(id: ImageID("i"), name: "door.png", phase: .drawing), KeyHelp(), LayoutNamePopup(), LayoutsPopup(),
    LeaderHints(hintsAt: monday), LinksPopup(links: [.init(text: "docs", target: "https://docs.test/")]),
    MarkPopup(isSetting: true),
    MessageFilesPopup(files: [Attachment(id: AttachmentID("a"), type: "image", filename: "door.png", file: "f")]),
    OutlinePopup(entries: [OutlineEntry(message: MessageID("a"), source: 0, level: 1, text: "Heading")]),
    PalettePopup(), PastePopup(text: "a\nb"),
    PastedFilesQuestion(
      files: [FoundFile(path: "/a", facts: FileFacts(path: "/a", size: 1, modified: 1, type: .unknown))],
      pasted: PastedPaths("/a")!),
    ProfilesPopup(), PromptSearch(), QuittingQuestion(),
    RenamePopup(conversation: conversation, field: TextEditor("t")),
    DownloadForm(file: "f", name: "door.png", folder: "/home/me"), SearchSession(), SetupForm(baseURL: ""),
    SourcesPopup(sources: [CitedSource(filename: "hours.pdf", file: "f", passages: [])]),
    StarNotePopup(message: MessageID("a"), field: TextEditor()), StarsPopup(), StartersPopup(starters: ["When?"]),
    StashPicker(), ThemePopup(), TimingPopup(times: ConversationTimes([], isWhole: true)),
  ]

  @Test func everyTypeIsThere() throws {
    #expect(try Set(Self.popups.map { "\(type(of: $0))" }) == PopupSources.types())
  }

  @Test(arguments: popups.indices, [Size(20, 6), Size(80, 24), Size(200, 60)])
  func itOpensIsDrawnAndCloses(index: Int, size: Size) {
    let popup = Self.popups[index]
    var bench = PopupHarness(popup)
    bench.size = size
    bench.now = monday + 1_000
    let place = "\(type(of: popup)), \(size)"
    #expect(bench.state.popups.all.count == 1, "\(place)")
    let frame = bench.frame("漢")
    #expect(frame != PopupHarness.blank(size, "漢"), "\(place) is not drawn")
    #expect(frame.rows.count == size.rows.value && frame.rows.allSatisfy { $0.columns <= size.columns }, "\(place)")
    bench.press("Esc")
    #expect(bench.state.popups.isEmpty, "\(place)")
  }

  /// What changes something is refused before it is asked for.
  @Test(arguments: popups.indices) func readOnlyItOpensOnlyIfItChangesNothing(index: Int) {
    let popup = Self.popups[index]
    var bench = PopupHarness()
    bench.state.settings.access = .readOnly
    bench.user(.popupOpened(AnyPopup(popup)))
    #expect(bench.state.popups.isEmpty == popup.writes, "\(type(of: popup))")
  }
}

extension ExportForm {
  fileprivate static var sample: ExportForm {
    State(settings: Settings(), identifiers: IdentifierSource(seed: 7), now: monday).exportForm!
  }
}
