/// Characters that a place of a regular expression takes. Line feeds are in none.
struct ScalarSet: Hashable, Sendable {
  /// The classes of POSIX, over all of Unicode as the C library has them in UTF-8.
  enum Class: String, Hashable, Sendable {
    case alpha, digit, alnum, upper, lower, space, blank, punct, print, graph, cntrl, xdigit
  }

  private var ranges: [ClosedRange<UInt32>] = []
  private var classes: [Class] = []
  private var isNegated = false
  /// Whether letters are in it whatever their case.
  var foldsCase = false

  init() {}
  init(_ scalar: Unicode.Scalar) { add(scalar) }
  init(_ named: Class) { add(named) }

  /// What `.` takes.
  static let anything = ScalarSet("\0").negated
  /// What `\w` takes.
  static let word: ScalarSet = {
    var set = ScalarSet(.alnum)
    set.add("_")
    return set
  }()

  mutating func add(_ scalar: Unicode.Scalar) { ranges.append(scalar.value...scalar.value) }
  mutating func add(_ range: ClosedRange<UInt32>) { ranges.append(range) }
  mutating func add(_ named: Class) { classes.append(named) }

  var negated: ScalarSet {
    var set = self
    set.isNegated.toggle()
    return set
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar != "\n" else { return false }
    var isIn = holds(scalar)
    if foldsCase, !isIn {
      let lower = Self.lower(scalar)
      let upper = Self.upper(scalar)
      isIn = holds(lower) || holds(upper) || holds(Self.lower(upper))
    }
    return isIn != isNegated
  }

  private func holds(_ scalar: Unicode.Scalar) -> Bool {
    ranges.contains { $0.contains(scalar.value) } || classes.contains { Self.isIn($0, scalar) }
  }

  // MARK: Letters

  private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar.isASCII { return ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar }
    let mapping = scalar.properties.lowercaseMapping.unicodeScalars
    return mapping.count == 1 ? mapping.first ?? scalar : scalar
  }

  private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar.isASCII { return ("a"..."z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) & ~0x20) : scalar }
    let mapping = scalar.properties.uppercaseMapping.unicodeScalars
    return mapping.count == 1 ? mapping.first ?? scalar : scalar
  }

  // MARK: Classes

  static func isWord(_ scalar: Unicode.Scalar) -> Bool { scalar == "_" || isIn(.alnum, scalar) }

  private static func isIn(_ named: Class, _ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    switch named {
    case .alpha:
      // Digits of other scripts count as letters: C has ten digits.
      return properties.isAlphabetic || !scalar.isASCII && properties.generalCategory == .decimalNumber
    case .digit: return ("0"..."9").contains(scalar)
    case .alnum: return isIn(.digit, scalar) || isIn(.alpha, scalar)
    case .upper: return properties.isUppercase
    case .lower: return properties.isLowercase
    case .xdigit: return scalar.isASCII && properties.isHexDigit
    case .space: return (0x09...0x0D).contains(scalar.value) || isSeparator(scalar, blankOnly: false)
    case .blank: return scalar == "\t" || isSeparator(scalar, blankOnly: true)
    case .cntrl: return properties.generalCategory == .control || [0x2028, 0x2029].contains(scalar.value)
    case .print:
      switch properties.generalCategory {
      case .unassigned, .control, .lineSeparator, .paragraphSeparator, .surrogate: return false
      default: return true
      }
    case .graph: return isIn(.print, scalar) && !isIn(.space, scalar)
    case .punct: return isIn(.graph, scalar) && !isIn(.alnum, scalar)
    }
  }

  /// A space at which a line may be broken.
  private static func isSeparator(_ scalar: Unicode.Scalar, blankOnly: Bool) -> Bool {
    switch scalar.properties.generalCategory {
    case .spaceSeparator: ![0xA0, 0x2007, 0x202F].contains(scalar.value)
    case .lineSeparator, .paragraphSeparator: !blankOnly
    default: false
    }
  }
}
