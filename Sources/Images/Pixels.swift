/// A picture in memory: red, green, blue and opacity of each pixel, row by row, a byte each.
package struct Pixels: Hashable, Sendable {
  package let width: Int
  package let height: Int
  package var rgba: [UInt8]

  /// A picture of `width` by `height` pixels, of which `rgba` has four bytes each.
  package init(width: Int, height: Int, rgba: [UInt8]) {
    precondition(rgba.count == width * height * 4, "four bytes a pixel")
    self.width = width
    self.height = height
    self.rgba = rgba
  }

  /// The extent at which a picture of `width` by `height` pixels fits into `most`, in its proportions and never larger than
  /// it is; at least one pixel.
  package static func fitted(
    width: Int, height: Int, into most: (width: Int, height: Int)
  ) -> (width: Int, height: Int) {
    let scale = min(
      1, Double(max(1, most.width)) / Double(max(1, width)), Double(max(1, most.height)) / Double(max(1, height)))
    return (
      max(1, min(most.width, Int((Double(width) * scale).rounded()))),
      max(1, min(most.height, Int((Double(height) * scale).rounded())))
    )
  }

  /// Made smaller: each pixel is the mean of those that it stands for, weighted by their opacity.
  package func scaled(width newWidth: Int, height newHeight: Int) -> Pixels {
    guard newWidth != width || newHeight != height else { return self }
    var result = [UInt8](repeating: 0, count: newWidth * newHeight * 4)
    rgba.withUnsafeBufferPointer { source in
      for y in 0..<newHeight {
        let top = y * height / newHeight
        let bottom = max(top + 1, (y + 1) * height / newHeight)
        for x in 0..<newWidth {
          let left = x * width / newWidth
          let right = max(left + 1, (x + 1) * width / newWidth)
          var (red, green, blue, opacity) = (0, 0, 0, 0)
          for sourceY in top..<bottom {
            var index = (sourceY * width + left) * 4
            for _ in left..<right {
              let alpha = Int(source[index + 3])
              red += Int(source[index]) * alpha
              green += Int(source[index + 1]) * alpha
              blue += Int(source[index + 2]) * alpha
              opacity += alpha
              index += 4
            }
          }
          let count = (bottom - top) * (right - left)
          let target = (y * newWidth + x) * 4
          guard opacity > 0 else { continue }
          result[target] = UInt8((red + opacity / 2) / opacity)
          result[target + 1] = UInt8((green + opacity / 2) / opacity)
          result[target + 2] = UInt8((blue + opacity / 2) / opacity)
          result[target + 3] = UInt8((opacity + count / 2) / count)
        }
      }
    }
    return Pixels(width: newWidth, height: newHeight, rgba: result)
  }

  /// On a larger ground that lets everything through.
  package func padded(width newWidth: Int, height newHeight: Int) -> Pixels {
    guard newWidth != width || newHeight != height else { return self }
    var result = [UInt8](repeating: 0, count: newWidth * newHeight * 4)
    for y in 0..<height {
      result.replaceSubrange(
        y * newWidth * 4..<(y * newWidth + width) * 4, with: rgba[y * width * 4..<(y + 1) * width * 4])
    }
    return Pixels(width: newWidth, height: newHeight, rgba: result)
  }

  /// Red, green and blue alone, over black or white.
  package func flattened(onLight isLight: Bool) -> [UInt8] {
    let ground = isLight ? 255 : 0
    var rgb = [UInt8]()
    rgb.reserveCapacity(width * height * 3)
    for index in stride(from: 0, to: rgba.count, by: 4) {
      let alpha = Int(rgba[index + 3])
      for part in 0..<3 {
        rgb.append(UInt8((Int(rgba[index + part]) * alpha + ground * (255 - alpha) + 127) / 255))
      }
    }
    return rgb
  }
}
