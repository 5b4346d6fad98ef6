// What the user may choose, once for the rooms that read it and those that follow it. Raw values are as the configuration file
// spells them.

/// Whether anything may be written or sent.
package enum Access: Hashable, Sendable {
  case readWrite
  /// Nothing is sent, created, written or moved.
  case readOnly
}

/// Whether the key may travel over http without TLS.
package enum PlainHTTP: Hashable, Sendable {
  /// To this machine only.
  case loopbackOnly
  /// To any host; the user's explicit wish.
  case allowed
}

/// What stands before the key in a request.
package enum KeyScheme: String, CaseIterable, Hashable, Sendable {
  case apiKey = "api-key"
  /// For gateways before the service; the service itself refuses it.
  case bearer
}

/// The keys that edit the text to send.
package enum EditingKeys: String, CaseIterable, Hashable, Sendable {
  case emacs, vi
}

/// How far the view moves at once as a reply grows.
package enum FollowMode: String, CaseIterable, Hashable, Sendable {
  /// A few rows, and more where the terminal is slow.
  case auto
  /// A row.
  case smooth
  /// Nearly a page.
  case page
}

/// Where a key counts.
package enum CommandZone: String, CaseIterable, Hashable, Sendable {
  case everywhere, composer, transcript, list
}
