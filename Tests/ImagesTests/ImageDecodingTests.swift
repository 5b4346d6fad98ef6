import ChatModel
import Images
import TestSupport
import Testing

/// From files of all kinds, also those that somebody made to do harm, to pixels.
@Suite struct ImageDecodingTests {
  private func decode(
    _ bytes: [UInt8], wanted: (width: Int, height: Int) = (100, 100), mostPixels: Int = ImageLimits.pixels
  ) throws(ImageProblem) -> Pixels {
    try ImageDecoding.decode(bytes, wanted: wanted, mostPixels: mostPixels).pixels
  }

  @Test func aPNGComesBackAsItWas() throws {
    var pixels = ImageSamples.pixels()
    pixels.rgba[3] = 128
    #expect(try decode(ImageDecoding.png(pixels)) == pixels)
  }

  @Test func jpegAndWebPAreDecoded() throws {
    #expect(try decode(ImageSamples.webp) == ImageSamples.pixels())
    let jpeg = try decode(ImageSamples.jpeg)
    #expect(jpeg.width == 16 && jpeg.height == 8)
    let (left, right) = (Array(jpeg.rgba.prefix(4)), Array(jpeg.rgba.suffix(4)))
    #expect(left[0] > 240 && left[1] < 20 && left[2] < 20 && left[3] == 255)
    #expect(right[0] < 20 && right[1] < 20 && right[2] > 240 && right[3] == 255)
  }

  /// A large photograph is made smaller while it is decoded, and still covers what is wanted.
  @Test func aJPEGIsDecodedNoLargerThanIsNeeded() throws {
    let decoded = try ImageDecoding.decode(ImageSamples.jpeg, wanted: (4, 4))
    #expect(decoded.pixels.width == 4 && decoded.pixels.height == 2)
    #expect(decoded.width == 16 && decoded.height == 8)
  }

  @Test(arguments: [[], [0x89], Array("GIF89a\u{1}\u{1}".utf8), Array("<svg/>".utf8), [0xFF, 0xD8]] as [[UInt8]])
  func whatIsNoImageIsRefusedWithAReason(bytes: [UInt8]) {
    let problem = #expect(throws: ImageProblem.self) { try decode(bytes) }
    #expect(problem?.text == "This is no image of a kind that is shown here (PNG, JPEG, WebP).")
  }

  @Test func howManyPixelsAreClaimedIsLookedAtFirst() throws {
    var png = try ImageDecoding.png(ImageSamples.pixels())
    // The measures in its head, 100,000 by 100,000, with the check sum that belongs to them.
    png.replaceSubrange(16..<24, with: [0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0])
    png.replaceSubrange(29..<33, with: crc(Array(png[12..<29])))
    let problem = #expect(throws: ImageProblem.self) { try decode(png) }
    #expect(problem?.text == "This image has 100000 × 100000 pixels, more than are decoded here.")
    for sample in [try ImageDecoding.png(ImageSamples.pixels()), ImageSamples.jpeg, ImageSamples.webp] {
      #expect(throws: ImageProblem.self) { try decode(sample, mostPixels: 127) }
      #expect(try decode(sample, mostPixels: 128).width == 16)
    }
  }

  /// Cut off anywhere, and with any byte changed: a picture or a reason, and nothing worse.
  @Test func whatIsDamagedIsAReasonAtWorst() throws {
    var generator = SeededGenerator(seed: 6)
    for sample in [try ImageDecoding.png(ImageSamples.pixels()), ImageSamples.jpeg, ImageSamples.webp] {
      var reasons = 0
      func look(_ bytes: [UInt8]) {
        do { #expect(try decode(bytes, mostPixels: 1 << 20).rgba.isEmpty == false) } catch { reasons += 1 }
      }
      for length in sample.indices { look(Array(sample[..<length])) }
      #expect(reasons > 10)
      for _ in 0..<2000 {
        var bytes = sample
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        look(bytes)
      }
    }
  }

  private func crc(_ bytes: [UInt8]) -> [UInt8] {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
    value = ~value
    return [24, 16, 8, 0].map { UInt8(value >> $0 & 0xFF) }
  }
}
