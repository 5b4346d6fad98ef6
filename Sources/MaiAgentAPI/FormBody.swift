/// A `multipart/form-data` body (RFC 7578) that ends with a file: what stands before and behind the file's bytes. The file
/// itself is read while it is sent.
package struct FormBody: Hashable, Sendable {
  /// A field that is not a file.
  package struct Field: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package var fields: [Field]
  package var filename: String
  /// A media type.
  package var contentType: String
  /// Of the file, in bytes.
  package var fileSize: Int64
  /// Occurs nowhere in the body but between its parts.
  package var boundary: String

  /// The form with `fields` in their order and the part `file` last.
  package init(
    fields: [Field] = [], filename: String, contentType: String, fileSize: Int64, boundary: String = newBoundary()
  ) {
    self.fields = fields
    self.filename = filename
    self.contentType = contentType
    self.fileSize = fileSize
    self.boundary = boundary
  }

  /// 144 random bits: no file holds them by chance.
  package static func newBoundary() -> String {
    let digits = Array("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return "maichat" + String((0..<24).map { _ in digits.randomElement()! })
  }

  /// What stands before the file.
  package var head: [UInt8] {
    var text = ""
    for field in fields {
      text += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(Self.escaped(field.name))\"\r\n\r\n"
      text += "\(field.value)\r\n"
    }
    text += "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(Self.escaped(filename))\"\r\n"
    text += "Content-Type: \(contentType)\r\n\r\n"
    return Array(text.utf8)
  }

  /// What stands behind it.
  package var tail: [UInt8] { Array("\r\n--\(boundary)--\r\n".utf8) }

  /// Of the whole body, in bytes.
  package var size: Int64 { Int64(head.count) + fileSize + Int64(tail.count) }

  /// A name as browsers write it: UTF-8 as it is, quotes and line ends by their numbers. What else a terminal or a parser
  /// could take for a control goes the same way.
  static func escaped(_ name: String) -> String {
    let hex = Array("0123456789ABCDEF")
    return name.unicodeScalars.reduce(into: "") { text, scalar in
      if scalar == "\"" || scalar.value < 0x20 || scalar.value == 0x7F {
        text += "%\(hex[Int(scalar.value >> 4)])\(hex[Int(scalar.value & 15)])"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }
}
