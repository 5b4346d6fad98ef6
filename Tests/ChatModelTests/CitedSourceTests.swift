import ChatModel
import Testing

@Suite struct CitedSourceTests {
  @Test func aFileWithSeveralPassagesIsOneSource() {
    let citations = [
      Citation(filename: "a.pdf", file: "https://f.test/a.pdf", passage: "One.", score: "90%"),
      Citation(filename: "b.txt"), Citation(filename: "a.pdf", passage: "Two.", score: "80%"),
      Citation(filename: "a.pdf", file: "https://f.test/a.pdf"),
    ]
    #expect(
      CitedSource.list(citations) == [
        CitedSource(
          filename: "a.pdf", file: "https://f.test/a.pdf",
          passages: [.init(text: "One.", score: "90%"), .init(text: "Two.", score: "80%")]),
        CitedSource(filename: "b.txt"),
      ])
  }

  @Test func nothingIsListedTwice() {
    let once = Citation(filename: "a.pdf", passage: "One.", score: nil)
    let scored = Citation(filename: "a.pdf", passage: "One.", score: "90%")
    #expect(
      CitedSource.list([once, scored, once])
        == [CitedSource(filename: "a.pdf", passages: [.init(text: "One.", score: "90%")])])
    let bare = Citation(filename: "", passage: "Bare")
    #expect(CitedSource.list([bare, bare]).count == 1)
    #expect(CitedSource.list([Citation(filename: "a"), Citation(filename: "a")]).count == 1)
  }

  @Test func filesOfTheSameNameAtDifferentPlacesAreTwoSourcesAndSoArePassagesWithoutAName() {
    let two = [Citation(filename: "a", file: "https://f.test/1"), Citation(filename: "a", file: "https://f.test/2")]
    #expect(CitedSource.list(two).map(\.file) == ["https://f.test/1", "https://f.test/2"])
    let bare = [Citation(filename: "", passage: "One"), Citation(filename: "", passage: "Two")]
    #expect(CitedSource.list(bare).map(\.name) == ["source", "source"])
    #expect(CitedSource.list([Citation(filename: "", file: "https://f.test/1")]).first?.name == "https://f.test/1")
  }
}
