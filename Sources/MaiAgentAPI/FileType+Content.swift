import ChatModel

// What a file holds, told by its first bytes. The name decides only among kinds of text, whose bytes do not differ.

extension FileType {
  /// As many bytes of a file's beginning as are looked at.
  package static let examinedBytes = 64 << 10

  /// The type of a file that begins with `bytes` and is called `name`; `isWhole` where that is all of it.
  package init(content bytes: [UInt8], name: String, isWhole: Bool) {
    self =
      Self.image(bytes) ?? Self.sound(bytes) ?? Self.container(bytes) ?? Self.other(bytes)
      ?? (Self.isText(bytes, isWhole: isWhole) ? Self.text(bytes, name) : .unknown)
  }

  private static func image(_ bytes: [UInt8]) -> FileType? {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      return FileType("PNG image", "image/png", .image)
    }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return FileType("JPEG image", "image/jpeg", .image) }
    if bytes.has("GIF87a") || bytes.has("GIF89a") { return FileType("GIF image", "image/gif", .image) }
    if bytes.has("RIFF"), bytes.has("WEBP", at: 8) { return FileType("WebP image", "image/webp", .image) }
    if bytes.has("BM"), bytes.count >= 26, bytes.little(at: 14, 4) >= 12, bytes.little(at: 14, 4) <= 124 {
      return FileType("BMP image", "image/bmp", .image)
    }
    if bytes.starts(with: [0x49, 0x49, 0x2A, 0x00]) || bytes.starts(with: [0x4D, 0x4D, 0x00, 0x2A]) {
      return FileType("TIFF image", "image/tiff", .image)
    }
    guard bytes.has("ftyp", at: 4) else { return nil }
    switch bytes.text(at: 8, 4) {
    case "heic", "heix", "heim", "heis", "hevc", "hevx": return FileType("HEIC image", "image/heic", .image)
    case "mif1", "msf1": return FileType("HEIF image", "image/heif", .image)
    case "avif", "avis": return FileType("AVIF image", "image/avif", .image)
    case "M4A ", "M4B ", "M4P ": return FileType("M4A audio", "audio/mp4", .audio)
    case "qt  ": return FileType("QuickTime video", "video/quicktime")
    default: return FileType("MP4 video", "video/mp4")
    }
  }

  private static func sound(_ bytes: [UInt8]) -> FileType? {
    if bytes.has("ID3") { return FileType("MP3 audio", "audio/mpeg", .audio) }
    if bytes.has("RIFF"), bytes.has("WAVE", at: 8) { return FileType("WAV audio", "audio/wav", .audio) }
    if bytes.has("fLaC") { return FileType("FLAC audio", "audio/flac", .audio) }
    if bytes.has("OggS") {
      return bytes.contains("theora", within: 256)
        ? FileType("Ogg video", "video/ogg") : FileType("Ogg audio", "audio/ogg", .audio)
    }
    if bytes.has("FORM"), bytes.has("AIFF", at: 8) || bytes.has("AIFC", at: 8) {
      return FileType("AIFF audio", "audio/aiff", .audio)
    }
    guard bytes.count >= 4, bytes[0] == 0xFF, bytes[1] & 0xE0 == 0xE0 else { return nil }
    // An MPEG frame: a version, layer, bit rate and sampling rate that exist. ADTS has a layer of its own.
    if bytes[1] & 0xF6 == 0xF0 { return FileType("AAC audio", "audio/aac", .audio) }
    let isFrame = bytes[1] & 0x18 != 0x08 && bytes[1] & 0x06 != 0 && bytes[2] >> 4 != 15 && bytes[2] & 0x0C != 0x0C
    // Also how UTF-16 begins, whose second byte is no bit rate.
    return isFrame && bytes[1] != 0xFE ? FileType("MP3 audio", "audio/mpeg", .audio) : nil
  }

  private static func container(_ bytes: [UInt8]) -> FileType? {
    guard bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06]) else {
      return nil
    }
    if bytes.text(at: 30, 8) == "mimetype" {
      for (mime, label) in [
        ("application/vnd.oasis.opendocument.text", "OpenDocument text"),
        ("application/vnd.oasis.opendocument.spreadsheet", "OpenDocument spreadsheet"),
        ("application/vnd.oasis.opendocument.presentation", "OpenDocument presentation"),
        ("application/epub+zip", "EPUB book"),
      ] where bytes.has(mime, at: 38) { return FileType(label, mime) }
    }
    let office = "application/vnd.openxmlformats-officedocument."
    // The names of the first entries stand in plain text between their contents.
    if bytes.contains("word/", within: bytes.count) {
      return FileType("Word document", office + "wordprocessingml.document")
    }
    if bytes.contains("xl/", within: bytes.count), bytes.contains("[Content_Types].xml", within: bytes.count) {
      return FileType("Excel workbook", office + "spreadsheetml.sheet")
    }
    if bytes.contains("ppt/", within: bytes.count), bytes.contains("[Content_Types].xml", within: bytes.count) {
      return FileType("PowerPoint slides", office + "presentationml.presentation")
    }
    return FileType("ZIP archive", "application/zip")
  }

  private static func other(_ bytes: [UInt8]) -> FileType? {
    // Some writers put a few bytes before it.
    if bytes.contains("%PDF-", within: 1024) { return FileType("PDF", "application/pdf") }
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
      return FileType("older Office document", "application/x-ole-storage")
    }
    if bytes.has("{\\rtf") { return FileType("RTF text", "application/rtf") }
    if bytes.starts(with: [0x1F, 0x8B]) { return FileType("gzip archive", "application/gzip") }
    if bytes.starts(with: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) {
      return FileType("7z archive", "application/x-7z-compressed")
    }
    if bytes.has("Rar!\u{1A}\u{07}") { return FileType("RAR archive", "application/vnd.rar") }
    if bytes.has("BZh") { return FileType("bzip2 archive", "application/x-bzip2") }
    if bytes.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) { return FileType("xz archive", "application/x-xz") }
    if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return FileType("zstd archive", "application/zstd") }
    if bytes.has("ustar", at: 257) { return FileType("tar archive", "application/x-tar") }
    if bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) { return FileType("program", "application/x-executable") }
    if bytes.has("SQLite format 3\u{0}") { return FileType("SQLite database", "application/vnd.sqlite3") }
    return nil
  }

  // MARK: Text

  private static func isText(_ bytes: [UInt8], isWhole: Bool) -> Bool {
    if bytes.isEmpty { return false }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return bytes.count % 2 == 0 || !isWhole
    }
    guard !bytes.contains(where: { $0 < 0x20 && ![0x08, 0x09, 0x0A, 0x0C, 0x0D, 0x1B].contains($0) }) else {
      return false
    }
    // The cut may go through the last character.
    let cuts = isWhole ? 0...0 : 0...min(3, bytes.count - 1)
    return cuts.contains { String(validating: bytes.dropLast($0), as: UTF8.self) != nil }
  }

  private static func text(_ bytes: [UInt8], _ name: String) -> FileType {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return FileType("UTF-16 text", "text/plain; charset=utf-16")
    }
    let dot = name.lastIndex(of: ".")
    switch dot.map({ name[name.index(after: $0)...].lowercased() }) {
    case "json": return FileType("JSON text", "application/json")
    case "csv": return FileType("CSV text", "text/csv; charset=utf-8")
    case "md", "markdown": return FileType("Markdown text", "text/markdown; charset=utf-8")
    case "html", "htm": return FileType("HTML text", "text/html; charset=utf-8")
    case "svg": return FileType("SVG text", "image/svg+xml")
    case "xml": return FileType("XML text", "application/xml")
    default: return FileType("text", "text/plain; charset=utf-8")
    }
  }
}

