import CNcurses
import Canvas

// An image in a form of the terminal's own lies over cells that ncurses takes for blank, and is written behind the bytes of
// its frame. It stands until another image, or none, is to be there, or until a row below it is written anew. Half-blocks are
// cells like others, in colours that no theme has.

/// What of an image is on the terminal.
struct ShownImage {
  var image: FrameImage
  /// The pairs of colours that its cells use.
  var pairs: Set<Int32> = []
}

extension Screen {
  /// Whether `image` has to be brought to the terminal, since that shows another one or none.
  func isOther(_ image: FrameImage?) -> Bool { image != shownImage?.image }

  /// Whether `image` has to be written: also where rows were written anew, which have no image on them any more, but for
  /// kitty, which keeps them apart.
  func isImageDue(_ image: FrameImage?, rewritten: Int) -> Bool {
    isOther(image) || (image.map { $0.form != .kitty } == true && rewritten > 0)
  }

  /// Before the rows of a frame: makes room where what is shown is another image than `image`.
  func makeRoom(for image: FrameImage?) -> [UInt8] {
    guard isOther(image), let shown = shownImage else { return [] }
    shownImage?.image.bytes = []
    switch shown.image.form {
    case .kitty: return ImageSequences.erase(shown.image)
    // ncurses does not know of it: all is painted anew.
    case .inline, .sixel: clear()
    case .halfBlocks: forgetRows()
    }
    return []
  }

  /// The cells of half-blocks, if `image` has that form.
  func drawCells(of image: FrameImage) -> Set<Int32> {
    guard image.form == .halfBlocks, palette.colors > 0 else { return [] }
    let (columns, rows) = (image.place.size.columns.value, image.place.size.rows.value)
    guard columns > 0, rows > 0, image.bytes.count == columns * rows * 6 else { return [] }
    var pairs: Set<Int32> = []
    // Where the block is two columns wide, a blank in the colour of the lower half stands for both.
    var scalar: UInt32 = isWide ? 0x20 : 0x2580
    for row in 0..<rows {
      for column in 0..<columns {
        let upper = (row * 2 * columns + column) * 3
        let lower = upper + columns * 3
        let foreground = palette.foreground(color(image.bytes, upper))
        let background = palette.background(color(image.bytes, lower))
        let pair = max(0, alloc_pair(foreground.number, background.number))
        pairs.insert(pair)
        cn_put(
          window, Int32(image.place.origin.row.value + row), Int32(image.place.origin.column.value + column), &scalar,
          1,
          foreground.isBold ? CN_BOLD : 0, pair)
      }
    }
    return pairs
  }

  /// Gives back the colours of the image before, once no cell has them any more.
  func freePairs(except kept: Set<Int32>) {
    guard let old = shownImage?.pairs, !old.isEmpty else { return }
    for pair in old.subtracting(kept).subtracting(cells.values.map(\.pair)) where pair > 0 { free_pair(pair) }
  }

  /// The next frame draws all rows again, of which what is the same costs nothing.
  func forgetRows() { painted.removeAll(keepingCapacity: true) }

  private func color(_ bytes: [UInt8], _ index: Int) -> Color {
    .rgb(red: bytes[index], green: bytes[index + 1], blue: bytes[index + 2])
  }
}
