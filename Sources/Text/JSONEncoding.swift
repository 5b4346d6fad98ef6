#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension JSONText {
  /// `value`, which must hold no number without an end, as UTF-8: keys in order, slashes as they are.
  package static func encoded(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    guard let data = try? encoder.encode(value) else { preconditionFailure("texts and numbers are always JSON") }
    return Array(data)
  }
}
