import Canvas

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The bytes by which terminals show an image, and by which it is gone again.
enum ImageSequences {
  /// Our only image has this number, in the terminals that number them.
  private static let number = 31
  /// kitty takes no longer pieces.
  private static let piece = 4096

  /// Shows `image`; the cursor is then where it was. None for half-blocks, which are cells like others.
  static func show(_ image: FrameImage) -> [UInt8] {
    let row = image.place.origin.row.value + 1
    let column = image.place.origin.column.value + 1
    let (columns, rows) = (image.place.size.columns.value, image.place.size.rows.value)
    let content: [UInt8]
    switch image.form {
    case .halfBlocks: return []
    case .kitty: content = kitty(image.bytes, columns: columns, rows: rows)
    case .inline:
      let arguments =
        "inline=1;size=\(image.bytes.count);width=\(columns);height=\(rows);preserveAspectRatio=0;doNotMoveCursor=1"
      content = Array("\u{1B}]1337;File=\(arguments):\(Data(image.bytes).base64EncodedString())\u{7}".utf8)
    // What no sixel covers stays as it is.
    case .sixel: content = Array("\u{1B}P0;1q".utf8) + image.bytes + Array("\u{1B}\\".utf8)
    }
    return Array("\u{1B}7\u{1B}[\(row);\(column)H".utf8) + content + Array("\u{1B}8".utf8)
  }

  /// Takes `image` away, where the terminal keeps it apart from its cells; else what is painted over it does.
  static func erase(_ image: FrameImage) -> [UInt8] {
    image.form == .kitty ? Array("\u{1B}_Ga=d,d=I,i=\(number),q=2\u{1B}\\".utf8) : []
  }

  private static func kitty(_ png: [UInt8], columns: Int, rows: Int) -> [UInt8] {
    let encoded = Array(Data(png).base64EncodedString().utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(encoded.count + encoded.count / 200 + 200)
    for start in stride(from: 0, to: max(1, encoded.count), by: piece) {
      let end = min(start + piece, encoded.count)
      let more = end < encoded.count ? 1 : 0
      let keys = start == 0 ? "a=T,f=100,i=\(number),c=\(columns),r=\(rows),C=1,q=2,m=\(more)" : "m=\(more),q=2"
      bytes += Array("\u{1B}_G\(keys);".utf8) + encoded[start..<end] + Array("\u{1B}\\".utf8)
    }
    return bytes
  }
}
