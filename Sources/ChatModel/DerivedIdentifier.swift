/// Identifiers for what other programs call by names of theirs: the same names always give the same identifier, so that what
/// is imported again is known.
package enum DerivedIdentifier {
  /// The identifier that follows from `names`, in the form of a version 8 UUID (RFC 9562).
  package static func make<Kind>(_ names: String...) -> Identifier<Kind> {
    var high: UInt64 = 0xCBF2_9CE4_8422_2325
    var low: UInt64 = 0x6C62_272E_07BB_0142
    for name in names {
      for byte in name.utf8 { take(UInt64(byte), &high, &low) }
      // Names end, so that ("ab", "c") is not ("a", "bc"): no byte of UTF-8 is this.
      take(0xFF, &high, &low)
    }
    let a = mix(high ^ mix(low)) & 0xFFFF_FFFF_FFFF_0FFF | 0x8000
    let b = mix(low ^ mix(high)) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    let digits = hex(a) + hex(b)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if [8, 12, 16, 20].contains(index) { text += "-" }
      text.append(digit)
    }
    return Identifier(text)
  }

  // FNV-1a with two starting points, and the finish of SplitMix64.
  private static func take(_ byte: UInt64, _ high: inout UInt64, _ low: inout UInt64) {
    high = (high ^ byte) &* 0x0000_0100_0000_01B3
    low = (low ^ (byte &+ 0x9E)) &* 0x0000_0100_0000_01B3
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