extension FileType {
  /// Width and height of the image that begins with `bytes`, in pixels; nil where they cannot be read there.
  package static func measures(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]), bytes.has("IHDR", at: 12), bytes.count >= 24 {
      return (bytes.big(at: 16, 4), bytes.big(at: 20, 4))
    }
    if bytes.has("GIF8"), bytes.count >= 10 { return (bytes.little(at: 6, 2), bytes.little(at: 8, 2)) }
    if bytes.has("BM"), bytes.count >= 26 {
      if bytes.little(at: 14, 4) == 12 { return (bytes.little(at: 18, 2), bytes.little(at: 20, 2)) }
      let height = Int(Int32(truncatingIfNeeded: bytes.little(at: 22, 4)))
      return (bytes.little(at: 18, 4), abs(height))
    }
    if bytes.has("WEBP", at: 8), bytes.count >= 30 {
      switch bytes.text(at: 12, 4) {
      case "VP8X": return (bytes.little(at: 24, 3) + 1, bytes.little(at: 27, 3) + 1)
      case "VP8 ": return (bytes.little(at: 26, 2) & 0x3FFF, bytes.little(at: 28, 2) & 0x3FFF)
      case "VP8L":
        let bits = bytes.little(at: 21, 4)
        return (bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
      default: return nil
      }
    }
    return bytes.starts(with: [0xFF, 0xD8]) ? jpegMeasures(bytes) : nil
  }

  /// From segment to segment up to the one that begins the picture.
  private static func jpegMeasures(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
    var index = 2
    while index + 9 < bytes.count, bytes[index] == 0xFF {
      let marker = bytes[index + 1]
      if marker == 0xFF {
        index += 1
        continue
      }
      if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
        return (bytes.big(at: index + 7, 2), bytes.big(at: index + 5, 2))
      }
      index += 2 + max(2, bytes.big(at: index + 2, 2))
    }
    return nil
  }
}

extension [UInt8] {
  fileprivate func has(_ text: String, at index: Int = 0) -> Bool {
    index <= count && self[index...].starts(with: text.utf8)
  }

  fileprivate func text(at index: Int, _ length: Int) -> String {
    index + length <= count ? String(decoding: self[index..<index + length], as: UTF8.self) : ""
  }

  fileprivate func big(at index: Int, _ length: Int) -> Int {
    index + length <= count ? self[index..<index + length].reduce(0) { $0 << 8 | Int($1) } : 0
  }

  fileprivate func little(at index: Int, _ length: Int) -> Int {
    index + length <= count ? self[index..<index + length].reversed().reduce(0) { $0 << 8 | Int($1) } : 0
  }

  fileprivate func contains(_ text: String, within limit: Int) -> Bool {
    let wanted = Array(text.utf8)
    guard count >= wanted.count else { return false }
    let last = Swift.min(limit, count) - wanted.count
    var index = 0
    while index <= last {
      if self[index] == wanted[0], self[index..<index + wanted.count].elementsEqual(wanted) { return true }
      index += 1
    }
    return false
  }
}
