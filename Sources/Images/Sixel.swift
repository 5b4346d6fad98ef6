/// Writes pixels as sixels (DEC STD 070, chapter on graphics): six rows at a time, one colour after the other.
package enum Sixel {
  /// Levels of red, green and blue: 6 × 7 × 6 = 252 colours, since terminals have 256.
  private static let levels = (red: 6, green: 7, blue: 6)

  /// What stands between the introducer and the end of the sequence: measures, colours and sixels.
  package static func encoded(_ pixels: Pixels, onLight isLight: Bool) -> [UInt8] {
    let (width, height) = (pixels.width, pixels.height)
    let indices = dithered(pixels.flattened(onLight: isLight), width: width, height: height)
    var output = Array("\"1;1;\(width);\(height)".utf8)
    for color in Set(indices).sorted() { output += define(color) }
    var masks = [UInt8](repeating: 0, count: 256 * width)
    for top in stride(from: 0, to: height, by: 6) {
      var used = [Bool](repeating: false, count: 256)
      for y in top..<min(top + 6, height) {
        for x in 0..<width {
          let color = Int(indices[y * width + x])
          used[color] = true
          masks[color * width + x] |= 1 << UInt8(y - top)
        }
      }
      var isFirst = true
      for color in 0..<256 where used[color] {
        if !isFirst { output.append(UInt8(ascii: "$")) }
        isFirst = false
        output += Array("#\(color)".utf8)
        append(masks[color * width..<(color + 1) * width], to: &output)
        for x in 0..<width { masks[color * width + x] = 0 }
      }
      output.append(UInt8(ascii: "-"))
    }
    return output
  }

  /// A row of sixels, runs of the same as a number; what is empty at its end is left out.
  private static func append(_ row: ArraySlice<UInt8>, to output: inout [UInt8]) {
    var index = row.startIndex
    while index < row.endIndex {
      let mask = row[index]
      var end = index + 1
      while end < row.endIndex, row[end] == mask { end += 1 }
      if mask == 0 && end == row.endIndex { return }
      let sixel = mask + 63
      let count = end - index
      if count > 3 {
        output += Array("!\(count)".utf8)
        output.append(sixel)
      } else {
        for _ in 0..<count { output.append(sixel) }
      }
      index = end
    }
  }

  private static func define(_ color: UInt8) -> [UInt8] {
    let index = Int(color)
    let red = index / (levels.green * levels.blue) * 100 / (levels.red - 1)
    let green = index / levels.blue % levels.green * 100 / (levels.green - 1)
    let blue = index % levels.blue * 100 / (levels.blue - 1)
    return Array("#\(index);2;\(red);\(green);\(blue)".utf8)
  }

  /// The nearest colour of each pixel, what is lost handed on to its neighbours (Floyd and Steinberg).
  private static func dithered(_ rgb: [UInt8], width: Int, height: Int) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: width * height)
    // Sixteenths of a level, for this row and the next one, with a column of room on both sides.
    var errors = [[Int]](repeating: [Int](repeating: 0, count: (width + 2) * 3), count: 2)
    let counts = [levels.red, levels.green, levels.blue]
    for y in 0..<height {
      for x in 0..<width {
        var index = 0
        for part in 0..<3 {
          let slot = (x + 1) * 3 + part
          let wanted = min(255, max(0, Int(rgb[(y * width + x) * 3 + part]) + errors[0][slot] / 16))
          let most = counts[part] - 1
          let level = (wanted * most + 127) / 255
          index = index * counts[part] + level
          let error = wanted - level * 255 / most
          errors[0][slot + 3] += error * 7
          errors[1][slot - 3] += error * 3
          errors[1][slot] += error * 5
          errors[1][slot + 3] += error
        }
        result[y * width + x] = UInt8(index)
      }
      errors[0] = errors[1]
      for slot in errors[1].indices { errors[1][slot] = 0 }
    }
    return result
  }
}
