/// Where the network and the history hand their events over: the loop's mailbox, or a test's list.
package protocol EventSink: Sendable {
  /// Takes `event`; never blocks. Events of one producer keep their order.
  func post(_ event: Event) -> SinkCapacity
}

/// Whether a sink wants more.
package enum SinkCapacity: Sendable {
  case ready
  /// The event was taken, but the producer should pause the reply it belongs to until it is told that the sink drained.
  case full
}
