import Canvas

/// What a terminal says about itself when it is asked.
package enum TerminalAnswer: Hashable, Sendable {
  /// It has the kitty keyboard protocol.
  case kittyKeyboard
  /// Its name and version, as in `tmux 3.3a` or `XTerm(379)`.
  case version(String)
  case background(Theme.Ground)
  /// It has the kitty graphics protocol, and took what it was asked about.
  case kittyGraphics
  /// The extent of a cell, in pixels.
  case cell(width: Int, height: Int)
  /// The answer that every terminal gives; it was asked for last.
  case attributes(hasSixel: Bool)

  /// The answer `CSI parameters final`; nil for all other sequences.
  init?(control parameters: [UInt8], final: UInt8) {
    guard parameters.first == UInt8(ascii: "?") else {
      let numbers = Self.numbers(parameters)
      guard final == UInt8(ascii: "t"), numbers.count == 3, numbers[0] == 6, (1...500).contains(numbers[1]),
        (1...500).contains(numbers[2])
      else { return nil }
      self = .cell(width: numbers[2], height: numbers[1])
      return
    }
    switch final {
    case UInt8(ascii: "u"): self = .kittyKeyboard
    // The first number is a level; 4 behind it says that it has sixels.
    case UInt8(ascii: "c"):
      self = .attributes(hasSixel: Self.numbers(parameters.dropFirst()).dropFirst().contains(4))
    default: return nil
    }
  }

  private static func numbers(_ parameters: some Sequence<UInt8>) -> [Int] {
    String(decoding: Array(parameters), as: UTF8.self).split(separator: ";", omittingEmptySubsequences: false)
      .map { Int($0) ?? -1 }
  }

  /// The answer that a string begun by `opener` after ESC carries; nil for all other strings.
  init?(string: [UInt8], opener: UInt8) {
    let text = String(decoding: string, as: UTF8.self)
    switch opener {
    case UInt8(ascii: "P") where text.hasPrefix(">|"): self = .version(String(text.dropFirst(2)))
    case UInt8(ascii: "]") where text.hasPrefix("11;"):
      guard let background = Theme.Ground(color: text.dropFirst(3)) else { return nil }
      self = .background(background)
    case UInt8(ascii: "_") where text.hasPrefix("Gi=\(GraphicsInquiry.queryNumber);") && text.hasSuffix(";OK"):
      self = .kittyGraphics
    default: return nil
    }
  }
}

extension Theme.Ground {
  /// As `rgb:RRRR/GGGG/BBBB` with one to four hexadecimal digits each, `rgba:` with a fourth part, or `#RRGGBB` says.
  init?(color: some StringProtocol) {
    let parts: [Substring]
    if let colon = color.firstIndex(of: ":"), ["rgb", "rgba"].contains(color[..<colon]) {
      parts = String(color[color.index(after: colon)...]).split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == (color.hasPrefix("rgba") ? 4 : 3) else { return nil }
    } else if color.first == "#", [3, 6, 12].contains(color.count - 1) {
      let digits = String(color.dropFirst())
      let length = digits.count / 3
      parts = (0..<3).map { digits.dropFirst($0 * length).prefix(length) }
    } else {
      return nil
    }
    let shares = parts.prefix(3).compactMap { part -> Int? in
      guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit), let value = Int(part, radix: 16) else {
        return nil
      }
      return value * 1000 / ((1 << (4 * part.utf8.count)) - 1)
    }
    guard shares.count == 3 else { return nil }
    self = 299 * shares[0] + 587 * shares[1] + 114 * shares[2] > 500_000 ? .light : .dark
  }

  /// As COLORFGBG says, which some terminals set: colours by number, the background last. Nil where it says nothing.
  package init?(colorsVariable: String?) {
    guard let last = colorsVariable?.split(separator: ";").last, let number = Int(last), (0...15).contains(number)
    else { return nil }
    self = number == 7 || number > 8 ? .light : .dark
  }
}
