import Canvas
import Text

/// The notation of theme files for colours and faces: `"FOREGROUND on BACKGROUND ATTRIBUTE…"`, each part optional.
enum FaceText {
  static let attributes: [(name: String, attribute: Attributes)] = [
    ("bold", .bold), ("dim", .dim), ("italic", .italic), ("underline", .underline), ("reverse", .reverse),
    ("strikethrough", .strikethrough),
  ]

  /// The names of the terminal's own sixteen colours, by index, and of its standard colour.
  static let colors = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright-black", "bright-red", "bright-green",
    "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan", "bright-white",
  ]

  /// What cannot be read in a face or colour, in words.
  struct Mistake: Error {
    var text: String
    /// The word that is no colour and no attribute.
    var unknown: String?
  }

  /// The face that `text` spells, with the names of `palette` as colours.
  static func face(_ text: String, palette: [String: Color]) throws(Mistake) -> Face {
    var foreground: Color?
    var background: Color?
    var face = Face()
    var isBackground = false
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init) {
      if word == "on" {
        guard !isBackground, background == nil else { throw Mistake(text: "\"on\" stands twice") }
        isBackground = true
      } else if let color = color(word, palette: palette) {
        if isBackground {
          background = color
          isBackground = false
        } else if foreground == nil {
          foreground = color
        } else {
          throw Mistake(text: "two colours; the background's follows the word \"on\"")
        }
      } else if isBackground {
        throw unknown(word, among: colors + palette.keys, expected: "a colour after \"on\"")
      } else if let attribute = attributes.first(where: { $0.name == word })?.attribute {
        face.attributes.insert(attribute)
      } else {
        let names = ["default", "on"] + colors + palette.keys + attributes.map(\.name)
        throw unknown(
          word, among: names, expected: "a colour or one of \(attributes.map(\.name).joined(separator: ", "))")
      }
    }
    if isBackground { throw Mistake(text: "a colour is missing after \"on\"") }
    if text.withoutBlanks.isEmpty { throw Mistake(text: "nothing is said; \"default\" is the terminal's own colour") }
    face.foreground = foreground ?? .standard
    face.background = background ?? .standard
    return face
  }

  /// The colour that `word` names: `default`, one of sixteen names, `color0` to `color255`, `#rrggbb`, a palette's name.
  static func color(_ word: String, palette: [String: Color] = [:]) -> Color? {
    if let color = palette[word] { return color }
    if word == "default" { return .standard }
    if let index = colors.firstIndex(of: word) { return .indexed(UInt8(index)) }
    if word.hasPrefix("color"), let index = UInt8(word.dropFirst(5)), "color\(index)" == word { return .indexed(index) }
    let digits = word.utf8.dropFirst()
    guard word.hasPrefix("#"), digits.count == 6, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let value = UInt32(word.dropFirst(), radix: 16)
    else { return nil }
    return .rgb(red: UInt8(value >> 16), green: UInt8(value >> 8 & 0xFF), blue: UInt8(value & 0xFF))
  }

  private static func unknown(_ word: String, among names: [String], expected: String) -> Mistake {
    let hint = NearestName.of(word, among: names).map { "did you mean \($0)?" } ?? "expected \(expected)"
    return Mistake(text: "\(TOMLText.quoted(clipped(word))) is no colour and no attribute; \(hint)", unknown: word)
  }
}
