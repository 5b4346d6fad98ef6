/// A `mailto:` address, written anew from what a person would fill in: recipients, subject and text. What else such an
/// address can hold (a file to attach, other headers) would make the mail program send what nobody asked for. What a message
/// links to is anybody's, so that no door lets another one out.
package struct MailAddress {
  /// The whole address, with everything encoded.
  package let target: String

  private static let kept = ["to", "cc", "bcc", "subject", "body"]

  /// Reads what follows `mailto:`; nil where nothing is left of it.
  package init?(_ text: Substring) {
    let whole = text.prefix { $0 != "#" }
    let parts = whole.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let to = Self.encoded(Self.decoded(parts[0]), keepsLines: false, plain: "@,")
    var fields: [String] = []
    for field in parts.count > 1 ? parts[1].split(separator: "&") : [] {
      let sides = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = Self.decoded(sides[0]).lowercased()
      guard sides.count == 2, Self.kept.contains(name) else { continue }
      let isAddress = ["to", "cc", "bcc"].contains(name)
      let value = Self.encoded(Self.decoded(sides[1]), keepsLines: name == "body", plain: isAddress ? "@," : "")
      fields.append("\(name)=\(value)")
    }
    guard !to.isEmpty || !fields.isEmpty else { return nil }
    target = "mailto:" + to + (fields.isEmpty ? "" : "?" + fields.joined(separator: "&"))
  }

  /// `target`, a link of any kind, with a `mailto:` address written anew; nil for one of which nothing is left.
  package static func tamed(_ target: String) -> String? {
    guard target.prefix(7).lowercased() == "mailto:" else { return target }
    return MailAddress(target.dropFirst(7))?.target
  }

  private static func decoded(_ text: Substring) -> String {
    String(decoding: PercentSigns.undone(text).bytes, as: UTF8.self)
  }

  /// `text` without controls; the lines of a mail's text stay.
  private static func encoded(_ text: String, keepsLines: Bool, plain: String) -> String {
    var result: [UInt8] = []
    for scalar in text.unicodeScalars {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~": result += String(scalar).utf8
      case _ where plain.unicodeScalars.contains(scalar): result += String(scalar).utf8
      case "\r": continue
      case "\n" where keepsLines: result += "%0D%0A".utf8
      case _ where scalar.properties.generalCategory == .control: continue
      default:
        for byte in String(scalar).utf8 { result += PercentSigns.sign(byte).utf8 }
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
