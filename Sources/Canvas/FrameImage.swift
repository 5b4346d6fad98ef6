/// An image on the screen, in the form that the terminal was found to take.
package struct FrameImage: Hashable, Sendable {
  /// The cells that it covers.
  package var place: Rect
  package var form: Form
  /// Of what it is made; see `Form`.
  package var bytes: [UInt8]

  package enum Form: Hashable, Sendable {
    /// Red, green and blue of the halves of the cells: twice as many rows as it covers, a byte each.
    case halfBlocks
    /// A PNG, by kitty's graphics protocol.
    case kitty
    /// A PNG, by iTerm2's inline images.
    case inline
    /// What stands between introducer and end of a sixel sequence.
    case sixel
  }

  package init(place: Rect, form: Form, bytes: [UInt8]) {
    self.place = place
    self.form = form
    self.bytes = bytes
  }
}
