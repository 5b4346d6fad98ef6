import ChatModel

/// From the bytes of a file to what the terminal is given.
package enum ImageDrawing {
  /// A picture is never drawn with more pixels than that, however large the terminal is: they have to go over the line.
  private static let most = (width: 1600, height: 1200)

  /// Draws the file whose content is `bytes` as large as `canvas` allows, and no larger than it is.
  package static func draw(_ bytes: [UInt8], on canvas: ImageCanvas) throws(ImageProblem) -> DrawnImage {
    let (columns, rows) = (max(1, canvas.columns), max(1, canvas.rows))
    // A half of a cell is about as wide as it is high.
    let cell =
      canvas.form == .halfBlocks
      ? (width: 1, height: 2) : (width: max(1, canvas.cellWidth), height: max(1, canvas.cellHeight))
    var room = (width: columns * cell.width, height: rows * cell.height)
    if canvas.form != .halfBlocks {
      room = (width: min(room.width, most.width), height: min(room.height, most.height))
    }
    let (decoded, width, height) = try ImageDecoding.decode(bytes, wanted: room)
    let fitted = Pixels.fitted(width: width, height: height, into: room)
    let pixels = decoded.scaled(width: fitted.width, height: fitted.height)
    let content: [UInt8]
    switch canvas.form {
    case .halfBlocks: content = halves(pixels, onLight: canvas.isGroundLight)
    case .kitty, .inline:
      // Whole cells: the terminal has nothing to stretch.
      content = try ImageDecoding.png(
        pixels.padded(
          width: (fitted.width + cell.width - 1) / cell.width * cell.width,
          height: (fitted.height + cell.height - 1) / cell.height * cell.height))
    case .sixel: content = Sixel.encoded(pixels, onLight: canvas.isGroundLight)
    }
    return DrawnImage(
      form: canvas.form, columns: (fitted.width + cell.width - 1) / cell.width,
      rows: (fitted.height + cell.height - 1) / cell.height, width: width, height: height, bytes: content)
  }

  /// The last half row is that of the ground where the picture has an odd number of rows.
  private static func halves(_ pixels: Pixels, onLight isLight: Bool) -> [UInt8] {
    var rgb = pixels.flattened(onLight: isLight)
    if pixels.height % 2 == 1 { rgb += [UInt8](repeating: isLight ? 255 : 0, count: pixels.width * 3) }
    return rgb
  }
}
