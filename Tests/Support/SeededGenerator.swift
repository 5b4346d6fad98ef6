import System

/// Random numbers that follow from a seed, for tests that print the seed when they fail (SplitMix64).
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The generator whose numbers follow from `seed` alone.
  package init(seed: UInt64) { state = seed }

  /// The seeds of a property test: the same few each time, so that a failure repeats, and `new` that are new each time, or
  /// as many as MAICHAT_SEEDS says. Where a round is dear the slow run has `slow` of them instead.
  package static func seeds(_ fixed: Int = 8, slow: Int? = nil, new: Int = 1) -> [UInt64] {
    let fixed = isSlowRun ? slow ?? fixed : fixed
    let new = getenv("MAICHAT_SEEDS").flatMap { Int(String(cString: $0)) } ?? new
    return (1...UInt64(fixed)).map { $0 } + (0..<new).map { _ in UInt64.random(in: .min ... .max) }
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// `items` cut into pieces of 1 to `maximum` items; joined they are `items` again.
  package mutating func cut<Item>(_ items: [Item], maximum: Int) -> [[Item]] {
    var pieces: [[Item]] = []
    var start = 0
    while start < items.count {
      let end = min(items.count, start + Int.random(in: 1...maximum, using: &self))
      pieces.append(Array(items[start..<end]))
      start = end
    }
    return pieces
  }
}
