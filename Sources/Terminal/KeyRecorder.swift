import Canvas

/// Decodes as `KeyDecoder` does, and says of each input which bytes made it.
package struct KeyRecorder: Sendable {
  /// Bytes that belong together.
  package struct Arrival: Equatable, Sendable {
    package var bytes: [UInt8]
    /// What they mean; nothing: no key that anybody has, or a report.
    package var inputs: [Input]

    package init(bytes: [UInt8], inputs: [Input]) {
      self.bytes = bytes
      self.inputs = inputs
    }
  }

  private(set) var decoder: KeyDecoder
  /// Those of what is still open.
  private var bytes: [UInt8] = []

  /// A recorder in its first state.
  package init(_ settings: KeyDecoder.Settings = KeyDecoder.Settings()) { decoder = KeyDecoder(settings) }

  /// When `flush` has something to do, in milliseconds of the clock given to `feed`.
  package var deadline: Int64? { decoder.deadline }

  /// Takes `more` as read at `now` and returns what they complete.
  package mutating func feed(_ more: some Sequence<UInt8>, now: Int64) -> [Arrival] {
    var arrivals: [Arrival] = []
    for byte in more {
      let inputs = decoder.feed([byte], now: now)
      let isOpen = decoder.deadline != nil
      if !inputs.isEmpty && isOpen && !bytes.isEmpty {
        // The byte ended what was open and begins something else.
        arrivals.append(Arrival(bytes: bytes, inputs: inputs))
        bytes = [byte]
        continue
      }
      bytes.append(byte)
      if !inputs.isEmpty || !isOpen { arrivals.append(take(inputs)) }
    }
    return arrivals
  }

  /// Ends what has been open until its deadline.
  package mutating func flush(now: Int64) -> [Arrival] {
    guard let deadline, deadline <= now else { return [] }
    let inputs = decoder.flush(now: now)
    return inputs.isEmpty && bytes.isEmpty ? [] : [take(inputs)]
  }

  private mutating func take(_ inputs: [Input]) -> Arrival {
    defer { bytes = [] }
    return Arrival(bytes: bytes, inputs: inputs)
  }

  /// As `KeyDecoder` does.
  mutating func takeAnswers() -> [TerminalAnswer] { decoder.takeAnswers() }

  /// Until when the terminal may answer, in milliseconds of the clock given to `feed`.
  var answersUntil: Int64? {
    get { decoder.answersUntil }
    set { decoder.answersUntil = newValue }
  }
}
