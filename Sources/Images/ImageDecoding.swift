import CImage
import ChatModel
import System

/// Why an image cannot be shown; a sentence.
package struct ImageProblem: Error, Hashable, Sendable {
  package var text: String
  package init(_ text: String) { self.text = text }
}

/// From the bytes of a file to pixels. What they are is told by their content; how many pixels they claim to be is looked
/// at before anything is decoded.
package enum ImageDecoding {
  /// The pixels of the file whose content is `bytes`, not many more than cover `wanted`, and its own measures.
  package static func decode(
    _ bytes: [UInt8], wanted: (width: Int, height: Int), mostPixels: Int = ImageLimits.pixels
  ) throws(ImageProblem) -> (pixels: Pixels, width: Int, height: Int) {
    let kind = cimage_kind_of(bytes, bytes.count)
    guard kind != cimage_unknown else {
      throw ImageProblem("This is no image of a kind that is shown here (PNG, JPEG, WebP).")
    }
    var (width, height): (Int32, Int32) = (0, 0)
    guard cimage_measure(kind, bytes, bytes.count, &width, &height) != 0 else {
      throw ImageProblem("This image is damaged: its beginning cannot be read.")
    }
    guard Int(width) * Int(height) <= mostPixels else {
      throw ImageProblem("This image has \(width) × \(height) pixels, more than are decoded here.")
    }
    let fitted = Pixels.fitted(width: Int(width), height: Int(height), into: wanted)
    let divisor = cimage_divisor(kind, width, height, Int32(fitted.width), Int32(fitted.height))
    let decoded = (
      width: (Int(width) + Int(divisor) - 1) / Int(divisor), height: (Int(height) + Int(divisor) - 1) / Int(divisor)
    )
    var isDone = false
    let rgba = [UInt8](unsafeUninitializedCapacity: decoded.width * decoded.height * 4) { buffer, filled in
      // What a picture that breaks off leaves out is nothing.
      buffer.initialize(repeating: 0)
      isDone = cimage_decode(kind, bytes, bytes.count, width, height, divisor, buffer.baseAddress) != 0
      filled = decoded.width * decoded.height * 4
    }
    guard isDone else { throw ImageProblem("This image is damaged, or of a kind that is not shown here.") }
    return (Pixels(width: decoded.width, height: decoded.height, rgba: rgba), Int(width), Int(height))
  }

  /// `pixels` as a PNG.
  package static func png(_ pixels: Pixels) throws(ImageProblem) -> [UInt8] {
    var count = 0
    guard let encoded = cimage_encode_png(pixels.rgba, Int32(pixels.width), Int32(pixels.height), &count) else {
      throw ImageProblem("There is no memory for this image.")
    }
    defer { free(encoded) }
    return Array(UnsafeBufferPointer(start: encoded, count: count))
  }
}
