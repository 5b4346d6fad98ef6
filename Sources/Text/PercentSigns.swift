/// Bytes that are written as a percent sign and two digits (RFC 3986, 2.1).
package enum PercentSigns {
  /// The bytes of `text` with such signs undone. A percent sign that is not followed by two digits stays as it is; whether there
  /// was one.
  package static func undone(_ text: some StringProtocol) -> (bytes: [UInt8], hasOthers: Bool) {
    var (bytes, hasOthers): ([UInt8], Bool) = ([], false)
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      if let high = rest.first.flatMap(digit), let low = rest.dropFirst().first.flatMap(digit) {
        bytes.append(high << 4 | low)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
        hasOthers = true
      }
    }
    return (bytes, hasOthers)
  }

  /// `byte` written so.
  package static func sign(_ byte: UInt8) -> String {
    (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46, 0x61...0x66: (byte | 0x20) - 0x61 + 10
    default: nil
    }
  }
}
