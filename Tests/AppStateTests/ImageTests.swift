import AppState
import ChatModel
import Testing

/// Looking at images of messages and of this machine.
@Suite struct ImageTests {
  private static let drawn = DrawnImage(form: .kitty, columns: 4, rows: 2, width: 40, height: 40, bytes: [1])
  private var bench: Harness {
    var settings = Settings(service: "api.test", chatbot: ChatbotID("bot"))
    settings.saving.temporary = "/var/tmp"
    return Harness(settings: settings)
  }

  private func viewing(_ bench: Harness) -> ImageViewing? {
    bench.state.popups[top: ImageViewing.self]
  }

  private func begin(_ bench: inout Harness) throws -> DownloadID {
    let commands = bench.user(.images(.opened(file: "https://f.test/a.png", name: "a.png")))
    guard case .network(.startDownload(let id, let request))? = commands.first else { throw Problem() }
    #expect(
      request
        == DownloadRequest(
          url: "https://f.test/a.png", name: "a.png", folder: "/var/tmp", purpose: .looking, limit: ImageLimits.bytes))
    #expect(viewing(bench)?.phase == .fetching(id))
    return id
  }

  private struct Problem: Error {}

  @Test func itIsFetchedDrawnAndShown() throws {
    var bench = bench
    let id = try begin(&bench)
    bench.feed(.outside(.download(id, .progressed(received: 5, total: 10))))
    let download = try #require(bench.state.downloads[id])
    #expect(download.received == 5 && download.total == 10)
    let commands = bench.feed(.outside(.download(id, .completed(path: "/var/tmp/x"))))
    let image = try #require(viewing(bench)?.id)
    #expect(
      commands == [.client(.drawImage(image, path: "/var/tmp/x", isTemporary: true, wantsBlocks: false))])
    #expect(bench.state.downloads.isEmpty && bench.state.notice == nil)
    bench.feed(.outside(.client(.imageDrawn(image, Self.drawn))))
    #expect(viewing(bench)?.phase == .shown(Self.drawn))
    #expect(bench.user(.images(.formSwitched)) == [.client(.redrawImage(image, wantsBlocks: true))])
    #expect(bench.user(.images(.roomChanged)) == [.client(.redrawImage(image, wantsBlocks: true))])
    #expect(viewing(bench)?.phase == .shown(Self.drawn))
    #expect(bench.user(.popupClosed) == [.client(.forgetImage(image))])
    #expect(bench.state.popups.isEmpty)
    // What is drawn too late is nothing to anybody.
    bench.feed(.outside(.client(.imageDrawn(image, Self.drawn))))
    #expect(bench.state.popups.isEmpty && bench.user(.images(.roomChanged)) == [])
  }

  @Test func whoLeavesStopsTheFetchAndNothingStays() throws {
    var bench = bench
    let id = try begin(&bench)
    #expect(bench.user(.popupClosed) == [.network(.stopDownload(id))])
    // It had come at the same moment.
    #expect(
      bench.feed(.outside(.download(id, .completed(path: "/var/tmp/x")))) == [.client(.discardFile("/var/tmp/x"))])
    #expect(bench.state.downloads.isEmpty && bench.state.popups.isEmpty)
    let second = try begin(&bench)
    bench.user(.popupClosed)
    #expect(bench.feed(.outside(.download(second, .stopped))) == [])
    #expect(bench.state.downloads.isEmpty && bench.state.notice == nil)
  }

  @Test func aReasonIsSaidInItsPlace() throws {
    var bench = bench
    let id = try begin(&bench)
    let failure = Failure(kind: .notFound, text: "It is not there.", advice: "Save it.")
    bench.feed(.outside(.download(id, .failed(failure))))
    #expect(viewing(bench)?.phase == .failed("It is not there. Save it."))
    let other = bench.user(.images(.fileOpened("/f/b.png")))
    let image = try #require(viewing(bench)?.id)
    #expect(viewing(bench)?.name == "b.png")
    #expect(other == [.client(.drawImage(image, path: "/f/b.png", isTemporary: false, wantsBlocks: false))])
    bench.feed(.outside(.client(.imageFailed(image, "damaged"))))
    #expect(viewing(bench)?.phase == .failed("damaged"))
  }

  @Test func withoutAPlaceOrAConnectionNothingIsAsked() {
    var bench = bench
    #expect(bench.user(.images(.opened(file: "", name: "a"))) == [] && bench.state.popups.isEmpty)
    var other = Harness(settings: Settings(service: "", connection: .missing))
    #expect(other.user(.images(.opened(file: "https://f.test/a", name: "a"))) == [] && other.state.popups.isEmpty)
  }
}
