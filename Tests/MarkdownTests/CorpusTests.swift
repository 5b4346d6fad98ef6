import GrowthScript
import Markdown
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The scripts under `Corpus`, and those that the fuzzer would make of the goldens: what was once found stays found.
@Suite struct CorpusTests {
  @Test(arguments: try files(in: "Corpus"))
  func scriptsPlayWithoutProblems(file: String) throws {
    let bytes = try #require(FileManager.default.contents(atPath: file))
    for grain in [MarkdownGrain(), GrowthScript.fine] {
      var script = GrowthScript(bytes, grain: grain)
      #expect(script.play() == nil, "\(file), \(grain)")
    }
  }

  /// The texts of the goldens, cut and resized at random.
  @Test(arguments: try files(in: "Goldens").filter { $0.hasSuffix(".md") }, SeededGenerator.seeds(1))
  func goldensPlayWithoutProblems(file: String, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let bytes = [UInt8](try #require(FileManager.default.contents(atPath: file)))
    let pieces = generator.cut(bytes.filter { $0 < 0xFB }, maximum: 160)
    let marks: [[UInt8]] = [[0xFF], [0xFF], [0xFC], [0xFE, .random(in: 0...255, using: &generator)], [0xFD, 4]]
    let grain = Bool.random(using: &generator) ? MarkdownGrain() : GrowthScript.fine
    var script = GrowthScript(pieces.flatMap { $0 + marks.randomElement(using: &generator)! }, grain: grain)
    #expect(script.play() == nil, "seed \(seed)")
  }

  private static func files(in folder: String) throws -> [String] {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: folder).path
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted().map { "\(path)/\($0)" }
  }
}
