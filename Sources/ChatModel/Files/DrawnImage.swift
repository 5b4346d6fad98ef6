/// How an image is brought to the terminal.
package enum ImageForm: String, Hashable, Sendable {
  /// Each cell shows two pixels as the halves of a block; every terminal with colours can.
  case halfBlocks
  case kitty
  /// iTerm2's way.
  case inline
  case sixel
}

/// The room that there is for an image, and how it is drawn there.
package struct ImageCanvas: Hashable, Sendable {
  /// In cells.
  package var columns: Int
  package var rows: Int
  /// Of one cell, in pixels.
  package var cellWidth: Int
  package var cellHeight: Int
  package var form: ImageForm
  /// Whether what can be seen through it is white, and not black.
  package var isGroundLight: Bool

  package init(
    columns: Int, rows: Int, cellWidth: Int = 10, cellHeight: Int = 20, form: ImageForm, isGroundLight: Bool = false
  ) {
    self.columns = columns
    self.rows = rows
    self.cellWidth = cellWidth
    self.cellHeight = cellHeight
    self.form = form
    self.isGroundLight = isGroundLight
  }
}

/// An image as the terminal takes it, made of pixels that were decoded here: nothing of the file itself gets there.
package struct DrawnImage: Hashable, Sendable {
  package var form: ImageForm
  /// The cells that it covers.
  package var columns: Int
  package var rows: Int
  /// Of the image in its file, in pixels.
  package var width: Int
  package var height: Int
  /// Half-blocks: red, green and blue of `columns` by twice `rows` halves, row by row. kitty, inline: a PNG. sixel: what
  /// stands between the introducer and the end of the sequence.
  package var bytes: [UInt8]

  package init(form: ImageForm, columns: Int, rows: Int, width: Int, height: Int, bytes: [UInt8]) {
    self.form = form
    self.columns = columns
    self.rows = rows
    self.width = width
    self.height = height
    self.bytes = bytes
  }
}

/// What is allowed of images, since they come from outside.
package enum ImageLimits {
  /// Of a file, in bytes.
  package static let bytes: Int64 = 30_000_000
  /// Of one image, as its head says, before anything of it is decoded.
  package static let pixels = 40_000_000
}
