import Canvas

/// How many colours the terminal is given.
package enum ColorMode: Hashable, Sendable {
  /// As many as terminfo says it has.
  case auto
  /// No more than this many: 0 for attributes only, 8, 16 or 256.
  case atMost(Int)
}

/// Brings the colours of a theme down to those that the terminal has.
struct Palette: Hashable {
  /// How many colours there are: 0, 8, 16, 256 or, where they are given as red, green and blue, 2^24.
  let colors: Int

  /// A palette for a terminal with `available` colours.
  init(available: Int) {
    colors = available >= 1 << 24 ? 1 << 24 : [256, 16, 8].first { available >= $0 } ?? 0
  }

  /// A colour as ncurses numbers it, -1 for the terminal's own; `isBold` if it is only bright in bold.
  struct Entry: Hashable {
    var number: Int32
    var isBold = false
    static let standard = Entry(number: -1)
  }

  /// The entry that comes nearest to `color` as a foreground, on a terminal whose own background is like `ground`.
  func foreground(_ color: Color, on ground: Theme.Ground = .dark) -> Entry {
    entry(color, as: ground == .light ? .foregroundOnLight : .foreground)
  }

  /// The entry that comes nearest to `color` as a background.
  func background(_ color: Color) -> Entry { entry(color, as: .background) }

  /// How text with `attributes` is shown in `face`, on a terminal whose own background is like `ground`.
  /// `hasOwnColors` says whether the terminal's own colours can be had beside those of the palette.
  func shown(
    _ face: Face, _ attributes: Attributes, on ground: Theme.Ground, hasOwnColors: Bool
  ) -> (foreground: Entry, background: Entry, attributes: Attributes) {
    var attributes = attributes
    var foreground = foreground(face.foreground, on: ground)
    var back = background(face.background)
    if foreground.isBold {
      attributes.insert(.bold)
    } else if foreground.number == 0, colors == 8 || colors == 16, attributes.contains(.bold) {
      // Bold makes black grey on many terminals, which is hard to read on what black is chosen for.
      if back.number > 0 {
        attributes.remove(.bold)
      } else if back == .standard && ground == .light && hasOwnColors {
        foreground = .standard
      }
    }
    if colors > 0 && !hasOwnColors {
      if foreground.number < 0 { foreground.number = 7 }
      if back.number < 0 { back.number = 0 }
    }
    return (foreground, back, attributes)
  }

  private enum Use {
    case foreground, foregroundOnLight, background
  }

  private func entry(_ color: Color, as use: Use) -> Entry {
    guard colors > 0 else { return .standard }
    switch color {
    case .standard: return .standard
    case .indexed(let index):
      // With direct colours the first eight numbers are the palette still.
      if Int(index) < min(colors, colors == 1 << 24 ? 8 : 256) { return Entry(number: Int32(index)) }
      if colors == 8 && index < 16 { return bright(Int(index), as: use) }
      return nearest(Self.components(of: index), as: use)
    case .rgb(let red, let green, let blue):
      return nearest(Components(red: Int(red), green: Int(green), blue: Int(blue)), as: use)
    }
  }

  private func nearest(_ wanted: Components, as use: Use) -> Entry {
    switch colors {
    case 1 << 24:
      let number = wanted.red << 16 | wanted.green << 8 | wanted.blue
      // The numbers below 8 are the palette: almost black instead of a colour of that.
      return Entry(number: Int32(number < 8 ? 8 : number))
    case 256:
      return Entry(number: Int32(Self.cubeOrGrey(wanted)))
    case 16:
      return Entry(number: Int32(ofNearestHue(wanted, as: use) ?? Self.closest(wanted, among: 0..<16)))
    default:
      let index =
        ofNearestHue(wanted, as: use) ?? Self.closest(wanted, among: 0..<(use == .background ? 8 : 16))
      return index < 8 ? Entry(number: Int32(index)) : bright(index, as: use)
    }
  }

  /// One of the colours 8 to 15 where only eight are: bold makes them bright, but dark grey would vanish on black,
  /// and light grey on white.
  private func bright(_ index: Int, as use: Use) -> Entry {
    if index == 8 { return Entry(number: use == .foreground ? 7 : 0) }
    return Entry(number: Int32(index - 8), isBold: use != .background)
  }

  // MARK: Distances

  private struct Components: Hashable {
    let red, green, blue: Int

    func distance(to other: Components) -> Int {
      let (r, g, b) = (red - other.red, green - other.green, blue - other.blue)
      return 2 * r * r + 4 * g * g + 3 * b * b
    }
  }

  private static let levels = [0, 95, 135, 175, 215, 255]

  /// The first sixteen as xterm has them; the user's terminal may show others.
  private static let basic = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
    (255, 255, 255),
  ].map { Components(red: $0.0, green: $0.1, blue: $0.2) }

  private static func components(of index: UInt8) -> Components {
    if index < 16 { return basic[Int(index)] }
    if index >= 232 {
      let grey = 8 + 10 * (Int(index) - 232)
      return Components(red: grey, green: grey, blue: grey)
    }
    let cell = Int(index) - 16
    return Components(red: levels[cell / 36], green: levels[cell / 6 % 6], blue: levels[cell % 6])
  }

  private static func closest(_ wanted: Components, among range: Range<Int>) -> Int {
    range.min { basic[$0].distance(to: wanted) < basic[$1].distance(to: wanted) } ?? 0
  }

  /// Of the first sixteen the one of the nearest hue, which keeps the colours of a theme: what is pale comes nearest to
  /// white, and what is deep to black. Nil where `wanted` has hardly any hue, where it is almost black, and on light ground
  /// for what cannot be read there, as yellow.
  private func ofNearestHue(_ wanted: Components, as use: Use) -> Int? {
    let (red, green, blue) = (wanted.red, wanted.green, wanted.blue)
    let top = max(red, green, blue)
    let chroma = top - min(red, green, blue)
    guard top >= 100, chroma >= 40 else { return nil }
    // In sixths of the circle, from red.
    let hue =
      switch top {
      case red: Double(green - blue) / Double(chroma) + (green < blue ? 6 : 0)
      case green: Double(blue - red) / Double(chroma) + 2
      default: Double(red - green) / Double(chroma) + 4
      }
    // What has a name of its own between two of them, azure and purple, is not where the eye would part them.
    let plain =
      switch hue {
      case ..<0.5: 1
      case ..<1.5: 3
      case ..<2.5: 2
      case ..<3.4: 6
      case ..<4.35: 4
      case ..<5.5: 5
      default: 1
      }
    if use == .foregroundOnLight { return [1, 4, 5].contains(plain) ? plain : nil }
    if use == .background && colors == 8 { return plain }
    let (dark, bright) = (Self.basic[plain], Self.basic[plain + 8])
    return dark.distance(to: wanted) <= bright.distance(to: wanted) ? plain : plain + 8
  }

  /// The nearest of the colours 16 to 255, which every terminal shows alike.
  private static func cubeOrGrey(_ wanted: Components) -> Int {
    func level(_ value: Int) -> Int {
      levels.indices.min { abs(levels[$0] - value) < abs(levels[$1] - value) } ?? 0
    }
    let cube = 16 + 36 * level(wanted.red) + 6 * level(wanted.green) + level(wanted.blue)
    let mean = (wanted.red + wanted.green + wanted.blue) / 3
    let grey = 232 + max(0, min(23, (mean - 3) / 10))
    let isGrey =
      components(of: UInt8(grey)).distance(to: wanted) < components(of: UInt8(cube)).distance(to: wanted)
    return isGrey ? grey : cube
  }
}
