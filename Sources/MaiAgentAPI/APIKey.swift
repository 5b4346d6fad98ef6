import ChatModel

/// The secret that authorises requests. It shows nowhere but in `authorization`: not when printed, reflected or
/// encoded.
package struct APIKey: Equatable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let secret: String
  private let scheme: KeyScheme

  /// The key `typed` without blanks around it; nil if nothing is left, or if it holds control characters, which could
  /// smuggle in another header. Its format is not checked otherwise: the service knows several.
  package init?(_ typed: String, scheme: KeyScheme = .apiKey) {
    self.scheme = scheme
    secret = typed.trimmingBlanks
    guard !secret.isEmpty, secret.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      return nil
    }
  }

  /// The value of the Authorization header.
  package var authorization: String {
    switch scheme {
    case .apiKey: "Api-Key \(secret)"
    case .bearer: "Bearer \(secret)"
    }
  }

  package var description: String { "(key)" }
  package var debugDescription: String { "(key)" }
  package var customMirror: Mirror { Mirror(self, children: []) }

  /// `text` with every occurrence of the key replaced.
  package func redacting(_ text: String) -> String {
    // By bytes: as characters, a key that is followed by a combining mark would not be found.
    let bytes = Array(text.utf8), key = Array(secret.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == key[0], bytes[index...].starts(with: key) {
        result += "(key)".utf8
        index += key.count
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// How many UTF-8 bytes of a cut text could be the beginning of the key.
  var byteCount: Int { secret.utf8.count }
}
