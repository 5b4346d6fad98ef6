import ChatModel
import Images
import System
import TestSupport
import Testing

@testable import maichat

@Suite struct ImageDrawerTests {
  private let folder = TestFolder()
  private var path: String { folder.path("image") }
  private let canvas = ImageCanvas(columns: 4, rows: 4, form: .halfBlocks)
  private let id = ImageID("i")

  private func write() throws {
    let pixels = Pixels(width: 2, height: 2, rgba: [UInt8](repeating: 255, count: 16))
    folder.write(try ImageDecoding.png(pixels), to: path)
  }

  private var isThere: Bool { !folder.names().isEmpty }

  @Test func aTemporaryFileIsGoneOnceItWasReadAndCanBeDrawnAnew() throws {
    try write()
    let sink = EventRecorder()
    let drawer = ImageDrawer(sink: sink)
    drawer.draw(id, path: path, isTemporary: true, on: canvas)
    #expect(waitUntil { sink.all.count == 1 })
    let drawn = DrawnImage(
      form: .halfBlocks, columns: 2, rows: 1, width: 2, height: 2, bytes: [UInt8](repeating: 255, count: 12))
    #expect(sink.all == [.client(.imageDrawn(id, drawn))] && !isThere)
    drawer.redraw(id, on: ImageCanvas(columns: 1, rows: 1, form: .halfBlocks))
    #expect(waitUntil { sink.all.count == 2 })
    let small = try #require(
      matched(sink.all.last) { if case .client(.imageDrawn(_, let small))? = $0 { small } else { nil } },
      "not drawn anew: \(sink.all)")
    #expect(small.columns == 1 && small.rows == 1)
    // Of one that nobody looks at nothing is drawn.
    drawer.forget()
    drawer.redraw(id, on: canvas)
    drawer.draw(ImageID("j"), path: path + ".none", isTemporary: true, on: canvas)
    #expect(waitUntil { sink.all.count == 3 })
    #expect(
      sink.all.last
        == .client(.imageFailed(ImageID("j"), "The file cannot be read: No such file or directory.")))
  }

  @Test func oneOfTheUsersOwnStays() throws {
    try write()
    let sink = EventRecorder()
    let drawer = ImageDrawer(sink: sink)
    drawer.draw(id, path: path, isTemporary: false, on: canvas)
    #expect(waitUntil { sink.all.count == 1 })
    drawer.forget()
    #expect(isThere)
  }

  @Test func onlyFilesOfSomeSizeAreRead() throws {
    try write()
    #expect(throws: ImageProblem("This file has more than the 10 B that are read for showing an image.")) {
      try ImageDrawer.read(path, limit: 10)
    }
    #expect(throws: ImageProblem("This is no file.")) { try ImageDrawer.read("/dev/null") }
    #expect(throws: ImageProblem("This is no file.")) {
      try ImageDrawer.read(folder.path)
    }
  }
}
