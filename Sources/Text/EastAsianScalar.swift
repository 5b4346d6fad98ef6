/// Characters that East Asian texts mostly consist of: hiragana, katakana, Han and the syllables of Hangul, as far as each
/// stands by itself and is drawn and compared as it is. What reads or measures much text looks for these first.
package enum EastAsianScalar {
  @inlinable package static func isPlain(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x3041...0x3096, 0x30A1...0x30FA, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3: true
    default: false
    }
  }
}
