import Testing
import Text

@Suite struct PercentSignsTests {
  @Test(arguments: [
    ("a%20b", "a b", false), ("%E5%BA%97", "店", false), ("100%", "100%", true), ("%+1%zz%2", "%+1%zz%2", true),
    ("", "", false),
    ("%%41", "%A", true),
  ])
  func `signs are undone, and what is none stays`(text: String, plain: String, hasOthers: Bool) {
    let (bytes, others) = PercentSigns.undone(text)
    #expect(String(decoding: bytes, as: UTF8.self) == plain && others == hasOthers)
  }

  @Test func `every byte is read back as it was written`() {
    for byte in UInt8.min...UInt8.max { #expect(PercentSigns.undone(PercentSigns.sign(byte)).bytes == [byte]) }
  }
}
