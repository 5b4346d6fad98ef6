import DecodingChecks
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What the fuzzer once found stays found.
@Suite struct CorpusTests {
  @Test(arguments: try files()) func textsOfTheCorpusHold(file: String) throws {
    let bytes = try #require(FileManager.default.contents(atPath: file))
    #expect(JSONCheck.problem(with: [UInt8](bytes)) == nil, "\(file)")
  }

  private static func files() throws -> [String] {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus").path
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted().map { "\(path)/\($0)" }
  }
}
