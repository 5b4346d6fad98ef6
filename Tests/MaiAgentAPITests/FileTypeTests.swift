import ChatModel
import MaiAgentAPI
import Testing

/// What files are, told by their content.
@Suite struct FileTypeTests {
  private static func type(_ bytes: [UInt8], _ name: String = "x", isWhole: Bool = true) -> FileType {
    FileType(content: bytes, name: name, isWhole: isWhole)
  }

  private static func bytes(_ parts: Any...) -> [UInt8] {
    parts.flatMap { part -> [UInt8] in
      if let text = part as? String { return Array(text.utf8) }
      if let number = part as? Int { return [UInt8(number)] }
      if let numbers = part as? [Int] { return numbers.map { UInt8($0) } }
      return part as? [UInt8] ?? []
    }
  }

  private static let zip: [UInt8] = [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 26)
  private static let bmp: [UInt8] =
    Array("BM".utf8) + [UInt8](repeating: 0, count: 12) + [40, 0, 0, 0, 3, 0, 0, 0]
    + [0xFE, 0xFF, 0xFF, 0xFF]

  private static let samples: [([UInt8], String)] = [
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"), ([0xFF, 0xD8, 0xFF, 0xE0], "image/jpeg"),
    (bytes("GIF89a"), "image/gif"), (bytes("RIFF", [0, 0, 0, 0], "WEBPVP8 "), "image/webp"), (bmp, "image/bmp"),
    (bytes([0, 0, 0, 24], "ftypheic"), "image/heic"), (bytes([0, 0, 0, 24], "ftypavif"), "image/avif"),
    (bytes([0, 0, 0, 24], "ftypM4A "), "audio/mp4"), (bytes([0, 0, 0, 24], "ftypisom"), "video/mp4"),
    (bytes("ID3", 3), "audio/mpeg"), ([0xFF, 0xFB, 0x90, 0x64], "audio/mpeg"), ([0xFF, 0xF1, 0x50, 0x80], "audio/aac"),
    (bytes("RIFF", [0, 0, 0, 0], "WAVEfmt "), "audio/wav"), (bytes("OggS"), "audio/ogg"), (bytes("fLaC"), "audio/flac"),
    (bytes("%PDF-1.7"), "application/pdf"), (bytes([0xEF, 0xBB, 0xBF], "\n%PDF-1.4"), "application/pdf"),
    (zip + bytes("a/b.bin"), "application/zip"),
    (
      zip + bytes("[Content_Types].xml", 0, "word/document.xml"),
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ),
    (
      zip + bytes("[Content_Types].xml", 0, "xl/workbook.xml"),
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
    (
      zip + bytes("[Content_Types].xml", 0, "ppt/presentation.xml"),
      "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ),
    (zip + bytes("mimetypeapplication/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text"),
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "application/x-ole-storage"),
    ([0x1F, 0x8B, 8], "application/gzip"),
    ([0x7F, 0x45, 0x4C, 0x46, 2], "application/x-executable"), (bytes("hello\n"), "text/plain; charset=utf-8"),
    (bytes("漢字 😀"), "text/plain; charset=utf-8"), ([0xFF, 0xFE, 0x41, 0], "text/plain; charset=utf-16"),
    ([0, 1, 2, 3], "application/octet-stream"), ([0xC3, 0x28], "application/octet-stream"),
    ([], "application/octet-stream"),
    (bytes("BM is how this text begins, and it goes on"), "text/plain; charset=utf-8"),
  ]

  @Test(arguments: samples) func contentTells(bytes: [UInt8], mime: String) {
    #expect(Self.type(bytes, "lie.png").mime == mime)
    let kind: FileType.Kind = mime.hasPrefix("image/") ? .image : mime.hasPrefix("audio/") ? .audio : .other
    #expect(Self.type(bytes).kind == kind)
  }

  @Test func theNameTellsOnlyKindsOfTextApart() {
    let text = Array("{}".utf8)
    #expect(Self.type(text, "a.JSON").mime == "application/json")
    #expect(Self.type(text, "a.md").mime == "text/markdown; charset=utf-8")
    #expect(Self.type(text, "a.csv").mime == "text/csv; charset=utf-8")
    #expect(Self.type(text, "a.png").mime == "text/plain; charset=utf-8")
    #expect(Self.type([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a.json").mime == "image/png")
  }

  @Test func aCutThroughACharacterIsStillText() {
    let text = Array("漢字".utf8)
    for cut in 4...6 { #expect(Self.type(Array(text.prefix(cut)), isWhole: false).label == "text", "\(cut)") }
    #expect(Self.type(Array(text.prefix(4)), isWhole: true) == .unknown)
  }

  /// Nothing that a file can begin with makes it trap.
  @Test func anyBytesHaveAType() {
    var generator = SystemRandomNumberGenerator()
    for (sample, _) in Self.samples {
      for count in 0...sample.count {
        let bytes =
          Array(sample.prefix(count))
          + (0..<Int.random(in: 0...40)).map { _ in UInt8.random(in: 0...255, using: &generator) }
        _ = Self.type(bytes, isWhole: Bool.random())
        _ = FileType.measures(bytes)
      }
    }
  }

  @Test func measuresOfImages() throws {
    let png = Self.bytes(
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13], "IHDR", [0, 0, 2, 128, 0, 0, 1, 224])
    #expect(try #require(FileType.measures(png)) == (640, 480))
    #expect(try #require(FileType.measures(Self.bytes("GIF89a", [10, 0, 20, 1]))) == (10, 276))
    #expect(try #require(FileType.measures(Self.bmp)) == (3, 2))
    let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC2, 0, 17, 8, 1, 0, 2, 0, 3, 0, 0, 0]
    #expect(try #require(FileType.measures(jpeg)) == (512, 256))
    let webp = Self.bytes("RIFF", [0, 0, 0, 0], "WEBPVP8X", [10, 0, 0, 0, 0, 0, 0, 0, 99, 0, 0, 49, 0, 0])
    #expect(try #require(FileType.measures(webp)) == (100, 50))
    #expect(FileType.measures([1, 2, 3]) == nil)
  }
}
